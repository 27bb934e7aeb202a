"""How often posts are wrongly taken for one, and how often one is taken for two.

The corpus is invented: `benchmarks/corpus/crossposts.jsonl`, a pair a line, each said to be the
same or not, and what it is an example of. Every pair goes the way of a real post: through the
pipeline, then to `model.sameness`. With `--all` what is missed is told, pair by pair.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
from benchmarks.harness.verdict import Bound

from backchannel.ingest.pipeline import refine
from backchannel.model.post import Draft, DraftAuthor, DraftMedia, Kind, MediaKind, Post
from backchannel.model.programme import Person
from backchannel.model.sameness.crossposts import said_twice
from backchannel.model.source import SourceSpec

CORPUS: Final = Path(__file__).parent / "corpus" / "crossposts.jsonl"
DAY: Final = datetime(2026, 7, 1, 10, 0, tzinfo=UTC)

MISSED: Final = 0.05
"""Of the pairs that are the same, the part that may stay two rows. None may wrongly become one."""


class Published(msgspec.Struct):
    """A post as the corpus has it. `minutes` are after ten o'clock; `page` is its author's."""

    network: str
    id: str
    url: str
    name: str
    text: str
    minutes: float
    handle: str = ""
    is_bot: bool = False
    title: str = ""
    reply_to: str = ""
    media_alts: tuple[str, ...] = ()
    warning: str = ""
    lang: str = ""
    page: str = ""


class Pair(msgspec.Struct):
    """Two posts, whether they are one, and what they are an example of."""

    same: bool
    about: str
    one: Published
    other: Published
    people: tuple[tuple[str, ...], ...] = ()


def pairs() -> Iterator[Pair]:
    """The corpus."""
    for line in CORPUS.read_text("utf-8").splitlines():
        yield msgspec.json.decode(line, type=Pair)


def judged(pair: Pair) -> str:
    """Why a pair is taken for one; empty when it is not."""
    people = people_in(pair)
    one, other = (post_of(each) for each in (pair.one, pair.other))
    why = said_twice(one, other, people)
    if why != said_twice(other, one, people):
        raise ValueError(f"{pair.about}: it matters which comes first")
    return why


def people_in(pair: Pair) -> tuple[Person, ...]:
    """Whom the event file names."""
    return tuple(Person(f"Person {n}", "", each) for n, each in enumerate(pair.people))


def post_of(given: Published) -> Post:
    """A post of the corpus, through the pipeline."""
    kinds = {"feed": Kind.ARTICLE, "peertube": Kind.VIDEO}
    draft = Draft(
        given.id,
        uri="" if given.network == "feed" else given.id,
        url=given.url,
        kind=kinds.get(given.network, Kind.POST),
        author=DraftAuthor(given.name, given.handle, given.page, given.is_bot),
        title=given.title,
        content=given.text,
        content_is_html=False,
        published=DAY + timedelta(minutes=given.minutes),
        media=tuple(
            DraftMedia(MediaKind.PHOTO, f"{given.url}/{number}.jpg", alt=alt)
            for number, alt in enumerate(given.media_alts)
        ),
        language=given.lang,
        reply_to=given.reply_to,
        warning=given.warning,
    )
    source = SourceSpec(given.network, given.network, "backchannel", tagged=True)
    made = refine(draft, source, ("ideaperf",), DAY + timedelta(days=2))
    if not isinstance(made, Post):
        raise TypeError(f"{given.id}: {made.reason}")
    return made


def main(*, is_telling: bool) -> int:
    """Print the rates; 1 when a bound is not held."""
    began = time.perf_counter()
    found = [(pair, judged(pair)) for pair in pairs()]
    seconds = time.perf_counter() - began
    same = [(pair, why) for pair, why in found if pair.same]
    others = [(pair, why) for pair, why in found if not pair.same]
    missed = [pair for pair, why in same if not why]
    wrong = [(pair, why) for pair, why in others if why]
    print(f"{len(found)} pairs in {seconds * 1_000:.0f} ms, through the pipeline")
    print(f"the same: {len(same)}, missed: {len(missed)}")
    print(f"not the same: {len(others)}, taken for one: {len(wrong)}")
    for pair, why in wrong:
        print(f"  WRONG: {pair.about} ({why}): {pair.one.text!r} / {pair.other.text!r}")
    for pair in missed if is_telling else ():
        print(f"  missed: {pair.about}: {pair.one.text!r} / {pair.other.text!r}")
    bounds = (
        Bound("taken for one, of those that are not the same", len(wrong) / len(others), 0.0),
        Bound("missed, of those that are the same", len(missed) / len(same), MISSED),
    )
    print("", *bounds, sep="\n")
    return 0 if all(bound.is_held for bound in bounds) else 1


if __name__ == "__main__":
    sys.exit(main(is_telling="--all" in sys.argv))
