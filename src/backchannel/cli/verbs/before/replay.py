"""`replay`: a recorded event on the desk, as if it were live, and what is played from when."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shlex
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from backchannel.cli.answers import say
from backchannel.cli.asked.one_session import one_session
from backchannel.cli.choice import choose, event_argument
from backchannel.cli.dispatch import has_terminal
from backchannel.cli.verbs.settings import preferences_of
from backchannel.errors import BackchannelError, ConfigError, StoreError
from backchannel.model.programme import Event, zone_of

if TYPE_CHECKING:
    from backchannel.store.replay.course import Course
    from backchannel.store.replay.made import Mark
    from backchannel.store.replay.recording import Recording

_MAGIC: Final = b"SQLite format 3\x00"
_LOOKED_AT: Final = 200
USUAL: Final = 10.0
"""Event seconds a second, where nobody says otherwise."""

_UNITS: Final = frozenset("smhd")
_SOONER, _LATER = timedelta(minutes=5), timedelta(minutes=15)
"""How long before the first session it begins, and how long after one that is played it goes on."""


@click.command(name="replay")
@event_argument
@click.option("--speed", type=click.FloatRange(0.1, 1_000),
              help="Event seconds a second; 10 unless told.")  # fmt: skip
@click.option("--from", "begin", metavar="TIME", default="",
              help="Where it begins: 14:30 or 2026-11-25 14:30; else as sessions do.")  # fmt: skip
@click.option("--until", "end", metavar="TIME", default="", help="Where it ends.")
@click.option("--session", "session", metavar="SESSION", default="", help="This session alone.")
@click.option("--with-decisions", is_flag=True,
              help="Pins, notes, questions and what was done to sessions come, too.")  # fmt: skip
@click.option("--into", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Play into this store and keep it, to go on with it the next time.")  # fmt: skip
def replay_(
    event: str | None, store: Path | None, *, speed: float | None, begin: str, end: str,
    session: str, with_decisions: bool, into: Path | None,
) -> None:  # fmt: skip
    """Play EVENT as if it were live: an event file, its store, or a raw record of one (.jsonl).

    What was recorded stays as it is. One that is kept goes on where it was left, but for what is
    said anew.
    """
    from backchannel.cli.verbs.before.going_on import Told, prepare
    from backchannel.wiring.desk import show_desk

    if session and (begin or end):
        raise click.UsageError("--session says from when until when; leave out --from and --until")
    named = _recorded(event, store)
    with _place(named, into) as file:
        recorded = _store_of(named, file)
        found = _read(recorded, has_decisions=with_decisions)
        first, last = _span(found, begin, end, session)
        if not has_terminal():
            raise BackchannelError("the desk needs a terminal")
        pace = USUAL if speed is None else speed
        way = _way(recorded, found, first, last, speed=pace, has_decisions=with_decisions)
        told = Told(bool(begin or session), bool(end), speed)
        if going := asyncio.run(prepare(file, found, way, told)):
            say(f"{file} holds a replay already; it {going}")
        if into is not None and not remembered(recorded, named, file):
            say(f"`forget` does not know of {file}; delete it when it is not needed any more")
        say(f"presenter, operator and projector show it with --store {shlex.quote(str(file))}")
        asyncio.run(show_desk(file, None, None, preferences_of(None), said=going))


def _recorded(event: str | None, store: Path | None) -> Path:
    """The store or the raw record to read. Raises BackchannelError when there is none."""
    if event is not None and store is None and (_is_record(event) or _is_store(Path(event))):
        if not Path(event).exists():
            raise ConfigError("there is no such file", file=event)
        return Path(event).resolve()
    return choose(event, store).existing_store().resolve()


def _is_store(file: Path) -> bool:
    try:
        with file.open("rb") as opened:
            return opened.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False


def _is_record(name: str) -> bool:
    """Whether a file is a raw record, by its name or by how it begins."""
    if name.casefold().endswith(".jsonl"):
        return True
    try:
        with Path(name).open("rb") as opened:
            return b'"backchannel record"' in opened.read(_LOOKED_AT).partition(b"\n")[0]
    except OSError:
        return False


def _store_of(named: Path, file: Path) -> Path:
    """A raw record becomes a store first, beside the one that is played into."""
    if not _is_record(os.fspath(named)):
        return named
    from backchannel.store.replay import made

    store, own = file.with_name(f"{file.name}.recording"), made.mark_of(named)
    if store.exists():  # of the last time, with --into
        before = made.mark_in(store)
        if before == own:
            return store.resolve()
        if file.exists() or before is None:
            raise ConfigError(
                f"{file} holds another replay, or this record was written anew; name a new file",
                key="--into",
            )
        store.unlink()
    try:
        asyncio.run(_make(store, named, own))
    except BaseException:  # half of one is none, also when somebody has had enough
        store.unlink(missing_ok=True)
        raise
    return store.resolve()


async def _make(store: Path, named: Path, own: Mark) -> None:
    from backchannel.cli.verbs.record.bar import bar
    from backchannel.record.lines.taking import take, total_of
    from backchannel.store.connection import Connection
    from backchannel.store.replay import made
    from backchannel.store.store import Store

    total = total_of(named)
    with bar("reading") as progress:

        def fill(db: Connection) -> None:
            take(db, named, progress, total=total)
            made.mark(db, own)

        async with Store(store) as opened:
            await opened.write(fill)


def _read(recorded: Path, *, has_decisions: bool) -> Recording:
    """What was recorded. Raises StoreError for a store without a post, or of no event."""
    from backchannel.store import schema
    from backchannel.store.connection import wrapped
    from backchannel.store.replay.decided import up_to_the_last
    from backchannel.store.replay.recording import recording

    with closing(schema.open_to_read(recorded)) as db, wrapped(recorded):
        found = recording(db)
        if has_decisions and found.last:
            found = up_to_the_last(db, found)
    if not found.last:
        raise StoreError(f"there is no post in {recorded} yet: nothing can be played")
    return found


def _span(found: Recording, begin: str, end: str, session: str) -> tuple[int, int]:
    """From where to where it is played, in microseconds since 1970. Raises ConfigError."""
    from backchannel.model.moments import from_micros, to_micros

    event = found.event or Event("", ())
    if session:
        one = one_session(session, event.sessions)
        return to_micros(one.starts), to_micros((one.closes or one.ends) + _LATER)
    starts = [each.starts for each in event.sessions]
    day = max(min(starts) - _SOONER, from_micros(found.first)) if starts else None
    usual = day if day is not None and to_micros(day) < found.last else from_micros(found.first)
    first = _moment(begin, "--from", usual, event, found.last) if begin else to_micros(usual)
    last = _moment(end, "--until", usual, event, found.last) if end else found.last + 1
    if first >= last:
        raise ConfigError("it would be over before it begins", key="--until" if end else "--from")
    return first, last


def _moment(said: str, option: str, day: datetime, event: Event, last: int) -> int:
    """A clock time is of the day on which it begins; `20m` is before the last post."""
    from backchannel.model.moments import from_micros
    from backchannel.ui.finding.moment import moment_of

    zone = zone_of(event)
    night = day.astimezone(zone).replace(hour=23, minute=59, second=59)
    is_age = said.strip()[-1:] in _UNITS
    try:
        return moment_of(said, from_micros(last).astimezone(zone) if is_age else night)
    except ValueError as error:
        raise ConfigError(str(error), key=option) from error


def _way(
    recorded: Path, found: Recording, first: int, last: int, *, speed: float, has_decisions: bool
) -> Course:
    from backchannel.store.replay.course import Course

    return Course(
        recorded=os.fspath(recorded),
        begin=min(found.first, first),
        until=last,
        at=first,
        speed=speed,
        has_decisions=has_decisions,
        origin=found.desk,
    )


@contextlib.contextmanager
def _place(recorded: Path, into: Path | None) -> Iterator[Path]:
    """The file that is played into: the one that was named, or one that is gone afterwards."""
    if into is not None:
        if into.resolve() == recorded:
            raise ConfigError("that is the recording itself, which stays as it is", key="--into")
        yield into
        return
    from backchannel.store.replay import passing

    with passing.place(recorded) as file:
        yield file


def remembered(recorded: Path, named: Path, file: Path) -> bool:
    """Let the store of an event know where it is played into: who is forgotten there goes here.

    False where it cannot be told: on a medium that takes nothing, and when a raw record is played.
    """
    from backchannel.store.upkeep import backups
    from backchannel.store.upkeep.opened import opened, whole

    if recorded != named:
        return False
    try:
        with opened(recorded) as db, whole(db):
            backups.remember(db, file)
    except StoreError:
        return False
    return True
