"""What each act on a session does without a screen: one transaction, then the answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from backchannel.cli.answers import answer, answer_json, moment, say
from backchannel.cli.choice import choose, split_event
from backchannel.cli.deciding import write_down, zone_of
from backchannel.cli.events.looking import look_once
from backchannel.cli.verbs.settings import author
from backchannel.errors import ConfigError

if TYPE_CHECKING:
    from datetime import datetime

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
    """Without a name it is about the running session. What that leaves to decide is said, too."""
    from backchannel.cli.asked import sessions, settling

    event, rest = split_event(words)
    by, left = author(), [""]

    def write(db: Connection) -> tuple[str, bool]:
        key = sessions.meant(db, " ".join(rest)).name
        over, is_changed = settling.ends_with(db, name, key), act(db, key, by)
        left[0] = settling.left_open(db, over) if is_changed else ""
        return key, is_changed

    done(name, said, write, event, store, as_json=as_json)
    if left[0]:
        say(f"{left[0]}: backchannel programme settle {settling.USAGE}")


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


def typed_time(db: Connection, said: str) -> datetime:
    """A time by the event's clock. Raises ConfigError for what is none."""
    from backchannel.model.roles.typed import moment_typed

    try:
        return moment_typed(said, db.now().astimezone(zone_of(db)))
    except ValueError as error:
        raise ConfigError(str(error)) from error


def listed(db: Connection) -> tuple[list[dict[str, object]], list[str]]:
    """Of each session its fields, and the line that says them."""
    from backchannel.cli.asked import sessions

    fields: list[dict[str, object]] = []
    lines: list[str] = []
    for each, is_running, line in sessions.lines_of(db):
        fields.append(
            {
                "id": each.name, "title": each.title, "starts": moment(each.starts),
                "ends": moment(each.ends), "people": list(each.people), "room": each.room,
                "is_running": is_running,
            }
        )  # fmt: skip
        lines.append(line)
    return fields, lines


def read(event: str | None, store: Path | None, look: Callable[[Connection], T]) -> T:
    """What a look at the store finds, which must be there already."""
    return look_once(choose(event, store).existing_store(), look)
