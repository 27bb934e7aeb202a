from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace
from tests.ui.desk.stage import EVENT, DeskApp, desk_on, remark, store_with, typed, until

from backchannel.model.moments import to_micros
from backchannel.model.programme import Rule
from backchannel.store import board

RULED = replace(EVENT, rules=(Rule("Outcomes", "outcomes", highlight=True),))


def starred(app: DeskApp) -> list[str]:
    """The lines that begin with the star of a highlight."""
    return [line for line in app.lines() if "★" in line]


async def test_what_a_rule_points_out_is_drawn_apart(tmp_path: Path) -> None:
    many = [remark(n, "These are outcomes" if n == 2 else "") for n in range(1, 6)]
    async with (
        store_with(tmp_path, many, event=RULED) as store,
        desk_on(store, event=RULED) as (app, pilot),
    ):
        assert len(starred(app)) == 1
        await pilot.press("slash")
        await typed(pilot, "is:highlight")
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("1 of 5"))
        assert len(starred(app)) == 1


async def test_brackets_go_from_highlight_to_highlight_and_say_when_there_is_none(
    tmp_path: Path,
) -> None:
    many = [remark(n, f"Remark {n} of outcomes" if n in {5, 450} else "") for n in range(1, 600)]
    async with (
        store_with(tmp_path, many, event=RULED) as store,
        desk_on(store, event=RULED) as (app, pilot),
    ):
        chosen = app.desk.panes.streams[2]

        def is_at(number: int) -> bool:
            return chosen.chosen is not None and chosen.chosen.post.id.endswith(f"/{number}")

        await pilot.press("left_square_bracket")
        await until(pilot, lambda: is_at(5))
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: is_at(450))
        assert app.shows("Remark 450 of outcomes")
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: app.shows("No older highlight in this pane"))
        assert is_at(450)
        published = remark(30).published
        assert published is not None
        await store.write(board.pin, to_micros(published), by="tests")
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: is_at(30))
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: is_at(5))
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: app.shows("No newer highlight in this pane"))
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: is_at(30))
        assert not app.shows("No newer highlight in this pane")
