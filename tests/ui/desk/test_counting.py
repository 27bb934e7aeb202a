from __future__ import annotations

import asyncio
from pathlib import Path

from tests.ui.desk.stage import desk_on, remark, store_with, typed, until
from tests.waiting import until as until_said
from textual.widget import Widget

from backchannel.model.post import StoredPost
from backchannel.model.query import EVERYTHING, Query, parse
from backchannel.store.searching import Tally
from backchannel.ui.desk.titles import StreamTitle
from backchannel.ui.finding.filtering import Filtering
from backchannel.ui.widgets.pane import Pane
from backchannel.ui.widgets.stream import Stream


class SlowCounts:
    """Counts a hundred posts a look, of three hundred, of which every second is found."""

    is_dimming = False

    async def count(self, query: Query, begun: Tally | None = None) -> Tally:
        is_going_on = begun is not None and begun.reached is not None
        found = (begun.posts if begun and is_going_on else 0) + (100 if query == EVERYTHING else 50)
        left = 300 - found * (1 if query == EVERYTHING else 2)
        return Tally(found, is_whole=not left, reached=left or None)

    def anew(self) -> None:
        """Nothing here depends on what was read."""

    async def lets_through(self, query: Query, post: StoredPost) -> bool:
        return query == EVERYTHING


async def test_a_long_count_grows_and_is_not_begun_again_in_front_of_the_reader(
    tmp_path: Path,
) -> None:
    async with store_with(tmp_path) as store, desk_on(store) as (app, _):
        stream: Stream = app.desk.panes.streams[2]
        filtering = Filtering(stream, SlowCounts())
        assert [each async for each in filtering.tallies()] == ["100+", "200+", "300"]
        assert [each async for each in filtering.tallies()] == ["300"]
        filtering.typed("council")
        assert [each async for each in filtering.tallies()] == [
            "50+ of 300",
            "100+ of 300",
            "150 of 300",
            "150 of 300",
        ]
        assert [*dict.fromkeys([each async for each in filtering.tallies()])] == ["150 of 300"]


async def test_a_count_ends_when_another_filter_is_set(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store, desk_on(store) as (app, _):
        filtering = Filtering(app.desk.panes.streams[2], SlowCounts())
        assert [each async for each in filtering.tallies()][-1] == "300"
        filtering.typed("council")
        said = []
        async for each in filtering.tallies():
            said.append(each)
            filtering.typed("people")
        assert said[0] == "50+ of 300"
        assert "150 of 300" not in said


async def test_only_one_pane_is_counted_at_a_time(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, map(remark, range(30))) as store,
        desk_on(store) as (app, pilot),
    ):
        pages = [filtering.pages for filtering in app.desk.panes.filters.values()]
        counts = await asyncio.gather(*(each.count(parse("remark")) for each in pages))
        assert [count.posts for count in counts] == [0, 30]
        await pilot.press("slash")
        await typed(pilot, "remark 1")
        await until(pilot, lambda: app.shows("of 30"))


class StuckCounts(SlowCounts):
    """One word takes for ever to count."""

    async def count(self, query: Query, begun: Tally | None = None) -> Tally:
        if query == parse("council"):
            await asyncio.Event().wait()
        return Tally(7)


async def test_a_count_that_takes_long_does_not_hold_up_that_of_the_next_filter(
    tmp_path: Path,
) -> None:
    async with store_with(tmp_path) as store, desk_on(store) as (app, _):
        filtering, said = Filtering(app.desk.panes.streams[2], StuckCounts()), list[str]()
        title = StreamTitle(Pane(7, "Counted", Widget()), filtering, said.append)
        running = asyncio.create_task(title.run())
        filtering.typed("council")
        title.count_again(is_filtered=True)
        await until_said(lambda: filtering.so_far() == "… of 7")
        filtering.typed("people")
        title.count_again(is_filtered=True)
        await until_said(lambda: said[-1] == "7 of 7")
        running.cancel()
