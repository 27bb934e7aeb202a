"""What each act on a session does without a screen: one transaction, then the answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from backchannel.cli.answers import answer, answer_json, moment
from backchannel.cli.choice import choose, split_event
from backchannel.cli.deciding import write_down, zone_of
from backchannel.cli.verbs.settings import author
from backchannel.errors import ConfigError, StoreError

if TYPE_CHECKING:
    from datetime import datetime

    from backchannel.model.programme import Session
    from backchannel.store.connection import Connection

T = TypeVar("T")


def on_one(
    name: str,
    said: tuple[str, str],
    act: Callable[[Connection, str, str], bool],
    words: tuple[str, ...],
    store: Path | None,
    *,
    as_json: bool,
) -> None:
    """Without a name it is about the running session."""
    event, rest = split_event(words)
    by = author()

    def write(db: Connection) -> tuple[str, bool]:
        key = _meant(db, " ".join(rest)).name
        return key, act(db, key, by)

    done(name, said, write, event, store, as_json=as_json)


def done(
    name: str,
    said: tuple[str, str],
    act: Callable[[Connection], tuple[str, bool]],
    event: str | None,
    store: Path | None,
    *,
    as_json: bool,
) -> None:
    """Do it, and say what the programme now says of the session that `act` names."""

    def write(db: Connection) -> tuple[str, bool, dict[str, object], str]:
        key, is_changed = act(db)
        fields, lines = listed(db)
        at = next((n for n, each in enumerate(fields) if each["id"] == key), None)
        return (key, is_changed, {}, "") if at is None else (key, is_changed, fields[at], lines[at])

    key, is_changed, fields, line = write_down(event, store, write)
    if as_json:
        answer_json({"change": f"{name} session", "id": key, "changed": is_changed} | fields)
    else:
        answer(f"{key} {said[0] if is_changed else said[1]}{f': {line}' if line else ''}")


def _meant(db: Connection, said: str) -> Session:
    from backchannel.model.programme import running
    from backchannel.model.roles.typed import session_typed
    from backchannel.store.roles import programme

    sessions = programme.sessions(db)
    if said:
        try:
            return session_typed(said, sessions)
        except ValueError as error:
            raise ConfigError(str(error)) from error
    found = running(sessions, db.now())
    if found is None:
        raise StoreError("no session is running; name one")
    return found


def typed_time(db: Connection, said: str) -> datetime:
    """A time by the event's clock. Raises ConfigError for what is none."""
    from backchannel.model.roles.typed import moment_typed

    try:
        return moment_typed(said, db.now().astimezone(zone_of(db)))
    except ValueError as error:
        raise ConfigError(str(error)) from error


def listed(db: Connection) -> tuple[list[dict[str, object]], list[str]]:
    """Of each session its fields, and the line that says them."""
    from backchannel.model.programme import running
    from backchannel.store.roles import programme
    from backchannel.ui.lines.times import clock_on

    sessions, now, zone = programme.sessions(db), db.now(), zone_of(db)
    current = running(sessions, now)
    fields: list[dict[str, object]] = []
    lines: list[str] = []
    for each in sessions:
        is_running = each == current
        fields.append(
            {
                "id": each.name, "title": each.title, "starts": moment(each.starts),
                "ends": moment(each.ends), "people": list(each.people), "room": each.room,
                "is_running": is_running,
            }
        )  # fmt: skip
        beside = " · ".join(part for part in (each.room, ", ".join(each.people)) if part)
        span = f"{clock_on(each.starts, now, zone)}–{each.ends.astimezone(zone):%H:%M}"
        name = each.title if each.title == each.name else f"{each.title} [{each.name}]"
        lines.append(
            f"{'▸' if is_running else ' '} {span}  {name}{f'  {beside}' if beside else ''}"
        )
    return fields, lines


def read(event: str | None, store: Path | None, look: Callable[[Connection], T]) -> T:
    """What a look at the store finds, which must be there already."""
    from backchannel.store.store import Reader

    path = choose(event, store).existing_store()

    async def read() -> T:
        async with Reader(path) as opened:
            return await opened.read(look)

    return asyncio.run(read())
