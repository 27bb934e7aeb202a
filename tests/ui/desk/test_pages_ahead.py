"""What a pane shows first is read before it is there."""

from __future__ import annotations

from pathlib import Path

from tests.ui.desk.stage import SOCIAL, ZONE, remark, store_with

from backchannel.model.query import EVERYTHING, parse
from backchannel.store import posts
from backchannel.ui.finding.pane_pages import PanePages


async def test_a_page_is_of_the_moment_in_which_it_was_begun_and_the_next_is_of_now(
    tmp_path: Path,
) -> None:
    async with store_with(tmp_path, [remark(2)]) as store:
        pages = PanePages(store, "backchannel", lambda: ZONE, is_dimming=False)
        pages.begin(older=60)
        await store.write(posts.save, SOCIAL, [remark(1)])
        first = await pages.around(None, newer=60, older=60, query=EVERYTHING, since=None)
        later = await pages.around(None, newer=60, older=60, query=EVERYTHING, since=first.latest)
        assert len(first.posts) + len(later.arrived) == len(later.posts) == 2


async def test_a_view_that_comes_back_at_the_start_is_not_answered_with_everything(
    tmp_path: Path,
) -> None:
    async with store_with(tmp_path, [remark(1), remark(2, "a heron")]) as store:
        pages = PanePages(store, "backchannel", lambda: ZONE, is_dimming=False)
        pages.begin(older=60)
        found = await pages.around(None, newer=60, older=60, query=parse("heron"), since=None)
        assert [post.post.text for post in found.posts] == ["a heron"]
