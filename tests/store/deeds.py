"""What people decide about a store, and what their event file may say, by numbers that choose."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final

from hypothesis import strategies as st
from msgspec.structs import replace
from tests.clock import Clock
from tests.store.copies.twice import bridged, on_bluesky, on_mastodon, on_nostr, source_of
from tests.store.happenings import STEPS, Step
from tests.store.written import HERE, THERE, a_post, at

from backchannel.clean.terminal import clean_line
from backchannel.errors import StoreError
from backchannel.model.post import Author
from backchannel.model.programme import Event, Person, Rule, Session
from backchannel.store import board, pages, posts, sources
from backchannel.store.connection import Connection
from backchannel.store.forgetting import removing
from backchannel.store.forgetting.accounts import names_of
from backchannel.store.roles import filing, programme, questions, rules, stage
from backchannel.store.roles.rules.filing import file_new

WHO: Final = ("me", "you")
SAME: Final = (on_mastodon, on_bluesky, on_nostr, bridged)
RULES: Final = (
    Rule("other", "other", mute=True),
    Rule("words", "words", mute=timedelta(seconds=20)),
    Rule("loud", "from:ann1 or other", highlight=True),
    Rule("tag", "words", tag="wordy"),
    Rule("pinned", "is:pinned other", mute=True),
    Rule("file", "other", file="Second"),
)


def _any(db: Connection, nth: int) -> int | None:
    """The place of any post, in sight or not."""
    every = [place for (place,) in db.execute("SELECT place FROM posts ORDER BY place")]
    return every[nth % len(every)] if every else None


def _decided(act: Callable[..., object]) -> Step:
    def do(db: Connection, _clock: Clock, nth: int) -> None:
        if (place := _any(db, nth // 2)) is not None:
            act(db, place, WHO[nth % 2])

    return do


def _asked(act: Callable[..., object], *more: object) -> Step:
    def do(db: Connection, _clock: Clock, nth: int) -> None:
        every = [str(id_) for (id_,) in db.execute("SELECT id FROM questions ORDER BY id")]
        if every:
            act(db, every[nth // 2 % len(every)], *more, WHO[nth % 2])

    return do


def _by_nobody(act: Callable[..., object]) -> Step:
    def do(db: Connection, _clock: Clock, nth: int) -> None:
        act(db, WHO[nth % 2])

    return do


def _merge(db: Connection, _clock: Clock, nth: int) -> None:
    every = [str(id_) for (id_,) in db.execute("SELECT id FROM questions ORDER BY id")]
    if len(every) > 1:
        one, other = every[nth % len(every)], every[nth * 7 // 3 % len(every)]
        questions.merge(db, one, [other], WHO[nth % 2])


def _same(db: Connection, _clock: Clock, nth: int) -> None:
    """One of four that say the same, or after an edit something else; liked more each time."""
    post = SAME[nth % 4](likes=nth)
    posts.save(db, source_of(post), [post])


def _retold(db: Connection, _clock: Clock, nth: int) -> None:
    post = SAME[nth % 4]("Gardens are what I would rather talk about in May", edited=at(1))
    posts.save(db, source_of(post), [post])


def _withdrawn(db: Connection, _clock: Clock, nth: int) -> None:
    post = SAME[nth % 4]()
    posts.retract(db, source_of(post).name, [post.id])


def _elsewhere(db: Connection, _clock: Clock, nth: int) -> None:
    posts.save(db, THERE, [a_post(nth, likes=3)])


def _renamed(db: Connection, _clock: Clock, nth: int) -> None:
    name = Author(clean_line(f"Anna {nth}"), clean_line(f"@ann{nth}@here.example"))
    posts.save(db, HERE, [a_post(nth, author=name)])


def _together(db: Connection, _clock: Clock, nth: int) -> None:
    one, other = _any(db, nth), _any(db, nth * 5 // 3 + 1)
    if one is not None and other is not None:
        board.show_together(db, [one, other], WHO[nth % 2])


def _for_a_time(act: Callable[..., object]) -> Step:
    def do(db: Connection, _clock: Clock, nth: int) -> None:
        if (place := _any(db, nth)) is not None:
            act(db, place, WHO[nth % 2], lasts=timedelta(seconds=nth % 9 + 1))

    return do


def _over(db: Connection, clock: Clock, nth: int) -> None:
    clock.advance(nth % 12)
    board.lift_over(db)


def _unmute(db: Connection, _clock: Clock, nth: int) -> None:
    for mute in board.muted(db)[: nth % 2 + 1]:
        board.unmute(db, mute.key, WHO[nth % 2])


def _forget(db: Connection, _clock: Clock, nth: int) -> None:
    post = pages.by_places(db, [_any(db, nth) or 0])
    for each in post.values():
        with db:
            removing.remove(db, names_of(each.post))


def _told(db: Connection, _clock: Clock, nth: int) -> None:
    """The event with some of the rules, of some zone, with somebody known or not."""
    chosen = tuple(rule for n, rule in enumerate(RULES) if nth >> n & 1)
    ann = Person("Ann", "speaker", ("@ann1@here.example", "@ann2@here.example")[: nth % 3])
    event = Event(
        "Rivers",
        ("rivers",),
        timezone=("UTC", "Asia/Kolkata")[nth % 2],
        sessions=(
            Session("First", at(30), 15 + nth % 9),
            Session("Second", at(15), 45),
        ),
        people=(ann,) if nth % 3 else (),
        rules=chosen,
    )
    sources.plan(db, event, (HERE if nth % 5 else replace(HERE, name="here anew"),))


def _switch(db: Connection, _clock: Clock, nth: int) -> None:
    states = rules.states(db)
    if states:
        name = states[nth % len(states)].rule.name
        rules.switch(db, name, WHO[nth % 2], is_off=bool(nth % 3))


def _file(db: Connection, _clock: Clock, nth: int) -> None:
    if (place := _any(db, nth)) is not None:
        filing.file_post(db, place, ("First", "Second", "")[nth % 3], WHO[nth % 2])


def _file_new(db: Connection, _clock: Clock, _nth: int) -> None:
    file_new(db)


def _session(act: Callable[..., object]) -> Step:
    def do(db: Connection, _clock: Clock, nth: int) -> None:
        names = [each.name for each in programme.sessions(db)]
        if names:
            act(db, names[nth % len(names)], WHO[nth // 2 % 2])

    return do


def _later(db: Connection, key: str, by: str) -> object:
    return programme.move(db, key, 1, by)


def _quietly(step: Step) -> Step:
    """A refusal changes nothing."""

    def do(db: Connection, clock: Clock, nth: int) -> None:
        with contextlib.suppress(StoreError), db:
            step(db, clock, nth)

    return do


_MADE: Sequence[Step] = (
    *(_decided(act) for act in (board.hide, board.unhide, board.pin, board.unpin)),
    *(_decided(act) for act in (board.stash, board.unstash, board.show_apart)),
    *(_decided(act) for act in (board.mute_author, board.mute_server, rules.bring_back)),
    *(_decided(act) for act in (questions.ask, questions.ask, questions.unask)),
    *(_decided(act) for act in (stage.take, stage.put_on_air)),
    *(_for_a_time(act) for act in (board.mute_author, board.mute_server)),
    *(_asked(act) for act in (questions.split, questions.take_up, questions.answer)),
    *(_asked(act) for act in (questions.park, questions.leave, questions.reopen)),
    _asked(questions.take_out),
    *(_asked(lambda db, id_, by: questions.reword(db, id_, "In other words", by)), _merge, _merge),
    *(_by_nobody(act) for act in (board.undo, board.undo, board.undo, board.redo, board.redo)),
    *(_same, _same, _same, _retold, _withdrawn, _elsewhere, _renamed, _together),
    *(_over, _unmute, _forget, _told, _told, _switch, _file, _file_new),
    *(_session(act) for act in (programme.start, programme.end, programme.overrun, _later)),
)

DEEDS: Final[Sequence[Step]] = (*STEPS, *map(_quietly, _MADE))


def few_kinds(most: int) -> st.SearchStrategy[list[tuple[Step, int]]]:
    """What happens, of a few kinds that come again and again: those that meddle with each other."""
    kinds = st.lists(st.sampled_from(DEEDS), min_size=1, max_size=8)
    return kinds.flatmap(
        lambda chosen: st.lists(
            st.tuples(st.sampled_from(chosen), st.integers(0, 63)), min_size=1, max_size=most
        )
    )
