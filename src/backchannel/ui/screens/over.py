"""What opens over the desk, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from textual.screen import Screen

from backchannel.model.post import StoredPost
from backchannel.ui.deciding.acts import Voice
from backchannel.ui.deciding.hand import CHOOSE, Choice, Hand
from backchannel.ui.screens.modal import PanelScreen
from backchannel.ui.widgets.stream import Stream, Wanted

if TYPE_CHECKING:
    from backchannel.ui.desk.screen import Desk


def open_panel(desk: Desk, name: str) -> None:
    """Open what is declared as `panel('name')`."""
    from backchannel.ui.screens import activity
    from backchannel.ui.time_bar.opening import open_time_bar

    if name == "add_source":
        _add_source(desk)
    elif name == "activity":
        activity.open_over(desk.app, desk.store, desk.panes, desk.status, desk.said.say)
    elif name == "time_bar":
        open_time_bar(desk)
    elif name == "preview":
        if said := desk.panes.preview.switch():
            desk.said.say(said)
    else:
        desk.app.push_screen(desk.later.ahead.take(name) or made(desk, name))


def made(desk: Desk, name: str) -> Screen[None]:
    """What is to be opened by this name, made anew."""
    from backchannel.ui.keymap import keymap_of
    from backchannel.ui.palette.help_panel import ELSEWHERE, HelpPanel
    from backchannel.ui.screens import panels, view_panels
    from backchannel.ui.screens.coverage.near_tags import near_panel
    from backchannel.ui.tending.tender import tender_of

    tender = tender_of(desk.app)
    store, acts, zone = desk.store, desk.later.acts, desk.zone
    makers: Mapping[str, Callable[[], Screen[None]]] = {
        "search": lambda: _search_panel(desk),
        **_ruling(desk),
        "stashed": lambda: _stashed_panel(desk),
        "log": lambda: panels.LogPanel(store, acts, zone),
        "health": lambda: panels.health_panel(
            store, acts, zone, desk.status, tender=tender, near=makers["near_tags"]
        ),
        "near_tags": lambda: near_panel(store, desk.pen, acts, zone),
        "outgoing": lambda: _outgoing_panel(desk),
        "cues": lambda: _cues_panel(desk),
        "programme": lambda: _programme_panel(desk),
        "presenter": lambda: _presenter(desk),
        "views": lambda: view_panels.ViewsPanel(desk.views),
        "save_view": lambda: view_panels.Naming(desk.views, desk.said.say),
        "help": lambda: HelpPanel(
            [each for each in keymap_of(desk).commands if each.where not in ELSEWHERE]
        ),
    }
    return makers[name]()


def _ruling(desk: Desk) -> Mapping[str, Callable[[], Screen[None]]]:
    """What has to do with rules."""
    from backchannel.ui.ruling.panels import alerts_panel, rules_panel
    from backchannel.ui.ruling.tray import tray

    store, acts, zone, later = desk.store, desk.later.acts, desk.zone, desk.later
    return {
        "hidden": lambda: tray(store, acts, later.ruler.acts, zone, desk.app),
        "rules": lambda: rules_panel(store, acts, later.ruler.acts, zone),
        "alerts": lambda: alerts_panel(store, acts, later.ruler.acts, zone),
    }


def _add_source(desk: Desk) -> None:
    from backchannel.ui.tending.adding import AddSource
    from backchannel.ui.tending.sources_panel import NO_FILE
    from backchannel.ui.tending.tender import tender_of

    if (tender := tender_of(desk.app)) is None:
        desk.said.say(NO_FILE, is_problem=True)
    else:
        desk.app.push_screen(
            AddSource(desk.store, desk.later.acts, desk.zone, tender, desk.said.say)
        )


def _programme_panel(desk: Desk) -> PanelScreen[None]:
    from backchannel.ui.finding.filter_by import quoted
    from backchannel.ui.programme.panel import ProgrammePanel

    def show_posts(session: str) -> None:
        desk.views.filter(f"session:{quoted(session)}", "backchannel")

    return ProgrammePanel(
        desk.store,
        desk.pen,
        desk.later.acts,
        desk.preferences.by,
        zone=lambda: desk.status.zone,
        show_posts=show_posts,
        rows_of=desk.later.session_rows,
    )


def _cues_panel(desk: Desk) -> PanelScreen[None]:
    from backchannel.ui.questions.cues_panel import cues_panel

    return cues_panel(desk.store, desk.pen, desk.preferences.by, desk.zone)


def _presenter(desk: Desk) -> Screen[None]:
    from backchannel.ui.presenter.screen import Presenting

    async def left() -> None:
        await desk.app.pop_screen()

    return Presenting(desk.store, left)


def _outgoing_panel(desk: Desk) -> PanelScreen[None]:
    from backchannel.ui.joining.outgoing_panel import OutgoingPanel

    return OutgoingPanel(desk)


def _search_panel(desk: Desk) -> PanelScreen[None]:
    from backchannel.ui.screens import search_panel

    panel = search_panel.over(desk.panes, desk.later.acts, desk.zone, desk.app)
    return _with_reply(desk, panel, search_panel.OfFound(panel))


def _stashed_panel(desk: Desk) -> PanelScreen[None]:
    from backchannel.ui.screens import panels

    go_to, say = desk.panes.go_to, desk.said.say
    panel = panels.stashed_panel(
        desk.store, desk.later.acts, desk.zone, desk.app, go_to=go_to, say=say
    )
    return _with_reply(desk, panel, panels.OfRow(desk.store, panel.rows))


def _with_reply(desk: Desk, panel: PanelScreen[None], choice: Choice) -> PanelScreen[None]:
    """What is chosen in a panel is answered from there."""
    hand = Hand(choice, desk.later.acts, panel.tell, desk.app)

    async def reply() -> None:
        if (post := await hand.post()) is not None:
            await desk.later.joining.reply(post, panel.tell)

    panel.deeds = {**panel.deeds, "reply": reply}
    return panel


def open_details(desk: Desk, wanted: Wanted) -> None:
    """Everything about a post; what to do first when none is chosen."""
    from backchannel.ui.details.neighbours import InStream
    from backchannel.ui.details.screen import Details, Tools

    if desk.later.is_echo:
        return
    if wanted.post is None or not isinstance(wanted.stream, Stream):
        if not desk.said.is_telling:  # a second Enter after a note is not meant
            desk.said.say(CHOOSE)
        return

    async def reply(post: StoredPost, say: Voice) -> None:
        await desk.later.joining.reply(post, say)

    filtered = desk.panes.choice.filtered_out
    tools = Tools(
        desk.store, desk.later.acts, desk.drafts, desk.said.say, desk.zone, filtered, reply
    )
    desk.app.push_screen(Details(wanted.post.place, tools, InStream(wanted.stream)))
