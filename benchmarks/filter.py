"""How long a filter takes, from the first letter typed: `make bench`, or with a number of posts."""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path

import msgspec

from backchannel.model.folding import words
from backchannel.model.post import Author, CleanText, Kind, Post, Url
from backchannel.model.query import parse
from backchannel.store import pages, schema, search, searching
from backchannel.store.connection import Connection

FILTERS = (
    "t", "th", "the", "of and", '"of the"', "the OR of", "-the", "-the -of", "from:ana",
    "kind:photo", "has:link -kind:photo the", "source:social", "tag:ideaperf since:15m",
    "since:1h before:30m", "(the OR since:1m) of", "zzz", "outcomes", "The", "Outcomes",
    "(zzz OR since:1m) of", "/out.*es/", "/zzz/", "/zzz/ outcomes", "is:pinned", "is:pinned the",
    "is:new", "likes:>3", "likes:>3 the", "likes:>100", "is:muted",
)  # fmt: skip
DAY = 86_400_000_000
NOW = datetime(2026, 1, 9, 17, tzinfo=UTC)
AUTHORS = (("Ana K", "@ana@social.example"), ("Tom Example", "@tom@council.example"))
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


def posts(count: int) -> Iterator[Post]:
    """Posts over a day, oldest first, one in ten a photo."""
    for number, text in enumerate(texts(count)):
        name, handle = AUTHORS[number % 2]
        yield Post(
            id=f"https://social.example/{number}",
            kind=Kind.PHOTO if number % 10 == 0 else Kind.POST,
            author=Author(CleanText(name), CleanText(handle)),
            title=CleanText(""),
            text=CleanText(text if number % 1_000 else f"{text} Outcomes"),
            url=Url(f"https://social.example/{number}"),
            link=Url("https://council.example/report"),
            tags=("ideaperf",),
            language="en",
            likes=number % 7,
        )


def fill(db: Connection, count: int) -> None:
    """The rows that a filter looks at, and no others."""
    encode = msgspec.json.Encoder().encode
    for part in batched(posts(count), 10_000):
        at = [PLACE - DAY + (number * DAY) // count for number, _ in part]
        with db:
            db.executemany(
                "INSERT INTO posts (place, number, version, pane, first_seen, body) "
                "VALUES (?, ?, 1, 'backchannel', 0, ?)",
                [
                    (place, number + 1, encode(post))
                    for place, (number, post) in zip(at, part, strict=True)
                ],
            )
            rows = [search.words_of(post, ("social.example",)) for _, post in part]
            search.add(db, zip(at, rows, strict=True))
    with db:
        db.execute(
            "INSERT INTO pins (id, place, position, by, at) SELECT place, place, 1, '', 0 "
            "FROM posts WHERE number % 5000 = 1"
        )


def batched(posts: Iterable[Post], size: int) -> Iterator[list[tuple[int, Post]]]:
    """Numbered, so many at once."""
    numbered = enumerate(posts)
    while part := list(islice(numbered, size)):
        yield part


def taken(act: Callable[[], object], times: int = 5) -> float:
    """Milliseconds, the best of several."""
    best = float("inf")
    for _ in range(times):
        began = time.perf_counter()
        act()
        best = min(best, time.perf_counter() - began)
    return best * 1_000


def main(count: int) -> None:
    """Print a table."""
    with tempfile.TemporaryDirectory() as folder:
        db = schema.open_to_write(Path(folder) / "event.db", now=lambda: NOW)
        db.execute("PRAGMA synchronous=OFF")
        began = time.perf_counter()
        fill(db, count)
        print(f"{count:,} posts stored, {count / (time.perf_counter() - began):,.0f} a second")
        sample = list(texts(2_000))
        print(f"folding a post: {taken(lambda: [words(text) for text in sample]) / 2:.1f} µs")
        print(
            f"\n{'filter':28} {'newest 50':>12} {'found':>8} {'tally':>12} {'counted':>10}   (ms)"
        )
        for text in FILTERS:
            view = pages.View("backchannel", parse(text))
            first = partial(pages.around, db, view, None, newer=0, older=50, since=None)
            whole = partial(searching.tally, db, view)
            found = first()
            number = f"{len(found.posts)}{'+' if found.is_cut else ''}"
            counted = f"{taken(whole, 2):12.2f} {whole()!s:>10}"
            print(f"{text:28} {taken(first):12.2f} {number:>8} {counted}")
        db.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
