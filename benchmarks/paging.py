"""What a page costs at the newest, the middle and the oldest edge of few and of many posts."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

from benchmarks.harness.event import stored
from benchmarks.harness.verdict import Bound, judge

from backchannel.model.programme import Event, Rule
from backchannel.model.query import parse
from backchannel.model.reading import OLDEST
from backchannel.store import pages, schema, sources
from backchannel.store.connection import Connection

FEW, MANY = 10_000, 100_000
PAGE: Final = 100
ROUNDS: Final = 30
MOST: Final = 2.0
"""How many times as long a page may take in ten times as many posts; one would be ideal."""

FILTERS: Final = ("", '"council"', "tag:ideaperf")

RULES: Final = ("from:person7", "people", '"target"')
"""What is muted then: one post in fifty, every second, and every third."""


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


def mute(path: Path) -> None:
    """Give the event of a store rules that mute."""
    rules = tuple(Rule(f"rule {n}", when, mute=True) for n, when in enumerate(RULES))
    with closing(schema.open_to_write(path)) as db, db:
        sources.plan(db, Event("Rivers", ("ideaperf",), rules=rules), ())


def measure(folder: Path) -> list[Bound]:
    """Without rules that mute, and with."""
    print(f"a page of {PAGE}, in ms:                  {FEW:10,} {MANY:10,} posts")
    bounds = measure_filters(folder, FILTERS, "")
    mute(stored(folder, FEW))
    mute(stored(folder, MANY))
    return bounds + measure_filters(folder, FILTERS[:2], ", muted by rules")


def measure_filters(folder: Path, filters: Sequence[str], beside: str) -> list[Bound]:
    """Print a table."""
    bounds = []
    with (
        closing(schema.open_to_read(stored(folder, FEW))) as few,
        closing(schema.open_to_read(stored(folder, MANY))) as many,
    ):
        for words in filters:
            view = pages.View("backchannel", parse(words))
            for edge in ("newest", "middle", "oldest"):
                small = taken(few, view, edges(few, FEW)[edge])
                large = taken(many, view, edges(many, MANY)[edge])
                name = f"{edge}, {words or 'no filter'}{beside}"
                print(f"{name:38} {small:10.2f} {large:10.2f}")
                bounds.append(Bound(f"{name}: many to few", large / small, MOST))
    return bounds


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        sys.exit(judge(lambda: measure(Path(made))))
