"""`export`: the record of an event, in one of its formats."""

from __future__ import annotations

import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from backchannel.cli.answers import answer
from backchannel.cli.choice import choose, split_event, store_option
from backchannel.cli.verbs.record.bar import bar
from backchannel.cli.verbs.tail import parsed
from backchannel.errors import ConfigError

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from backchannel.model.programme import Event
    from backchannel.record.choosing import Chosen
    from backchannel.record.formats import Format
    from backchannel.store.connection import Connection

STDOUT = "-"


@click.command(name="export")
@click.argument("words", nargs=-1, required=True, metavar="[EVENT] FORMAT [TARGET]")
@click.option("--session", "sessions", multiple=True, metavar="SESSION",
              help="Only what is filed under it; - is for none. Several times.")  # fmt: skip
@click.option("--filter", "words_of_posts", default="", metavar="WORDS",
              help="Only posts that the filter finds, as on the desk.")  # fmt: skip
@click.option("--since", default="", metavar="TIME",
              help="From this day or time on, as in 2026-01-16 or 2026-01-16T14:00.")  # fmt: skip
@click.option("--until", default="", metavar="TIME",
              help="Up to the end of this day, or to this time.")  # fmt: skip
@click.option("--public-only", "is_public_only", is_flag=True,
              help="No counts of likes, boosts, replies and votes.")  # fmt: skip
@store_option
def export_(
    words: tuple[str, ...], sessions: tuple[str, ...], store: Path | None, *, words_of_posts: str,
    since: str, until: str, is_public_only: bool,
) -> None:  # fmt: skip
    """Write the record of an event; without a TARGET into a file or folder here.

    A TARGET of - is standard output. What is there already is replaced when all is written.
    """
    from backchannel.model.programme import zone_of
    from backchannel.record.choosing import Chosen
    from backchannel.record.reading import recorded, snapshot

    named, rest = split_event(words)
    how, target = _format(rest[0] if rest else ""), rest[1] if len(rest) > 1 else ""
    if len(rest) > 2:
        raise click.UsageError("name one format and one target")
    query = parsed(words_of_posts) if words_of_posts.strip() else None
    with snapshot(choose(named, store).existing_store()) as db:
        event = recorded(db, Chosen()).event
        zone = zone_of(event)
        chosen = Chosen(
            sessions=_sessions(event, sessions),
            query=query,
            since=_moment(since, zone, is_end=False),
            until=_moment(until, zone, is_end=True),
            is_public_only=is_public_only,
        )
        _export(db, how, chosen, target or how.usual_name(event.name))


def _export(db: Connection, how: Format, chosen: Chosen, target: str) -> None:
    from backchannel.record.formats import write_stream, write_target

    if target == STDOUT:
        if how.is_folder:
            raise click.UsageError(f"{how.name} is a folder of files; name one")
        write_stream(how, db, chosen, sys.stdout.buffer)
        return
    with bar(how.name) as progress:
        write_target(how, db, chosen, Path(target), progress)
    answer(target)


def _format(word: str) -> Format:
    from backchannel.config.problems import listed, nearest, quoted
    from backchannel.record.formats import FORMATS

    if word in FORMATS:
        return FORMATS[word]
    hint = nearest(word, FORMATS) if word else ""
    said = f"{quoted(word)} is no format{hint}" if word else "name a format"
    raise click.UsageError(f"{said}; there is {listed(FORMATS)}")


def _sessions(event: Event, said: tuple[str, ...]) -> tuple[str, ...]:
    from backchannel.model.roles.typed import session_typed

    try:
        return tuple(
            "" if each.strip() == "-" else session_typed(each, event.sessions).name for each in said
        )
    except ValueError as error:
        raise ConfigError(str(error), key="--session") from error


def _moment(said: str, zone: ZoneInfo, *, is_end: bool) -> datetime | None:
    """A day or a time by the event's clock; a day ends when it is over."""
    if not said.strip():
        return None
    key = "--until" if is_end else "--since"
    try:
        if len(said.strip()) == len("2026-01-16"):
            day = date.fromisoformat(said.strip()) + timedelta(days=is_end)
            return datetime.combine(day, time(), zone)
        found = datetime.fromisoformat(said.strip())
    except (ValueError, OverflowError) as error:
        raise ConfigError("takes 2026-01-16 or 2026-01-16T14:00, for example", key=key) from error
    return found if found.tzinfo else found.replace(tzinfo=zone)
