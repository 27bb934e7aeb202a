import asyncio
from pathlib import Path

import pytest
from tests.cli.conftest import RIVER, Backchannel

from backchannel.model.board import Hidden, Note, Pin
from backchannel.store import board, posts
from backchannel.store.store import Reader, Store


def pins(path: Path) -> tuple[Pin, ...]:
    async def read() -> tuple[Pin, ...]:
        async with Reader(path) as store:
            return await store.read(board.pins)

    return asyncio.run(read())


def notes(path: Path) -> tuple[Note, ...]:
    async def read() -> tuple[Note, ...]:
        async with Reader(path) as store:
            return await store.read(board.notes)

    return asyncio.run(read())


def retract(path: Path, number: int) -> None:
    async def write() -> None:
        async with Store(path) as store:
            ids = (f"https://river.example/posts/{number}",)
            await store.write(posts.retract, RIVER.name, ids)

    asyncio.run(write())


def test_a_pin_is_stored_when_it_answers(backchannel: Backchannel, store: Path) -> None:
    ran = backchannel("pin", "2", "1", "--store", store)
    assert ran.code == 0
    assert ran.lines == [
        "2 pinned: Ann 2: Who measures it?",
        "1 pinned: Ann 1: The river is rising",
    ]
    assert [pin.post.number for pin in pins(store)] == [2, 1]


def test_pinning_twice_is_no_mistake_and_says_so(backchannel: Backchannel, store: Path) -> None:
    backchannel("pin", "2", "--store", store)
    ran = backchannel("pin", "2", "--store", store)
    assert (ran.code, ran.lines[0][:19]) == (0, "2 is already pinned")
    (line,) = backchannel("pin", "2", "--store", store, "--json").objects
    assert (line["change"], line["post"], line["changed"]) == ("pin", 2, False)


def test_unpin_takes_it_back(backchannel: Backchannel, store: Path) -> None:
    backchannel("pin", "2", "--store", store)
    assert backchannel("unpin", "2", "--store", store).code == 0
    assert pins(store) == ()
    assert backchannel("unpin", "2", "--store", store).lines[0].startswith("2 is not pinned")


def test_one_post_that_is_not_there_and_nothing_is_done(
    backchannel: Backchannel, store: Path
) -> None:
    ran = backchannel("pin", "1", "99", "--store", store)
    assert (ran.code, ran.out) == (2, "")
    assert "there is no post 99" in ran.err
    assert pins(store) == ()


def test_a_post_that_its_author_deleted_cannot_be_pinned(
    backchannel: Backchannel, store: Path
) -> None:
    retract(store, 2)
    ran = backchannel("pin", "1", "2", "--store", store)
    assert (ran.code, ran.out) == (3, "")
    assert "2 was deleted by its author and cannot be pinned" in ran.err
    assert pins(store) == ()


@pytest.mark.parametrize("word", ["two", "1.5", "-", "99999999999999999999", "٣x"])
def test_what_is_no_number_is_a_mistake(backchannel: Backchannel, store: Path, word: str) -> None:
    ran = backchannel("pin", "--store", store, "--", word)
    assert ran.code == 2
    assert "is not the number of a post" in ran.err


def test_a_post_of_one_place_is_not_taken_apart(store: Path, backchannel: Backchannel) -> None:
    said = backchannel("apart", "1", "--store", store).lines
    assert said[0].startswith("1 is one post, and there is none beside it in its row: ")


def test_a_post_is_hidden_with_its_reason_and_comes_back(
    backchannel: Backchannel, store: Path
) -> None:
    (line,) = backchannel("hide", "3", "--reason", "off topic", "--store", store, "--json").objects
    assert (line["change"], line["post"], line["changed"]) == ("hide", 3, True)
    assert len(backchannel("tail", "--store", store, "--json").lines) == 2
    assert backchannel("hide", "3", "--undo", "--store", store).code == 0
    assert len(backchannel("tail", "--store", store, "--json").lines) == 3


def test_a_reason_is_kept_whole_however_it_is_given(backchannel: Backchannel, store: Path) -> None:
    reason = f"{'too far off our topic ' * 20}end"
    assert backchannel("hide", "3", "--reason", reason, "--store", store).code == 0

    async def read() -> tuple[Hidden, ...]:
        async with Reader(store) as opened:
            return await opened.read(board.hidden)

    assert [each.reason for each in asyncio.run(read())] == [reason]


def test_a_note_keeps_its_words_and_points_at_a_post(backchannel: Backchannel, store: Path) -> None:
    (line,) = backchannel(
        "note", "KPI", "league tables", "--post", "2", "--store", store, "--json"
    ).objects
    assert (line["change"], line["post"], line["text"]) == ("note", 2, "KPI league tables")
    (note,) = notes(store)
    assert note.text == "KPI league tables"
    assert note.post is not None


def test_a_note_may_start_like_a_tag(backchannel: Backchannel, store: Path) -> None:
    assert backchannel("note", "#2 is the one", "--store", store).code == 0
    assert notes(store)[0].text == "#2 is the one"


def test_a_note_cannot_colour_the_terminal(backchannel: Backchannel, store: Path) -> None:
    ran = backchannel("note", "a\x1b[31mb", "--store", store)
    assert "\x1b" not in ran.out
    assert notes(store)[0].text == "ab"


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 10_001])
def test_a_note_without_words_or_with_too_many_is_a_mistake(
    backchannel: Backchannel, store: Path, text: str
) -> None:
    assert backchannel("note", text, "--store", store).code == 2
    assert notes(store) == ()


def test_an_act_makes_no_store(backchannel: Backchannel, tmp_path: Path) -> None:
    ran = backchannel("note", "hello", "--store", tmp_path / "none.db")
    assert ran.code == 3
    assert not (tmp_path / "none.db").exists()


def test_acts_bear_the_name_of_the_desk(
    backchannel: Backchannel, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKCHANNEL_DESK_NAME", "Ann at the door")
    (line,) = backchannel("pin", "1", "--store", store, "--json").objects
    assert line["by"] == "Ann at the door"


def test_the_event_may_come_before_the_numbers(
    backchannel: Backchannel, store: Path, event_file: Path
) -> None:
    assert backchannel("pin", event_file, "1", "--store", store).code == 0
    assert len(pins(store)) == 1
