from __future__ import annotations

from pathlib import Path

import pytest
from tests.clock import Clock
from tests.ui.desk.stage import (
    SOCIAL,
    DeskApp,
    desk_on,
    is_read_to,
    remark,
    store_with,
    typed,
    until,
)

from backchannel.model.post import Post, StoredPost
from backchannel.store import sources
from backchannel.store.posts import save
from backchannel.store.search.known import Known
from backchannel.store.store import Store
from backchannel.ui.finding.completion import Completion, completions
from backchannel.ui.widgets.entry import Entry


def posts() -> list[Post]:
    return [remark(n, name="Bo Example" if n % 3 == 0 else "Ana Example") for n in range(30)]


def bar(app: DeskApp) -> Entry:
    return app.desk.query_one("#filter-bar", Entry)


async def test_every_keystroke_filters_and_counts(tmp_path: Path) -> None:
    async with store_with(tmp_path, posts()) as store, desk_on(store) as (app, pilot):
        await pilot.press("slash")
        await typed(pilot, "from:bo")
        await until(pilot, lambda: app.shows("10 of 30"))
        await until(pilot, lambda: not app.shows("Remark 1 of"))
        await typed(pilot, " 27")
        await until(pilot, lambda: app.shows("1 of 30"))
        assert app.shows("Remark 27")


async def test_what_is_too_old_for_a_filter_leaves_at_the_turn_of_a_minute(tmp_path: Path) -> None:
    clock = Clock()
    arrived = [remark(0), remark(3), remark(30)]
    async with (
        store_with(tmp_path, arrived, clock=clock) as store,
        desk_on(store) as (app, pilot),
    ):
        await pilot.press("slash")
        await typed(pilot, "since:5m")
        await until(pilot, lambda: app.shows("2 of 3"))
        clock.advance(180)
        await app.desk.later.grow_older()
        await until(pilot, lambda: app.shows("1 of 3") and not app.shows("Remark 3 "))
        assert app.shows("Remark 0 ")


async def test_a_letter_lays_nothing_out_anew(tmp_path: Path) -> None:
    """The room of a line is the same whatever is in it, also of one longer than its room."""
    async with store_with(tmp_path, map(remark, range(9))) as store, desk_on(store) as (app, pilot):
        await pilot.press("slash", *"rema")
        await until(pilot, lambda: app.shows("9 of 9"))
        laid_out = list[object]()
        app.desk.screen_layout_refresh_signal.subscribe(app.desk, laid_out.append)
        await pilot.press(*"rk")
        await until(pilot, lambda: app.shows("/ remark"))
        assert not laid_out
        await pilot.press(*(" remark" * 20), *" end")
        await until(pilot, lambda: app.shows("remark remark end"))
        assert not laid_out
        await pilot.press("home")
        await until(pilot, lambda: app.shows("/ remark remark"))


async def test_a_filter_that_cannot_be_meant_keeps_the_last_result(tmp_path: Path) -> None:
    async with store_with(tmp_path, posts()) as store, desk_on(store) as (app, pilot):
        await pilot.press("slash")
        await typed(pilot, "from:bo")
        await until(pilot, lambda: app.shows("10 of 30"))
        await typed(pilot, " has:nothing")
        await until(pilot, lambda: "✕ has: takes link, photo, video or reply" in app.lines()[-1])
        assert "0 of 30" in app.lines()[-2]
        assert app.desk.panes.filters[2].text == "from:bo has"
        assert app.desk.panes.streams[2].empty.startswith("Nothing matches")
        await pilot.press("enter")
        assert bar(app).is_open


async def test_what_is_wrong_with_a_filter_is_said_whole_in_a_narrow_terminal(
    tmp_path: Path,
) -> None:
    for size in ((60, 20), (80, 12)):
        (path := tmp_path / str(size[1])).mkdir()
        async with store_with(path, posts()) as store, desk_on(store, size) as (app, pilot):
            await pilot.press("slash")
            await typed(pilot, "has:nothing")
            await until(pilot, lambda: app.shows("has: takes link, photo, video or reply"))
            await pilot.press("escape")
            await until(pilot, lambda: not app.shows("has: takes"))


