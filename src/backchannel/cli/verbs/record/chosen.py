"""The options by which somebody says what goes into a record, and what they mean."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click
from msgspec import Struct

from backchannel.cli.asked.one_session import one_session
from backchannel.cli.verbs.tail import parsed
from backchannel.errors import ConfigError
from backchannel.model.programme import AFTER, BEFORE

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from backchannel.model.programme import Event
    from backchannel.record.choosing import Chosen
    from backchannel.store.connection import Connection

F = TypeVar("F", bound=Callable[..., Any])


class Wanted(Struct, frozen=True):
    """What was typed."""

    sessions: tuple[str, ...]
    words: str
    since: str
    until: str
    is_public_only: bool


def chosen_options(verb: F) -> F:
    """The five options; the verb gets them as `wanted`."""

    @click.option("--session", "sessions", multiple=True, metavar="SESSION",
                  help="Only what is filed under it: a session, before, after, or - for what is "
                  "between them. Several times.")  # fmt: skip
    @click.option("--filter", "words_of_posts", default="", metavar="WORDS",
                  help="Only posts that the filter finds, as on the desk.")  # fmt: skip
    @click.option("--since", default="", metavar="TIME",
                  help="From this day or time on: 2026-01-16 or 2026-01-16T14:00.")  # fmt: skip
    @click.option("--until", default="", metavar="TIME",
                  help="Up to the end of this day, or to this time.")  # fmt: skip
    @click.option("--public-only", "is_public_only", is_flag=True,
                  help="No counts of likes, boosts, replies and votes.")  # fmt: skip
    @wraps(verb)
    def inner(
        *args: Any, sessions: tuple[str, ...], words_of_posts: str, since: str, until: str,
        is_public_only: bool, **others: Any,
    ) -> Any:  # fmt: skip
        wanted = Wanted(sessions, words_of_posts, since, until, is_public_only)
        return verb(*args, wanted=wanted, **others)

    made: F = inner  # type: ignore[assignment]  # as click's own decorators do
    return made


def chosen_of(db: Connection, wanted: Wanted, zero: str = "") -> Chosen:
    """What was typed, of the event of a store. Raises ConfigError for what cannot be meant."""
    from backchannel.model.programme import zone_of
    from backchannel.record.choosing import Chosen
    from backchannel.record.reading import recorded

    event = recorded(db, Chosen()).event
    zone = zone_of(event)
    since = _moment(wanted.since, zone, key="--since")
    until = _moment(wanted.until, zone, key="--until", is_end=True)
    if since and until and since >= until:
        raise ConfigError("lies after --until; nothing is between them", key="--since")
    return Chosen(
        sessions=_sessions(event, wanted.sessions),
        query=parsed(wanted.words) if wanted.words.strip() else None,
        since=since,
        until=until,
        is_public_only=wanted.is_public_only,
        zero=_moment(zero, zone, key="--zero"),
    )


def _sessions(event: Event, said: tuple[str, ...]) -> tuple[str, ...]:
    outside = {"-": "", BEFORE: BEFORE, AFTER: AFTER} if event.sessions else {"-": ""}
    return tuple(
        outside[each.strip()] if each.strip() in outside else one_session(each, event.sessions).name
        for each in said
    )


def _moment(said: str, zone: ZoneInfo, *, key: str, is_end: bool = False) -> datetime | None:
    """A day or a time by the event's clock; as an end a day is over."""
    if not said.strip():
        return None
    try:
        if (day := _day(said.strip())) is not None:
            return datetime.combine(day + timedelta(days=is_end), time(), zone)
        found = datetime.fromisoformat(said.strip())
    except (ValueError, OverflowError) as error:
        raise ConfigError("takes 2026-01-16 or 2026-01-16T14:00, for example", key=key) from error
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _day(said: str) -> date | None:
    """A day without a time, also as 20260116."""
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None
