"""How long a filter takes, from the first letter typed: `make bench`, or with a number of posts."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial

import apsw

from backchannel.model.folding import words
from backchannel.model.query import parse
from backchannel.store.migrations import MIGRATIONS
from backchannel.store.search import Params, condition

FILTERS = (
    "t", "th", "the", "of and", '"of the"', "the OR of", "-the", "-the -of", "from:ana",
    "kind:photo", "has:link -kind:photo the", "source:social", "tag:ideaperf since:15m",
    "since:1h before:30m", "(the OR since:1m) of",
)  # fmt: skip
DAY = 86_400_000_000
NOW = datetime(2026, 1, 9, 17, tzinfo=UTC)
PLACE = int(NOW.timestamp()) * 1_000_000


def texts(count: int) -> Iterator[str]:
    """Twenty words a post, as frequent as words are: the n-th one time in n."""
    chance = random.Random(2009)  # noqa: S311  # the same posts every time
    spelled = ["the", "of", "and"] + [
        "".join(chance.choices("etaoinshrdlucmfwyp", k=chance.randint(2, 9))) for _ in range(20_000)
    ]
    weights = [1 / rank for rank in range(1, len(spelled) + 1)]
    for _ in range(count):
        yield " ".join(chance.choices(spelled, weights, k=20))


def rows(count: int) -> Iterator[tuple[int, str, str, str]]:
    """Posts over a day, oldest first, one in ten a photo."""
    for number, text in enumerate(texts(count)):
        kind = "photo" if number % 10 == 0 else "post"
        author = ("ana k ana social example", "tom example tom council example")[number % 2]
        facets = f"all kind:{kind} tag:ideaperf source:social_example has:link lang:en"
        yield PLACE - DAY + number * DAY // count, text, author, facets


def taken(act: Callable[[], object], times: int = 5) -> float:
    """Milliseconds, the best of several."""
    best = float("inf")
    for _ in range(times):
        began = time.perf_counter()
        act()
        best = min(best, time.perf_counter() - began)
    return best * 1_000


def fetch(db: apsw.Connection, sql: str, params: Params) -> None:
    """Every row of an answer."""
    db.execute(sql, params).fetchall()


def main(count: int) -> None:
    """Print a table."""
    db = apsw.Connection(":memory:")
    for script in (step for steps in MIGRATIONS for step in steps if isinstance(step, str)):
        db.execute(script)
    posts = list(rows(count))
    began = time.perf_counter()
    with db:
        db.executemany("INSERT INTO search (rowid,words,people,facets) VALUES (?,?,?,?)", posts)
    print(f"{count:,} posts indexed, {count / (time.perf_counter() - began):,.0f} a second")
    sample = [text for _, text, _, _ in posts[:2_000]]
    print(f"folding a post: {taken(lambda: [words(text) for text in sample]) / 2:.1f} µs")
    print(f"\n{'filter':28} {'newest 50':>12} {'count':>12}   (ms)")
    for text in FILTERS:
        sql, params = condition(parse(text), NOW)
        page = f"SELECT rowid FROM search WHERE {sql} ORDER BY rowid DESC LIMIT 50"  # noqa: S608  # ours
        total = f"SELECT count(*) FROM search WHERE {sql}"  # noqa: S608  # ours
        first, whole = (taken(partial(fetch, db, sql, params)) for sql in (page, total))
        print(f"{text:28} {first:12.2f} {whole:12.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
