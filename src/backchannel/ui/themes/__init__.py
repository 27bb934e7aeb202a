"""Our colours: what is read on them has a contrast that tests compute."""

from backchannel.ui.themes.choosing import drawn_in
from backchannel.ui.themes.inks import Inks, grounds, theme
from backchannel.ui.themes.ours import ANSI, BRIGHT, CONTRAST, DARK, DEUTAN, LIGHT, OURS, TRITAN

__all__ = [
    "ANSI",
    "BRIGHT",
    "CONTRAST",
    "DARK",
    "DEUTAN",
    "LIGHT",
    "OURS",
    "TRITAN",
    "Inks",
    "drawn_in",
    "grounds",
    "theme",
]
