"""Writes the tables of a record: posts, pins, notes and questions, a file each.

RFC 4180, in UTF-8 with a byte order mark: without one, Excel reads letters wrongly.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from backchannel.model.moments import from_micros
from backchannel.model.post import SpanKind
from backchannel.record.choosing import Chosen
from backchannel.record.reading import Filed, Progress, notes, pins, posts, questions, unheard
from backchannel.record.tables.cells import Cell, cell, several
from backchannel.store.connection import Connection

POSTS: Final = (
    *("number", "id", "posted", "session", "kind", "author", "handle", "title", "text", "link"),
    *("links", "tags", "media", "url", "also_at", "sources", "language", "reply_to", "covered"),
    *("pinned", "question", "likes", "boosts", "replies", "edited"),
)
PINS: Final = ("place", "number", "id", "session", "by", "pinned", "remark", "author", "text")
NOTES: Final = ("written", "session", "seconds", "by", "text", "number", "id", "edited")
QUESTIONS: Final = (
    *("asked", "session", "state", "question", "asked_as", "askers", "votes", "number", "id"),
    *("by", "taken_up", "settled"),
)


def write(db: Connection, chosen: Chosen, folder: Path, progress: Progress = unheard) -> None:
    """Write the files into an empty folder. The same store and choice give the same bytes."""
    _table(folder / "posts.csv", POSTS, map(_post, posts(db, chosen, progress)))
    _table(folder / "pins.csv", PINS, _pins(db, chosen))
    _table(folder / "notes.csv", NOTES, _notes(db, chosen))
    _table(folder / "questions.csv", QUESTIONS, _questions(db, chosen))


def _table(path: Path, names: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(names)
        writer.writerows([cell(value) for value in row] for row in rows)


def _post(filed: Filed) -> Sequence[Cell]:
    """What is covered is said, and not what it covers."""
    stored, post = filed.stored, filed.post
    is_covered = bool(post.cover)
    links = () if is_covered else (each.target for each in post.spans if each.kind is _LINK)
    media = () if is_covered else (str(each.url) for each in post.media)
    return (
        stored.number,
        post.id.replace("\x1f", " "),
        from_micros(stored.place),
        filed.session,
        str(post.kind),
        post.author.name,
        post.author.handle,
        "" if is_covered else post.title,
        post.cover or post.text,
        None if is_covered else post.link,
        several(links),
        several(post.tags),
        several(media),
        post.url,
        several(str(copy.url) for copy in stored.copies if copy.url),
        several(stored.seen_on),
        post.language,
        post.reply_to.replace("\x1f", " "),
        is_covered,
        stored.is_pinned,
        stored.question,
        stored.likes,
        stored.boosts,
        stored.replies,
        post.edited,
    )


def _pins(db: Connection, chosen: Chosen) -> Iterator[Sequence[Cell]]:
    for place, each in enumerate(pins(db, chosen), 1):
        pin, post = each.pin, each.pin.post.post
        words = post.cover or post.title or post.text
        yield (
            *(place, pin.post.number, post.id.replace("\x1f", " "), each.session, pin.by, pin.at),
            *(pin.remark, post.author.name, words),
        )


def _notes(db: Connection, chosen: Chosen) -> Iterator[Sequence[Cell]]:
    for each in notes(db, chosen):
        note, post = each.note, each.post
        yield (
            *(note.at, note.session, note.offset, note.by, note.text),
            *((post.number, post.post.id.replace("\x1f", " ")) if post else (None, None)),
            note.edited,
        )


def _questions(db: Connection, chosen: Chosen) -> Iterator[Sequence[Cell]]:
    for each in questions(db, chosen):
        asked, post = each.question, each.post
        yield (
            *(asked.at, asked.session, str(asked.state), asked.words, asked.original),
            *(several(asked.askers), asked.votes),
            *((post.number, post.post.id.replace("\x1f", " ")) if post else (None, None)),
            *(asked.by, asked.taken_up, asked.settled),
        )


_LINK: Final = SpanKind.LINK
