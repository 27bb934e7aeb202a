"""The desk with keys of the user's own."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace
from tests.ui.desk.stage import BLOG, SOCIAL, desk_on, remark, store_with, typed, until

from backchannel.model.post import Author, CleanText
from backchannel.model.preferences import Preferences
from backchannel.model.source import Health, State
from backchannel.store import sources
from backchannel.ui.widgets.rows import Rows

OWN = Preferences(
    is_folding=False, keys={"pin": ("ctrl+t", "W"), "hide": ("p",), "undo": (), "help": ("f2",)}
)


async def test_a_command_is_done_by_its_new_keys_and_not_by_the_old_ones(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, [remark(1), remark(2)]) as store,
        desk_on(store, preferences=OWN) as (app, pilot),
    ):
        await pilot.press("j", "W")
        await until(pilot, lambda: len(app.desk.panes.pins.rows) == 1)
        await pilot.press("ctrl+t")
        await until(pilot, lambda: not app.desk.panes.pins.rows)
        await pilot.press("x", "u")
        assert app.shows("Remark 1 ")
        await pilot.press("p")
        await until(pilot, lambda: not app.shows("Remark 1 "))


async def test_footer_help_and_palette_show_the_keys_in_force(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store, desk_on(store, preferences=OWN) as (app, pilot):
        assert "Ctrl+T pin" in app.lines()[-1]
        assert " undo" not in app.lines()[-1]
        titles = [each.title for each in app.get_system_commands(app.screen)]
        assert "Pin (Ctrl+T W)" in titles
        assert "Undo" in titles
        await pilot.press("question_mark")
        assert len(app.screen_stack) == 1
        await pilot.press("f2")
        await until(pilot, lambda: app.shows("Pin the post as a highlight"))
        rows = app.screen.query_one(Rows).rows
        assert any(row.lead == "Ctrl+T W" for row in rows)


async def test_the_details_and_the_tour_show_the_keys_in_force(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, [remark(1)]) as store,
        desk_on(store, preferences=OWN) as (app, pilot),
    ):
        await pilot.press("j", "enter")
        await until(pilot, lambda: app.shows("Details  #"))
        assert "Ctrl+T pin" in app.lines()[-2]
        assert " undo" not in app.lines()[-2]
        await pilot.press("escape")
        await app.action_tour()
        await pilot.press("j")
        await until(pilot, lambda: app.shows("Tour 2/"))
        assert app.shows("Ctrl+T W pins it")


async def test_what_is_said_names_the_keys_in_force(tmp_path: Path) -> None:
    own = Preferences(
        is_folding=False,
        keys={
            "stream.next_post": ("J",),
            "pin_down": (),
            "undo": (),
            "hidden": ("V",),
            "pin": ("W",),
            "note": ("semicolon",),
            "back": ("at",),
            "quit": ("Q",),
        },
    )
    async with (
        store_with(tmp_path, [remark(1)]) as store,
        desk_on(store, preferences=own) as (app, pilot),
    ):
        assert app.shows("W pins the chosen post.")
        assert app.shows("; writes a note.")
        await pilot.press("W")
        await until(pilot, lambda: app.shows("Choose a post with J first"))
        await pilot.press("J", "x")
        await until(pilot, lambda: app.shows("· :undo undoes, V lists"))
        await pilot.press("semicolon", "a", "escape")
        await until(pilot, lambda: app.shows("Kept as a draft; ; goes on with it"))
        await pilot.press("ctrl+c")
        await until(pilot, lambda: app.shows("Ctrl+C again quits, and so does Q"))
        await pilot.press("slash", *"zzz", "enter")
        await until(pilot, lambda: app.shows("Nothing matches. @ shows everything."))


async def test_panels_name_the_keys_in_force_and_heed_them(tmp_path: Path) -> None:
    own = Preferences(
        is_folding=False,
        keys={"undo": ("V",), "hide": ("O",), "rows.open": ("l",), "activity.period": ("E",)},
    )
    async with (
        store_with(tmp_path, [remark(1)]) as store,
        desk_on(store, preferences=own) as (app, pilot),
    ):
        await pilot.press("H")
        await until(pilot, lambda: app.shows("Nothing is hidden. O hides a post, X mutes"))
        await pilot.press("escape", "j", "O", "H")
        await until(pilot, lambda: app.shows("l brings it back · Esc goes back"))
        await pilot.press("escape", "A")
        await until(pilot, lambda: app.shows("l filters by it · E the running session"))
        await pilot.press("escape", "j", "p", "U")
        await until(pilot, lambda: app.shows("V undoes your last · Ctrl+R does it again"))
        await pilot.press("u")
        assert not app.shows("taken back")
        await pilot.press("V")
        await until(pilot, lambda: app.shows("taken back"))


async def test_posts_name_the_keys_in_force(tmp_path: Path) -> None:
    own = Preferences(
        keys={
            "stream.open": ("ctrl+o",),
            "stream.details": ("l",),
            "details.page_or_uncover": ("ctrl+u",),
        }
    )
    bo = Author(CleanText("Bo"), CleanText("@bo@social.example"))
    covered = replace(remark(0), author=bo, is_sensitive=True, warning=CleanText("election"))
    said = [covered, *(remark(number) for number in range(1, 6))]
    async with (
        store_with(tmp_path, said) as store,
        desk_on(store, (200, 40), preferences=own) as (app, pilot),
    ):
        await until(pilot, lambda: app.shows("content warning: election · Ctrl+O opens it"))
        assert app.shows("· Ctrl+O shows them")
        await pilot.press("j")
        await until(pilot, lambda: app.shows("covered · l, then Ctrl+U shows it"))
        await pilot.press("l")
        await until(pilot, lambda: app.shows("covered · Ctrl+U shows it"))
        await pilot.press("ctrl+u")
        await until(pilot, lambda: not app.shows("covered ·"))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.desk)
        await pilot.press("ctrl+o")
        await until(pilot, lambda: not app.shows("opens it"))


async def test_a_hidden_pane_is_brought_back_by_the_key_that_is_named(tmp_path: Path) -> None:
    own = Preferences(keys={"pane_4": ("f4",)})
    async with store_with(tmp_path) as store, desk_on(store, preferences=own) as (app, pilot):
        await pilot.press("f4")
        app.desk.action_arrange("hide")
        await until(pilot, lambda: app.shows("Hidden; F4 brings Pins back"))
        await pilot.press("f4")
        await until(pilot, lambda: app.shows("4 Pins"))


async def test_the_health_line_names_the_key_that_tells_the_rest(tmp_path: Path) -> None:
    own = Preferences(keys={"health": ("f3",)})
    ill = Health(SOCIAL.name, "mastodon", State.LOGIN, problem="the token is not accepted")
    async with (
        store_with(tmp_path) as store,
        desk_on(store, (40, 24), preferences=own) as (app, pilot),
    ):
        await store.write(sources.set_health, ill)
        await store.write(sources.set_health, replace(ill, source=BLOG.name, kind="feed"))
        await until(pilot, lambda: app.shows("2 of 2 not well · F3"))
        await pilot.press("f3")
        await until(pilot, lambda: app.shows("How it is going"))


async def test_a_search_that_is_offered_names_its_key(tmp_path: Path) -> None:
    own = Preferences(keys={"search": ("f6",)}, is_dimming=True)
    async with (
        store_with(tmp_path, [remark(1)]) as store,
        desk_on(store, preferences=own) as (app, pilot),
    ):
        await pilot.press("slash", *"zzz", "enter")
        await until(pilot, lambda: app.shows("Nothing matches; F6 searches every pane"))
        assert " F6 search " in app.lines()[-1]


async def test_what_a_post_says_in_braces_is_no_key(tmp_path: Path) -> None:
    arrived = [remark(1, "press {undo} now")]
    async with store_with(tmp_path, arrived) as store, desk_on(store) as (app, pilot):
        await pilot.press("j", "x")
        await until(pilot, lambda: app.shows("u undoes, H lists"))
        assert app.shows("press {undo} now")


async def test_letters_of_own_keys_are_letters_while_one_types(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store, desk_on(store, preferences=OWN) as (app, pilot):
        await pilot.press("e")
        await typed(pilot, "Pp")
        await until(pilot, lambda: app.shows("Pp"))
        assert app.desk.bottom.is_open


async def test_the_palette_s_key_can_be_another(tmp_path: Path) -> None:
    own = Preferences(is_folding=False, keys={"commands": ("semicolon", "f9"), "pin": ("ctrl+p",)})
    async with (
        store_with(tmp_path, [remark(1)]) as store,
        desk_on(store, preferences=own) as (app, pilot),
    ):
        await pilot.press("j", "ctrl+p")
        await until(pilot, lambda: len(app.desk.panes.pins.rows) == 1)
        assert len(app.screen_stack) == 1
        for key in ("semicolon", "f9"):
            await pilot.press(key)
            await until(pilot, lambda: len(app.screen_stack) == 2)
            await pilot.press("escape")
            await until(pilot, lambda: len(app.screen_stack) == 1)


async def test_a_mistake_in_the_keys_is_told_on_the_desk_and_stops_nothing(tmp_path: Path) -> None:
    own = Preferences(warning="config.toml:3: keys.undu: is no action; did you mean undo?")
    async with store_with(tmp_path) as store, desk_on(store, preferences=own) as (app, pilot):
        await until(pilot, lambda: app.shows("✕ config.toml:3: keys.undu: is no action"))
        assert app.shows("backchannel config validate tells all")
