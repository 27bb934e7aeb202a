from __future__ import annotations

from pathlib import Path

import pytest
from tests.ui.desk.stage import (
    BLOG,
    DeskApp,
    article,
    at_once,
    desk_on,
    remark,
    store_with,
    typed,
    until,
)
from textual.pilot import Pilot
from textual.widget import Widget

from backchannel.store import board, posts
from backchannel.store.desk import drafts
from backchannel.ui.commands import COMMANDS, Where, footer
from backchannel.ui.desk.screen import Desk
from backchannel.ui.palette.help_panel import ELSEWHERE
from backchannel.ui.widgets.rows import Rows


async def test_p_pins_the_chosen_post_and_takes_the_pin_back(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, map(remark, range(30))) as store,
        desk_on(store) as (app, pilot),
    ):
        await pilot.press("p")
        assert app.shows("Choose a post with ↓ first")
        await pilot.press("j", "j", "p")
        await until(pilot, lambda: app.shows("1 Ana Example: Remark 1"))
        assert app.shows("Pinned")
        assert [pin.post.post.id[-2:] for pin in await store.read(board.pins)] == ["/1"]
        await pilot.press("p")
        await until(pilot, lambda: app.shows("Nothing pinned yet."))
        assert not await store.read(board.pins)


async def test_two_quick_presses_of_p_leave_no_pin(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, pilot):
        await pilot.press("j", "p", "p")
        await until(pilot, lambda: app.shows("Unpinned"))
        assert not await store.read(board.pins)


async def test_x_hides_and_the_panel_of_hidden_brings_back(tmp_path: Path) -> None:
    async with store_with(tmp_path, map(remark, range(5))) as store, desk_on(store) as (app, pilot):
        await pilot.press("j", "j", "x")
        await until(pilot, lambda: not app.shows("Remark 1 of"))
        chosen = app.desk.panes.streams[2].chosen
        assert chosen is not None
        assert chosen.post.text.startswith("Remark 2")
        await pilot.press("H")
        await until(pilot, lambda: app.shows("hidden by facilitator"))
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("Nothing is hidden."))
        await pilot.press("escape")
        await until(pilot, lambda: app.shows("Remark 1 of"))


async def test_u_takes_back_the_last_decision_and_says_which(tmp_path: Path) -> None:
    async with store_with(tmp_path, map(remark, range(5))) as store, desk_on(store) as (app, pilot):
        await pilot.press("j", "p", "x")
        await until(pilot, lambda: app.shows("Hidden"))
        await pilot.press("u")
        await until(pilot, lambda: app.shows("Undone: hide"))
        await pilot.press("g")
        await until(pilot, lambda: app.shows("◆"))
        await pilot.press("u")
        await until(pilot, lambda: app.shows("Undone: pin"))
        await until(pilot, lambda: app.shows("Nothing pinned yet."))
        await pilot.press("u")
        await until(pilot, lambda: app.shows("Nothing to undo"))


async def test_undoing_several_at_once_says_how_many_in_a_narrow_window(tmp_path: Path) -> None:
    long = [remark(n, text="A long remark that fills more than the line " * 3) for n in range(5)]
    async with store_with(tmp_path, long) as store, desk_on(store, size=(60, 20)) as (app, pilot):
        await pilot.press("j", "m", "j", "m", "j", "m", "p")
        await until(pilot, lambda: app.shows("Pinned 3 posts"))
        await pilot.press("u")
        await until(pilot, lambda: app.shows("· and 2 more"))


async def test_a_line_keeps_its_end_in_a_window_that_gets_narrower(tmp_path: Path) -> None:
    long = [remark(n, text="A long remark that fills more than the line " * 3) for n in range(5)]
    async with store_with(tmp_path, long) as store, desk_on(store, size=(140, 40)) as (app, pilot):
        await pilot.press("j", "m", "j", "m", "j", "m", "p")
        await until(pilot, lambda: app.shows("Pinned 3 posts"))
        await pilot.press("u")
        await until(pilot, lambda: app.shows("· and 2 more"))
        await pilot.resize_terminal(60, 20)
        await until(pilot, lambda: len(app.lines()) == 20 and app.shows("· and 2 more"))


async def test_o_y_and_shift_y_open_and_copy_the_chosen_post(tmp_path: Path) -> None:
    async with store_with(tmp_path, map(remark, range(3))) as store, desk_on(store) as (app, pilot):
        await pilot.press("j", "o", "y", "Y")
        await until(pilot, lambda: len(app.copied) == 2)
        await until(pilot, lambda: app.opened == ["https://social.example/@ana/0"])
        assert app.copied == ["Remark 0 of the day #ideaperf", "https://social.example/@ana/0"]


