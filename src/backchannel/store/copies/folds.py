"""One post into the row of another, and out again: rows, sight, index and log, all at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from backchannel.decoding import decoder
from backchannel.model.change import ChangeKind
from backchannel.model.moments import to_micros
from backchannel.model.post import Post
from backchannel.model.programme import Person
from backchannel.model.sameness.crossposts import said_twice
from backchannel.store import changes, search
from backchannel.store.connection import Connection
from backchannel.store.copies.rows import Standing, copies_of, may_share, pair, standing

_decode = decoder(Post)


def people_of(db: Connection) -> Sequence[Person]:
    """Those whose accounts the event file tells."""
    event = search.event_of(db)
    return event.people if event else ()


def fold(
    db: Connection, copy: Standing, kept: Standing, reason: str, people: Sequence[Person]
) -> list[int]:
    """Show a post in the row of another that is in none itself; which posts are left without one.

    What was shown in the row of `copy` goes with it if it says the same as `kept`, or was put
    there by somebody.
    """
    others = standing(db, copies_of(db, copy.place))
    left = release(db, others)
    _put_in(db, copy.place, kept.place, reason)
    for each in others.values():
        chosen = by_hand(db, each.place, [copy.place, kept.place, *others])
        why = chosen or said_twice(each.post, kept.post, people)
        if chosen or (why and may_share(db, each, kept)):
            _put_in(db, each.place, kept.place, why)
            left.remove(each.place)
    index_again(db, [kept.place])
    changes.record(db, ChangeKind.COPY, copy.place, *others)
    changes.record(db, ChangeKind.POST_CHANGED, kept.place)
    return left


def release(db: Connection, places: Iterable[int]) -> list[int]:
    """Show posts by themselves again, those that were not; which these were."""
    released: list[int] = []
    rows: set[int] = set()
    for place in places:
        kept = db.value("SELECT kept FROM copies WHERE place = ?", (place,))
        if kept is not None:
            db.execute("DELETE FROM copies WHERE place = ?", (place,))
            _show(db, place, f"is_hidden & ~{search.COPY}")
            released.append(place)
            rows.add(int(kept))
    if released:
        index_again(db, rows)
        changes.record(db, ChangeKind.COPY, *released)
        changes.record(db, ChangeKind.POST_CHANGED, *rows)
    return released


def by_hand(db: Connection, place: int, others: Iterable[int]) -> str:
    """Who put a post into a row with one of these, for a person to read; empty for nobody."""
    pairs = [pair(place, other) for other in others if other != place]
    marks = ", ".join("?" * len(pairs))
    by = db.value(f"SELECT by FROM joined WHERE pair IN ({marks}) ORDER BY at LIMIT 1", pairs)
    return "" if by is None else f"{by} put them together"


def touch(db: Connection, rows: Iterable[int], *, is_elsewhere: bool) -> None:
    """Draw rows anew: something about their copies has changed. `is_elsewhere`: who gave them."""
    wanted = list(rows)
    if is_elsewhere:
        index_again(db, wanted)
    else:
        for place in wanted:
            _show(db, place, "is_hidden")
    changes.record(db, ChangeKind.POST_CHANGED, *wanted)


def index_again(db: Connection, rows: Iterable[int]) -> None:
    """Say of rows where else they are to be found now."""
    for place in sorted(rows):
        _show(db, place, "is_hidden")
        body = db.value("SELECT body FROM posts WHERE place = ? AND gone_at IS NULL", (place,))
        if body is not None:
            search.remove(db, place)
            search.add(db, [(place, search.words_of(_decode(body), seen_on(db, place)))])


def seen_on(db: Connection, place: int) -> tuple[str, ...]:
    """The sources that gave a post, and those that gave its copies."""
    rows = db.execute(
        "SELECT source FROM sightings WHERE place = ?1 "
        "OR place IN (SELECT place FROM copies WHERE kept = ?1) "
        "ORDER BY place <> ?1, place, turn",
        (place,),
    )
    return tuple(dict.fromkeys(source for (source,) in rows))


def _put_in(db: Connection, copy: int, kept: int, reason: str) -> None:
    row = (copy, kept, reason, to_micros(db.now()))
    db.execute("INSERT INTO copies VALUES (?, ?, ?, ?)", row)
    _show(db, copy, f"is_hidden | {search.COPY}")


def _show(db: Connection, place: int, is_hidden: str) -> None:
    db.execute(
        f"UPDATE posts SET version = version + 1, is_hidden = {is_hidden} WHERE place = ?", (place,)
    )
