from __future__ import annotations

import asyncio
from pathlib import Path

from tests.ui.desk.stage import desk_on, remark, store_with, typed, until

from backchannel.model.post import StoredPost
from backchannel.model.query import EVERYTHING, Query, parse
from backchannel.store.searching import Tally
from backchannel.ui.finding.filtering import Filtering
from backchannel.ui.widgets.stream import Stream


class SlowCounts:
    """Counts a hundred posts a look, of three hundred, of which every second is found."""

    is_dimming = False

    async def count(self, query: Query, begun: Tally | None = None) -> Tally:
        found = (begun.posts if begun else 0) + (100 if query == EVERYTHING else 50)
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
