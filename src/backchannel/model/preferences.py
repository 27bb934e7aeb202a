"""How the person at this desk wants it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct, field


class View(Struct, frozen=True):
    """A filter with a name. `pane` is where it is offered, empty for every pane of posts."""

    name: str
    filter: str
    pane: str = ""


class Preferences(Struct, frozen=True):
    """What the settings in force come to, for a desk.

    `by` is who decides here. `theme` is a theme's name, empty for the first of ours. `is_dimming`
    dims what a filter does not find instead of hiding it. `is_folding` shows a burst of posts by
    one person as one row. `keys` are those of the commands whose keys were changed, by their ids;
    `views` are this person's own. `warning` is what should be said when the desk opens.
    """

    by: str = "facilitator"
    theme: str = ""
    is_dimming: bool = False
    is_folding: bool = True
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    views: tuple[View, ...] = ()
    warning: str = ""


USUAL: Final = Preferences()
"""What somebody gets who has set nothing."""
