"""How the person at this desk wants it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final

from msgspec import Meta, Struct, field
from msgspec.structs import replace

ALL: Final = "All"
"""What a pane without a filter is called, among the views."""


class View(Struct, frozen=True):
    """A filter with a name. `pane` is where it is offered, empty for every pane of posts."""

    name: str
    filter: str
    pane: str = ""


class Preferences(Struct, frozen=True):
    """What the settings in force come to, for a desk.

    `by` is who decides here. `theme` is a theme's name, empty for the first of ours. `is_dimming`
    dims what a filter does not find instead of hiding it. `is_folding` shows a burst of posts by
    one person as one row. `has_mouse` takes the mouse from the terminal. `has_large_type` asks it
    for larger letters, where presenter and projector are shown. `is_compact` shows more posts and
    less of each; `has_ages` says how long ago something was instead of when. `keys` are those of
    the commands whose keys were changed, by their ids; `views` are this person's own. `warning` is
    what should be said when the desk opens. `fixed` names what a flag or the environment said: what
    was chosen on the desk earlier does not come before that.
    """

    by: str = "facilitator"
    theme: str = ""
    is_dimming: bool = False
    is_folding: bool = True
    has_mouse: bool = True
    has_large_type: bool = True
    is_compact: bool = False
    has_ages: bool = False
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    views: tuple[View, ...] = ()
    warning: str = ""
    fixed: frozenset[str] = frozenset()


USUAL: Final = Preferences()
"""What somebody gets who has set nothing."""


class DeskAppearance(Struct, frozen=True, omit_defaults=True):
    """What somebody chose on the desk of an event; None is as the settings say."""

    theme: str | None = None
    is_compact: bool | None = None
    has_ages: bool | None = None


AS_SET: Final = DeskAppearance()
"""Nothing was chosen on the desk."""


def as_chosen(preferences: Preferences, appearance: DeskAppearance) -> Preferences:
    """How the desk begins: a flag or the environment, what was chosen on it, the files."""
    chosen = {
        name: value
        for name in appearance.__struct_fields__
        if (value := getattr(appearance, name)) is not None and name not in preferences.fixed
    }
    return replace(preferences, **chosen)


Share = Annotated[int, Meta(ge=1, le=1_000_000)]
"""How much of a whole somebody gets, beside what the others get."""


class DeskLayout(Struct, frozen=True):
    """How somebody arranged the panes of an event, by their numbers; nothing said is as made.

    `order` is that of the columns, which have the number of their first pane, as in `widths`.
    """

    order: tuple[int, ...] = ()
    widths: Mapping[int, Share] = {}
    heights: Mapping[int, Share] = {}
    hidden: frozenset[int] = frozenset()


AS_MADE: Final = DeskLayout()
"""The panes as they are before anybody touches them."""
