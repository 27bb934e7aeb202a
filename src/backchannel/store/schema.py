"""The tables of a store, how an older file is brought up to date, and whether one is sound."""

from __future__ import annotations

import hashlib
import json
import shutil
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import apsw

from backchannel.errors import StoreError, StoreTooNew
from backchannel.store import board
from backchannel.store.connection import Connection, file_size, wrapped

APPLICATION: Final = 0x62636831
"""SQLite's application_id of our files: "bch1"."""

_FIRST = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- A post's place is its moment in microseconds since 1970, made unique. It never changes, so it is
-- the row's key, the order of every pane and the key by which pages are read, all at once.
CREATE TABLE posts (
    place INTEGER PRIMARY KEY,
    number INTEGER NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    pane TEXT NOT NULL,
    first_seen INTEGER NOT NULL,
    is_hidden INTEGER NOT NULL DEFAULT 0,
    gone_at INTEGER,
    gone_by TEXT, -- the source that told of the deletion
    body BLOB NOT NULL -- the Post as JSON
);
CREATE INDEX posts_by_pane ON posts (pane, place) WHERE is_hidden = 0 AND gone_at IS NULL;

-- Every name a post is known by: its URI, its canonical link, its id within a source.
CREATE TABLE identities (identity TEXT PRIMARY KEY, place INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE sightings (
    place INTEGER NOT NULL, source TEXT NOT NULL, seen_at INTEGER NOT NULL,
    PRIMARY KEY (place, source)
) WITHOUT ROWID;
CREATE TABLE revisions (place INTEGER NOT NULL, seen_at INTEGER NOT NULL, body BLOB NOT NULL);
CREATE INDEX revisions_by_place ON revisions (place, seen_at);

-- Folded words, filled by us: the same folding decides in memory, so both agree.
CREATE VIRTUAL TABLE search USING fts5(
    words, people, facets, content='', contentless_delete=1, prefix='1 2 3',
    tokenize="ascii tokenchars ':_'"
);

CREATE TABLE sources (
    name TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    spec BLOB NOT NULL,
    bookmark TEXT,
    due INTEGER NOT NULL DEFAULT 0, -- microseconds; 0 is "now"
    health BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE pins (
    id TEXT PRIMARY KEY, place INTEGER NOT NULL UNIQUE, position REAL NOT NULL,
    by TEXT NOT NULL, at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE notes (
    id TEXT PRIMARY KEY, text TEXT NOT NULL, at INTEGER NOT NULL, session TEXT NOT NULL,
    offset INTEGER, place INTEGER, by TEXT NOT NULL, edited INTEGER, deleted_at INTEGER
) WITHOUT ROWID;
CREATE INDEX notes_by_time ON notes (at) WHERE deleted_at IS NULL;
CREATE TABLE hidings (
    place INTEGER PRIMARY KEY, reason TEXT NOT NULL, by TEXT NOT NULL, at INTEGER NOT NULL
);
CREATE TABLE decisions (
    id INTEGER PRIMARY KEY AUTOINCREMENT, act TEXT NOT NULL, about TEXT NOT NULL,
    subject TEXT NOT NULL, key TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL,
    by TEXT NOT NULL, at INTEGER NOT NULL, undone_at INTEGER
);

CREATE TABLE changes (
    number INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, key TEXT NOT NULL,
    origin TEXT NOT NULL, at INTEGER NOT NULL
);

CREATE TABLE lease (
    only INTEGER PRIMARY KEY CHECK (only = 1), holder TEXT NOT NULL, pid INTEGER NOT NULL,
    host TEXT NOT NULL, beat INTEGER NOT NULL, taken INTEGER NOT NULL
);
CREATE TABLE read_marks (pane TEXT PRIMARY KEY, place INTEGER NOT NULL) WITHOUT ROWID;
"""

MIGRATIONS: Final[tuple[str, ...]] = (_FIRST,)
"""One script a version, applied in order; a published one is never changed."""

VERSION: Final = len(MIGRATIONS)


def prepare(db: Connection, path: Path) -> None:
    """Bring the file to this version, with a copy of it beside it first.

    A file from a newer version raises StoreTooNew and is not touched; a file of another program
    raises StoreError.
    """
    version = check(db, path)
    if version == VERSION:
        db.desk = _meta(db, "desk")
        return
    if version:
        _back_up(db, path, version)
    with wrapped(path):
        db.execute("BEGIN IMMEDIATE")
        try:
            # Another process may have been quicker while we waited for the lock.
            for script in MIGRATIONS[_user_version(db) :]:
                db.execute(script)
            db.execute(f"PRAGMA user_version={VERSION}")
            db.execute(f"PRAGMA application_id={APPLICATION}")
            db.execute("INSERT OR IGNORE INTO meta VALUES ('desk', ?)", (uuid.uuid4().hex,))
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")
        db.desk = _meta(db, "desk")


def check(db: Connection, path: Path) -> int:
    """The file's version, 0 for an empty one; raises when it is not for us to open."""
    with wrapped(path):
        version = _user_version(db)
        application = int(db.pragma("application_id") or 0)
        tables = int(db.value("SELECT count(*) FROM sqlite_schema"))
    if application not in {0, APPLICATION} or (tables and application != APPLICATION):
        raise StoreError(f"{path} is not a backchannel store")
    if version > VERSION:
        raise StoreTooNew(
            f"{path} was written by a newer version of backchannel (format {version}, this one "
            f"reads up to {VERSION}); it was left untouched"
        )
    return version


def desk_of(db: Connection) -> str:
    """The id of the desk that owns this store."""
    return _meta(db, "desk")


def _user_version(db: Connection) -> int:
    return int(db.pragma("user_version") or 0)


def _meta(db: Connection, key: str) -> str:
    return str(db.value("SELECT value FROM meta WHERE key = ?", (key,)) or "")


def _back_up(db: Connection, path: Path, version: int) -> None:
    """Copy the whole file, write-ahead log included, before its tables change."""
    target = path.with_name(f"{path.name}.before-{version}-to-{VERSION}")
    if shutil.disk_usage(path.parent).free < 2 * file_size(path):
        raise StoreError(f"not enough space beside {path} to keep a copy before bringing it up")
    with wrapped(target):
        copy = apsw.Connection(str(target))
        try:
            with copy.backup("main", db, "main") as backup:
                while not backup.done:
                    backup.step(1_000)
        finally:
            copy.close()


_COUNTED: Final[Mapping[str, str]] = {
    "posts": "SELECT count(*) FROM posts",
    "deleted": "SELECT count(*) FROM posts WHERE gone_at IS NOT NULL",
    "hidden": "SELECT count(*) FROM hidings",
    "pins": "SELECT count(*) FROM pins",
    "notes": "SELECT count(*) FROM notes WHERE deleted_at IS NULL",
    "decisions": "SELECT count(*) FROM decisions",
    "sources": "SELECT count(*) FROM sources",
    "changes": "SELECT count(*) FROM changes",
}


@dataclass(frozen=True, slots=True)
class Report:
    """`problems` are sentences, empty for a sound store.

    `shared` is a SHA-256 over posts and decisions: two stores that hold the same have the same.
    What is this machine's alone (bookmarks, health, read markers, the log) has no part in it.
    """

    counts: Mapping[str, int]
    problems: tuple[str, ...]
    shared: str


def inspect(db: Connection) -> Report:
    """Whether a store is sound. Reads the whole file once; its cost grows with the store."""
    return Report(
        counts={name: int(db.value(sql)) for name, sql in _COUNTED.items()},
        problems=(*_file_problems(db), *_index_problems(db)),
        shared=_hash(db),
    )


def _file_problems(db: Connection) -> tuple[str, ...]:
    found = [str(line) for (line,) in db.execute("PRAGMA integrity_check(20)")]
    return tuple(f"file: {line}" for line in found if line != "ok")


def _index_problems(db: Connection) -> tuple[str, ...]:
    """Every post that can be found is in the index, and nothing else is."""
    lost = int(
        db.value(
            "SELECT count(*) FROM posts WHERE gone_at IS NULL "
            "AND place NOT IN (SELECT rowid FROM search)"
        )
    )
    stray = int(
        db.value(
            "SELECT count(*) FROM search WHERE rowid NOT IN "
            "(SELECT place FROM posts WHERE gone_at IS NULL)"
        )
    )
    problems = [f"index: {lost} posts cannot be searched for"] if lost else []
    return (*problems, *([f"index: {stray} entries without a post"] if stray else []))


def _hash(db: Connection) -> str:
    whole = hashlib.sha256()
    for place, pane, is_gone, body in db.execute(
        "SELECT place, pane, gone_at IS NOT NULL, body FROM posts ORDER BY place"
    ):
        whole.update(f"{place}\x1f{pane}\x1f{is_gone}\x1f".encode())
        whole.update(body if isinstance(body, bytes) else str(body).encode())
    decided = json.dumps(board.shared(db), sort_keys=True, ensure_ascii=True)
    whole.update(decided.encode())
    return whole.hexdigest()
