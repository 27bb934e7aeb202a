"""What opens over the desk, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from textual.screen import ModalScreen

from backchannel.ui.deciding.hand import CHOOSE
from backchannel.ui.widgets.stream import Stream, Wanted

if TYPE_CHECKING:
    from backchannel.ui.desk.screen import Desk


def open_panel(desk: Desk, name: str) -> None:
    """Open what is declared as `panel('name')`."""
    from backchannel.ui.keymap import keymap_of
    from backchannel.ui.palette.help_panel import HelpPanel
    from backchannel.ui.screens import activity, panels, search_panel, view_panels
    from backchannel.ui.screens.coverage.near_tags import near_panel
    from backchannel.ui.tending.adding import AddSource
    from backchannel.ui.tending.sources_panel import NO_FILE
    from backchannel.ui.tending.tender import tender_of

    tender = tender_of(desk.app)
    store, acts, zone = desk.store, desk.acts, desk.zone
    makers: Mapping[str, Callable[[], ModalScreen[None]]] = {
        "search": lambda: search_panel.over(desk.panes, acts, zone, desk.app),
        "hidden": lambda: panels.hidden_panel(store, acts, zone, desk.app),
        "stashed": lambda: panels.stashed_panel(
            store, acts, zone, desk.app, go_to=desk.panes.go_to, say=desk.said.say
        ),
        "log": lambda: panels.LogPanel(store, acts, zone),
        "health": lambda: panels.health_panel(
            store, acts, zone, desk.status, tender=tender, near=makers["near_tags"]
        ),
        "near_tags": lambda: near_panel(store, desk.pen),
        "views": lambda: view_panels.ViewsPanel(desk.views),
        "save_view": lambda: view_panels.Naming(desk.views, desk.said.say),
        "help": lambda: HelpPanel(keymap_of(desk).commands),
    }
    if name == "add_source" and tender is not None:
        desk.app.push_screen(AddSource(store, acts, zone, tender, desk.said.say))
    elif name == "add_source":
        desk.said.say(NO_FILE, is_problem=True)
    elif name == "activity":
        activity.open_over(desk.app, store, desk.panes, desk.status, desk.said.say)
    elif name == "preview":
        if said := desk.panes.preview.switch():
            desk.said.say(said)
    else:
        desk.app.push_screen(makers[name]())


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
