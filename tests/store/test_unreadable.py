"""A check of a damaged store says of which posts it is that they cannot be read."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from tests.store.written import a_post, save

from backchannel.store import board, check, schema
from backchannel.store.connection import Connection

PAGE = 4096


@pytest.fixture
def full(path: Path, db: Connection) -> Path:
    """A store with so many posts that they take several pages."""
    save(db, *(a_post(number, f"Words of {number}") for number in range(60, 0, -1)))
    board.note(db, "A note", "me")
    db.close()
    return path


def problems(path: Path) -> tuple[str, ...]:
    with contextlib.closing(schema.open_to_read(path)) as db:
        return check.check(db).problems


@pytest.mark.parametrize("body", ["x'7b'", "'{\"id\": 1}'", "x'ff'", "substr(body, 1, 40)"])
def test_a_post_whose_words_are_none_is_named(full: Path, body: str) -> None:
    with contextlib.closing(schema.open_to_write(full)) as db:
        db.execute(f"UPDATE posts SET body = {body} WHERE number = 7")
    (said,) = problems(full)
    assert said == (
        "posts: number 7 cannot be read: posted 2026-01-09 13:06 UTC, https://here.example/posts/54"
    )


def test_those_on_a_page_that_is_damaged_are_named(full: Path) -> None:
    held = bytearray(full.read_bytes())
    page = held.index(b"Words of 30") // PAGE * PAGE
    on_it = [
        number for number in range(1, 61) if b'Words of %d"' % number in held[page : page + PAGE]
    ]
    held[page : page + 8] = b"\xff" * 8
    full.write_bytes(held)
    said = [line for line in problems(full) if line.startswith("posts: number ")]
    assert on_it
    assert [line.rpartition("/")[2] for line in said] == [str(each) for each in on_it[::-1]]


def test_of_many_it_is_said_how_many_there_are_and_what_else_cannot_be_read(full: Path) -> None:
    with contextlib.closing(schema.open_to_write(full)) as db:
        db.execute("UPDATE posts SET body = x'' WHERE number > 20")
    said = problems(full)
    assert sum("cannot be read: posted" in line for line in said) == 10
    assert said[-1] == "posts: 30 more cannot be read, the last of them number 60"
    held = bytearray(full.read_bytes())
    page = held.index(b"A note") // PAGE * PAGE
    held[page : page + 8] = b"\xff" * 8
    full.write_bytes(held)
    assert problems(full)[-1].endswith(": not all of it can be read")


def test_what_can_be_counted_is_and_no_hash_is_told_of_what_is_not_whole(full: Path) -> None:
    with contextlib.closing(schema.open_to_write(full)) as db:
        db.execute("UPDATE posts SET body = x'' WHERE number = 1")
        report = check.check(db)
    assert report.counts["posts"] == 60
    assert report.shared == ""


def test_nothing_of_a_stranger_s_reaches_the_terminal(path: Path, db: Connection) -> None:
    save(db, a_post(1, id="chat\x1f\x1b[31m7", url=None))
    db.execute("UPDATE posts SET body = x''")
    (said,) = check.check(db).problems
    assert said.endswith("UTC, chat 7")
