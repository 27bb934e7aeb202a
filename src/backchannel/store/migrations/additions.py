"""The tables that came later. What was published is never changed."""

from __future__ import annotations

from typing import Final

LEASES: Final = """
-- Who collects, and who sends: one of each, see `store.lease`.
CREATE TABLE leases (
    what TEXT PRIMARY KEY, holder TEXT NOT NULL, pid INTEGER NOT NULL, host TEXT NOT NULL,
    beat INTEGER NOT NULL, taken INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO leases SELECT 'collecting', holder, pid, host, beat, taken FROM lease;
DROP TABLE lease;
"""


KEPT_BY_KIND: Final = """
-- What a source keeps is of its kind, too: another of that name begins without it.
CREATE TABLE kept_by_kind (
    source TEXT, kind TEXT, bookmark TEXT NOT NULL, PRIMARY KEY (source, kind)
) WITHOUT ROWID;
INSERT OR REPLACE INTO kept_by_kind SELECT k.source, CAST(s.spec AS TEXT) ->> 'kind', k.bookmark
    FROM (SELECT name, spec FROM parted_sources UNION ALL SELECT name, spec FROM sources) s
    JOIN keepsakes k ON k.source = s.name;
DROP TABLE keepsakes;
ALTER TABLE kept_by_kind RENAME TO keepsakes;
"""


JOINED: Final = """
-- Pairs of places, 'lower:higher', that somebody wants to see in one row. `was` is the row in which
-- `place` was shown before, 0 for none.
CREATE TABLE joined (
    pair TEXT PRIMARY KEY, place INTEGER NOT NULL, kept INTEGER NOT NULL, was INTEGER NOT NULL,
    by TEXT NOT NULL, at INTEGER NOT NULL
) WITHOUT ROWID;
"""


TAGS: Final = """
-- Who said that a tag is another, and when; empty and 0 where nobody remembers.
ALTER TABLE other_tags ADD COLUMN by TEXT NOT NULL DEFAULT '';
ALTER TABLE other_tags ADD COLUMN at INTEGER NOT NULL DEFAULT 0;
-- Tags that were made the event's while it ran, as somebody spelled them.
CREATE TABLE taken_tags (
    tag TEXT PRIMARY KEY, spelling TEXT NOT NULL, by TEXT NOT NULL, at INTEGER NOT NULL
) WITHOUT ROWID;
"""


ROLES: Final = """
-- What the room or the net wants answered. One that is of a post has no words of its own and the id
-- 'post:' and its place: what its author deletes goes. `merged` is the id of the one it is part of.
CREATE TABLE questions (
    id TEXT PRIMARY KEY, place INTEGER, words TEXT NOT NULL, reworded TEXT NOT NULL,
    asker TEXT NOT NULL, session TEXT NOT NULL, state TEXT NOT NULL, position REAL NOT NULL,
    merged TEXT NOT NULL DEFAULT '', by TEXT NOT NULL, at INTEGER NOT NULL,
    taken_up INTEGER, settled INTEGER -- when it became the one that is answered, and was
) WITHOUT ROWID;
CREATE INDEX questions_by_order ON questions (state, position);
CREATE INDEX questions_by_place ON questions (place) WHERE place IS NOT NULL;
CREATE INDEX questions_merged ON questions (merged) WHERE merged <> '';

CREATE TABLE cues (
    id TEXT PRIMARY KEY, text TEXT NOT NULL, by TEXT NOT NULL, at INTEGER NOT NULL,
    seen INTEGER, withdrawn INTEGER
) WITHOUT ROWID;
CREATE INDEX cues_by_time ON cues (at);

-- What is on the projector, and how it is shown: a row of JSON each.
CREATE TABLE stage (name TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
-- When a pin was last on air, and when somebody put it there who had its words before their eyes.
CREATE TABLE aired (place INTEGER PRIMARY KEY, at INTEGER NOT NULL, taken INTEGER);
-- Posts whose author deleted them once: what comes back in their place was approved by nobody.
CREATE TABLE withdrawn (place INTEGER PRIMARY KEY, at INTEGER NOT NULL);
-- Pictures that were fetched for the projector, by address; without a file it did not work.
CREATE TABLE pictures (
    url TEXT PRIMARY KEY, file TEXT NOT NULL, bytes INTEGER NOT NULL, at INTEGER NOT NULL,
    problem TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;

-- How the programme was run by hand: sessions begun, overrun, ended, moved, added and taken out.
CREATE TABLE session_acts (id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
-- Posts that somebody filed under another session than the one in which they came.
CREATE TABLE filings (
    place INTEGER PRIMARY KEY, session TEXT NOT NULL, by TEXT NOT NULL, at INTEGER NOT NULL
);
CREATE INDEX filings_by_session ON filings (session, place);

-- When a rule's threshold was passed, and whether it was handed to the presenter.
CREATE TABLE alerts (
    id TEXT PRIMARY KEY, rule TEXT NOT NULL, text TEXT NOT NULL, people INTEGER NOT NULL,
    at INTEGER NOT NULL, ended INTEGER, cue TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE INDEX alerts_by_time ON alerts (at);
"""


RULES: Final = """
-- What was done at a desk to the rules of the event file, and rules that were made there.
CREATE TABLE rule_acts (
    id TEXT PRIMARY KEY, body TEXT NOT NULL, by TEXT NOT NULL, at INTEGER NOT NULL
) WITHOUT ROWID;
-- Posts that are in sight whatever rules say of them.
CREATE TABLE brought_back (place INTEGER PRIMARY KEY, by TEXT NOT NULL, at INTEGER NOT NULL);
-- When somebody had seen an alert, and who.
ALTER TABLE alerts ADD COLUMN seen INTEGER;
ALTER TABLE alerts ADD COLUMN seen_by TEXT NOT NULL DEFAULT '';
CREATE INDEX alerts_by_rule ON alerts (rule, at);
CREATE INDEX alerts_unseen ON alerts (at) WHERE seen IS NULL;
"""


FORGOTTEN: Final = """
-- Who was forgotten, and what they wrote: keyed sums of accounts and ids, see `store.forgetting`.
CREATE TABLE forgotten (
    salt BLOB NOT NULL, sum BLOB NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (salt, sum)
) WITHOUT ROWID;
-- Copies of this store that were made here, so that whoever is forgotten is so in them, too.
CREATE TABLE backups (path TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
"""


FILED: Final = """
-- The rule that filed a post under a session; empty when somebody did.
ALTER TABLE filings ADD COLUMN rule TEXT NOT NULL DEFAULT '';
"""


RENAMED: Final = """
-- The authors of highlights as somebody approved them, when they call themselves otherwise since.
CREATE TABLE renamed (place INTEGER PRIMARY KEY, author BLOB NOT NULL, at INTEGER NOT NULL);
-- What cannot be done again any more, after something else was decided, without reading the log.
CREATE INDEX decisions_undone ON decisions (by) WHERE undone_at IS NOT NULL AND is_dropped = 0;
CREATE INDEX decisions_by_turn ON decisions (turn) WHERE turn <> '';
-- How many questions wait, without reading them.
CREATE INDEX questions_waiting ON questions (state, session, place) WHERE merged = '';
"""


FRESH: Final = """
-- Words that came many at once, until they are put into `search`; see `store.search.fresh`.
CREATE VIRTUAL TABLE fresh USING fts5(
    words, people, facets, content='', contentless_delete=1, tokenize="ascii tokenchars ':_'"
);
INSERT INTO fresh (fresh, rank) VALUES ('automerge', 0); -- it is emptied before that pays
"""
