"""Whether a store is sound, how much it holds, how its file does, and one hash over what is shared.

The hash (SHA-256) is over: every post by its id, as words, author, times, tags, links, media, and
whether it was deleted, in any order; the pins in theirs; the notes that stand; what is hidden,
muted, put aside, shown apart and together; the questions in their order and the cues. Not in it is
what is this store's alone: places, numbers, panes, first sightings, versions, copies, counts of
likes and votes (each place tells others), bookmarks, health, read markers, logs, struck-out notes,
what is written to be posted and with which accounts.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import apsw
import msgspec
from msgspec import Struct
from msgspec.structs import replace

from backchannel.decoding import decoder
from backchannel.model.post import Post
from backchannel.store import pages, search
from backchannel.store.connection import Connection
from backchannel.store.faults import illegible, pointing, unreadable

_COUNTED: Final[Mapping[str, str]] = {
    "posts": "SELECT count(*) FROM posts",
    "deleted": "SELECT count(*) FROM posts WHERE gone_at IS NOT NULL",
    "hidden": "SELECT count(*) FROM hidings",
    "pins": "SELECT count(*) FROM pins",
    "notes": "SELECT count(*) FROM notes WHERE deleted_at IS NULL",
    "mutes": "SELECT count(*) FROM mutes",
    "stashed": "SELECT count(*) FROM stash",
    "questions": "SELECT count(*) FROM questions",
    "cues": "SELECT count(*) FROM cues",
    "alerts": "SELECT count(*) FROM alerts",
    "sessions by hand": "SELECT count(*) FROM session_acts",
    "filed": "SELECT count(*) FROM filings",
    "aired": "SELECT count(*) FROM aired",
    "pictures": "SELECT count(*) FROM pictures WHERE file <> ''",
    "copies": "SELECT count(*) FROM copies",
    "apart": "SELECT count(*) FROM apart",
    "together": "SELECT count(*) FROM joined",
    "decisions": "SELECT count(*) FROM decisions",
    "outgoing": "SELECT count(*) FROM outgoing",
    "sources": "SELECT count(*) FROM sources",
    "changes": "SELECT count(*) FROM changes",
}

_AT_FAULT: Final[Mapping[str, str]] = {
    "index: posts that cannot be searched for: {}": (
        "SELECT count(*) FROM posts WHERE gone_at IS NULL AND place NOT IN "
        "(SELECT rowid FROM search UNION ALL SELECT rowid FROM fresh)"
    ),
    "index: entries without a post: {}": (
        "SELECT count(*) FROM (SELECT rowid AS place FROM search "
        "UNION ALL SELECT rowid FROM fresh) "
        "WHERE place NOT IN (SELECT place FROM posts WHERE gone_at IS NULL)"
    ),
    "index: posts that are in it twice: {}": (
        "SELECT count(*) FROM search WHERE rowid IN (SELECT rowid FROM fresh)"
    ),
    "index: posts that wait for it unseen: {}": (
        "SELECT count(*) FROM fresh WHERE NOT EXISTS (SELECT 1 FROM meta WHERE key = 'fresh')"
    ),
    "posts: without a name: {}": (
        "SELECT count(*) FROM posts WHERE place NOT IN (SELECT place FROM identities)"
    ),
    "posts: seen nowhere: {}": (
        "SELECT count(*) FROM posts WHERE place NOT IN (SELECT place FROM sightings WHERE turn = 0)"
    ),
    "posts: hidden by nobody, or seen though hidden: {}": (
        "SELECT count(*) FROM posts WHERE (is_hidden & 1) != (place IN (SELECT place FROM hidings))"
    ),
    "posts: muted by nobody, or seen though muted: {}": (
        "SELECT count(*) FROM posts WHERE (is_hidden & 2) / 2 != EXISTS (SELECT 1 FROM mutes "
        "WHERE key IN ('author:' || posts.author, 'server:' || posts.server))"
    ),
    "posts: copies of none, or seen though copies: {}": (
        "SELECT count(*) FROM posts WHERE (is_hidden & 4) / 4 != "
        "(place IN (SELECT place FROM copies))"
    ),
    "copies: in the row of what is deleted, or of another copy: {}": (
        "SELECT count(*) FROM copies WHERE kept IN (SELECT place FROM copies) "
        "OR kept NOT IN (SELECT place FROM posts WHERE gone_at IS NULL) "
        "OR place NOT IN (SELECT place FROM posts WHERE gone_at IS NULL)"
    ),
    "names: of no post: {}": (
        "SELECT count(*) FROM identities WHERE place NOT IN (SELECT place FROM posts)"
    ),
    "sightings: of no post: {}": (
        "SELECT count(*) FROM sightings WHERE place NOT IN (SELECT place FROM posts)"
    ),
    "questions: part of one that is not there, or is itself a part: {}": (
        "SELECT count(*) FROM questions WHERE merged <> '' "
        "AND merged NOT IN (SELECT id FROM questions WHERE merged = '')"
    ),
    "questions: answered now beside another: {}": (
        "SELECT max(count(*), 1) - 1 FROM questions WHERE state = 'now'"
    ),
    "stage: a post is on air, or comes next, that is not there": (
        "SELECT count(*) FROM stage s, json_each(CASE WHEN json_valid(s.body) THEN s.body END) j "
        "WHERE j.key IN ('place', 'before', 'next') "
        "AND j.value NOT IN (SELECT place FROM posts)"
    ),
}

_NAMED: Final = "(SELECT json_extract(body, '$.id') FROM posts WHERE posts.place = {}.place)"
_PINS: Final = (
    f"SELECT 'pin', {_NAMED.format('pins')}, remark, by, at FROM pins ORDER BY position, id"
)
_NOTES: Final = (
    f"SELECT 'note', text, at, session, offset, {_NAMED.format('notes')}, by, edited "
    "FROM notes WHERE deleted_at IS NULL ORDER BY at, text, by"
)
_HIDINGS: Final = (
    f"SELECT 'hidden', {_NAMED.format('hidings')} AS id, reason, by, at FROM hidings ORDER BY id"
)

_MUTES: Final = "SELECT 'mute', key, until, reason, by, at FROM mutes ORDER BY key"
_STASH: Final = f"SELECT 'stash', {_NAMED.format('stash')} AS id, by, at FROM stash ORDER BY id"

_PAIRS: Final = (
    "SELECT '{0}', min(one, other), max(one, other), by, at FROM (SELECT "
    + _NAMED.format("{0}")
    + " AS one, "
    "(SELECT json_extract(body, '$.id') FROM posts WHERE posts.place = {0}.kept) AS other, "
    "by, at FROM {0}) ORDER BY 2, 3"
)
_APART, _TOGETHER = _PAIRS.format("apart"), _PAIRS.format("joined")
_QUESTIONS: Final = (
    "SELECT 'question', coalesce((SELECT json_extract(body, '$.id') FROM posts "
    "WHERE posts.place = q.place), q.id), words, reworded, asker, session, state, "
    "(SELECT coalesce((SELECT json_extract(body, '$.id') FROM posts WHERE posts.place = r.place), "
    "r.id) FROM questions r WHERE r.id = q.merged), by, at, taken_up, settled FROM questions q "
    "ORDER BY position, 2"
)
_CUES: Final = "SELECT 'cue', id, text, by, at, seen, withdrawn FROM cues ORDER BY at, id"

_encode = msgspec.json.Encoder().encode
_decode = decoder(Post)


class Report(Struct, frozen=True):
    """`problems` are sentences, empty for a sound store; `shared` is in hexadecimal digits.

    Of one that cannot be read whole there is no hash, and only what can be counted is.
    """

    counts: Mapping[str, int]
    problems: tuple[str, ...]
    shared: str


def check(db: Connection) -> Report:
    """Read the whole file once; the cost grows with the store, the memory does not.

    A store that cannot be read whole is read again, to say of what that is so.
    """
    try:
        return _checked(db)
    except unreadable.FAULTS:
        problems = (*unreadable.of_file(db), *unreadable.problems(db))
        if not problems:
            raise
        return Report(unreadable.counts(db, _COUNTED), problems, shared="")


def _checked(db: Connection) -> Report:
    content, indexed = 0, 0
    for place, post, is_gone, sources in _posts(db):
        content += _digest(_content(post, is_gone=is_gone))
        if not is_gone:
            indexed += _fingerprint(place, search.words_of(post, sources))
    return Report(
        counts=_counts(db),
        problems=(*_problems(db), *_index_problems(db, indexed)),
        shared=_shared(db, content),
    )


def _counts(db: Connection) -> Mapping[str, int]:
    """Of rows; and of the sessions, as they are run now."""
    event = search.event_of(db)
    counts = {name: int(db.value(sql)) for name, sql in _COUNTED.items()}
    return counts | {"sessions": len(event.sessions) if event else 0}


def _posts(db: Connection) -> Iterator[tuple[int, Post, bool, tuple[str, ...]]]:
    rows = db.execute(
        "SELECT place, body, gone_at IS NOT NULL, "
        "(SELECT group_concat(source, char(31) ORDER BY s.place <> posts.place, s.place, turn) "
        "FROM sightings s WHERE s.place = posts.place OR s.place IN "
        "(SELECT place FROM copies WHERE kept = posts.place)) FROM posts"
    )
    for place, body, is_gone, sources in rows:
        seen_on = tuple(dict.fromkeys((sources or "").split("\x1f")))
        yield place, _decode(body), bool(is_gone), seen_on


def _problems(db: Connection) -> Iterator[str]:
    """What SQLite finds, which checks the full-text index's own order too, and what we find."""
    yield from unreadable.of_file(db)
    for sentence, sql in _AT_FAULT.items():
        if found := int(db.value(sql)):
            yield sentence.format(found)
    yield from pointing.problems(db)
    yield from illegible.problems(db)


