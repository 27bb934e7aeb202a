"""`question` and `cue`: what the room asks, and what the presenter is told."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from backchannel.cli.answers import answer, answer_json
from backchannel.cli.asked import acts
from backchannel.cli.choice import json_option, split_event, store_option
from backchannel.cli.deciding import write_down
from backchannel.cli.verbs.settings import author

if TYPE_CHECKING:
    from backchannel.store.connection import Connection


@click.command(name="question", epilog=f"What can stand there: {acts.USAGE}.")
@click.argument("words", nargs=-1, required=True, metavar="[EVENT] NUMBER... | ACT ...")
@click.option("--asker", default="", metavar="NAME", help="With ask: who in the room asks.")
@store_option
@json_option
def question_(words: tuple[str, ...], store: Path | None, asker: str, *, as_json: bool) -> None:
    """Make posts questions, ask one for the room, or go on with one of the queue."""
    event, rest = split_event(words)
    if not rest:
        raise click.UsageError("name posts by their numbers, or say what to do")
    by = author()

    def write(db: Connection) -> acts.Told:
        return acts.do(db, rest, by, asker)

    _tell(write_down(event, store, write), as_json=as_json)


@click.command(name="cue")
@click.argument("words", nargs=-1, required=True, metavar="[EVENT] TEXT...")
@store_option
@json_option
def cue_(words: tuple[str, ...], store: Path | None, *, as_json: bool) -> None:
    """Tell the presenter something, in a few words; `list` says what was told and seen."""
    from backchannel.cli.asked import cueing

    event, rest = split_event(words)
    by = author()

    def write(db: Connection) -> acts.Told:
        return cueing.do(db, rest, by)

    _tell(write_down(event, store, write), as_json=as_json)


def _tell(told: acts.Told, *, as_json: bool) -> None:
    if as_json:
        for change in told.changed:
            answer_json(change)
    else:
        for line in told.said:
            answer(line)
