"""How the person at this desk wants it."""

from __future__ import annotations

from typing import Final

from msgspec import Struct


class Preferences(Struct, frozen=True):
    """What the settings in force come to, for a desk.

    `by` is who decides here. `theme` is a theme's name, empty for the first of ours. `is_dimming`
    dims what a filter does not find instead of hiding it. `is_compact` shows more posts and less of
    each; `has_ages` says how long ago something was instead of when.
    """

    by: str = "facilitator"
    theme: str = ""
    is_dimming: bool = False
    is_compact: bool = False
    has_ages: bool = False


USUAL: Final = Preferences()
"""What somebody gets who has set nothing."""
