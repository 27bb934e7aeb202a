"""An invented event on this machine: a file, posts in any number, a store full of them."""

from __future__ import annotations

import asyncio
import random
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from backchannel.model.post import Author, CleanText, Kind, Post, Span, SpanKind, Url
from backchannel.model.source import SourceSpec
from backchannel.store import posts, schema
from backchannel.store.store import Store

EVENT_FILE: Final = """\
[event]
name = "Performance management plus"
tags = ["ideaperf"]
timezone = "Europe/London"

[[source]]
kind = "mastodon"
name = "social.example"
server = "http://127.0.0.1:9"
local = true

[[source]]
kind = "feed"
name = "council.example"
url = "http://127.0.0.1:9/feed"
local = true
"""
"""Both sources are on a port of this machine where nobody answers."""

SOURCES: Final = {
    "backchannel": SourceSpec("social.example", "mastodon", "backchannel"),
    "feeds": SourceSpec("council.example", "feed", "feeds"),
}
KEPT: Final = Path(__file__).resolve().parents[2] / "build" / "benchmarks"
LARGE: Final = 500_000
FRESH: Final = 6 * 3_600
"""Seconds after which a store that was kept is made anew: its newest post is of the last hours."""

BATCH: Final = 2_000
DAY: Final = timedelta(days=1)


def pane_of(number: int) -> str:
    """One post in ten is an article."""
    return "feeds" if number % 10 == 0 else "backchannel"


def marker(number: int) -> str:
    """The first word of a post, which no other post has."""
    return f"{'fd' if pane_of(number) == 'feeds' else 'nr'}{number:07}"


class Writers:
    """Invents posts; words are as frequent as words are, the n-th one time in n."""

    def __init__(self) -> None:
        self._chance = random.Random(2009)  # noqa: S311  # the same posts every time
        self._words = ["the", "of", "and", "council", "target", "people"] + [
            "".join(self._chance.choices("etaoinshrdlucmfwyp", k=self._chance.randint(2, 9)))
            for _ in range(20_000)
        ]
        weights = [1 / rank for rank in range(1, len(self._words) + 1)]
        self._bag = self._chance.choices(self._words, weights, k=200_000)

    def post(self, number: int, published: datetime) -> Post:
        """The post of a number."""
        start = self._chance.randrange(len(self._bag) - 60)
        words = self._bag[start : start + self._chance.randint(5, 45)]
        body = f"{marker(number)} {' '.join(words)} "
        text = f"{body}#ideaperf"
        who = self._chance.randrange(500)
        address = Url(f"https://social.example/@person{who}/{number}")
        is_article = pane_of(number) == "feeds"
        return Post(
            id=str(address),
            kind=Kind.ARTICLE if is_article else Kind.POST,
            author=Author(CleanText(f"Person {who}"), CleanText(f"@person{who}@social.example")),
            title=CleanText(f"{marker(number)} {' '.join(words[:6])}" if is_article else ""),
            text=CleanText(text),
            spans=(Span(len(body), len(text), SpanKind.HASHTAG, "ideaperf"),),
            url=address,
            published=published,
            tags=("ideaperf",),
            language="en",
            likes=number % 7,
        )


def batches(count: int, newest: datetime) -> Iterator[list[Post]]:
    """Posts 0 to `count` - 1 over a day, oldest first."""
    writers = Writers()
    for start in range(0, count, BATCH):
        numbers = range(start, min(start + BATCH, count))
        yield [writers.post(n, newest - DAY + DAY * (n + 1) / count) for n in numbers]


async def fill(path: Path, count: int) -> None:
    """Make a store of so many posts, the newest of a minute ago."""
    newest = datetime.now(UTC) - timedelta(minutes=1)
    async with Store(path) as store:
        for batch in batches(count, newest):
            for pane, source in SOURCES.items():
                own = [post for post in batch if (post.kind is Kind.ARTICLE) == (pane == "feeds")]
                await store.write(posts.save, source, own)


def stored(folder: Path, count: int) -> Path:
    """A store of so many posts in a folder, made once. A large one is a copy of one kept for later.

    To make a million takes minutes, and what is measured writes into it.
    """
    path = folder / f"{count}.db"
    if not path.exists() and count < LARGE:
        asyncio.run(fill(path, count))
    elif not path.exists():
        shutil.copyfile(_kept(count), path)
    return path


def _kept(count: int) -> Path:
    kept = KEPT / f"{count}-{schema.VERSION}.db"
    if not kept.exists() or time.time() - kept.stat().st_mtime > FRESH:
        KEPT.mkdir(parents=True, exist_ok=True)
        begun = kept.with_suffix(".begun")
        begun.unlink(missing_ok=True)
        asyncio.run(fill(begun, count))
        begun.replace(kept)
    return kept
