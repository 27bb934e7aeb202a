"""Who was forgotten does not come again: by another desk, by a record, or out of a copy."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.clock import Clock
from tests.record.events import EVENT, exported
from tests.store.written import HERE, THERE, a_post, save, texts, whole

from backchannel.clean.terminal import clean_line, clean_text
from backchannel.model.post import Author, Media, MediaKind, Post, Span, SpanKind, Url
from backchannel.record.choosing import Chosen
from backchannel.record.lines.taking import take
from backchannel.store import board, schema, sources
from backchannel.store.connection import Connection
from backchannel.store.forgetting.erasing import forget
from backchannel.store.forgetting.finding import meant
from backchannel.store.merging.taking_in import merge
from backchannel.store.roles import questions
from backchannel.store.roles.filing import file_post
from backchannel.store.roles.stage import pictures
from backchannel.store.upkeep import backups

GIA = "@gia@social.example"
ELSEWHERE = "gia.bsky.example"
SAID = "the lock of the canal has been broken since last autumn"
TRACES = (b"gia@social", b"gia.bsky", b"broken since last")
PHOTO = "https://files.social.example/g.jpg"


def by_gia(number: int, text: str = SAID, **changed: Any) -> Post:
    author = Author(clean_line("Gia"), clean_line(GIA), Url("https://social.example/@gia"))
    return a_post(number, text, **{"author": author, **changed})


def by_gia_elsewhere(number: int) -> Post:
    author = Author(clean_line("Gia"), clean_line(ELSEWHERE))
    return a_post(number, SAID, author=author, aliases=(), id=f"at://did:plc:g/post/{number}",
                  url=Url(f"https://bsky.app/profile/{ELSEWHERE}/post/{number}"))  # fmt: skip


@pytest.fixture
def theirs(tmp_path: Path, clock: Clock) -> Iterator[Connection]:
    """Another desk's store, which speaks of Gia wherever that can be."""
    path = tmp_path / "other" / "theirs.db"
    path.parent.mkdir()
    with contextlib.closing(schema.open_to_write(path, now=clock, busy_ms=50)) as db:
        sources.plan(db, EVENT, [HERE, THERE])
        save(db, by_gia(1), a_post(2, "Plain words"), a_post(3, f"{GIA} is right"))
        save(db, a_post(3, "Edited since"))
        board.note(db, f"Ask {GIA}: “{SAID}”", "them")
        questions.ask_for(db, f"Is it so that {SAID}?", GIA, "them")
        board.pin(db, whole(db, 2).place, "them")
        board.remark(db, whole(db, 2).place, f"after {GIA}", "them")
        board.mute_author(db, whole(db, 1).place, "them", "loud")
        yield db


def names(db: Connection, *said: str) -> frozenset[str]:
    return frozenset(
        name for each in said for found in meant(db, each).accounts for name in found.names
    )


def traces_in(folder: Path) -> list[bytes]:
    held = b"".join(each.read_bytes() for each in folder.iterdir() if each.is_file()).lower()
    return [trace for trace in TRACES if trace in held]


@pytest.mark.parametrize("is_known_by_a_post", [True, False])
def test_another_desks_words_come_without_them(
    theirs: Connection, db: Connection, path: Path, clock: Clock, *, is_known_by_a_post: bool
) -> None:
    save(db, *([by_gia(1)] if is_known_by_a_post else []), a_post(9))
    forget(path, names(db, GIA), clock)
    done = merge(path, Path(theirs.filename), clock)
    assert (done.new, done.known, done.kept_out) == (2, 0, 1)
    assert [note.text for note in board.notes(db)] == ["Ask [forgotten]: “[forgotten]”"]
    (asked,) = questions.queue(db).rows
    assert (asked.words, asked.asker) == ("Is it so that [forgotten]?", "[forgotten]")
    assert merge(path, Path(theirs.filename), clock).decided == {}
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    assert traces_in(path.parent) == []


