"""`tail`: the stored stream as plain lines or JSON, newest last; followed, a desk of words."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import click

from backchannel.cli.answers import say
from backchannel.cli.choice import Choice, choose, event_argument, json_option
from backchannel.cli.plain import following
from backchannel.cli.plain.count import Count
from backchannel.cli.plain.lines import Printer
from backchannel.cli.verbs.settings import author

if TYPE_CHECKING:
    from backchannel.model.change import Change
    from backchannel.model.programme import Event
    from backchannel.model.query import Query
    from backchannel.store.pages import View
    from backchannel.store.store import Reader

PATIENCE: Final = 2.0
"""Seconds that an answer may take in which much is counted; nothing else waits for it."""


@dataclass(slots=True)
class Printed:
    """Where the printed part of the stream begins and ends, and what it is of.

    `change` and `post` are numbers, `oldest` is a place.
    """

    view: View
    event: Event | None
    change: int
    post: int
    oldest: int | None = None


@click.command(name="tail")
@event_argument
@click.option("-n", "--lines", "count", type=Count(), default=20, metavar="COUNT|all",
              help="How many posts; 20 unless told.")  # fmt: skip
@click.option("--filter", "words", default="", metavar="WORDS",
              help="The same filter as on the desk, as in 'from:ana has:link'.")  # fmt: skip
@click.option("--uncover", is_flag=True, help="Print what its author asked to cover, too.")
@click.option("-f", "--follow", is_flag=True, help="Go on with what arrives, until ctrl+c.")
@click.option("--commands/--no-commands", "is_obeying", default=None,
              help="With --follow: do what is typed; by itself on a terminal only.")  # fmt: skip
@json_option
def tail_(
    event: str | None, store: Path | None, count: int | None, words: str, *, uncover: bool,
    follow: bool, is_obeying: bool | None, as_json: bool,
) -> None:  # fmt: skip
    """Print the stored stream: number, time, author and text of a post on each line.

    With --follow on a terminal it is a desk of words: type help.
    """
    if is_obeying and not follow:
        raise click.UsageError("--commands goes with --follow")
    if is_obeying and sys.stdin is None:
        raise click.UsageError("--commands needs a standard input to read them from")
    query = parsed(words)
    choice = choose(event, store)
    path = choice.existing_store()
    printer = Printer(ZoneInfo("UTC"), as_json=as_json, is_uncovered=uncover)
    printed = _print_stored(path, query, count, printer)
    if is_obeying if is_obeying is not None else follow and _is_typed_at():
        asyncio.run(_converse(choice, printed, printer))
    elif follow:
        asyncio.run(_follow(path, printed, printer))


def parsed(words: str) -> Query:
    """The filter; a wrong one is the user's mistake, shown with what is wrong underlined."""
    from backchannel.model.query import QueryError, parse

    try:
        return parse(words)
    except QueryError as error:
        mark = " " * error.position + "^" * max(error.length, 1)
        raise click.UsageError(f"{error.problem}\n  {words}\n  {mark}") from error


def _is_typed_at() -> bool:
    """Whether somebody sits at both ends. A job in the background that reads would be stopped."""
    ends = (sys.stdin, sys.stdout)  # None where nothing is there at all
    if not all(end is not None and end.isatty() for end in ends):
        return False
    try:
        return os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except (AttributeError, OSError):  # no such thing here
        return True


def _print_stored(path: Path, query: Query, count: int | None, printer: Printer) -> Printed:
    """Print as it is read, so that the longest stream takes little memory."""
    from backchannel.model.programme import zone_of
    from backchannel.store import changes, pages, schema, sources
    from backchannel.store.connection import fenced, wrapped

    with closing(schema.open_to_read(path)) as db:
        with wrapped(path):
            event = sources.event_of(db)
            printer.zone = zone = zone_of(event)
            view = pages.View(None, query, zone.key, PATIENCE)
            printed = Printed(view, event, changes.latest(db), pages.latest(db))
        for post in fenced(path, pages.walk(db, view, count)):
            printer.show(post)
            printed.oldest = post.place if printed.oldest is None else printed.oldest
    return printed


async def _follow(path: Path, printed: Printed, printer: Printer) -> None:
    from backchannel.store.store import Reader

    async with Reader(path) as reader:
        await print_what_arrives(reader, printed, printer)


async def print_what_arrives(
    reader: Reader, printed: Printed, printer: Printer, *, again: float = following.AGAIN
) -> None:
    """Print posts as they come. Never returns, whatever becomes of the store.

    `again` is how many seconds later it is tried again.
    """
    last = printed.post

    async def heard(_: Sequence[Change]) -> None:
        nonlocal last
        fresh, last = await reader.read(following.arrived, printed.view, last)
        for post in fresh:
            printer.show(post)

    await following.follow(reader, printed.change, heard, say, again=again)


async def _converse(choice: Choice, printed: Printed, printer: Printer) -> None:
    from backchannel.cli.plain import commands, looking
    from backchannel.cli.plain.desk import NOBODY, PlainDesk, converse
    from backchannel.cli.plain.typed import typed_lines
    from backchannel.store.store import Reader

    async with (
        Reader(choice.store) as reader,
        PlainDesk(reader, printer, printed.view, author(), event_file=choice.event_file) as desk,
    ):
        desk.change, desk.printed = printed.change, printed.post
        if printed.oldest is not None:
            looking.go_on(desk, printed.oldest)
        about = f"{printed.event.name}: new" if printed.event else "New"
        say(f"{about} posts are printed as they come.")
        if not await looking.is_collected(desk):
            say(NOBODY)
        say("Type help for what can be done, quit to end.")
        lines = typed_lines(sys.stdin.fileno(), sys.stdin.encoding or "utf-8")
        await converse(desk, lines, commands.do)