def _index_problems(db: Connection, expected: int) -> Iterator[str]:
    """Whether the index holds just the words of the posts, each where it is in its post.

    It keeps no text to compare with, but can be walked word by word.
    """
    try:
        if sum(_words_in(db, table) for table in search.tables(db)) != expected:
            yield "index: it holds other words than the posts do"
    except apsw.CorruptError:
        yield "index: it cannot be read"


def _words_in(db: Connection, table: str) -> int:
    """The fingerprints of all that a table of words holds."""
    db.execute(f"CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, {table}, instance)")
    try:
        words = db.execute('SELECT doc, col, "offset", term FROM temp.vocabulary')
        return sum(hash(word) for word in words)
    finally:
        db.execute("DROP TABLE temp.vocabulary")


def _fingerprint(place: int, words: search.Words) -> int:
    """The sum over all instances of words; the same whatever their order."""
    return sum(
        hash((place, column, at, word))
        for column, text in zip(("words", "people", "facets"), words, strict=True)
        for at, word in enumerate(text.split(" ") if text else ())
    )


def _content(post: Post, *, is_gone: bool) -> bytes:
    poll = post.poll
    if poll is not None:
        poll = replace(poll, options=tuple((text, None) for text, _ in poll.options), voters=None)
    plain = replace(post, likes=0, boosts=0, replies=0, poll=poll, aliases=())
    return _encode((plain, is_gone))


def _shared(db: Connection, content: int) -> str:
    whole = hashlib.sha256((content % (1 << 256)).to_bytes(32))
    shared = (_PINS, _NOTES, _HIDINGS, _MUTES, _STASH, _APART, _TOGETHER, _QUESTIONS, _CUES)
    for sql in shared:
        for row in db.execute(sql):
            whole.update(_encode(row) + b"\n")
    return whole.hexdigest()


def _digest(part: bytes) -> int:
    """Numbers whose sum does not depend on the order in which posts came."""
    return int.from_bytes(hashlib.sha256(part).digest())


class Upkeep(Struct, frozen=True):
    """The file at `path`. Sizes in bytes; `log` is what waits beside it to be moved into it.

    `posts` counts all that were ever stored, also those out of sight.
    """

    path: str
    size: int
    log: int
    free: int
    posts: int


def upkeep(db: Connection) -> Upkeep:
    """Looks at the file system; for a thread, not for the event loop."""
    path = Path(db.filename)
    return Upkeep(
        path=str(path),
        size=_size(path),
        log=_size(path.with_name(f"{path.name}-wal")),
        free=shutil.disk_usage(path.parent).free,
        posts=pages.latest(db),
    )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
