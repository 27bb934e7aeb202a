"""What our own lines look like, from the theme: one table for every list of the program.

Not component classes of a style sheet: Textual makes a node of each for each widget and applies the
whole style sheet to it, which was a tenth of the time to the first frame.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rich.style import Style
from textual.style import Style as Look
from textual.widget import Widget

from backchannel.ui.lines.drawing import Role

ROLES: Final[Mapping[Role, str]] = {
    Role.AUTHOR: "bold",
    Role.HANDLE: "$text-muted",
    Role.TIME: "$text-muted",
    Role.KIND: "$text-muted",
    Role.BADGE: "bold $text-warning",
    Role.TITLE: "bold",
    Role.TEXT: "",
    Role.ASIDE: "$text-muted",
    Role.LINK: "underline $text-primary",
    Role.HASHTAG: "$text-secondary",
    Role.MENTION: "$text-secondary",
    Role.WARNING: "italic $text-warning",
    Role.MATCH: "bold underline on $match",
    Role.MARKER: "$text-accent",
    Role.HEADING: "bold $text-accent",
    Role.ADDED: "bold $text-success",
    Role.REMOVED: "strike $text-error",
}
"""What each stretch of a line looks like, in the words of Textual's markup."""

_FEW: Final[Mapping[Role, str]] = {
    Role.HANDLE: "dim",
    Role.TIME: "dim",
    Role.KIND: "dim",
    Role.ASIDE: "dim",
    Role.MATCH: "bold reverse",
}
"""The same in the colours of the terminal, of which nobody knows what is lighter than what."""

LEAD: Final = "$text-accent"
MARK: Final = "bold $text-warning"
CONTEXT: Final = "$text-disabled"
CURSOR: Final = "on $cursor-rest"
CURSOR_HERE: Final = "on $cursor-here"
"""The chosen one where the keyboard is."""


def roles_in(widget: Widget) -> Mapping[Role, Style]:
    """What each stretch of a line looks like there."""
    return {role: role_in(widget, role) for role in ROLES}


def role_in(widget: Widget, role: Role) -> Style:
    """What one stretch of a line looks like there."""
    is_few = widget.app.native_ansi_color and role in _FEW
    return style_in(widget, _FEW[role] if is_few else ROLES[role])


def context_in(widget: Widget) -> Style:
    """What a filter did not find, where it is dimmed."""
    return style_in(widget, "dim" if widget.app.native_ansi_color else CONTEXT)


def style_in(widget: Widget, look: str) -> Style:
    """A look on the widget's own background, in the theme of the moment."""
    return (widget.visual_style + Look.parse(look)).rich_style


def cursor_in(widget: Widget) -> Style:
    """What the chosen one stands on."""
    return style_in(widget, CURSOR_HERE if widget.has_focus else CURSOR)
