"""Whatever arrives in whatever order, and whatever is decided: nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.clock import Clock
from tests.store.copies.twice import (
    ARTICLE,
    SAID,
    announced,
    arrive,
    article,
    bridged,
    on_bluesky,
    on_mastodon,
    on_nostr,
    rows,
    source_of,
)
from tests.store.fresh import fresh
from tests.store.written import at

from backchannel.model.post import Post
from backchannel.store import board, check, posts, schema, sources
from backchannel.store.connection import Connection

OTHER = "Gardens are what I would rather talk about at the next event in May"
MADE = (
    on_mastodon(),
    on_mastodon(number=2, minutes=12),
    on_bluesky(),
    on_nostr(),
    bridged(),
    announced(),
    article(**ARTICLE),
)
Do = Callable[[Connection], object]


def _arrival(made: Post) -> Do:
    return lambda db: arrive(db, made)


def _edit(number: int, text: str, minutes: float) -> Do:
    make = (on_mastodon, on_bluesky, on_nostr, bridged)[number]
    return lambda db: arrive(db, make(text, edited=at(minutes)))


def _deletion(made: Post) -> Do:
    return lambda db: posts.retract(db, source_of(made).name, [made.id])


def _decision(act: Callable[[Connection, int, str], object], number: int) -> Do:
    def decide(db: Connection) -> None:
        place = db.value("SELECT place FROM posts WHERE number = ? AND gone_at IS NULL", (number,))
        if place is not None:
            act(db, int(place), "me")

    return decide


def _read(db: Connection, place: int, by: str) -> None:
    sources.set_read_mark(db, "backchannel", place)


_ACTS = (
    board.show_apart, board.pin, board.hide, board.unhide, board.mute_author, board.stash, _read,
)  # fmt: skip
_TURNS: tuple[Do, ...] = (lambda db: board.undo(db, "me"), lambda db: board.redo(db, "me"))
DONE = st.lists(
    st.one_of(
        st.sampled_from(MADE).map(_arrival),
        st.builds(_edit, st.integers(0, 3), st.sampled_from((SAID, OTHER)), st.floats(0.1, 5)),
        st.sampled_from(MADE).map(_deletion),
        st.builds(_decision, st.sampled_from(_ACTS), st.integers(1, 6)),
        st.sampled_from(_TURNS),
    ),
    max_size=14,
)


@pytest.mark.parametrize(
    "order", [*permutations((on_mastodon(), on_bluesky(), on_nostr(), bridged()))]
)
def test_in_any_order_four_places_are_one_row(db: Connection, order: tuple[Post, ...]) -> None:
    arrive(db, *order)
    ((_, copies),) = rows(db).items()
    assert len(copies) == 3
    assert lost(db) == []


def lost(db: Connection) -> list[int]:
    """The numbers of posts that are nowhere to be seen though nobody wanted that."""
    kept = "SELECT 1 FROM posts q JOIN copies c ON q.place = c.kept WHERE c.place = p.place"
    rows = db.execute(
        "SELECT number FROM posts p WHERE gone_at IS NULL AND is_hidden <> 0 "
        "AND NOT (is_hidden & 1 AND place IN (SELECT place FROM hidings)) "
        "AND NOT (is_hidden & 2 AND EXISTS (SELECT 1 FROM mutes "
        "WHERE key IN ('author:' || author, 'server:' || server))) "
        f"AND NOT (is_hidden & 4 AND EXISTS ({kept} AND q.gone_at IS NULL "
        "AND q.is_hidden & 4 = 0))"
    )
    return [number for (number,) in rows]


@settings(max_examples=60)
@given(done=DONE)
def test_nothing_is_lost_and_no_copy_is_of_a_copy(done: list[Do]) -> None:
    with TemporaryDirectory() as folder:
        db = schema.open_to_write(fresh(Path(folder) / "e.db"), now=Clock())
        db.execute("PRAGMA synchronous=OFF")
        for act in done:
            act(db)
        assert lost(db) == []
        assert check.check(db).problems == ()
        db.close()
