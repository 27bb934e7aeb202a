"""Whatever happens in whatever order: nothing unfit is ever shown."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.clock import Clock
from tests.store.copies.twice import (
    bridged,
    on_bluesky,
    on_mastodon,
    on_nostr,
    source_of,
)
from tests.store.fresh import fresh

from backchannel.clean.terminal import clean_text
from backchannel.errors import StoreError
from backchannel.model.moments import to_micros
from backchannel.model.post import Post, StoredPost
from backchannel.model.roles.stage import Look
from backchannel.store import board, pages, posts, schema
from backchannel.store.connection import Connection
from backchannel.store.roles import stage

WARNING = clean_text("spiders")
OTHER = "Gardens are what I would rather talk about at the next event in May"
MADE = (
    on_mastodon,
    on_bluesky,
    on_nostr,
    bridged,
    lambda **more: on_mastodon(OTHER, 2, minutes=12, **more),
    lambda **more: on_mastodon("Is that so?", 3, minutes=14, **more),
)
Do = Callable[[Connection], object]


def _saves(post: Post) -> Do:
    return lambda db: posts.save(db, source_of(post), [post])


def _arrives(index: int) -> Do:
    return _saves(MADE[index]())


def _edited(index: int, words: str) -> Do:
    return _saves(msgspec.structs.replace(MADE[index](), text=clean_text(words)))


def _covered(index: int) -> Do:
    return _saves(MADE[index](is_sensitive=True))


def _warned(index: int) -> Do:
    return _saves(MADE[index](warning=WARNING))


def _deleted(index: int) -> Do:
    made: Post = MADE[index]()
    return lambda db: posts.retract(db, source_of(made).name, [made.id])


def _decided(act: Callable[..., object], index: int) -> Do:
    def decide(db: Connection) -> None:
        found = [place for (place,) in db.execute("SELECT place FROM posts ORDER BY place")]
        if found:
            act(db, found[index % len(found)], "op")

    return decide


def _done_to_what_is_shown(harm: Callable[[Connection, StoredPost], object], copy: int) -> Do:
    """To the post on the projectors, or to what says the same elsewhere in its row."""

    def do(db: Connection) -> None:
        shown = stage.shown(db).post
        if shown is not None:
            row = (shown.place, *(each.place for each in shown.copies))
            harm(db, pages.by_places(db, row)[row[copy % len(row)]])

    return do


def _retold(**changes: object) -> Callable[[Connection, StoredPost], object]:
    def harm(db: Connection, stored: StoredPost) -> None:
        told = msgspec.structs.replace(stored.post, **changes)
        posts.save(db, source_of(told), [told])

    return harm


def _retracted(db: Connection, stored: StoredPost) -> None:
    posts.retract(db, source_of(stored.post).name, [stored.post.id])


def _out_of_sight(act: Callable[..., object]) -> Callable[[Connection, StoredPost], object]:
    return lambda db, stored: act(db, stored.place, "op")


HARMS = st.sampled_from(
    (
        _retold(text=clean_text("Words that nobody approved")),
        _retold(is_sensitive=True),
        _retold(warning=WARNING),
        _retracted,
        *(_out_of_sight(act) for act in (board.hide, board.mute_author, board.mute_server)),
        *(_out_of_sight(act) for act in (board.unpin, board.show_apart)),
    )
)


def _by_nobody(act: Callable[..., object], *args: object) -> Do:
    return lambda db: act(db, *args)


def _lifted(db: Connection) -> None:
    for mute in board.muted(db):
        board.unmute(db, mute.key, "op")


def _look(db: Connection, delay: int) -> None:
    stage.set_look(db, "op", "", Look(rotates=True, delay=delay))


INDEX = st.integers(0, len(MADE) - 1)
ACTS = st.sampled_from(
    (
        *(board.pin, board.unpin, board.hide, board.unhide, board.mute_author, board.stash),
        *(stage.take, stage.take, stage.put_on_air, stage.put_on_air, stage.line_up),
        board.show_apart,
    )
)
STEPS = st.one_of(
    st.builds(_arrives, INDEX),
    st.builds(_decided, ACTS, INDEX),
    st.builds(_decided, st.just(stage.put_on_air), INDEX),
    st.builds(_done_to_what_is_shown, HARMS, st.integers(0, 3)),
    st.builds(_done_to_what_is_shown, HARMS, st.integers(0, 3)),
    st.builds(_edited, INDEX, st.sampled_from(("Other words", "Words of yet another kind"))),
    st.builds(_covered, INDEX),
    st.builds(_warned, INDEX),
    st.builds(_deleted, INDEX),
    st.sampled_from(
        (
            *(_by_nobody(act, "op") for act in (stage.next_, stage.back, stage.off_air)),
            *(_by_nobody(act, "op") for act in (stage.undo, board.undo, board.redo)),
            *(_by_nobody(act, "op") for act in (stage.blank, stage.unblank, stage.hold)),
            *(_by_nobody(_look, delay) for delay in (0, 5)),
            *(_by_nobody(act) for act in (stage.rotate, stage.rotate, _lifted)),
        )
    ),
)


class Approved:
    """Which words somebody had before their eyes as they pinned them or put them on air."""

    def __init__(self) -> None:
        self._words: set[tuple[int, str]] = set()

    def look(self, db: Connection) -> None:
        """After a step: what was pinned or taken in it had the words that it has now."""
        rows = db.execute(
            "SELECT place, p.at, (SELECT taken FROM aired a WHERE a.place = p.place), "
            "json_extract(q.body, '$.text') FROM pins p JOIN posts q USING (place)"
        )
        for place, pinned, taken, text in rows:
            if max(pinned, taken or 0) == to_micros(db.now()):
                self._words.add((place, text))

    def has(self, place: int, text: str) -> bool:
        return (place, text) in self._words


def is_fit(db: Connection, place: int, approved: Approved) -> bool:
    """By the rows alone."""
    hidden, gone, body = next(
        db.execute("SELECT is_hidden, gone_at, body FROM posts WHERE place = ?", (place,))
    )
    post = msgspec.json.decode(body, type=Post)
    return (
        (hidden, gone) == (0, None)
        and not post.is_sensitive
        and not post.warning
        and db.value("SELECT 1 FROM pins WHERE place = ?", (place,)) == 1
        and approved.has(place, post.text)
        and not db.value(
            "SELECT 1 FROM copies JOIN posts USING (place) WHERE kept = ? AND (is_hidden & 3 "
            "OR gone_at IS NOT NULL OR json_extract(body, '$.is_sensitive') "
            "OR json_extract(body, '$.warning') <> '')",
            (place,),
        )
    )


@settings(max_examples=60)
@given(st.lists(STEPS, min_size=5, max_size=40), st.data())
def test_nothing_is_ever_shown_that_may_not_be(steps: list[Do], data: st.DataObject) -> None:
    clock, approved = Clock(), Approved()
    with TemporaryDirectory() as folder:
        db = schema.open_to_write(fresh(Path(folder) / "event.db"), now=clock, busy_ms=50)
        with contextlib.closing(db):
            db.execute("PRAGMA synchronous=OFF")
            for step in (*(_arrives(index) for index in range(len(MADE))), *steps):
                clock.advance(data.draw(st.sampled_from((0.001, 1.0, 9.0))))
                db.execute("BEGIN IMMEDIATE")
                try:
                    step(db)
                except StoreError:
                    db.execute("ROLLBACK")
                else:
                    db.execute("COMMIT")
                    approved.look(db)
                post = stage.shown(db).post
                assert post is None or is_fit(db, post.place, approved)
