"""`import`: the record of another desk, taken into the store of an event."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import click

from backchannel.cli.answers import answer, answer_json
from backchannel.cli.choice import choose, json_option, split_event, store_option
from backchannel.cli.verbs.record.bar import bar
from backchannel.ui.lines.amounts import counted

if TYPE_CHECKING:
    from backchannel.record.lines.taking import Taken
    from backchannel.store.connection import Connection


@click.command(name="import")
@click.argument("words", nargs=-1, required=True, metavar="[EVENT] FILE")
@click.option("--all", "is_any", is_flag=True,
              help="Also what bears none of the event's tags.")  # fmt: skip
@store_option
@json_option
def import_(words: tuple[str, ...], store: Path | None, *, is_any: bool, as_json: bool) -> None:
    """Take in what was recorded elsewhere: all of a file or, if it is damaged, nothing."""
    event, rest = split_event(words)
    if len(rest) != 1:
        raise click.UsageError("name one file, as in: import record.jsonl")
    file, path = Path(rest[0]), choose(event, store).store
    taken = _record(file, path, is_any=is_any)
    if as_json:
        answer_json(
            {"event": taken.event, "posts": taken.posts, "known": taken.known, "pins": taken.pins,
             "notes": taken.notes, "questions": taken.questions}
        )  # fmt: skip
    else:
        answer(_said(taken))


def _record(file: Path, path: Path, *, is_any: bool) -> Taken:
    from backchannel.record.lines.taking import take, total_of
    from backchannel.store.store import Store

    total = total_of(file)  # so that the store is not locked for what is no record at all

    async def write() -> Taken:
        with bar("import") as progress:

            def act(db: Connection) -> Taken:
                return take(db, file, progress, is_any=is_any, total=total)

            async with Store(path) as opened:
                return await opened.write(act)

    return asyncio.run(write())


def _said(taken: Taken) -> str:
    new = [
        counted(taken.posts, "post"),
        *(counted(taken.pins, "pin") for _ in range(taken.pins > 0)),
        *(counted(taken.notes, "note") for _ in range(taken.notes > 0)),
        *(counted(taken.questions, "question") for _ in range(taken.questions > 0)),
    ]
    known = f"; {counted(taken.known, 'post')} known already" if taken.known else ""
    return f"{taken.event}: {', '.join(new)}{known}"
