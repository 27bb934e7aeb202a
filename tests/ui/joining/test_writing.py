"""Writing a reply or a post: what is there from the first, what counts, what is kept."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.clock import Clock
from tests.ui.desk.stage import SOCIAL, at_once, desk_on, paste, remark, store_with, typed, until
from tests.ui.joining.stage import (
    BLOG_POST,
    DESK,
    SKY,
    SKY_POST,
    TEAM,
    area,
    opened,
    rows,
    writing_desk,
)

from backchannel.model.outgoing import Sending, Words
from backchannel.model.post import Post
from backchannel.store import board, outgoing, posts
from backchannel.ui.desk.screen import Desk
from backchannel.ui.joining.compose import Compose


async def test_a_reply_names_whom_it_answers_and_carries_the_tag(tmp_path: Path) -> None:
    async with writing_desk(tmp_path, DESK) as (app, pilot, _):
        words = await opened(app, pilot)
        assert app.shows("Reply to Ana Example")
        assert app.shows("Ana Example: Remark 1 of the day")
        assert app.shows("@desk@toot.example · in en")
        await typed(pilot, "Yes")
        await until(pilot, lambda: words.text == "@ana@social.example Yes #ideaperf")
        await until(pilot, lambda: app.shows("482 left"))  # the server counts @ana only


async def test_a_post_to_the_event_has_its_tag_filled_in(tmp_path: Path) -> None:
    async with writing_desk(tmp_path, DESK) as (app, pilot, _):
        words = await opened(app, pilot, "i")
        assert app.shows("Post to the event")
        assert app.shows("To everybody who follows #ideaperf")
        await typed(pilot, "Welcome")
        assert words.text == "Welcome #ideaperf"


async def test_the_tag_is_taken_away_and_added_again(tmp_path: Path) -> None:
    async with writing_desk(tmp_path, DESK) as (app, pilot, _):
        words = await opened(app, pilot, "i")
        await typed(pilot, "Hi")
        await pilot.press("ctrl+t")
        assert words.text == "Hi"
        await pilot.press("!", "ctrl+t", "?")
        assert words.text == "Hi!? #ideaperf"


async def test_keys_that_arrive_together_are_words_once_it_is_open(tmp_path: Path) -> None:
    async with writing_desk(tmp_path, DESK) as (app, pilot, store):
        at_once(app, "rpqx :?\rj")
        await until(pilot, lambda: app.shows("pqx :?"))
        assert area(app).text == "@ana@social.example pqx :?\nj #ideaperf"
        assert not await store.read(board.pins)
        assert app.is_running


async def test_without_an_account_it_is_said_how_one_is_added(tmp_path: Path) -> None:
    for key in ("r", "i"):
        path = tmp_path / key
        path.mkdir()
        async with writing_desk(path) as (app, pilot, _):
            await pilot.press(key)
            await until(pilot, lambda: app.shows("`backchannel login mastodon HOST` adds one"))
            assert isinstance(app.screen, Desk)


@pytest.mark.parametrize(
    ("post", "why"),
    [
        (SKY_POST, "this post is on Bluesky, and @desk@toot.example is on the fediverse"),
        (BLOG_POST, "this post is on neither the fediverse nor Bluesky"),
    ],
)
async def test_what_no_account_can_answer_is_opened_in_the_browser(
    tmp_path: Path, clock: Clock, post: Post, why: str
) -> None:
    async with writing_desk(tmp_path, DESK, posts=(post,), clock=clock) as (app, pilot, _):
        await pilot.press("r")
        await until(pilot, lambda: app.shows(f"{why} · o opens it"))
        clock.advance(2)  # who reads on is not typing on
        await pilot.press("o")
        await until(pilot, lambda: len(app.opened) == 1)


async def test_only_accounts_that_can_answer_are_turned_through(tmp_path: Path) -> None:
    async with writing_desk(tmp_path, DESK, SKY, TEAM) as (app, pilot, _):
        words = await opened(app, pilot)
        await pilot.press("tab")
        await until(pilot, lambda: app.shows("@team@social.example · no language"))
        await pilot.press("tab")
        await until(pilot, lambda: app.shows("@desk@toot.example · in en"))
        assert words.text == "@ana@social.example  #ideaperf"


async def test_another_network_counts_otherwise_and_has_the_warning_in_the_text(
    tmp_path: Path,
) -> None:
    async with writing_desk(tmp_path, DESK, SKY) as (app, pilot, _):
        words = await opened(app, pilot, "i")
        await typed(pilot, "Ice")
        await pilot.press("ctrl+o", *"rain", "enter")
        await until(pilot, lambda: app.shows("483 left"))
        await until(pilot, lambda: app.shows("warning: rain"))
        await pilot.press("tab")
        await until(pilot, lambda: app.shows("281 left"))
        assert words.text == "Ice #ideaperf"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.shows("Ice #ideaperf") and app.shows("rain"))
        assert not app.shows("content warning")
        await pilot.press("escape", "ctrl+o", *["backspace"] * 4, *"nudity", "enter")
        await until(pilot, lambda: app.shows("287 left") and app.shows("label: nudity"))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.shows("label: nudity") and app.shows("Enter sends"))


async def test_what_is_too_long_is_said_and_goes_no_further(tmp_path: Path) -> None:
    async with writing_desk(tmp_path, DESK) as (app, pilot, store):
        await opened(app, pilot)
        paste(app, "z" * 497)
        await until(pilot, lambda: app.shows("✕ 12 too many"))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.shows("12 too many for @desk@toot.example; shorten it"))
        assert area(app).text.count("z") == 497
        await pilot.press(*["backspace"] * 12)
        await until(pilot, lambda: app.shows("0 left"))
        await pilot.press("escape")
        (row,) = await rows(store)
        assert row.words.text.count("z") == 485


async def test_the_language_is_asked_for_until_it_is_one(tmp_path: Path) -> None:
    async with writing_desk(tmp_path, DESK) as (app, pilot, _):
        await opened(app, pilot)
        await pilot.press("ctrl+g", *"deutsch", "enter")
        await until(pilot, lambda: app.shows("en, de or pt-BR, for example"))
        await pilot.press(*["backspace"] * 5, "enter")
        await until(pilot, lambda: app.shows("· in de"))
        await typed(pilot, "Ja")
        assert " Ja " in area(app).text


async def test_what_is_pasted_keeps_its_lines_and_nothing_a_terminal_obeys(tmp_path: Path) -> None:
    async with writing_desk(tmp_path, DESK) as (app, pilot, _):
        words = await opened(app, pilot, "i")
        paste(app, "first\x1b[31m line\r\n\tsecond\x07 \u202eline\n")
        at_once(app, "third")
        await until(pilot, lambda: "third" in words.text)
        assert words.text == "first line\n    second line\nthird #ideaperf"


async def test_emoji_are_one_sign_for_the_cursor_and_the_count(tmp_path: Path) -> None:
    family = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
    async with writing_desk(tmp_path, DESK) as (app, pilot, _):
        words = await opened(app, pilot, "i")
        at_once(app, f"a{family}b")
        await until(pilot, lambda: words.text == f"a{family}b #ideaperf")
        await until(pilot, lambda: app.shows("487 left"))
        await pilot.press("left", "left", "right", "backspace")
        assert words.text == "ab #ideaperf"
        paste(app, "שלום\u200c עולם e\u0301")
        await pilot.press("backspace", "delete")
        assert words.text == "aשלום\u200c עולם  #ideaperf"


async def test_more_than_is_kept_is_cut_and_said(tmp_path: Path) -> None:
    async with writing_desk(tmp_path, DESK) as (app, pilot, store):
        words = await opened(app, pilot)
        paste(app, "word " * 6_000)
        await until(pilot, lambda: app.shows("no more than 20,000 characters"))
        assert len(words.text) <= 20_000
        await pilot.press("x", "escape")
        (row,) = await rows(store)
        assert len(row.words.text) > 19_000


async def test_a_draft_survives_escape_and_a_restart_one_for_each_post(tmp_path: Path) -> None:
    arrived = (remark(1), remark(2, name="Tom Example"))
    async with store_with(tmp_path, arrived) as store:
        await store.write(outgoing.know, (DESK,))
        async with desk_on(store) as (app, pilot):
            await pilot.press("j")
            await opened(app, pilot)
            await typed(pilot, "half")
            await pilot.press("escape")
            await until(pilot, lambda: app.shows("Kept as a draft; r goes on"))
            await pilot.press("j")
            await opened(app, pilot)
            await typed(pilot, "another")
            await app.close_down()
        async with desk_on(store) as (app, pilot):
            await pilot.press("j")
            words = await opened(app, pilot)
            assert app.shows("Reply to Ana Example · your draft")
            await typed(pilot, " a thought")
            assert words.text == "@ana@social.example half a thought #ideaperf"
            await pilot.press("escape", "j")
            assert " another " in (await opened(app, pilot)).text
        assert [row.state for row in await rows(store)] == [Sending.DRAFT, Sending.DRAFT]


async def test_what_is_typed_is_on_the_disk_while_one_types(tmp_path: Path) -> None:
    async with writing_desk(tmp_path, DESK) as (app, pilot, store):
        await opened(app, pilot)
        await typed(pilot, "half")
        await until(pilot, lambda: rows(store))
        (row,) = await rows(store)
        assert row.words.text.startswith("@ana@social.example h")
        assert isinstance(app.screen, Compose)


async def test_nothing_is_kept_of_what_nobody_wrote(tmp_path: Path) -> None:
    async with writing_desk(tmp_path, DESK) as (app, pilot, store):
        await opened(app, pilot)
        await pilot.press("escape")
        assert not await rows(store)
        await opened(app, pilot)
        await pilot.press("x", "escape")
        assert len(await rows(store)) == 1
        await opened(app, pilot)
        await pilot.press("backspace", "escape")
        await until(pilot, lambda: isinstance(app.screen, Desk))
        assert not await rows(store)


async def test_ctrl_c_copies_what_is_selected_and_else_keeps_a_draft(tmp_path: Path) -> None:
    async with writing_desk(tmp_path, DESK) as (app, pilot, store):
        await opened(app, pilot, "i")
        await pilot.press(*"half", "shift+home", "ctrl+c")
        await until(pilot, lambda: app.copied == ["half"])
        assert isinstance(app.screen, Compose)
        await pilot.press("ctrl+c")
        await until(pilot, lambda: isinstance(app.screen, Desk))
        await pilot.press("ctrl+c")
        await until(pilot, lambda: not app.is_running)
        (row,) = await rows(store)
        assert row.words.text == "half #ideaperf"


@pytest.mark.parametrize("size", [(140, 40), (100, 30), (80, 24), (60, 20), (40, 12)])
async def test_in_any_terminal_there_are_words_count_and_the_way_out(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with writing_desk(tmp_path, DESK, TEAM, size=size) as (app, pilot, _):
        before = app.lines()[:3]
        words = await opened(app, pilot)
        await typed(pilot, "Yes ")
        await pilot.pause()
        assert words.size.height >= 4
        assert app.shows("Yes")
        assert app.shows("481 left · @desk")
        assert app.shows("Ctrl+S preview")
        assert app.shows("Esc")
        if size[1] > 12:
            assert app.lines()[:3] == before
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.shows("Enter sends it"))


async def test_the_details_of_a_post_are_answered_from_there(tmp_path: Path) -> None:
    async with writing_desk(tmp_path, DESK) as (app, pilot, store):
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("Details"))
        await opened(app, pilot)
        await pilot.press("x", "escape")
        await until(pilot, lambda: app.shows("Kept as a draft"))
        assert app.shows("Details")
        assert len(await rows(store)) == 1


async def test_what_was_found_or_put_aside_is_answered_from_there(tmp_path: Path) -> None:
    async with writing_desk(tmp_path, DESK) as (app, pilot, _):
        await pilot.press("F", *"remark", "enter")
        await until(pilot, lambda: app.shows("Enter goes to it"))
        await pilot.press("down")
        await opened(app, pilot)
        assert app.shows("Ana Example: Remark 1")
        await pilot.press("escape", "escape")
        await until(pilot, lambda: isinstance(app.screen, Desk))
        await pilot.press("s", "L")
        await until(pilot, lambda: app.shows("put aside by"))
        await opened(app, pilot)
        assert app.shows("Reply to Ana Example")


def test_the_desk_is_made_without_it() -> None:
    code = "import sys, backchannel.ui.app; print([m for m in sys.modules if 'ui.joining.' in m])"
    answer = subprocess.run(  # noqa: S603  # the code is above
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "[]"


async def test_nothing_of_it_is_made_for_drafts_alone(tmp_path: Path) -> None:
    async with writing_desk(tmp_path, DESK) as (app, pilot, store):
        await store.write(outgoing.write, Words(DESK.name, "Yes"), "lena")
        await pilot.pause(0.3)
        assert "joining" not in vars(app.desk.later)


async def test_a_deleted_post_is_not_answered(tmp_path: Path) -> None:
    async with writing_desk(tmp_path, DESK) as (app, pilot, store):
        await pilot.press("p", "4")
        await store.write(posts.retract, SOCIAL.name, [remark(1).id])
        await until(pilot, lambda: app.shows("eleted by its author"))
        await pilot.press("r")
        await until(pilot, lambda: app.shows("its author deleted that post"))
        assert isinstance(app.screen, Desk)