async def test_enter_keeps_escape_clears_slash_recalls(tmp_path: Path) -> None:
    async with store_with(tmp_path, posts()) as store, desk_on(store) as (app, pilot):
        await pilot.press("slash")
        await typed(pilot, "from:bo")
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("/ from:bo · 10 of 30"))
        assert not bar(app).is_open
        await pilot.press("slash")
        assert bar(app).input.value == "from:bo"
        await pilot.press("escape")
        await until(pilot, lambda: not app.shows("10 of 30") and app.shows(" 30 "))
        await pilot.press("slash")
        assert bar(app).input.value == "from:bo"
        await typed(pilot, "27")
        assert bar(app).input.value == "27"


async def test_a_filter_that_comes_back_is_on_again_with_its_own_count(tmp_path: Path) -> None:
    async with store_with(tmp_path, posts()) as store, desk_on(store) as (app, pilot):
        await pilot.press("slash")
        await typed(pilot, "from:bo")
        await pilot.press("enter", "slash", "escape")
        await until(pilot, lambda: app.shows(" 30 "))
        await pilot.press("slash")
        await until(pilot, lambda: "10 of 30" in app.lines()[-2])
        assert app.desk.panes.filters[2].text == "from:bo"
        await pilot.press("escape")
        await until(pilot, lambda: not app.desk.panes.filters[2].is_on)


async def test_one_sees_what_one_types_in_a_terminal_of_forty_columns(tmp_path: Path) -> None:
    async with store_with(tmp_path, posts()) as store, desk_on(store, (40, 12)) as (app, pilot):
        await pilot.press("slash")
        await typed(pilot, "from:bo since:15m")
        await until(pilot, lambda: app.shows("from:bo since:15m"))
        await pilot.press("escape", "e")
        await typed(pilot, "abcdefghij klmnopqrst")
        await until(pilot, lambda: app.shows("abcdefghij klmnopqrst"))


async def test_up_brings_back_earlier_filters(tmp_path: Path) -> None:
    async with store_with(tmp_path, posts()) as store, desk_on(store) as (app, pilot):
        for word in ("bo", "ana"):
            await pilot.press("slash")
            await typed(pilot, word)
            await pilot.press("enter")
        await pilot.press("slash", "up", "up")
        assert bar(app).input.value == "bo"
        await pilot.press("down")
        assert bar(app).input.value == "ana"


async def test_a_filter_moves_nothing_but_what_it_takes_away(tmp_path: Path) -> None:
    async with store_with(tmp_path, posts()) as store, desk_on(store) as (app, pilot):
        await pilot.press("j", "j", "j", "j", "j")
        at = next(y for y, line in enumerate(app.lines()) if "▌ Remark 4 " in line)
        await pilot.press("slash")
        await typed(pilot, "-from:bo")
        await until(pilot, lambda: app.shows("20 of 30"))
        assert "▌ Remark 4 " in app.lines()[at]
        await pilot.press("escape")
        await until(pilot, lambda: app.shows("Remark 3 "))
        assert "▌ Remark 4 " in app.lines()[at]


async def test_what_fits_is_shown_from_the_top_until_the_filter_is_cleared(tmp_path: Path) -> None:
    async with store_with(tmp_path, posts()) as store, desk_on(store) as (app, pilot):
        await pilot.press("j", "j", "j", "j")
        before = app.lines()
        await pilot.press("slash")
        await typed(pilot, "from:bo")
        await until(pilot, lambda: app.shows("10 of 30"))
        assert "Remark 0 " in app.lines()[4]
        assert app.shows("▌ Remark 3 ")
        await pilot.press("escape")
        await until(pilot, lambda: app.shows("Remark 4"))
        assert app.lines()[3:38] == before[3:38]


async def test_what_is_pasted_into_a_filter_is_cleaned(tmp_path: Path) -> None:
    async with store_with(tmp_path, posts()) as store, desk_on(store) as (app, pilot):
        await pilot.press("slash")
        bar(app).input.insert_text_at_cursor("bo\x1b]52;c;ZXZpbA==\x07\u202e")
        await pilot.pause()
        assert bar(app).input.value == "bo"


KNOWN = Known(
    names=("Ana Example", "Anabel Smith", "Bo"),
    handles=("@ana@social.example", "@bo@council.example"),
    tags=("ideaperf", "idea"),
    sources=("social.example", "blog.example"),
    languages=("en",),
    sessions=("Keynote", "Key points"),
)


