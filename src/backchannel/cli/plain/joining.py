"""Commands that say something to the world: shown first, and sent by a word of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from backchannel.clean.terminal import clean_text
from backchannel.cli.numbers import is_number
from backchannel.cli.outgoing import SHORT, Wanted, fields_of, line_of, meant, preview, worded
from backchannel.cli.plain.desk import Answer
from backchannel.cli.plain.looking import is_collected
from backchannel.model.outgoing import Outgoing
from backchannel.store import outgoing

if TYPE_CHECKING:
    from backchannel.cli.plain.desk import PlainDesk
    from backchannel.store.connection import Connection


async def reply(desk: PlainDesk, words: str) -> Answer:
    """Write an answer to a post: its number, then the words."""
    first, _, rest = words.partition(" ")
    if not is_number(first):
        raise click.UsageError("say which post by its number, as in reply 12 it is at two")
    return await _write(desk, rest, int(first.lstrip("#")))


async def post(desk: PlainDesk, words: str) -> Answer:
    """Write a post to the event."""
    return await _write(desk, words, None)


async def send(desk: PlainDesk, words: str) -> Answer:
    """Send what was written last, or the draft whose id begins so."""

    def ask(db: Connection) -> Outgoing:
        return outgoing.send(db, _which(db, desk, words).id)

    await _learn(desk)
    asked = await desk.write(ask)
    said = [f"On its way: {line_of(asked)}"]
    if not await is_collected(desk):
        said.append("Nobody is collecting, so it waits; backchannel collect sends it.")
    return Answer(said, fields=fields_of(asked))


async def discard(desk: PlainDesk, words: str) -> Answer:
    """Throw away what was written last, or the draft whose id begins so."""

    def throw_away(db: Connection) -> tuple[Outgoing, bool]:
        found = _which(db, desk, words)
        outgoing.take_back(db, found.id)
        return found, outgoing.discard(db, found.id)

    found, is_done = await desk.write(throw_away)
    if not is_done:
        return Answer([f"It is {found.state}, so it was not thrown away."], is_ok=False)
    return Answer([f"Thrown away: {line_of(found)}"], fields=fields_of(found))


async def drafts(desk: PlainDesk, words: str) -> Answer:
    """What was written and is not out."""
    listed = await desk.read(outgoing.listed)
    found = [line_of(each) for each in listed if each.is_open]
    return Answer(found or ["Nothing waits to be sent."])


async def _write(desk: PlainDesk, text: str, number: int | None) -> Answer:
    written = clean_text(text)
    if not written:
        raise click.UsageError("it needs some words")
    await _learn(desk)
    made = await desk.read(worded, written, number, Wanted())
    kept = await desk.write(outgoing.write, made.words, desk.by)
    desk.written = kept.id
    hint = f"Type send to send it, discard to throw it away. It is kept as {kept.id[:SHORT]}."
    return Answer([*preview(made), hint], fields=fields_of(kept))


async def _learn(desk: PlainDesk) -> None:
    from backchannel.wiring import sending

    await desk.write(sending.learn, await sending.own_accounts())


def _which(db: Connection, desk: PlainDesk, words: str) -> Outgoing:
    if not (words or desk.written):
        raise click.UsageError("nothing was written here yet; say which, as drafts lists them")
    return meant(db, words or desk.written)
