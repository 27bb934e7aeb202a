"""Posts that somebody put into one row, whatever they say: there, and out again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from backchannel.errors import StoreError
from backchannel.model.sameness.crossposts import said_twice
from backchannel.store.connection import Connection
from backchannel.store.copies import folds
from backchannel.store.copies.looking import part
from backchannel.store.copies.rows import Standing, every, pair, standing


def rows_of(db: Connection, places: Iterable[int]) -> Sequence[Standing]:
    """The rows in which posts are shown, each once, the one that came first at the beginning.

    Raises StoreError when one of them cannot be shown in a row with others.
    """
    wanted = tuple(dict.fromkeys(places))
    found = standing(db, wanted)
    if len(found) < len(wanted):
        raise StoreError("one of them was deleted by its author")
    rows = standing(db, {each.row for each in found.values()}).values()
    if any(each.is_muted for each in rows):
        raise StoreError("one of them is muted; bring its author back first")
    return sorted(rows, key=lambda each: each.number)


def follow(db: Connection, place: int, kept: int, was: int, *, is_apart: bool, is_so: bool) -> None:
    """Show what somebody decided about two places, or decided no more."""
    if is_apart:
        part(db, place, kept, is_apart=is_so)
    elif is_so:
        _put_in(db, place, kept)
    else:
        _take_out(db, place, kept, was)


def _put_in(db: Connection, place: int, kept: int) -> None:
    """Show a post in the row of another, if both stand and neither is in a row already.

    `joined` has to say so before.
    """
    folds.release(db, [place])
    found = standing(db, (place, kept))
    copy, row = found.get(place), found.get(kept)
    if copy is not None and row is not None and row.kept is None:
        reason = folds.by_hand(db, place, [kept])
        folds.fold(db, copy, row, reason, folds.people_of(db))


def _take_out(db: Connection, place: int, kept: int, was: int) -> None:
    """Show it by itself again, or in the row in which it `was`, 0 for none."""
    if kept in every(db, place):
        folds.release(db, [place])
    found = standing(db, (place, was))
    copy, row = found.get(place), found.get(was)
    if copy is None or row is None or copy.kept is not None or row.kept is not None:
        return
    people = folds.people_of(db)
    reason = said_twice(copy.post, row.post, people) or folds.by_hand(db, place, every(db, was))
    if reason:
        folds.fold(db, copy, row, reason, people)


def pairs_of(ours: Iterable[int], theirs: Iterable[int]) -> Sequence[str]:
    """The keys of all pairs of two rows."""
    others = tuple(theirs)
    return [pair(one, other) for one in ours for other in others if one != other]
