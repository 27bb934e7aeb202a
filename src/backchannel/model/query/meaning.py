"""What a filter asks of a post: a tree of things to be looked up, in memory or in SQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from backchannel.model.folding import Phrase, cased_words
from backchannel.model.query.expression import Expression
from backchannel.model.query.fields import (
    COUNTS,
    FIRST,
    MANY,
    TIMES,
    Column,
    Count,
    State,
    bounds_of,
    phrase,
    place_of,
    state_of,
)
from backchannel.model.query.situation import (
    Situation,
    named,
    rules_named,
    rules_tagging,
    stretches,
)
from backchannel.model.query.tree import Either, Every, Not, Query, Term
from backchannel.model.roles.people import accounts_in, accounts_of


class Found(Struct, frozen=True):
    """Folded words that a column has: what the index can tell.

    With `is_looked_at` they are looked for in each post itself, where that is quicker.
    """

    column: Column
    phrase: Phrase
    is_looked_at: bool = False


class Says(Struct, frozen=True):
    """What only the words themselves can tell: their capitals, and expressions."""

    sought: Phrase | Expression


class Between(Struct, frozen=True):
    """A stretch of places, from `first` on and before `after`."""

    first: int
    after: int


class During(Struct, frozen=True):
    """Filed by hand under one of the sessions, or by nobody and posted in one of the stretches."""

    sessions: tuple[str, ...]
    stretches: tuple[tuple[int, int], ...]


class Counted(Struct, frozen=True):
    """How often something was done to a post."""

    count: Count
    least: int
    most: int


class Decision(StrEnum):
    """What may have been decided here about a post: by somebody, or that it is a copy."""

    PINNED = "pinned"
    STASHED = "stashed"
    HIDDEN = "hidden"
    MUTED = "muted"
    COPY = "copy"
    QUESTION = "question"
    ANSWERED = "answered"


class Decided(Struct, frozen=True):
    """A decision that stands."""

    decision: Decision


class Automatic(Struct, frozen=True):
    """Written by a program, as its author says."""


class Unread(Struct, frozen=True):
    """Newer than the mark of its pane."""

    marks: tuple[tuple[str, int], ...]


class OneOf(Struct, frozen=True):
    """One of a few posts, by their places in growing order."""

    places: tuple[int, ...]


class Without(Struct, frozen=True):
    """Not so."""

    part: Meaning


class AllOf(Struct, frozen=True):
    """All of it; without parts, anything."""

    parts: tuple[Meaning, ...] = ()


class AnyOf(Struct, frozen=True):
    """One of it; without parts, nothing."""

    parts: tuple[Meaning, ...] = ()


Leaf: TypeAlias = Found | Says | Between | During | Counted | Decided | Automatic | Unread | OneOf
Meaning: TypeAlias = Leaf | Without | AllOf | AnyOf


def meaning(query: Query, situation: Situation) -> Meaning:
    """What a filter asks in a situation."""
    match query:
        case Expression():
            return Says(query)
        case Term():
            return _meant(query, situation)
        case Not(part):
            return Without(meaning(part, situation))
        case Every(parts):
            return AllOf(tuple(_flat(meaning(part, situation) for part in parts)))
        case Either(parts):
            return AnyOf(tuple(meaning(part, situation) for part in parts))


def muted_by_rules(situation: Situation) -> AnyOf:
    """What the rules of the event take out of sight, but for what somebody brought back."""
    plain = without_rules(situation)
    muted = AnyOf(tuple(meaning(query, plain) for query in situation.mutes))
    if not situation.brought_back or not muted.parts:
        return muted
    return AnyOf((AllOf((_one(muted.parts), Without(OneOf(situation.brought_back)))),))


def without_rules(situation: Situation) -> Situation:
    """In which rules are asked for: one that asks for rules finds none."""
    return replace(situation, highlights=(), mutes=(), named=(), tagged=())


def reaches_out_of_sight(query: Query) -> bool:
    """Whether a filter asks for what is hidden, muted or a copy, and so is to look there, too."""
    match query:
        case Term(value, "is"):
            return state_of(value) in {State.HIDDEN, State.MUTED, State.COPY}
        case Every(parts) | Either(parts):
            return any(reaches_out_of_sight(part) for part in parts)
        case _:
            return False


def times_of(query: Query) -> Iterator[str]:
    """The times with which a filter compares; see `turn_of`."""
    match query:
        case Term(value, field) if field in TIMES:
            yield value
        case Not(part):
            yield from times_of(part)
        case Every(parts) | Either(parts):
            for part in parts:
                yield from times_of(part)


def asks_what_is_new(query: Query) -> bool:
    """Whether the meaning of a filter depends on how far panes were read."""
    match query:
        case Term(value, "is"):
            return state_of(value) is State.NEW
        case Not(part):
            return asks_what_is_new(part)
        case Every(parts) | Either(parts):
            return any(asks_what_is_new(part) for part in parts)
        case _:
            return False


def wording(term: Term) -> Phrase | None:
    """The capitals that a word or phrase insists on; None when it has none, or is of a field."""
    if term.field:
        return None
    folded = phrase("", term.value, is_quoted=term.is_quoted)[1]
    cased = tuple(cased_words(term.value))
    return Phrase(cased, folded.is_open, is_cased=True) if cased != folded.words else None


def _flat(parts: Iterator[Meaning]) -> Iterator[Meaning]:
    for part in parts:
        if isinstance(part, AllOf):
            yield from part.parts
        else:
            yield part


def _meant(term: Term, situation: Situation) -> Meaning:
    name = term.field
    if field := TIMES.get(name):
        place = place_of(term.value, situation.now)
        return Between(FIRST, place) if field.is_before else Between(place, MANY)
    if name in COUNTS:
        return Counted(Count(name), *bounds_of(term.value))
    match name:
        case "session":
            return _during(term, situation)
        case "rule":
            ours = rules_named(situation, term.value, is_quoted=term.is_quoted)
            return _found_by(ours, situation)
        case "role":
            accounts = accounts_in(situation.people, term.value)
            return _one([_by_account(each) for each in accounts])
        case "is":
            return _state(state_of(term.value), situation)
    return _found(term, situation)


def _found(term: Term, situation: Situation) -> Meaning:
    """What stands in the post, and what the event file knows of it beside."""
    found = Found(*phrase(term.field, term.value, is_quoted=term.is_quoted))
    if term.field == "tag" and (ours := rules_tagging(situation, term.value)):
        return _one((found, _found_by(ours, situation)))
    if term.field == "from" and (others := accounts_of(situation.people, found.phrase)):
        return _one([found, *(_by_account(each) for each in others)])
    cased = wording(term)
    return AllOf((found, Says(cased))) if cased else found


def _found_by(rules: Sequence[Query], situation: Situation) -> Meaning:
    plain = without_rules(situation)
    return _one([meaning(query, plain) for query in rules])


def _by_account(account: str) -> Found:
    return Found(*phrase("from", account, is_quoted=True))


def _during(term: Term, situation: Situation) -> Meaning:
    """Stretches of time, unless anything was filed by hand."""
    spans = stretches(situation.sessions, term.value, is_quoted=term.is_quoted)
    if not situation.is_filed:
        return _one([Between(first, after) for first, after in spans])
    return During(named(situation.sessions, term.value, is_quoted=term.is_quoted), spans)


def _state(state: State, situation: Situation) -> Meaning:
    match state:
        case State.QUESTION:
            typed = Found(*phrase("kind", "question", is_quoted=True))
            return AnyOf((typed, Decided(Decision.QUESTION)))
        case State.PINNED | State.STASHED | State.HIDDEN | State.COPY | State.ANSWERED:
            return Decided(Decision(state.value))
        case State.MUTED:
            return _one((Decided(Decision.MUTED), muted_by_rules(situation)))
        case State.BOT:
            return Automatic()
        case State.NEW:
            return Unread(situation.read)
        case State.HIGHLIGHT:
            return _found_by(situation.highlights, situation)


def _one(parts: Sequence[Meaning]) -> Meaning:
    """One of some, which may themselves be one of some."""
    flat: list[Meaning] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, AnyOf) else (part,))
    return flat[0] if len(flat) == 1 else AnyOf(tuple(flat))
