"""What is done to the programme in words: which session, which act, how that is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import click

from backchannel.clean.terminal import clean_line
from backchannel.cli.asked import settling
from backchannel.cli.deciding import zone_of
from backchannel.errors import ConfigError
from backchannel.model.programme import AFTER, BEFORE, Session, running
from backchannel.model.roles.typed import session_typed
from backchannel.store.connection import Connection
from backchannel.store.roles import filing, programme
from backchannel.ui.lines.times import clock_on

Act = Callable[[Connection, str, str], bool]

_ACTS: Final[Mapping[str, tuple[Act, str, str]]] = {
    "start": (programme.start, "begun", "runs already"),
    "overrun": (programme.overrun, "overrun by five minutes", ""),
    "end": (programme.end, "ended", "is not running"),
    "remove": (programme.remove, "taken out", ""),
}
USAGE: Final = (
    "list, start SESSION, overrun [SESSION], end [SESSION], remove SESSION, "
    "or settle carry, park or leave [SESSION]"
)


def do(db: Connection, words: Sequence[str], by: str) -> str:
    """One act on a session, or on the running one; what came of it, and what is left to decide."""
    name, said = words[0].casefold(), " ".join(words[1:])
    if name == "settle":
        return settle(db, words[1:], by).line
    if name not in _ACTS:
        raise click.UsageError(f"say what: {USAGE}")
    act, done, not_done = _ACTS[name]
    session = meant(db, said)
    over = settling.ends_with(db, name, session.name)
    is_done = act(db, session.name, by)
    left = settling.left_open(db, over) if is_done else ""
    told = f"{session.title} {done if is_done else not_done}"
    return f"{told}; {left}: sessions settle {settling.USAGE}" if left else told


def settle(db: Connection, words: Sequence[str], by: str) -> settling.Settled:
    """`carry`, `park` or `leave`, and maybe of which session, what it has left open."""
    fate, said = " ".join(words[:1]), " ".join(words[1:])
    return settling.settle(db, fate, meant(db, said) if said.strip() else None, by)


def file(db: Connection, place: int, said: str, by: str) -> tuple[bool, str]:
    """File a post under a session, `before` or `after` all of them, or under none for a dash.

    Whether that is new, and where.
    """
    under = "" if (word := said.strip()) in {"-", "none"} else word
    if under and (under not in {BEFORE, AFTER} or not programme.sessions(db)):
        under = meant(db, said).name
    return filing.file_post(db, place, under, by), clean_line(under) or "no session"


def meant(db: Connection, said: str) -> Session:
    """The session that is named, or the running one. Raises ConfigError when there is none."""
    sessions = programme.sessions(db)
    if said.strip():
        try:
            return session_typed(said, sessions)
        except ValueError as error:
            raise ConfigError(str(error)) from error
    found = running(sessions, db.now())
    if found is None:
        raise ConfigError("no session is running; name one")
    return found


def lines_of(db: Connection) -> list[tuple[Session, bool, str]]:
    """Every session, whether it is running, and the line that says it."""
    sessions, now, zone = programme.sessions(db), db.now(), zone_of(db)
    current = running(sessions, now)
    found = []
    for each in sessions:
        beside = " · ".join(part for part in (each.room, ", ".join(each.people)) if part)
        span = f"{clock_on(each.starts, now, zone)}–{each.ends.astimezone(zone):%H:%M}"
        name = each.title if each.title == each.name else f"{each.title} [{each.name}]"
        sign = "▸" if each == current else " "
        found.append(
            (each, each == current, f"{sign} {span}  {name}{f'  {beside}' if beside else ''}")
        )
    return found