async def test_where_no_browser_opens_that_is_said_with_the_address(tmp_path: Path) -> None:
    async with store_with(tmp_path, map(remark, range(3))) as store, desk_on(store) as (app, pilot):
        app.has_browser = False
        await pilot.press("j", "o")
        said = "No browser opens https://social.example/@ana/0 · Y copies it"
        await until(pilot, lambda: app.shows(said))
        app.has_browser = True
        await pilot.press("o")
        await until(pilot, lambda: app.shows("Opening social.example/@ana/0"))


async def test_the_address_of_the_chosen_post_is_said_before_it_is_opened(tmp_path: Path) -> None:
    async with store_with(tmp_path, map(remark, range(3))) as store, desk_on(store) as (app, pilot):
        await pilot.press("j")
        await until(pilot, lambda: app.shows("https://social.example/@ana/0"))


async def test_r_makes_every_source_due(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store, desk_on(store) as (app, pilot):
        await pilot.press("R")
        await until(pilot, lambda: app.shows("Asking 2 sources"))


async def test_h_tells_how_every_source_is_doing(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store, desk_on(store) as (app, pilot):
        await pilot.press("h")
        await until(pilot, lambda: app.shows("◌ social.example starting"))
        await pilot.press("q")
        assert isinstance(app.screen, Desk)


@pytest.mark.parametrize(("key", "title"), [("1", "Feeds"), ("2", "Backchannel"), ("3", "Notes")])
async def test_numbers_go_to_panes(tmp_path: Path, key: str, title: str) -> None:
    async with store_with(tmp_path) as store, desk_on(store) as (app, pilot):
        await pilot.press(key)
        await until(pilot, lambda: app.shows(f"▸ {key} {title}"))


async def test_tab_goes_round_all_panes_and_shift_tab_goes_back(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store, desk_on(store, (60, 20)) as (app, pilot):
        seen = []
        for _ in range(4):
            await pilot.press("tab")
            seen.append(app.desk.panes.active)
        assert seen == [3, 4, 1, 2]
        await pilot.press("shift+tab")
        assert app.desk.panes.active == 1


async def test_escape_and_q_peel_filter_then_cursor_then_the_program(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, map(remark, range(30))) as store,
        desk_on(store) as (app, pilot),
    ):
        stream = app.desk.panes.streams[2]
        await pilot.press("j", "slash")
        await typed(pilot, "remark")
        await pilot.press("enter", "escape")
        assert not app.desk.panes.filters[2].is_on
        assert stream.chosen is not None
        await pilot.press("q")
        assert stream.chosen is None
        assert app.is_running
        await pilot.press("q")
        await until(pilot, lambda: not app.is_running or app._exit)


async def test_enter_on_a_pin_goes_to_its_post(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, map(remark, range(60))) as store,
        desk_on(store) as (app, pilot),
    ):
        await pilot.press("G", "p")
        await until(pilot, lambda: app.shows("1 Ana Example: Remark 59"))
        await pilot.press("g", "4", "enter")
        await until(pilot, lambda: app.desk.panes.active == 2)
        chosen = app.desk.panes.streams[2].chosen
        assert chosen is not None
        assert chosen.post.text.startswith("Remark 59")


async def test_feeds_have_their_own_pane_and_keys_work_there(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, pilot):
        await store.write(posts.save, BLOG, (article(3, "League tables"),))
        await until(pilot, lambda: app.shows("League tables"))
        await pilot.press("1", "j", "o")
        await until(pilot, lambda: app.opened == ["https://blog.example/3"])


async def test_help_names_every_key_and_the_palette_every_command(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store, desk_on(store, (140, 100)) as (app, pilot):
        await pilot.press("question_mark")
        await until(pilot, lambda: app.shows("Take back the last decision"))
        rows = app.screen.query_one(Rows).rows
        for command in COMMANDS:
            if command.where not in ELSEWHERE | {Where.ROWS}:
                lead = command.shown_keys if command.keys else f":{command.label.lower()}"
                assert any(r.lead == lead and r.text == command.help for r in rows)
        await pilot.press("escape")
        offered = {each.help for each in app.get_system_commands(app.screen)}
        wanted = {c.help for c in COMMANDS if c.where in {Where.DESK, Where.STREAM}}
        assert wanted - offered == {"Every command by name"}


async def test_the_bottom_line_shows_what_is_declared_for_it(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store, desk_on(store) as (app, pilot):
        for command in footer(Where.STREAM):
            assert f"{command.shown_key} {command.label.lower()}" in app.lines()[-1]
        await pilot.press("slash")
        await until(pilot, lambda: "Enter keep" in app.lines()[-1])


async def test_every_declared_key_is_bound_where_it_belongs(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, _):
        panes = app.desk.panes
        places: dict[Where, Widget] = {
            Where.DESK: app.desk,
            Where.STREAM: panes.streams[2],
            Where.ROWS: panes.notes,
        }
        for command in COMMANDS:
            if command.where in places:
                bound = places[command.where]._bindings.key_to_bindings
                assert set(command.keys) <= set(bound), command.id


async def test_a_click_on_a_key_presses_it(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store, desk_on(store) as (app, pilot):
        column = app.lines()[-1].index("? help")
        await pilot.click(offset=(column, 39))
        await until(pilot, lambda: app.shows("Next post; from the newest edge"))


async def test_ctrl_c_says_how_to_quit_and_the_second_one_quits(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, pilot):
        await pilot.press("ctrl+c")
        await until(pilot, lambda: app.shows("Ctrl+C again quits, and so does q"))
        assert not app.shows("ctrl+q")
        await pilot.press("ctrl+q")
        assert app.is_running
        await pilot.press("ctrl+c")
        await until(pilot, lambda: not app.is_running)


async def test_ctrl_c_in_a_note_keeps_the_words_and_does_not_quit(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store:
        async with desk_on(store) as (app, pilot):
            await pilot.press("e")
            await typed(pilot, "half")
            await pilot.press("ctrl+c")
            await until(pilot, lambda: app.shows("Ctrl+C again quits"))
            await pilot.press("ctrl+c")
            await until(pilot, lambda: not app.is_running)
        assert (await store.read(drafts.drafts))[drafts.NEW].text == "half"


async def test_ctrl_c_quits_from_a_panel_and_from_the_palette(tmp_path: Path) -> None:
    for key in ("question_mark", "colon"):
        path = tmp_path / key
        path.mkdir()
        async with store_with(path, [remark(1)]) as store, desk_on(store) as (app, pilot):
            await pilot.press(key)
            await _ended_by_ctrl_c(app, pilot)


async def test_ctrl_c_copies_what_is_selected(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store, desk_on(store) as (app, pilot):
        await pilot.press("e")
        await typed(pilot, "half")
        await pilot.press("shift+home", "ctrl+c")
        await until(pilot, lambda: app.copied == ["half"])
        assert app.desk.bottom.is_open


async def _ended_by_ctrl_c(app: DeskApp, pilot: Pilot[None]) -> None:
    await until(pilot, lambda: len(app.screen_stack) > 1)
    await pilot.press("ctrl+c")
    await until(pilot, lambda: app.shows("Ctrl+C again quits"))
    await pilot.press("ctrl+c")
    await until(pilot, lambda: not app.is_running)


async def test_keys_that_arrive_together_are_words_once_a_line_is_open(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, pilot):
        at_once(app, "/ou")
        await until(pilot, lambda: app.desk.panes.filters[2].text == "ou")
        assert not app.shows("Nothing to undo")
        await pilot.press("escape")
        at_once(app, "euphoria\r")
        await until(pilot, lambda: app.shows("Noted"))
        assert [note.text for note in await store.read(board.notes)] == ["uphoria"]


async def test_a_key_right_after_another_pane_is_for_that_pane(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, pilot):
        await store.write(posts.save, BLOG, (article(3, "League tables"),))
        await until(pilot, lambda: app.shows("League tables"))
        at_once(app, "1jo")
        await until(pilot, lambda: app.opened == ["https://blog.example/3"])


async def test_letters_right_after_enter_on_a_note_are_its_words(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, pilot):
        await app.desk.later.acts.note("pens", None)
        await until(pilot, lambda: bool(app.desk.panes.notes.rows))
        at_once(app, "3\rx\r")
        await until(pilot, lambda: app.shows("edited"))
        assert [note.text for note in await store.read(board.notes)] == ["pensx"]


async def test_keys_right_after_a_note_is_kept_or_left_are_commands(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, pilot):
        at_once(app, "jewords\rp")
        await until(pilot, lambda: app.shows("Pinned"))
        at_once(app, "ehalf\x1bu")
        await until(pilot, lambda: app.shows("Undone: pin"))
        assert [note.text for note in await store.read(board.notes)] == ["words"]
        assert app.desk.drafts.text == "half"


async def test_keys_right_after_a_filter_is_kept_or_left_are_commands(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, pilot):
        at_once(app, "/remark\rjp")
        await until(pilot, lambda: app.shows("Pinned"))
        assert app.desk.panes.filters[2].text == "remark"
        at_once(app, "/\x1bu")
        await until(pilot, lambda: app.shows("Undone: pin"))
        assert not app.desk.panes.filters[2].is_on


async def test_what_comes_with_the_enter_is_no_part_of_the_note(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, pilot):
        at_once(app, "ewords\r\rj")
        await until(pilot, lambda: app.shows("Noted"))
        await pilot.pause()
        assert [note.text for note in await store.read(board.notes)] == ["words"]


async def test_ctrl_c_quits_from_a_filter_that_came_back(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, pilot):
        await pilot.press("slash")
        await typed(pilot, "remark")
        await pilot.press("enter", "slash", "ctrl+c")
        await until(pilot, lambda: app.shows("Ctrl+C again quits"))
        assert not app.copied
        await pilot.press("ctrl+c")
        await until(pilot, lambda: not app.is_running)


async def test_after_copying_the_next_ctrl_c_goes_on(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store, desk_on(store) as (app, pilot):
        await pilot.press("e")
        await typed(pilot, "half")
        await pilot.press("shift+home", "ctrl+c")
        await until(pilot, lambda: app.copied == ["half"])
        await pilot.press("ctrl+c")
        await until(pilot, lambda: app.shows("Ctrl+C again quits"))


async def test_the_bottom_line_offers_to_dim_while_a_filter_is_on(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, pilot):
        assert "d dim" not in app.lines()[-1]
        await pilot.press("slash")
        await typed(pilot, "remark")
        await pilot.press("enter")
        await until(pilot, lambda: "d dim" in app.lines()[-1])
        await pilot.press("d")
        await until(pilot, lambda: "d hide rest" in app.lines()[-1])
        await pilot.press("d")
        await until(pilot, lambda: "d dim" in app.lines()[-1])
        await pilot.press("3")
        await until(pilot, lambda: "d dim" not in app.lines()[-1])
        await pilot.press("2", "escape")
        await until(pilot, lambda: not app.desk.panes.filters[2].is_on)
        await until(pilot, lambda: "d dim" not in app.lines()[-1])


async def test_notes_are_wrapped_for_the_size_the_terminal_has_now(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store, desk_on(store) as (app, pilot):
        await store.write(board.note, "two words and then some more " * 2, "facilitator")
        await until(pilot, lambda: app.shows("two words"))
        await pilot.press("3")
        for width in (200, 60, 100):
            await pilot.resize_terminal(width, 30)
            await pilot.pause()
            at = app.desk.panes.notes.content_region
            seen = [line[at.x : at.right] for line in app.lines()[at.y : at.bottom]]
            drawn = [strip.text for strip in app.desk.panes.notes.listing.lines(0)]
            assert [line[1:] for line in seen[: len(drawn)]] == [line[1:] for line in drawn]


@pytest.mark.parametrize("key", ["m", "M", "f", "p", "x", "s", "o", "y", "Y", "X"])
async def test_a_key_about_a_post_says_when_none_is_chosen(tmp_path: Path, key: str) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, pilot):
        await pilot.press(key)
        await until(pilot, lambda: app.shows("Choose a post with ↓ first"))
        await pilot.press("j", "m")
        await until(pilot, lambda: app.shows("✓"))


@pytest.mark.parametrize("size", [(140, 40), (40, 12)])
async def test_tab_says_when_there_is_nothing_to_complete(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store, size) as (app, pilot):
        await pilot.press("slash", *"zzz", "tab")
        await until(pilot, lambda: app.shows("nothing to complete"))
        await pilot.press("z")
        await until(pilot, lambda: not app.shows("nothing to complete"))
        assert app.shows("zzzz")
        await pilot.press("escape", "e", *"zz", "tab")
        await until(pilot, lambda: app.shows("no post is chosen"))
        await pilot.press("backspace", "backspace", "enter", "e")
        assert not app.shows("no post is chosen")


async def test_a_program_that_ends_prepares_nothing_any_more(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, _):
        bottom = app.desk.bottom
        await bottom.remove()
        await bottom.prepare()
        assert app.is_running
