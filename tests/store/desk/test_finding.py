"""What was looked for here: it comes back, and nobody else hears of it."""

from __future__ import annotations

from backchannel.store import changes
from backchannel.store.connection import Connection
from backchannel.store.desk import finding


def test_nothing_was_looked_for_at_first(db: Connection) -> None:
    assert finding.looked(db) == finding.Looked()


def test_views_and_filters_come_back_in_their_order(db: Connection) -> None:
    before = changes.latest(db)
    finding.keep(db, {"feeds": "Photos"}, ["from:ana", 'a "b'])
    assert finding.looked(db) == finding.Looked({"feeds": "Photos"}, ("from:ana", 'a "b'))
    assert changes.latest(db) == before


def test_only_the_last_fifty_filters_are_kept(db: Connection) -> None:
    finding.keep(db, {}, [f"word{number}" for number in range(60)])
    kept = (finding.looked(db)).filters
    assert len(kept) == 50
    assert kept[-1] == "word59"


def test_what_cannot_be_read_any_more_is_forgotten(db: Connection) -> None:
    db.execute("INSERT OR REPLACE INTO meta VALUES ('looked', '{')")
    assert finding.looked(db) == finding.Looked()
