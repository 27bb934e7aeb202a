"""Commands of the stage: each answers when it is on the disk."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from backchannel.cli.numbers import numbers_of, post_numbered
from backchannel.cli.plain.desk import Answer
from backchannel.cli.plain.lines import named
from backchannel.store.roles import stage

if TYPE_CHECKING:
    from backchannel.cli.plain.desk import PlainDesk
    from backchannel.model.roles.stage import Shown
    from backchannel.store.connection import Connection


async def on_air(desk: PlainDesk, words: str) -> Answer:
    """Put a post on the projector, `next` or `back` for the pins, or say what is there."""
    wanted = words.strip().casefold()

    def act(db: Connection) -> tuple[bool, Shown]:
        return _put(db, wanted, desk.by), stage.shown(db)

    is_changed, shown = await desk.write(act)
    return _answer("on-air", shown, is_changed=is_changed)


async def off_air(desk: PlainDesk, words: str) -> Answer:
    """Show the card that says how to take part."""
    return await _done(desk, "off-air", stage.off_air)


async def blank(desk: PlainDesk, words: str) -> Answer:
    """Show nothing at all on any projector."""
    return await _done(desk, "blank", stage.blank)


async def unblank(desk: PlainDesk, words: str) -> Answer:
    """Show again what is on air."""
    return await _done(desk, "unblank", stage.unblank)


def said(shown: Shown) -> str:
    """What projectors show, in a sentence."""
    if shown.is_blank:
        return "Every projector is blank; unblank shows again what is on air."
    if shown.post is None:
        return "Nothing is on air; the card says how to take part."
    return f"On air: {shown.post.number}, {named(shown.post)}"


def _put(db: Connection, wanted: str, by: str) -> bool:
    if not wanted:
        return False
    if wanted in {"next", "back"}:
        post = (stage.next_ if wanted == "next" else stage.back)(db, by)
        if post is None:
            raise click.UsageError("there is no other pin that can go on air")
        return True
    numbers = numbers_of(wanted.split())
    if len(numbers) > 1:
        raise click.UsageError("one post is on air at a time; say one number")
    return stage.put_on_air(db, post_numbered(db, numbers[0]).place, by)


async def _done(desk: PlainDesk, name: str, act: Callable[[Connection, str], bool]) -> Answer:
    def do(db: Connection) -> tuple[bool, Shown]:
        return act(db, desk.by), stage.shown(db)

    is_changed, shown = await desk.write(do)
    return _answer(name, shown, is_changed=is_changed)


def _answer(name: str, shown: Shown, *, is_changed: bool) -> Answer:
    number = shown.post.number if shown.post is not None else None
    fields = {"change": name, "post": number, "blank": shown.is_blank, "changed": is_changed}
    return Answer([said(shown)], fields=fields)