def completion(known: Known = KNOWN) -> Completion:
    return Completion(Store(Path("nowhere.db")), known)


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("so", "source:"),
        ("ana -source:so", "ana -source:social.example "),
        ("kind:ph", "kind:photo "),
        ("(is:pin", "(is:pinned "),
        ("IS:st", "is:stashed "),
        ("is:b", "is:bot "),
        ("from:bo", "from:bo"),
        ("from:@b", "from:@bo@council.example "),
        ("from:ana e", "from:ana e"),
        ('from:"ana e', 'from:"Ana Example" '),
        ("session:k", "session:k"),
        ("tag:idea", "tag:idea"),
        ("lang:", "lang:en "),
        ("has:li", "has:link "),
        ("", ""),
        ("a ", "a "),
        ("nothing:x", "nothing:x"),
        ("likes:", "likes:"),
        ("from:zzz", "from:zzz"),
    ],
)
def test_tab_completes_what_can_only_mean_one_thing(typed: str, completed: str) -> None:
    found = completions(typed, KNOWN)
    assert (found[0] if len(found) == 1 else typed) == completed


def test_tab_adds_what_several_have_in_common_then_shows_one_after_the_other() -> None:
    tab = completion()
    assert tab("i") == "is:"
    assert tab("tag:i") == "tag:idea"
    assert tab("tag:idea") == "tag:ideaperf "
    assert tab("tag:ideaperf ") == "tag:idea "
    assert tab("tag:idea ") == "tag:ideaperf "
    assert tab("tag:ideaperf x") == "tag:ideaperf x"
    assert tab("s") == "source:"
    assert tab("source:") == "session:"
    assert tab("session:") == "since:"
    assert tab("from:an") == 'from:"Ana Example" '
    assert tab('from:"Ana Example" ') == 'from:"Anabel Smith" '


async def test_tab_knows_who_has_written(tmp_path: Path) -> None:
    async with store_with(tmp_path, posts()) as store, desk_on(store) as (app, pilot):
        await pilot.press("slash")
        lines = await app.desk.bottom.prepare()
        await until(pilot, lambda: bool(lines.completion.known.names))
        await typed(pilot, "from:bo")
        await pilot.press("tab")
        assert bar(app).input.value == 'from:"Bo Example" '
        await until(pilot, lambda: app.shows("10 of 30"))


async def test_what_is_read_stays_among_the_new_until_the_filter_is_set_again(
    tmp_path: Path,
) -> None:
    several = [remark(number) for number in range(1, 10)]
    async with store_with(tmp_path, several) as store, desk_on(store) as (app, pilot):
        places = [post.place for post in app.desk.panes.streams[2].reader.view.window.posts]
        await store.write(sources.set_read_mark, "backchannel", places[4])
        await pilot.press("slash")
        await typed(pilot, "is:new")
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("4 of 9"))
        await pilot.press("j", "j")
        await until(pilot, lambda: app.shows("▌ Remark 2 of"))
        await until(pilot, lambda: is_read_to(store, places[0]))
        await store.write(save, SOCIAL, (remark(0),))
        await until(pilot, lambda: app.shows("5 of 10"))
        assert app.shows("▌ Remark 2 of")
        assert await app.desk.panes.choice.filtered_out(_chosen(app)) == ""
        await pilot.press("slash", "enter")
        await until(pilot, lambda: app.shows("1 of 10"))
        await until(pilot, lambda: app.shows("Remark 0 of") and not app.shows("Remark 2 of"))


def _chosen(app: DeskApp) -> StoredPost:
    chosen = app.desk.panes.streams[2].chosen
    assert chosen is not None
    return chosen


@pytest.mark.parametrize(
    ("size", "says"), [((140, 40), "/ 2 backchannel"), ((60, 20), "/ 2 "), ((40, 12), "/ 2 ")]
)
async def test_from_notes_and_pins_the_line_says_whose_filter_it_is(
    tmp_path: Path, size: tuple[int, int], says: str
) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store, size) as (app, pilot):
        for key in ("3", "4"):
            await pilot.press(key, "slash")
            await until(pilot, lambda: any(says in line for line in app.lines()[-2:]))
            assert app.desk.panes.active == 2
            await pilot.press("escape", "slash")
            await until(pilot, lambda: app.desk.bottom.is_open)
            assert not any("/ 2" in line for line in app.lines()[-2:])
            await pilot.press("escape")
