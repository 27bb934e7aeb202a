"""The tables of a store, version by version."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import msgspec
from msgspec.structs import replace

from backchannel.model.post import Kind, Post
from backchannel.model.reading import OLDEST
from backchannel.model.who import author_key, server_of
from backchannel.store import search
from backchannel.store.connection import Connection
from backchannel.store.copies import keys

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
-- Where a post was seen; turn 0 is the first place, whose words are kept.
CREATE TABLE sightings (
    place INTEGER NOT NULL, turn INTEGER NOT NULL, source TEXT NOT NULL, seen_at INTEGER NOT NULL,
    PRIMARY KEY (place, turn)
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

_SECOND: Final = """
-- By what an author and a server are muted; filled by `posts`, see `model.who`.
ALTER TABLE posts ADD COLUMN author TEXT NOT NULL DEFAULT '';
ALTER TABLE posts ADD COLUMN server TEXT NOT NULL DEFAULT '';
ALTER TABLE posts ADD COLUMN likes INTEGER GENERATED ALWAYS AS
    (iif(json_valid(CAST(body AS TEXT)), coalesce(CAST(body AS TEXT) ->> 'likes', 0), 0)) VIRTUAL;
CREATE INDEX posts_by_author ON posts (author);
CREATE INDEX posts_by_server ON posts (server);
-- is_hidden is a sum from now on: 1 for a hiding, 2 for a mute.

CREATE TABLE mutes (
    key TEXT PRIMARY KEY, -- 'author:@ana@toot.example' or 'server:toot.example'
    shown TEXT NOT NULL, until INTEGER, reason TEXT NOT NULL, by TEXT NOT NULL, at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE stash (place INTEGER PRIMARY KEY, by TEXT NOT NULL, at INTEGER NOT NULL);
ALTER TABLE pins ADD COLUMN remark TEXT NOT NULL DEFAULT '';
-- Decisions of one turn are undone together; a dropped one cannot be done again.
ALTER TABLE decisions ADD COLUMN turn TEXT NOT NULL DEFAULT '';
ALTER TABLE decisions ADD COLUMN is_dropped INTEGER NOT NULL DEFAULT 0;
"""


def _name_authors(db: Connection) -> None:
    """Fill in the authors and servers of posts from before there were such columns."""
    decode, place = msgspec.json.Decoder(Post).decode, OLDEST
    part = "SELECT place, body FROM posts WHERE place > ? ORDER BY place LIMIT 500"
    while rows := [(int(at), decode(body)) for at, body in db.execute(part, (place,))]:
        db.executemany(
            "UPDATE posts SET author = ?, server = ? WHERE place = ?",
            [(author_key(post.author), server_of(post.author), at) for at, post in rows],
        )
        place = rows[-1][0]


_THIRD: Final = """
-- What a post answers, to find it from there; names by place, to find what answers it.
ALTER TABLE posts ADD COLUMN reply_to TEXT GENERATED ALWAYS AS
    (iif(json_valid(CAST(body AS TEXT)), coalesce(CAST(body AS TEXT) ->> 'reply_to', ''), ''))
    VIRTUAL;
CREATE INDEX posts_by_reply ON posts (reply_to, place) WHERE reply_to <> '';
CREATE INDEX identities_by_place ON identities (place);
CREATE INDEX notes_by_place ON notes (place) WHERE deleted_at IS NULL AND place IS NOT NULL;
"""


def _drop_own_links(db: Connection) -> None:
    """Take away the link of posts whose own address had been taken for one, and index them anew."""
    decode, encode, place = msgspec.json.Decoder(Post).decode, msgspec.json.encode, OLDEST
    part = (
        "SELECT place, body, (SELECT group_concat(source, char(31) ORDER BY turn) FROM sightings s "
        "WHERE s.place = p.place) FROM posts p WHERE place > ? ORDER BY place LIMIT 500"
    )
    while rows := list(db.execute(part, (place,))):
        place = int(rows[-1][0])
        for at, body, sources in rows:
            post = decode(body)
            if post.kind is Kind.BOOKMARK or post.link is None or post.link != post.url:
                continue
            post = replace(post, link=None)
            db.execute("UPDATE posts SET body = ? WHERE place = ?", (encode(post), at))
            search.remove(db, at)
            search.add(db, [(at, search.words_of(post, (sources or "").split("\x1f")))])


_COPIES: Final = """
-- Posts that say the same as another, on another network, and are shown in its row. is_hidden is
-- 4 more for them. A post that has copies is never one itself.
CREATE TABLE copies (
    place INTEGER PRIMARY KEY, kept INTEGER NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL
);
CREATE INDEX copies_by_kept ON copies (kept, place);
-- By what posts are found that may be copies: see `store.copies.keys`.
CREATE TABLE copy_keys (
    key INTEGER NOT NULL, network INTEGER NOT NULL, place INTEGER NOT NULL,
    PRIMARY KEY (key, network, place)
) WITHOUT ROWID;
-- Pairs of places, 'lower:higher', that somebody wants to see as two posts.
CREATE TABLE apart (
    pair TEXT PRIMARY KEY, place INTEGER NOT NULL, kept INTEGER NOT NULL,
    by TEXT NOT NULL, at INTEGER NOT NULL
) WITHOUT ROWID;
"""


def _key_posts(db: Connection) -> None:
    """Let what arrives late be found to be a copy of what was there before."""
    decode, place = msgspec.json.Decoder(Post).decode, OLDEST
    part = (
        "SELECT place, body FROM posts WHERE place > ? AND gone_at IS NULL ORDER BY place LIMIT 500"
    )
    while rows := [(int(at), decode(body)) for at, body in db.execute(part, (place,))]:
        keys.add(db, keys.keyed(rows))
        place = rows[-1][0]


Migration = str | Callable[[Connection], None]

MIGRATIONS: Final[tuple[tuple[Migration, ...], ...]] = (
    (_FIRST,),
    (_SECOND, _name_authors),
    (_THIRD,),
    (_drop_own_links,),
    (_COPIES, _key_posts),
)
"""The steps to each version, scripts and functions; a published one is never changed."""
