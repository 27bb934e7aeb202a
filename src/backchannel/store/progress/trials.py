"""What tests of a source spent, until the source itself counts it.

Whoever reads the source holds its bookmark while it does. So a test writes beside it what was spent
before and after, and that is added to the bookmark when the source is read the next time.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from backchannel.model.source import SourceSpec
from backchannel.store import meta
from backchannel.store.connection import Connection
from backchannel.store.progress import keepsakes

Add = Callable[[str | None, str | None, str], str]
"""A bookmark, and what was spent before and after a test: the bookmark with what lies between."""

_NAME = "tests of sources"


class Trial(Struct, frozen=True):
    """A test of a `source` of a kind: what had been spent before it, and by its end."""

    source: str
    kind: str
    before: str | None
    after: str


class _Trials(Struct, frozen=True):
    """By a name that each test has for itself."""

    of: dict[str, Trial] = {}


def note(db: Connection, test: str, trial: Trial) -> None:
    """Write down what a test has spent by now, in the place of what it had before."""
    of = {**meta.kept(db, _NAME, _Trials()).of, test: trial}
    meta.keep(db, _NAME, _Trials(of))


def spent(db: Connection, source: SourceSpec, add: Add) -> str | None:
    """What to begin a test with: what the source has kept, with what other tests spent."""
    found = keepsakes.kept(db, source)
    for trial in _of(db, source).values():
        found = add(found, trial.before, trial.after)
    return found


def settle(db: Connection, source: SourceSpec, add: Add, bookmark: str | None) -> str | None:
    """The bookmark of a source with what its tests spent, which is then forgotten here."""
    mine = _of(db, source)
    if not mine:
        return bookmark
    keepsakes.keep(db, source, spent(db, source, add) or "")
    for trial in mine.values():
        bookmark = add(bookmark, trial.before, trial.after)
    left = {
        test: trial
        for test, trial in meta.kept(db, _NAME, _Trials()).of.items()
        if test not in mine
    }
    meta.keep(db, _NAME, _Trials(left), usual=_Trials())
    return bookmark


def _of(db: Connection, source: SourceSpec) -> dict[str, Trial]:
    of = meta.kept(db, _NAME, _Trials()).of
    asked = (source.name, source.kind)
    return {test: trial for test, trial in of.items() if (trial.source, trial.kind) == asked}
