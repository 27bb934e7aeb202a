"""The tables of a store, version by version. What was published is never changed."""

from __future__ import annotations

from typing import Final

FIRST: Final = """
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

SECOND: Final = """
-- By what an author and a server are muted; filled by `posts`, see `model.who`.
ALTER TABLE posts ADD COLUMN author TEXT NOT NULL DEFAULT '';
ALTER TABLE posts ADD COLUMN server TEXT NOT NULL DEFAULT '';
ALTER TABLE posts ADD COLUMN likes INTEGER GENERATED ALWAYS AS
    (iif(json_valid(CAST(body AS TEXT)), coalesce(CAST(body AS TEXT) ->> 'likes', 0), 0)) VIRTUAL;
CREATE INDEX posts_by_author ON posts (author);
CREATE INDEX posts_by_server ON posts (server);
-- is_hidden is a sum from now on: 1 for a hiding, 2 for a mute.

CREATE TABLE mutes (
    key TEXT PRIMARY KEY, -- 'author:' or 'server:', and which
    shown TEXT NOT NULL, until INTEGER, reason TEXT NOT NULL, by TEXT NOT NULL, at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE stash (place INTEGER PRIMARY KEY, by TEXT NOT NULL, at INTEGER NOT NULL);
ALTER TABLE pins ADD COLUMN remark TEXT NOT NULL DEFAULT '';
-- Decisions of one turn are undone together; a dropped one cannot be done again.
ALTER TABLE decisions ADD COLUMN turn TEXT NOT NULL DEFAULT '';
ALTER TABLE decisions ADD COLUMN is_dropped INTEGER NOT NULL DEFAULT 0;
"""

THIRD: Final = """
-- What a post answers, to find it from there; names by place, to find what answers it.
ALTER TABLE posts ADD COLUMN reply_to TEXT GENERATED ALWAYS AS
    (iif(json_valid(CAST(body AS TEXT)), coalesce(CAST(body AS TEXT) ->> 'reply_to', ''), ''))
    VIRTUAL;
CREATE INDEX posts_by_reply ON posts (reply_to, place) WHERE reply_to <> '';
CREATE INDEX identities_by_place ON identities (place);
CREATE INDEX notes_by_place ON notes (place) WHERE deleted_at IS NULL AND place IS NOT NULL;
"""

FIFTH: Final = """
-- What arrived since a number, whatever its pane, without reading the posts.
CREATE INDEX posts_by_number ON posts (number, place, pane, is_hidden, gone_at);

-- With beginnings of four letters kept apart: a longer one joins the posts of all its words.
DROP TABLE search;
CREATE VIRTUAL TABLE search USING fts5(
    words, people, facets, content='', contentless_delete=1, prefix='1 2 3 4',
    tokenize="ascii tokenchars ':_'"
);
DELETE FROM meta WHERE key = 'sweep'; -- nothing that was taken out is in the new one
"""

NEAR_TAGS: Final = """
-- Tags that are nearly the event's, and the posts that say them: check sums of post and author.
CREATE TABLE near_tags (
    tag TEXT NOT NULL, post INTEGER NOT NULL, author INTEGER NOT NULL, source TEXT NOT NULL,
    seen_at INTEGER NOT NULL, PRIMARY KEY (tag, post)
) WITHOUT ROWID;
-- What somebody said is another tag.
CREATE TABLE other_tags (tag TEXT PRIMARY KEY) WITHOUT ROWID;
"""

TENDING: Final = """
-- Sources that are followed no more: how far they were read, for when they are named again.
CREATE TABLE parted_sources (
    name TEXT PRIMARY KEY, spec BLOB NOT NULL, bookmark TEXT, health BLOB NOT NULL
) WITHOUT ROWID;
-- What was done to a source of the event file, so that it can be undone there.
CREATE TABLE source_edits (
    name TEXT PRIMARY KEY, cut TEXT NOT NULL, by TEXT NOT NULL, at INTEGER NOT NULL
) WITHOUT ROWID;
-- What somebody at a desk wants to know from the network; the collector asks and answers.
CREATE TABLE errands (
    id INTEGER PRIMARY KEY AUTOINCREMENT, wish BLOB NOT NULL, at INTEGER NOT NULL, answer BLOB,
    answered INTEGER
);
"""

KEEPSAKES: Final = """
-- What a source must still know when it starts afresh, and when it was away.
CREATE TABLE keepsakes (source TEXT PRIMARY KEY, bookmark TEXT NOT NULL) WITHOUT ROWID;
"""

OUTGOING: Final = """
-- What the facilitator writes to be posted. It is of this machine: accounts are.
CREATE TABLE outgoing (
    id TEXT PRIMARY KEY, key TEXT NOT NULL, account TEXT NOT NULL, text TEXT NOT NULL,
    language TEXT NOT NULL, warning TEXT NOT NULL,
    reply_to INTEGER, -- the place of the post that it answers
    state TEXT NOT NULL, by TEXT NOT NULL, written INTEGER NOT NULL, at INTEGER NOT NULL,
    problem TEXT NOT NULL DEFAULT '', url TEXT NOT NULL DEFAULT '',
    post INTEGER, -- the place of the post that it became
    asked INTEGER, due INTEGER, tried INTEGER
) WITHOUT ROWID;
CREATE INDEX outgoing_open ON outgoing (state, due) WHERE state <> 'sent';
"""

COPIES: Final = """
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
