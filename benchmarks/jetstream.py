"""How fast Bluesky's stream is sifted, against a bare msgspec decode of the very same lines.

The bare decode makes typed structs of every line and looks at none. Ours looks for two tags in
every spelling, and makes drafts of what may bear one. It must take no more than twice as long, and
keep up with twenty times the network at a busy hour, 60 posts a second.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from benchmarks.harness.verdict import Bound, judge
from msgspec import Struct
from msgspec.json import Decoder

from backchannel.sources.bluesky.drafts import draft
from backchannel.sources.bluesky.entities import POSTS, Record, part
from backchannel.sources.bluesky.jetstream import line_of
from backchannel.sources.bluesky.sieve import Sieve

COUNT: Final = 50_000
ROUNDS: Final = 5
TAGS: Final = ("ideaperf", "councilsconnect")
MOST: Final = 2.0
"""How many times as long as the bare decode it may take."""

NETWORK: Final = 60 * 20
"""Posts a second that it must keep up with."""

WORDS: Final = (
    "the council measures outcomes and not outputs, which few people in the room expected",
    "会場は満員です。次の質問は指標についてでした",
    "Grüße aus der Halle: schöne Folien, nur der Ton könnte lauter sein ☕️",
    "good morning everyone\n\nwhat a day it has been & it is not over",
)


class _Record(Struct):
    text: str
    createdAt: str  # noqa: N815  # as it is on the wire
    langs: list[str] | None = None
    facets: list[dict[str, Any]] | None = None
    reply: dict[str, Any] | None = None
    embed: dict[str, Any] | None = None


class _Commit(Struct):
    rev: str
    operation: str
    collection: str
    rkey: str
    record: _Record | None = None


class _Line(Struct):
    did: str
    time_us: int
    kind: str
    commit: _Commit | None = None


def lines(rng: random.Random) -> Iterator[str]:
    """Posts of a network: half with a link, one in six with a hashtag, one in 500 with ours."""
    for number in range(COUNT):
        text = " ".join(rng.choices(WORDS, k=rng.randint(1, 3)))
        record: dict[str, Any] = {"$type": POSTS, "createdAt": "2026-01-09T14:00:00.000Z"}
        record["langs"], facets = ["en"], []
        if number % 2:
            link = {
                "$type": "app.bsky.richtext.facet#link",
                "uri": "https://blog.example/a/long/page",
            }
            facets.append({"features": [link], "index": {"byteStart": 0, "byteEnd": 9}})
        if number % 6 == 0:
            named = (
                "Idea_Perf" if number % 500 == 0 else rng.choice(("books", "写真", "caféculture"))
            )
            tag = {"$type": "app.bsky.richtext.facet#tag", "tag": named}
            at = len(text.encode()) + 1
            index = {"byteStart": at, "byteEnd": at + 1 + len(named.encode())}
            facets.append({"features": [tag], "index": index})
            text += f" #{named}"
        if number % 3 == 0:
            parent = {"cid": "bafyexample", "uri": f"at://did:plc:somebody/{POSTS}/{number}"}
            record["reply"] = {"parent": parent, "root": parent}
        commit = {"rev": f"3{number:012}", "operation": "create", "collection": POSTS}
        record |= {"facets": facets, "text": text} if facets else {"text": text}
        message = {"did": f"did:plc:{number:024}", "time_us": 1_780_000_000_000_000 + number}
        place = {"rkey": f"3{number:012}", "record": record, "cid": "bafy" + "r" * 55}
        message |= {"kind": "commit", "commit": {**commit, **place}}
        yield json.dumps(message, ensure_ascii=False, separators=(",", ":"))


def sift(made: Sequence[str]) -> int:
    """Ours; how many drafts it came to."""
    sieve, found = Sieve(TAGS), 0
    for text in made:
        if not sieve.passes(text):
            continue
        line = line_of(text)
        record = part(line.commit.record, Record) if line and line.commit else None
        if line is not None and record is not None:
            draft(line.uri, record, None)
            found += 1
    return found


def decode(made: Sequence[str]) -> int:
    """The bare decode; how many lines there were."""
    read = Decoder(_Line).decode
    for text in made:
        read(text)
    return len(made)


def seconds(work: Callable[[Sequence[str]], int], made: Sequence[str]) -> float:
    began = time.perf_counter()
    work(made)
    return time.perf_counter() - began


def measure() -> list[Bound]:
    made = list(lines(random.Random(1)))  # noqa: S311  # not a secret
    assert sift(made) >= COUNT // 1_500 / 2
    ours, bare = [], []
    for _ in range(ROUNDS):  # by turns, so that whatever else goes on disturbs both
        bare.append(seconds(decode, made))
        ours.append(seconds(sift, made))
    best, floor = min(ours), min(bare)
    size = sum(map(len, made)) / COUNT
    print(f"{COUNT:,} lines of {size:.0f} characters, best of {ROUNDS}")
    print(f"  bare decode   {COUNT / floor:12,.0f} a second")
    print(f"  sifted        {COUNT / best:12,.0f} a second")
    return [
        Bound("sifting, against a bare decode", best / floor, MOST, "x"),
        Bound("microseconds a post", best / COUNT * 1e6, 1e6 / NETWORK, "us"),
    ]


if __name__ == "__main__":
    sys.exit(judge(measure))
