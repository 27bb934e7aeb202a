"""The pane on a screen: keys, the mouse, arrivals, and that nothing moves by itself."""

from __future__ import annotations

from tests.ui.posts import Pane, moment, post
from tests.ui.widgets.stream.stage import Stage


def pane_of(count: int) -> Pane:
    pane = Pane()
    for number in range(count):
        pane.add(moment(number), post(f"Remark {number} of the day"))
    return pane


async def test_at_the_newest_edge_new_posts_come_in_at_the_top() -> None:
    pane = pane_of(30)
    app = Stage(pane)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        assert app.row_of("Remark 29") == 1
        pane.add(moment(40), post("Just now"))
        app.stream.look_again()
        await pilot.pause()
        assert app.row_of("Just now") == 1
        assert app.counts.is_following
        assert app.counts.new == 0


async def test_once_a_post_is_chosen_the_view_holds_and_counts() -> None:
    pane = pane_of(30)
    app = Stage(pane)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        app.stream.focus()
        await pilot.press("j", "j")
        before = app.rows()
        pane.add(moment(40), post("Just now"))
        app.stream.look_again()
        await pilot.pause()
        assert app.rows() == before
        assert (app.counts.above, app.counts.is_following) == (1, False)
        await pilot.press("g")
        assert app.row_of("Just now") == 1
        assert (app.counts.new, app.counts.is_following) == (0, True)
