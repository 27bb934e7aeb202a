"""What a page costs at the newest, the middle and the oldest edge of few and of many posts."""

from __future__ import annotations

import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Final

from benchmarks.harness.event import stored
from benchmarks.harness.verdict import Bound, judge

from backchannel.model.query import parse
from backchannel.model.reading import OLDEST
from backchannel.store import pages, schema
from backchannel.store.connection import Connection

FEW, MANY = 10_000, 100_000
PAGE: Final = 100
ROUNDS: Final = 30
MOST: Final = 2.0
"""How many times as long a page may take in ten times as many posts; one would be ideal."""

FILTERS: Final = ("", '"council"', "tag:ideaperf")


def taken(db: Connection, view: pages.View, place: int | None) -> float:
    """Milliseconds of one page, newer posts counted and arrived ones named; the best of many."""
    best = float("inf")
    since = pages.latest(db) - PAGE
    for _ in range(ROUNDS):
        began = time.perf_counter()
        page = pages.around(db, view, place, newer=PAGE // 2, older=PAGE // 2, since=since)
        best = min(best, time.perf_counter() - began)
        assert len(page.posts) >= PAGE // 2
    return best * 1_000


def edges(db: Connection, count: int) -> dict[str, int | None]:
    """Places by what they are called."""
    middle = pages.by_number(db, count // 2)
    return {"newest": None, "middle": middle.place if middle else 0, "oldest": OLDEST}


def measure(folder: Path) -> list[Bound]:
    """Print a table."""
    bounds = []
    print(f"a page of {PAGE}, in ms:  {FEW:10,} {MANY:10,} posts")
    with (
        closing(schema.open_to_read(stored(folder, FEW))) as few,
        closing(schema.open_to_read(stored(folder, MANY))) as many,
    ):
        for words in FILTERS:
            view = pages.View("backchannel", parse(words))
            for edge in ("newest", "middle", "oldest"):
                small = taken(few, view, edges(few, FEW)[edge])
                large = taken(many, view, edges(many, MANY)[edge])
                name = f"{edge}, {words or 'no filter'}"
                print(f"{name:22} {small:10.2f} {large:10.2f}")
                bounds.append(Bound(f"{name}: many to few", large / small, MOST))
    return bounds


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        sys.exit(judge(lambda: measure(Path(made))))
