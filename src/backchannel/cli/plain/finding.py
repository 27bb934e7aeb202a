"""Finding posts in everything that is stored, and saying where the words were found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import click
from msgspec.structs import replace

from backchannel.cli.plain.desk import Answer
from backchannel.cli.plain.lines import day_of, fields_of, lines_of, moment_of
from backchannel.model.folding import find_matches
from backchannel.model.query import Query, QueryError, parse, phrases
from backchannel.store import pages, searching
from backchannel.ui.lines.amounts import counted

if TYPE_CHECKING:
    from datetime import tzinfo

    from backchannel.cli.plain.desk import PlainDesk
    from backchannel.model.post import StoredPost

PART: Final = 10
"""Found posts that are printed at once."""

_BEST: Final = 1_000
"""How far the best are read on."""


async def search(desk: PlainDesk, words: str) -> Answer:
    """Look for words in everything that is stored, whatever the filter is; the newest first."""
    view = replace(desk.view, query=_wanted(words))
    return await _newest(desk, view, None, PART)


async def best(desk: PlainDesk, words: str) -> Answer:
    """The same, and what matches best first."""
    view = replace(desk.view, query=_wanted(words))
    places = await desk.read(pages.best, view, _BEST)
    return await _ranked(desk, view.query, places, PART)


def understood(words: str, tail: str = "") -> Query:
    """A filter. What is wrong is said with the place, in words: nobody need look for a mark.

    The tail is a sentence after that one.
    """
    try:
        return parse(words)
    except QueryError as error:
        wrong = words[error.position : error.position + error.length].strip()
        where = f"letter {error.position + 1}" + (f", {wrong}" if wrong else "")
        end = ("" if error.problem.endswith("?") else ".") if tail else ""
        raise click.UsageError(f"at {where}: {error.problem}{end} {tail}".rstrip()) from error


def found_lines(
    post: StoredPost, query: Query, zone: tzinfo, *, is_marked: bool = True, is_uncovered: bool
) -> list[str]:
    """A post with the day and, in brackets, what was looked for."""
    local = moment_of(post).astimezone(zone)
    when = f"{day_of(local).partition(' ')[2]} {local:%H:%M}"

    def sign(text: str) -> str:
        return marked(text, query) if is_marked else text

    return [*lines_of(post, when, is_uncovered=is_uncovered, marked=sign)]


def marked(text: str, query: Query) -> str:
    """A text with brackets around what was looked for."""
    parts, at = [], 0
    for start, end in find_matches(text, phrases(query)):
        parts += [text[at:start], "[", text[start:end], "]"]
        at = end
    return "".join([*parts, text[at:]])


def found_fields(post: StoredPost, query: Query) -> dict[str, object]:
    """A post as JSON, with where the words are: pairs of start and end."""
    wanted = phrases(query)
    texts = {"title": post.post.title, "text": post.post.text}
    extents = {name: find_matches(text, wanted) for name, text in texts.items()}
    return {**fields_of(post), "matches": extents}


def _wanted(words: str) -> Query:
    if not words.strip():
        raise click.UsageError("say what to look for, as in search river from:ana")
    return understood(words)


async def _newest(desk: PlainDesk, view: pages.View, before: int | None, count: int) -> Answer:
    page = await desk.read(searching.newest, view, before, count)
    if not page.posts:
        return Answer(["There are no more." if before else "Nothing matches."])

    async def on(count: int) -> Answer:
        return await _newest(desk, view, page.posts[-1].place, count)

    desk.more = on
    return _found(desk, view.query, page.posts, is_all=not page.older)


async def _ranked(desk: PlainDesk, query: Query, places: tuple[int, ...], count: int) -> Answer:
    posts = await desk.read(searching.in_order, places[:count])
    if not posts:
        return Answer(["There are no more."] if desk.more else ["Nothing matches."])

    rest = places[count:]

    async def on(count: int) -> Answer:
        return await _ranked(desk, query, rest, count)

    desk.more = on
    return _found(desk, query, posts, is_all=not rest)


def _found(desk: PlainDesk, query: Query, posts: Sequence[StoredPost], *, is_all: bool) -> Answer:
    printer = desk.printer
    lines = [
        line
        for post in posts
        for line in found_lines(post, query, printer.zone, is_uncovered=printer.is_uncovered)
    ]
    said = f"{counted(len(posts), 'post')}."
    said = f"{said} That is all." if is_all else f"{said} more has the next."
    return Answer([said], posts=posts, lines=lines)
