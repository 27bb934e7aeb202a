"""How fast posts are stored, against a bare `executemany` of the very same rows.

Both fill the same tables, indexes and full-text index, with the same settings and the same batches
of 100, each committed to the disk. Ours also looks every post up, folds its words, finds its place,
encodes it and writes the log; the bare rows are ready. Ours must keep a third of the bare rate.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from benchmarks.harness.event import SOURCES, batches
from benchmarks.harness.verdict import Bound, judge

from backchannel.model.post import Post
from backchannel.store import changes, pages, posts, schema, search
from backchannel.store.connection import Connection

COUNT: Final = 10_000
BATCH: Final = 100
ROUNDS: Final = 3
MOST: Final = 3.0
"""How many times as long as the bare rows it may take."""

SOURCE: Final = SOURCES["backchannel"]
TABLES: Final = {
    "posts": ("place", "number", "version", "pane", "first_seen", "body"),
    "identities": ("identity", "place"),
    "sightings": ("place", "turn", "source", "seen_at"),
    "search": ("rowid", "words", "people", "facets"),
    "changes": ("number", "kind", "key", "origin", "at"),
}

Rows = Mapping[str, Sequence[tuple[object, ...]]]


def store_ours(path: Path, made: Sequence[Post]) -> float:
    """Seconds, as a collector stores them."""
    db = schema.open_to_write(path)
    began = time.perf_counter()
    for at in range(0, len(made), BATCH):
        db.execute("BEGIN IMMEDIATE")
        posts.save(db, SOURCE, made[at : at + BATCH])
        db.execute("COMMIT")
    taken = time.perf_counter() - began
    db.close()
    return taken


def store_bare(path: Path, ready: Sequence[Rows]) -> float:
    """Seconds, of rows that are ready."""
    db = schema.open_to_write(path)
    inserts = {
        table: f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608  # ours
        for table, names in TABLES.items()
    }
    began = time.perf_counter()
    for batch in ready:
        db.execute("BEGIN IMMEDIATE")
        for table, insert in inserts.items():
            db.executemany(insert, batch[table])
        db.execute("COMMIT")
    taken = time.perf_counter() - began
    db.close()
    return taken


def rows_of(path: Path) -> list[Rows]:
    """What was stored, in the batches in which it came."""
    db = schema.open_to_read(path)
    found = [_rows(db, first) for first in range(1, pages.latest(db) + 1, BATCH)]
    assert sum(len(batch["changes"]) for batch in found) == changes.latest(db)
    db.close()
    return found


def _rows(db: Connection, first: int) -> Rows:
    places = "SELECT place FROM posts WHERE number BETWEEN ? AND ?"
    among = {"changes": "number BETWEEN ? AND ?"}
    rows: dict[str, Sequence[tuple[object, ...]]] = {}
    for table, names in TABLES.items():
        where = among.get(table, f"place IN ({places})")
        if table != "search":
            sql = f"SELECT {', '.join(names)} FROM {table} WHERE {where}"  # noqa: S608  # ours
            rows[table] = db.execute(sql, (first, first + BATCH - 1)).fetchall()
    found = pages.by_places(db, [int(str(row[0])) for row in rows["posts"]])
    rows["search"] = [
        (place, *search.words_of(stored.post, stored.sources))
        for place, stored in sorted(found.items())
    ]
    return rows


def measure() -> list[Bound]:
    """Print a table."""
    made = [post for batch in batches(COUNT, datetime.now(UTC)) for post in batch]
    ours, bare = [], []
    for _ in range(ROUNDS):  # in turns, so that what else the machine does hits both
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            ours.append(store_ours(folder / "ours.db", made))
            bare.append(store_bare(folder / "bare.db", rows_of(folder / "ours.db")))
    print(f"{COUNT:,} posts in batches of {BATCH}, each on the disk; the best of {ROUNDS} rounds")
    print(f"{'store.posts.save':20} {COUNT / min(ours):10,.0f} posts a second")
    print(f"{'bare executemany':20} {COUNT / min(bare):10,.0f} posts a second")
    return [Bound("storing a post, in bare rows", min(ours) / min(bare), MOST, "")]


if __name__ == "__main__":
    sys.exit(judge(measure))
