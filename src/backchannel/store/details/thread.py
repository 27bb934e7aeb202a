"""A post among the posts it answers and those that answer it, as far as the store holds them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from backchannel.model.post import StoredPost
from backchannel.model.sameness import id_within
from backchannel.store import copies, pages
from backchannel.store.connection import Connection
from backchannel.store.held.muted import out_of_sight

ABOVE: Final = 10
"""How many posts a thread is followed back."""

BELOW: Final = 60
"""How many answers are read, answers to answers included."""

DEEP: Final = 8
"""How many answers deep."""

_WITHIN: Final = id_within("", "")


class Answer(Struct, frozen=True):
    """A post of a thread; `depth` counts from the thread's beginning.

    `trouble` is why it is out of sight, empty when it is not.
    """

    post: StoredPost
    depth: int
    trouble: str = ""


class Thread(Struct, frozen=True):
    """What a post answers, the first of the thread on top, and what answers it, in that order.

    `has_more` says that there are more answers than were read; `is_answer` that the post answers
    something, held or not. `depth` is the post's own.
    """

    above: tuple[Answer, ...] = ()
    below: tuple[Answer, ...] = ()
    is_answer: bool = False
    has_more: bool = False

    @property
    def depth(self) -> int:
        """How many posts deep the post is."""
        return len(self.above)


def thread(db: Connection, stored: StoredPost) -> Thread:
    """The thread of a post. Costs the same in a store of any size."""
    above = _above(db, stored)
    depth = len(above)
    below, has_more = _below(db, stored.place, depth + 1, {stored.place, *above})
    found = pages.by_places(db, [*above, *(place for place, _ in below)])
    out = out_of_sight(db, found.values())
    return Thread(
        above=tuple(Answer(found[place], n, out.get(place, "")) for n, place in enumerate(above)),
        below=tuple(Answer(found[place], deep, out.get(place, "")) for place, deep in below),
        is_answer=bool(stored.post.reply_to),
        has_more=has_more,
    )


def _above(db: Connection, stored: StoredPost) -> list[int]:
    """The places of what it answers, the first one on top."""
    chain: list[int] = []
    place: int | None = stored.place
    while place is not None and len(chain) <= ABOVE:
        place = _answered(db, place)
        if place is None or place == stored.place or place in chain:
            break
        chain.append(place)
    return chain[:ABOVE][::-1]


def _answered(db: Connection, place: int) -> int | None:
    """What a post answers: named by its URI, or by its id within a source that gave the answer."""
    named = db.value("SELECT reply_to FROM posts WHERE place = ?", (place,))
    if not named:
        return None
    sources = db.execute("SELECT source FROM sightings WHERE place = ? ORDER BY turn", (place,))
    names = [str(named), *(id_within(source, str(named)) for (source,) in sources)]
    marks = ", ".join("?" * len(names))
    found = db.value(
        f"SELECT place FROM identities WHERE identity IN ({marks}) LIMIT 1", tuple(names)
    )
    return None if found is None else copies.every(db, int(found))[0]


def _below(
    db: Connection, place: int, depth: int, seen: set[int]
) -> tuple[list[tuple[int, int]], bool]:
    """(place, depth) of every answer, each after what it answers; whether there are more."""
    found: list[tuple[int, int]] = []
    waiting = [*_with_depth(db, place, depth)][::-1]
    while waiting:
        here, deep = waiting.pop()
        if here in seen:
            continue
        if len(found) == BELOW:
            return found, True
        seen.add(here)
        found.append((here, deep))
        if deep - depth + 1 < DEEP:
            waiting += [*_with_depth(db, here, deep + 1)][::-1]
    return found, False


def _with_depth(db: Connection, place: int, depth: int) -> Iterator[tuple[int, int]]:
    return ((answer, depth) for answer in sorted(_answers(db, place))[: BELOW + 1])


def _answers(db: Connection, place: int) -> set[int]:
    """The places of the first answers to a post, and to its copies."""
    found: set[int] = set()
    names = db.execute(
        "SELECT identity FROM identities WHERE place = ?1 "
        "OR place IN (SELECT place FROM copies WHERE kept = ?1) LIMIT 50",
        (place,),
    )
    for name in [str(name) for (name,) in names]:
        source, is_within, own = name.partition(_WITHIN)
        given = (
            "AND EXISTS (SELECT 1 FROM sightings s WHERE s.place = p.place AND s.source = ?)"
            if is_within
            else ""
        )
        rows = db.execute(
            "SELECT p.place FROM posts p WHERE p.reply_to = ? AND p.reply_to <> '' "
            f"{given} ORDER BY p.place LIMIT ?",
            (own, source, BELOW + 1) if is_within else (name, BELOW + 1),
        )
        found |= {answer for (answer,) in rows}
    return {copies.every(db, answer)[0] for answer in found} - {place}
