"""Commands that look: at posts, at what was decided, at the sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

import click
from msgspec.structs import replace

from backchannel.clean.terminal import clean_line
from backchannel.cli.numbers import numbers_of, post_numbered
from backchannel.cli.plain.desk import AT_ONCE, NOBODY, Answer
from backchannel.cli.plain.finding import understood
from backchannel.cli.plain.lines import fields_of, named, spoken_clock
from backchannel.cli.plain.whole import whole
from backchannel.model.query import EVERYTHING
from backchannel.store import board, lease, pages, searching, sources
from backchannel.store.details import why
from backchannel.store.roles import rules
from backchannel.ui.lines.amounts import counted

if TYPE_CHECKING:
    from backchannel.cli.plain.desk import PlainDesk
    from backchannel.model.board import Hidden
    from backchannel.model.post import StoredPost
    from backchannel.model.source import Health
    from backchannel.store.connection import Connection

PART: Final = 20
"""Posts that are printed at once unless another number is said."""

_MOST: Final = 1_000


async def open_(desk: PlainDesk, words: str) -> Answer:
    """All of a post, what was covered included, with its links and where else it was seen."""
    numbers = numbers_of(words.replace(",", " ").split())
    if len(numbers) > 1:
        raise click.UsageError("open takes one post at a time, so nothing was opened")
    post = await desk.read(post_numbered, numbers[0])
    if desk.printer.as_json:
        return Answer([], fields={"post": fields_of(post)})
    return Answer([*whole(post, desk.printer.zone)])


async def why_(desk: PlainDesk, words: str) -> Answer:
    """Why a post is shown, or is not: by its number, its address, or some of its words."""
    if not words.strip():
        raise click.UsageError("which post? Its number, its address, or some of its words")
    post, reasons = await desk.read(_reasons, words)
    asked = clean_line(words, limit=60)
    head = f"{post.number}, {named(post)}" if post else f"No post is known by “{asked}”"
    lines = [
        f"{'Against it: ' if each.is_against else ''}{each.said}"
        f"{f'. {_by(desk, each.by, each.at)}' if each.by and each.at else ''}"
        f"{f'. Until {_clock(desk, each.until)}' if each.until else ''}"
        for each in reasons
    ]
    return Answer([head, *lines], fields={"post": post.number if post else None})


async def last(desk: PlainDesk, words: str) -> Answer:
    """The newest posts again, as many as you say."""
    desk.more = None
    return await _older(desk, None, _count(words))


async def more(desk: PlainDesk, words: str) -> Answer:
    """The posts before those that were listed last."""
    count = _count(words)
    return await (desk.more(count) if desk.more else _older(desk, None, count))


async def filter_(desk: PlainDesk, words: str) -> Answer:
    """Print only what matches from now on; without words, everything."""
    query = understood(words, "The filter stays as it was")
    view = replace(desk.view, query=query)
    matching = await desk.read(searching.tally, view)
    # What waits was asked for by the old filter; it is printed by the new one.
    desk.view, desk.more = view, None
    if query == EVERYTHING:
        fields: dict[str, object] = {"posts": matching.posts}
        return Answer([f"No filter; {_tallied(matching)}."], fields=fields)
    total = await desk.read(pages.count, replace(view, query=EVERYTHING))
    said = f"{matching} of {counted(total, 'post')} match, and new ones are printed if they do. "
    fields = {"matching": matching.posts, "posts": total, "whole": matching.is_whole}
    return Answer([f"{said}last prints them."], fields=fields)


async def hold(desk: PlainDesk, words: str) -> Answer:
    """Let new posts wait until `go`."""
    was_held, desk.is_held = desk.is_held, True
    waiting = await desk.waiting()
    said = "Still holding" if was_held else "Holding"
    count = f"; {counted(waiting, 'new post')} waiting" if waiting else ""
    return Answer([f"{said}{count}. go prints what waits."], fields={"waiting": waiting})


async def go(desk: PlainDesk, words: str) -> Answer:
    """Print what waited, and go on printing what arrives."""
    desk.is_held = False
    waited = await desk.waiting()
    left = await desk.catch_up(AT_ONCE)
    said = f"{counted(waited, 'post')} waited." if waited else "Nothing waited."
    return Answer([f"{said} {left}".strip()], fields={"waited": waited})


async def pins(desk: PlainDesk, words: str) -> Answer:
    """The highlights in their order."""
    found = await desk.read(board.pins)
    lines = [
        f"{place}. {pin.post.number}, {named(pin.post)}{f' ({pin.remark})' if pin.remark else ''}"
        for place, pin in enumerate(found, 1)
    ]
    return _listed(lines, "pin", [pin.post.number for pin in found])


async def notes(desk: PlainDesk, words: str) -> Answer:
    """What was written down, the latest last."""
    found = (await desk.read(board.notes, _count(words)))[::-1]
    posts = await desk.read(pages.by_places, [note.post for note in found if note.post is not None])
    lines = []
    for note in found:
        post = posts.get(note.post) if note.post is not None else None
        about = f", about {post.number}, {post.post.author.name}" if post else ""
        lines.append(f"{_clock(desk, note.at)}{about}: {' '.join(note.text.split())}")
    return _listed(lines, "note", [note.id for note in found])


async def hidden(desk: PlainDesk, words: str) -> Answer:
    """What is out of sight, by whom or by which rule, and why."""
    found, ruled = await desk.read(_out_of_sight)
    said = {
        each.post.number: f"{named(each.post)}. {_by(desk, each.by, each.at, each.reason)}"
        for each in found
    }
    counts = []
    for each in ruled:
        counts.append(f"The rule {each.rule.name} hides {counted(each.count, 'post')}")
        for post in each.posts:
            said.setdefault(post.number, f"{named(post)}. By the rule {each.rule.name}")
    lines = [*counts, *(f"{number}, {line}" for number, line in said.items())]
    return _listed(lines, "hidden post", [*said])


def _out_of_sight(db: Connection) -> tuple[tuple[Hidden, ...], tuple[rules.Muted, ...]]:
    return board.hidden(db), rules.hidden_by_rules(db)


async def muted(desk: PlainDesk, words: str) -> Answer:
    """Who is out of sight, until when and why."""
    found = await desk.read(board.muted)
    lines = [
        f"{each.shown}, {f'until {_clock(desk, each.until)}' if each.until else 'for good'}. "
        f"{_by(desk, each.by, each.at, each.reason)}"
        for each in found
    ]
    return _listed(lines, "mute", [each.key for each in found])


async def stashed(desk: PlainDesk, words: str) -> Answer:
    """What was put aside for later."""
    found = await desk.read(board.stashed)
    lines = [f"{each.post.number}, {named(each.post)}" for each in found]
    return _listed(lines, "post put aside", [each.post.number for each in found])


async def log(desk: PlainDesk, words: str) -> Answer:
    """Who decided what and when, the latest last."""
    found = (await desk.read(board.log, _count(words)))[::-1]
    lines = [
        f"{_clock(desk, each.at)} {each.by}: {each.act}, {each.about}"
        f"{' (undone)' if each.undone else ''}"
        for each in found
    ]
    return _listed(lines, "decision", [each.id for each in found])


async def sources_(desk: PlainDesk, words: str) -> Answer:
    """How every source is doing."""
    from backchannel.ui.health.source_words import as_now

    known, held = await desk.read(_collected)
    now = desk.reader.now()
    is_current = held is not None
    lines = [NOBODY] if held is None else []
    begun = held.taken if held is not None else None
    lines += [_source(as_now(each, begun), now, is_current=is_current) for each in known]
    return _listed(lines, "source", [each.source for each in known])


async def is_collected(desk: PlainDesk) -> bool:
    """Whether a collector is at work."""
    return await desk.read(lease.is_collected)


def go_on(desk: PlainDesk, before: int) -> None:
    """Let `more` begin with what is older than a place."""

    async def on(count: int) -> Answer:
        return await _older(desk, before, count)

    desk.more = on


async def quit_(desk: PlainDesk, words: str) -> Answer:
    """End. Everything that was answered is stored."""
    return Answer([], is_last=True)


async def _older(desk: PlainDesk, before: int | None, count: int) -> Answer:
    page = await desk.read(searching.newest, desk.view, before, count)
    if not page.posts:
        return Answer(["There are no older ones." if before else "There are none."])
    go_on(desk, page.posts[-1].place)
    said = f"{counted(len(page.posts), 'post')}."
    said = f"{said} more has older ones." if page.older else f"{said} There are no older ones."
    return Answer([said], posts=page.posts[::-1])


def _tallied(tally: searching.Tally) -> str:
    return counted(tally.posts, "post") if tally.is_whole else f"{tally} posts"


def _reasons(db: Connection, asked: str) -> tuple[StoredPost | None, tuple[why.Reason, ...]]:
    post = why.find(db, asked)
    return post, why.reasons(db, post) if post else why.absence(db)


def _collected(db: Connection) -> tuple[tuple[Health, ...], lease.Lease | None]:
    return sources.health(db), lease.read(db) if lease.is_collected(db) else None


def _source(health: Health, now: datetime, *, is_current: bool) -> str:
    from backchannel.ui.health.source_words import health_text, is_remembered, last_text

    is_old = is_remembered(health, is_current=is_current)
    said = last_text(health, now) if is_old else health_text(health, now)
    why = f", because {health.problem.rstrip('.')}" if health.problem else ""
    return f"{health.source}: {said}{why}. {counted(health.given, 'post')}."


def _listed(lines: Iterable[str], what: str, keys: Sequence[object]) -> Answer:
    said = [*lines]
    count = counted(len(keys), what) if keys else f"No {what}"
    return Answer([*said, f"{count}."], fields={"items": list(keys)})


def _count(words: str) -> int:
    if not words.strip():
        return PART
    if not (words.strip().isdecimal() and 0 < int(words[:9]) <= _MOST):
        raise click.UsageError(f"say a number from 1 to {_MOST:,}, as in last 50")
    return int(words)


def _clock(desk: PlainDesk, at: datetime) -> str:
    return spoken_clock(at, desk.reader.now(), desk.printer.zone)


def _by(desk: PlainDesk, who: str, at: datetime, reason: str = "") -> str:
    why = f": {reason}" if reason else ""
    return f"By {clean_line(who)} at {_clock(desk, at)}{why}"
