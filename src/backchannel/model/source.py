"""A source someone asked for, and how it is doing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct, field

UNREADABLE: Final = "no post could be made out in it"
"""Why a source itself rejects something: it does not say."""


class SourceSpec(Struct, frozen=True):
    """One `[[source]]` of the event file.

    `name` is unique within the event and what people see (`mastodon.social`). `options` are the
    kind's own settings, already validated. `tagged` means that everything there belongs to the
    event. `local` allows private and loopback addresses.
    """

    name: str
    kind: str
    pane: str
    options: Mapping[str, object] = field(default_factory=dict)
    tagged: bool = False
    local: bool = False


class State(StrEnum):
    """How a source is doing now; the health line's vocabulary."""

    STARTING = "starting"  # not read yet
    OK = "ok"  # the last poll worked
    LIVE = "live"  # a stream is open and was heard within its heartbeat
    RETRY = "retry"  # failed, will be tried again at `due`
    LOGIN = "login"  # needs a token
    REFUSED = "refused"  # will not be tried again until somebody acts
    GONE = "gone"  # said that it has ended
    OFF = "off"  # switched off


class Budget(Struct, frozen=True):
    """How many requests a server still takes: `left` of `limit`, all of them again at `anew`."""

    left: int
    limit: int | None = None
    anew: datetime | None = None


class Noticed(Struct, frozen=True):
    """What the last answer of a server showed beside what it said.

    `seconds` is how long it took. `ahead` is by how many seconds this machine's clock is before the
    server's, negative when it is behind; None when the server did not tell the time.
    """

    at: datetime
    seconds: float
    ahead: float | None = None
    budget: Budget | None = None


class Recovery(Struct, frozen=True):
    """A gap that was closed from `began` on: `posts` came late, the last of them at `at`."""

    began: datetime
    at: datetime
    posts: int


class Hole(Struct, frozen=True):
    """What was published between two moments may never have been seen."""

    since: datetime
    until: datetime


class Health(Struct, frozen=True):
    """What the health line says of one source. All times UTC.

    `problem` is a cleaned sentence, empty when all is well. `given` counts posts kept,
    `passed_over` drafts without our tag, `rejected` drafts that could not be read.
    `recovered` is how many posts the last gap gave, at `recovered_at`; `recoveries` are the last
    few, the latest first. `is_offline` says that nobody was reached at the last try. `reasons` says
    why drafts were rejected and how many for each, the most frequent first. `holes` are the last
    few times of which posts may be missing for good, the latest first. `is_pushed` says that it is
    read when somebody calls, and in between seldom. `sooner` is when it would be due if it were not
    slow on purpose, for the event is quiet; else None. `until` is when its server may be asked
    again, if that is what it said.
    """

    source: str
    kind: str
    state: State = State.STARTING
    since: datetime | None = None
    ok_at: datetime | None = None
    tried_at: datetime | None = None
    due: datetime | None = None
    problem: str = ""
    note: str = ""
    given: int = 0
    passed_over: int = 0
    rejected: int = 0
    failures: int = 0
    recovered: int = 0
    recovered_at: datetime | None = None
    is_offline: bool = False
    recoveries: tuple[Recovery, ...] = ()
    reasons: tuple[tuple[str, int], ...] = ()
    noticed: Noticed | None = None
    holes: tuple[Hole, ...] = ()
    is_pushed: bool = False
    sooner: datetime | None = None
    until: datetime | None = None


class Probe(Struct, frozen=True):
    """What reading a source once came to.

    `access` is ok, or why it cannot be read: as `errors.Refusal` says it, `later` where it asked us
    to wait, `unreachable`, `wrong` or `fault`. `posts` bear the event's tag, `others` do not;
    `seconds` until the first answer. `near` are tags in them that are nearly the event's, with how
    many posts say each, the most frequent first. `is_live` says that it was a stream that opened.
    `token` is where that was from which it was given, empty for none; `until` as in `Health`.
    """

    source: str
    kind: str
    access: str
    seconds: float
    posts: int = 0
    others: int = 0
    newest: datetime | None = None
    problem: str = ""
    note: str = ""
    near: tuple[tuple[str, int], ...] = ()
    is_live: bool = False
    token: str = ""
    until: datetime | None = None


class Proposal(Struct, frozen=True):
    """A source that what somebody typed may mean: its kind, the options that are known, in words.

    Options are as people write them, lists with commas between.
    """

    kind: str
    options: Mapping[str, str] = field(default_factory=dict)
    says: str = ""


class Answer(Struct, frozen=True):
    """What the network said when somebody asked: a probe of a source, or what is at an address."""

    probe: Probe | None = None
    proposals: tuple[Proposal, ...] = ()
    problem: str = ""


def together(seen: Sequence[Proposal], guessed: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """What was seen at an address, then what the words alone may mean."""
    known = {_where(each) for each in seen}
    return (*seen, *(each for each in guessed if _where(each) not in known))


def _where(proposal: Proposal) -> frozenset[str]:
    """What is followed where, whether it may be on this machine or not."""
    return frozenset({proposal.kind, *proposal.options.values()} - {"true"})