def test_a_records_words_come_without_them(
    theirs: Connection, db: Connection, path: Path, clock: Clock, tmp_path: Path
) -> None:
    board.unmute(theirs, f"author:{GIA}", "them")
    exported(Path(theirs.filename), tmp_path / "other" / "record.jsonl")
    forget(path, names(db, GIA), clock)
    with db:
        taken = take(db, tmp_path / "other" / "record.jsonl", is_any=True)
    assert (taken.posts, taken.known) == (1, 0)
    assert [note.text for note in board.notes(db)] == ["Ask [forgotten]: “[forgotten]”"]
    (asked,) = questions.queue(db).rows
    assert (asked.words, asked.asker) == ("Is it so that [forgotten]?", "[forgotten]")
    assert [str(pin.remark) for pin in board.pins(db)] == ["after [forgotten]"]


@pytest.mark.parametrize("is_record", [True, False])
def test_another_desks_log_says_of_posts_what_these_say_here(
    theirs: Connection, db: Connection, path: Path, clock: Clock, tmp_path: Path, *,
    is_record: bool,
) -> None:  # fmt: skip
    text = clean_text("@gia This, exactly")
    mention = Span(0, 4, SpanKind.MENTION, Url("https://social.example/@gia"))
    save(theirs, a_post(4, text, spans=(mention,)))
    board.pin(theirs, whole(theirs, 4).place, "them")
    file_post(theirs, whole(theirs, 4).place, "", "them")
    board.note(theirs, f"The log cuts this line off within the account: {GIA}", "them")
    save(db, a_post(9))
    sources.plan(db, EVENT, [HERE])
    forget(path, names(db, GIA), clock)
    if is_record:
        chosen = Chosen(has_decisions=True)
        exported(Path(theirs.filename), tmp_path / "other" / "record.jsonl", chosen=chosen)
        with db:
            take(db, tmp_path / "other" / "record.jsonl")
    else:
        merge(path, Path(theirs.filename), clock)
    said = [each.about for each in board.log(db)]
    assert any("This, exactly" in about for about in said)
    assert any("cuts this line off" in about for about in said)
    assert not [about for about in said if "@gia" in about]


def test_who_is_forgotten_there_is_forgotten_here_wherever_it_stands(
    theirs: Connection, db: Connection, path: Path, clock: Clock
) -> None:
    save(db, a_post(5, f"Thanks {GIA}"), a_post(6))
    board.note(db, f"Thank {GIA}", "me")
    copy = backups.back_up(path, None, clock)
    forget(Path(theirs.filename), names(theirs, GIA), clock)
    done = merge(path, Path(theirs.filename), clock)
    assert done.erased is not None
    assert (done.erased.posts, done.erased.mentions, done.erased.backups) == (0, 1, (copy,))
    assert "Thanks [forgotten]" in texts(db)
    assert "Thank [forgotten]" in [note.text for note in board.notes(db)]
    assert traces_in(path.parent) == []


def test_their_photos_go_when_another_desk_forgot_them(
    theirs: Connection, db: Connection, path: Path, clock: Clock
) -> None:
    photo = Media(MediaKind.PHOTO, Url(PHOTO), clean_line("a lock"))
    save(db, by_gia(1, media=(photo,)))
    pictures.keep(db, PHOTO, "g.jpg", 3)
    file = pictures.folder_of(path) / "g.jpg"
    file.parent.mkdir()
    file.write_bytes(b"jpg")
    forget(Path(theirs.filename), names(theirs, GIA), clock)
    merge(path, Path(theirs.filename), clock)
    assert not file.exists()


def test_what_was_interrupted_is_finished_by_doing_it_again(
    db: Connection, path: Path, clock: Clock
) -> None:
    save(db, by_gia(1), by_gia_elsewhere(2), a_post(3, "Plain words"))
    copy = backups.back_up(path, None, clock)
    aside = path.with_name("aside")
    copy.rename(aside)  # as if it had been stopped before it came to the copy
    forget(path, names(db, GIA, ELSEWHERE), clock)
    aside.rename(copy)
    forget(path, names(db, GIA), clock)  # all that is known of them now
    assert traces_in(path.parent) == []
    with contextlib.closing(schema.open_to_read(copy)) as held:
        assert texts(held) == ["Plain words"]
