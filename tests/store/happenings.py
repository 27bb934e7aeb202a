"""What may happen to a store while somebody looks at it, by a number that chooses to what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final

from tests.clock import Clock
from tests.store.written import BLOGS, HERE, a_post, everything, save

from backchannel.model.post import StoredPost
from backchannel.model.programme import Event, Rule
from backchannel.store import board, pages, posts, sources
from backchannel.store.connection import Connection
from backchannel.store.roles import rules


def _arrive(db: Connection, clock: Clock, minutes: int) -> None:
    """A post for the pane, and one for the other."""
    number = pages.latest(db) + 1_000
    clock.advance(1)
    text = "Other words" if minutes % 2 else "Words"
    late = a_post(number, text, published=clock.at.replace(minute=minutes % 60))
    save(db, late)
    other = a_post(number + 1, source=BLOGS.name, published=clock.at)
    save(db, other, source=BLOGS)


def one_of(db: Connection, nth: int) -> StoredPost | None:
    """Any post that there is."""
    every = everything(db)
    return every[nth % len(every)] if every else None


def _hide(db: Connection, _clock: Clock, nth: int) -> None:
    if post := one_of(db, nth):
        board.hide(db, post.place, "me")


def _pin(db: Connection, _clock: Clock, nth: int) -> None:
    if post := one_of(db, nth):
        board.pin(db, post.place, "me")


def _retract(db: Connection, _clock: Clock, nth: int) -> None:
    posts.retract(db, HERE.name, [str(nth)])


def _edit(db: Connection, _clock: Clock, nth: int) -> None:
    save(db, a_post(nth, f"Other words {pages.latest(db)}"))


def _note(db: Connection, _clock: Clock, _nth: int) -> None:
    board.note(db, "words", "me")


def _mute(db: Connection, _clock: Clock, nth: int) -> None:
    rule = Rule("other", "other", mute=timedelta(seconds=nth) if nth % 2 else True)
    sources.plan(db, Event("Rivers", ("rivers",), rules=(rule,) if nth % 3 else ()), ())


def _bring_back(db: Connection, _clock: Clock, nth: int) -> None:
    if post := one_of(db, nth):
        rules.bring_back(db, post.place, "me")


Step = Callable[[Connection, Clock, int], None]

STEPS: Final[Sequence[Step]] = (
    *(_arrive, _arrive, _arrive, _hide, _pin, _retract, _edit, _note, _mute, _bring_back),
)
