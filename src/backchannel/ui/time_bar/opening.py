"""Opens the time bar over the desk, and goes where it leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backchannel.errors import StoreError
from backchannel.model.moments import to_micros
from backchannel.model.reading import OLDEST
from backchannel.store.activity.over_time import first_in
from backchannel.ui.arranging.layout import BACKCHANNEL
from backchannel.ui.desk.streams import STREAMS
from backchannel.ui.time_bar.screen import Given, Goal, TimeBar
from backchannel.ui.time_bar.tally import Tally

if TYPE_CHECKING:
    from backchannel.ui.desk.screen import Desk


def open_time_bar(desk: Desk) -> None:
    """Of the stream that has the keyboard, else of the backchannel."""
    panes, event, now = desk.panes, desk.status.event, desk.store.now()
    number = panes.active if panes.has_stream else BACKCHANNEL
    here = panes.streams[number].reader.here
    given = Given(
        anchor=to_micros(now) if here == OLDEST else here,
        sessions=event.sessions if event else (),
        zone=desk.status.zone,
        now=now,
        label=f" {panes.panes[number].label} ",
        is_replay=desk.status.replay is not None,
    )
    known = desk.later.counted
    tally = Tally(desk.store, STREAMS[number], known.get(number, {}))

    async def chosen(goal: Goal | None) -> None:
        known[number] = tally.counts
        if goal is None:
            return
        try:
            await _go(desk, number, goal)
        except StoreError as error:
            desk.said.say(str(error), is_problem=True)

    desk.app.push_screen(TimeBar(tally, given), chosen)


async def _go(desk: Desk, number: int, goal: Goal) -> None:
    """To the first post of that time; where there is none, to the one before it."""
    if goal.is_played:
        await desk.later.replay.play_from(goal.begin)
        return
    place = await desk.store.read(first_in, STREAMS[number], goal.begin, goal.end)
    desk.panes.activate(number)
    desk.panes.streams[number].reveal(goal.begin if place is None else place)
