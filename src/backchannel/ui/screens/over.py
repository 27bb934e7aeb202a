"""What opens over the desk, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backchannel.ui.deciding.hand import CHOOSE
from backchannel.ui.widgets.stream import Stream, Wanted

if TYPE_CHECKING:
    from backchannel.ui.desk.screen import Desk


def open_panel(desk: Desk, name: str) -> None:
    """Open what is declared as `panel('name')`."""
    from backchannel.ui.screens import activity, panels, search_panel

    app, store, zone = desk.app, desk.store, desk.zone
    match name:
        case "search":
            app.push_screen(search_panel.over(desk.panes, store, zone))
        case "activity":
            activity.open_over(app, store, desk.panes, desk.status, desk.said.say)
        case "hidden":
            app.push_screen(panels.hidden_panel(store, desk.acts, zone))
        case "stashed":
            app.push_screen(panels.stashed_panel(store, zone, desk.panes.go_to))
        case "log":
            app.push_screen(panels.LogPanel(store, desk.acts, zone))
        case "health":
            app.push_screen(panels.health_panel(store, desk.acts, zone, desk.status))
        case "preview":
            desk.panes.preview.switch()
        case _:
            app.push_screen(panels.help_panel())


def open_details(desk: Desk, wanted: Wanted) -> None:
    """Everything about a post; what to do first when none is chosen."""
    from backchannel.ui.details.neighbours import InStream
    from backchannel.ui.details.screen import Details, Tools

    if wanted.post is None or not isinstance(wanted.stream, Stream):
        if not desk.said.is_telling:  # a second Enter after a note is not meant
            desk.said.say(CHOOSE)
        return
    filtered = desk.panes.choice.filtered_out
    tools = Tools(desk.store, desk.acts, desk.drafts, desk.said.say, desk.zone, filtered)
    desk.app.push_screen(Details(wanted.post.place, tools, InStream(wanted.stream)))
