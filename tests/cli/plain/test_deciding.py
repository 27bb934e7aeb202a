from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import apsw
import pytest
from tests.cli.conftest import NOON, RIVER, filled, post
from tests.cli.plain.talk import talk_on

from backchannel.clean.terminal import clean_line
from backchannel.store import board, posts
from backchannel.store.store import Store
from backchannel.wiring.tending import changes

Capture = pytest.CaptureFixture[str]


async def test_a_pin_is_stored_when_it_is_answered(store: Path, capsys: Capture) -> None:
    async with talk_on(store, capsys) as talk:
        assert await talk.one("pin 2") == "Pinned: 2, Ann 2: Who measures it?"
        pins = await talk.desk.read(board.pins)
        assert [(pin.post.number, pin.by) for pin in pins] == [(2, "Ann")]
        assert await talk.one("pin 2") == "Already pinned: 2, Ann 2: Who measures it?"
        assert await talk("pins") == ["1. 2, Ann 2: Who measures it?", "1 pin."]
        assert await talk.one("unpin #2") == "Not pinned any more: 2, Ann 2: Who measures it?"
        assert await talk("pins") == ["No pin."]


async def test_several_posts_are_one_decision_and_undone_in_one(
    store: Path, capsys: Capture
) -> None:
    async with talk_on(store, capsys) as talk:
        assert len(await talk("pin 1, 3")) == 2
        assert await talk.one("undo") == "Undone: pin, Ann 3: Lunch is late, and 1 more"
        assert await talk.desk.read(board.pins) == ()
        assert (await talk.one("redo")).startswith("Done again: pin, Ann 1")
        assert len(await talk.desk.read(board.pins)) == 2
        assert await talk.one("redo") == "There is nothing to do again."


async def test_of_posts_that_are_not_all_there_none_is_pinned(store: Path, capsys: Capture) -> None:
    async with talk_on(store, capsys) as talk:
        said = await talk.one("pin 1 99")
        assert said == "There is no post 99; tail prints the numbers there are."
        assert await talk.desk.read(board.pins) == ()


@pytest.mark.parametrize("line", ["pin", "pin two", "hide", "mute", "unmute", "note", "note:"])
async def test_what_lacks_something_is_told_and_nothing_happens(
    store: Path, capsys: Capture, line: str
) -> None:
    async with talk_on(store, capsys) as talk:
        said = await talk.one(line)
        assert said.endswith(".")
        assert talk.is_going
        assert await talk.desk.read(board.log) == ()


async def test_a_note_may_be_about_a_post_or_begin_with_a_number(
    store: Path, capsys: Capture
) -> None:
    async with talk_on(store, capsys) as talk:
        assert (await talk.one("note three objections")).endswith(": three objections")
        assert ", about 2, Ann 2: asked twice" in await talk.one("note 2 asked twice")
        missing = await talk.one("note 200 people came")
        assert missing == (
            "There is no post 200. To begin a note with a number, write note: 200 and so on."
        )
        assert (await talk.one("note: 200 people came")).endswith(": 200 people came")
        notes = await talk.desk.read(board.notes)
        assert sorted(note.text for note in notes) == [
            "200 people came",
            "asked twice",
            "three objections",
        ]
        listed = await talk("notes")
        assert len(listed) == 4
        assert any(", about 2, Ann 2: asked twice" in line for line in listed)


async def test_a_reason_may_follow_the_numbers_and_begin_with_one(
    store: Path, capsys: Capture
) -> None:
    async with talk_on(store, capsys) as talk:
        assert await talk.one("hide 3 2 minutes late") == "Hidden: 3, Ann 3: Lunch is late"
        assert len(await talk("hide 1, 2 off topic")) == 2
        hidden = await talk.desk.read(board.hidden)
        assert {each.post.number: each.reason for each in hidden} == {
            3: "2 minutes late",
            1: "off topic",
            2: "off topic",
        }
        assert any("3, Ann 3: Lunch is late. By Ann at" in line for line in await talk("hidden"))
        assert (await talk.one("unhide 3")).startswith("Back in sight: 3")


async def test_a_mute_has_an_end_a_reason_and_may_be_of_a_whole_server(
    store: Path, capsys: Capture
) -> None:
    async with talk_on(store, capsys, now=lambda: NOON + timedelta(hours=7)) as talk:
        assert (
            await talk.one("mute 1 30m too loud") == "Muted until 19:30: Ann 1 @ann1@river.example"
        )
        assert await talk.one("mute 1") == "Already muted; muted lists who is."
        assert (await talk("muted"))[0].endswith("until 19:30. By Ann at 19:00: too loud")
        assert await talk.one("unmute 1") == "Not muted any more: Ann 1 @ann1@river.example"
        assert await talk.one("mute 1 server") == "Muted for good: everybody on river.example"
        assert await talk.one("unmute river.example") == (
            "Not muted any more: everybody on river.example"
        )
        assert await talk.one("mute 2 1w") == (
            "Muted until 19:00 on 21 March: Ann 2 @ann2@river.example"
        )
        assert await talk.one("unmute Bo") == "Bo is not muted; muted lists who is."


