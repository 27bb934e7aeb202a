"""`tail`: the stored stream as plain lines or JSON, newest last."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from backchannel.cli.answers import answer, answer_json, moment
from backchannel.cli.choice import choose, event_argument, json_option

if TYPE_CHECKING:
    from backchannel.model.post import StoredPost
    from backchannel.model.query import Query
    from backchannel.store.connection import Connection
    from backchannel.store.pages import View


@dataclass(frozen=True, slots=True)
class Since:
    """Where the printed part of the stream ends: numbers of a change and of a post."""

    change: int
    post: int


class _Count(click.ParamType[int | None]):
    """A number of posts, or `all`, which is None."""

    name = "count"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int | None:
        if value == "all" or value is None:
            return None
        if isinstance(value, int):
            return value
        if isinstance(value, str) and value.isdecimal() and len(value) < 10:
            return int(value)
        raise click.BadParameter("must be a number or all", ctx, param)


@click.command(name="tail")
@event_argument
@click.option("-n", "--lines", "count", type=_Count(), default=20, metavar="COUNT|all",
              help="How many posts; 20 unless told.")  # fmt: skip
@click.option("--filter", "words", default="", metavar="WORDS",
              help="The same filter as on the desk, as in 'from:ana has:link'.")  # fmt: skip
@click.option("-f", "--follow", is_flag=True, help="Go on with what arrives, until ctrl+c.")
@json_option
def tail_(
    event: str | None, store: Path | None, count: int | None, words: str, *, follow: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Print the stored stream: number, time, author and text of a post on each line."""
    query = _parsed(words)
    path = choose(event, store).existing_store()
    printer, view, since = _print_stored(path, query, count, as_json=as_json)
    if follow:
        asyncio.run(_follow(path, view, since, printer))


class Printer:
    """Prints posts one after another; a day is named when it is another than the last."""

    def __init__(self, zone: tzinfo, *, as_json: bool) -> None:
        self.zone, self.as_json = zone, as_json
        self.day = ""

    def show(self, post: StoredPost) -> None:
        """One post."""
        if self.as_json:
            answer_json(fields_of(post))
            return
        local = moment_of(post).astimezone(self.zone)
        day = f"{local:%A %d %B %Y}"
        if day != self.day:
            self.day = day
            answer(day)
        for line in lines_of(post, local):
            answer(line)


def _parsed(words: str) -> Query:
    """The filter; a wrong one is the user's mistake, shown with what is wrong underlined."""
    from backchannel.model.query import QueryError, parse

    try:
        return parse(words)
    except QueryError as error:
        mark = " " * error.position + "^" * max(error.length, 1)
        raise click.UsageError(f"{error.problem}\n  {words}\n  {mark}") from error


def _print_stored(
    path: Path, query: Query, count: int | None, *, as_json: bool
) -> tuple[Printer, View, Since]:
    """Print as it is read, so that the longest stream takes little memory."""
    from backchannel.store import changes, pages, schema, sources
    from backchannel.store.connection import wrapped

    with closing(schema.open_to_read(path)) as db:
        with wrapped(path):
            event = sources.event_of(db)
            zone = event.timezone if event else "UTC"
            printer, view = Printer(ZoneInfo(zone), as_json=as_json), pages.View(None, query, zone)
            since = Since(changes.latest(db), pages.latest(db))
        stored = pages.walk(db, view, count)
        while (post := _next(path, stored)) is not None:
            printer.show(post)
    return printer, view, since


def _next(path: Path, stored: Iterator[StoredPost]) -> StoredPost | None:
    """The next post; only reading is fenced, as printing has errors of its own."""
    from backchannel.store.connection import wrapped

    with wrapped(path):
        return next(stored, None)


async def _follow(path: Path, view: View, since: Since, printer: Printer) -> None:
    from backchannel.store import pages
    from backchannel.store.store import Reader

    def arrived(db: Connection, after: int) -> tuple[list[StoredPost], int]:
        return pages.arrived(db, view, after), pages.latest(db)

    printed = since.post
    async with Reader(path) as reader:
        async for _ in reader.follow(since.change):
            fresh, printed = await reader.read(arrived, printed)
            for post in fresh:
                printer.show(post)


def lines_of(post: StoredPost, local: datetime) -> Iterator[str]:
    """A post as one line, and a second one for what it points at. Made to be read aloud."""
    kept = post.post
    if post.is_gone:
        yield f"{post.number} {local:%H:%M} {kept.author.name}: deleted by its author"
        return
    words = " ".join(f"{kept.title}. {kept.text}".split() if kept.title else kept.text.split())
    if kept.warning:
        words = f"content warning: {kept.warning}. {words}"
    marks = [] if kept.kind == "post" else [str(kept.kind)]
    marks += ["pinned"] if post.is_pinned else []
    about = f" ({', '.join(marks)})" if marks else ""
    yield f"{post.number} {local:%H:%M} {kept.author.name}{about}: {words}".rstrip()
    alts = [f"{media.kind}: {media.alt or 'no description'}" for media in kept.media]
    link = kept.link or (kept.url if kept.title else None)
    more = [*alts, *([str(link)] if link else [])]
    if more:
        yield f"    {' · '.join(' '.join(part.split()) for part in more)}"


def fields_of(post: StoredPost) -> dict[str, object]:
    """A post as `tail --json` prints it; the manual lists the keys, which do not change."""
    kept = post.post
    return {
        "number": post.number,
        "id": kept.id,
        "kind": str(kept.kind),
        "time": moment(moment_of(post)),
        "published": moment(kept.published),
        "first_seen": moment(post.first_seen),
        "edited": moment(kept.edited),
        "author": kept.author.name,
        "handle": kept.author.handle,
        "is_bot": kept.author.is_bot,
        "title": kept.title,
        "text": kept.text,
        "warning": kept.warning,
        "sensitive": kept.is_sensitive,
        "url": kept.url,
        "link": kept.link,
        "tags": list(kept.tags),
        "language": kept.language,
        "reply_to": kept.reply_to,
        "media": [
            {"kind": str(media.kind), "url": media.url, "alt": media.alt} for media in kept.media
        ],
        "likes": kept.likes,
        "boosts": kept.boosts,
        "replies": kept.replies,
        "pane": post.pane,
        "sources": list(post.sources),
        "pinned": post.is_pinned,
        "hidden": post.is_hidden,
        "gone": post.is_gone,
        "cut": list(kept.cut),
    }


def moment_of(post: StoredPost) -> datetime:
    """When it was posted, as panes order it."""
    from backchannel.model.moments import from_micros

    return from_micros(post.place)
