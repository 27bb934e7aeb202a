"""The log cuts long lines off: also within an account, of which nothing is to stay."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.clock import Clock
from tests.record.events import EVENT, exported
from tests.store.written import HERE, THERE, a_post, save

from backchannel.clean.terminal import clean_line
from backchannel.model.post import Author, Url
from backchannel.record.choosing import Chosen
from backchannel.record.lines.taking import take
from backchannel.store import board, schema, sources
from backchannel.store.connection import Connection
from backchannel.store.forgetting.erasing import forget
from backchannel.store.forgetting.finding import meant
from backchannel.store.merging.taking_in import merge
from backchannel.store.roles import filing, questions

ANA = "@ana@social.example"
PAGE = Url("https://social.example/@ana")


def names(db: Connection) -> frozenset[str]:
    return frozenset(name for found in meant(db, ANA).accounts for name in found.names)


def cut_off(words: str, shown: int = 52) -> str:
    """Words that fill a line of the log up to where her account is cut off in it."""
    return f"{words:.<{shown}} {ANA}"


def ask_and_note(db: Connection) -> None:
    """Everything that the log says in words of a person here, with her where it cuts them off."""
    asked = questions.ask_for(db, cut_off("Is it cut off?", 30), "", "them")
    other = questions.ask_for(db, cut_off("And one that is merged?", 30), "", "them")
    questions.merge(db, asked.id, [other.id], "them")
    questions.reword(db, asked.id, cut_off("In other words"), "them")
    filing.file_question(db, asked.id, EVENT.sessions[0].name, "them")
    questions.reword(db, asked.id, "In words without her", "them")
    noted = board.note(db, cut_off("Her account, where a move cuts it off"), "them")
    board.move_note(db, noted.id, EVENT.sessions[0].name, "them")
    board.edit_note(db, noted.id, "A line without her", "them")
    assert sum(" @" in about for about in log(db)) > 6


def log(db: Connection) -> list[str]:
    return [each.about for each in board.log(db)]


@pytest.fixture
def full(db: Connection) -> Connection:
    sources.plan(db, EVENT, [HERE, THERE])
    author = Author(clean_line("Ana K."), clean_line(ANA), PAGE)
    save(db, a_post(1, "Words of hers", author=author, url=Url(f"{PAGE}/1")), a_post(2))
    return db


@pytest.fixture
def theirs(tmp_path: Path, clock: Clock) -> Iterator[Connection]:
    folder = tmp_path / "other"
    folder.mkdir()
    file = folder / "theirs.db"
    with contextlib.closing(schema.open_to_write(file, now=clock, busy_ms=50)) as db:
        sources.plan(db, EVENT, [HERE, THERE])
        ask_and_note(db)
        yield db


def test_nothing_of_an_account_stays_in_the_log_where_it_was_cut_off(
    full: Connection, path: Path, clock: Clock
) -> None:
    ask_and_note(full)
    forget(path, names(full), clock, busy_ms=500)
    assert not [about for about in log(full) if "@" in about]
    assert [about for about in log(full) if "And one that is merged?" in about]


@pytest.mark.parametrize("is_record", [True, False])
def test_nor_does_it_come_with_the_log_of_another_desk(
    full: Connection, theirs: Connection, path: Path, clock: Clock, *, is_record: bool
) -> None:
    forget(path, names(full), clock, busy_ms=500)
    file = Path(theirs.filename)
    if is_record:
        exported(file, file.parent / "record.jsonl", chosen=Chosen(has_decisions=True))
        with full:
            take(full, file.parent / "record.jsonl")
    else:
        merge(path, file, clock)
    assert not [about for about in log(full) if "@" in about]
    assert [about for about in log(full) if "And one that is merged?" in about]