async def test_a_reason_that_is_typed_is_kept_whole(store: Path, capsys: Capture) -> None:
    reason = f"{'too far off our topic ' * 20}end"
    async with talk_on(store, capsys) as talk:
        await talk(f"hide 3 {reason}")
        await talk(f"mute 1 {reason}")
        assert [each.reason for each in await talk.desk.read(board.hidden)] == [reason]
        assert [each.reason for each in await talk.desk.read(board.muted)] == [reason]


async def test_what_is_put_aside_is_listed_until_it_is_taken_up(
    store: Path, capsys: Capture
) -> None:
    async with talk_on(store, capsys) as talk:
        assert (await talk.one("stash 1")).startswith("Put aside: 1")
        assert await talk("stashed") == ["1, Ann 1: The river is rising", "1 post put aside."]
        assert (await talk.one("unstash 1")).startswith("Taken up again: 1")


async def test_the_log_says_who_decided_what(store: Path, capsys: Capture) -> None:
    async with talk_on(store, capsys) as talk:
        await talk("pin 1")
        await talk("undo")
        line, count = await talk("log")
        assert line.endswith("Ann: pin, Ann 1: The river is rising (undone)")
        assert count == "1 decision."


async def test_a_post_its_author_deleted_is_not_pinned(store: Path, capsys: Capture) -> None:
    async with Store(store) as opened:
        await opened.write(posts.retract, RIVER.name, ["https://river.example/posts/2"])
    async with talk_on(store, capsys) as talk:
        assert await talk.one("pin 2") == (
            "Not done: 2 was deleted by its author and cannot be pinned."
        )


async def test_covered_words_stay_covered_in_answers(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "x.db"
    await filled(path, post(1, "the ending", warning=clean_line("spoilers")))
    async with talk_on(path, capsys) as talk:
        assert await talk.one("pin 1") == "Pinned: 1, Ann 1: content warning: spoilers"


async def test_a_store_that_takes_nothing_says_so_and_the_desk_stays(
    store: Path, capsys: Capture
) -> None:
    async with talk_on(store, capsys) as talk:
        other = apsw.Connection(str(store))
        other.execute("BEGIN IMMEDIATE")
        await talk.desk.use(Store(store, busy_ms=0))
        try:
            said = await talk.one("pin 1")
        finally:
            other.execute("ROLLBACK")
            other.close()
        assert said == "Not done: the store is locked by another program."
        assert (await talk.one("pin 1")).startswith("Pinned")


async def test_with_json_an_answer_is_an_object(store: Path, capsys: Capture) -> None:
    async with talk_on(store, capsys, as_json=True) as talk:
        (done,) = await talk.objects("pin 2")
        assert (done["asked"], done["ok"], done["changed"]) == ("pin 2", True, [2])
        (wrong,) = await talk.objects("pin 99")
        assert (wrong["ok"], wrong["said"][:20]) == (False, "There is no post 99;")


async def test_a_source_that_comes_back_by_undo_is_in_the_event_file_again(
    store: Path, event_file: Path, capsys: Capture
) -> None:
    before = await asyncio.to_thread(event_file.read_bytes)
    async with talk_on(store, capsys, event_file=event_file) as talk:
        async with Store(store) as opened:
            await changes.remove(event_file, "river.example", opened, talk.desk.by)
        said = await talk.one("undo")
        assert said == "Undone: remove source, river.example (mastodon)"
        assert await asyncio.to_thread(event_file.read_bytes) == before
        await talk("redo")
        assert b"source" not in await asyncio.to_thread(event_file.read_bytes)
        await asyncio.to_thread(event_file.chmod, 0o444)
        assert "it is read-only" in await talk.one("undo")


async def test_questions_are_asked_and_answered_and_the_presenter_is_told(
    store: Path, capsys: Capture
) -> None:
    async with talk_on(store, capsys) as talk:
        assert await talk.one("questions") == "no questions"
        assert await talk.one("question 2") == "2 asked: Ann 2: Who measures it?"
        assert await talk.one("question next") == "2 now: Who measures it?"
        assert len(await talk("question done")) == 2
        assert (await talk.one("questions")).startswith("2 (answered, Ann 2)")
        assert (await talk.one("undo")).startswith("Undone: answered, Ann 2")
        assert await talk.one("cue Louder, please") == "told the presenter: Louder, please"
        assert "not seen yet" in await talk.one("cue list")
    async with talk_on(store, capsys, as_json=True) as talk:
        (line,) = await talk.objects("question park 2")
        assert line["changes"][0]["state"] == "parked"
