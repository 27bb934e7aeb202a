"""`export`: the record of an event, in one of its formats."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from backchannel.cli.answers import answer
from backchannel.cli.choice import choose, split_event, store_option
from backchannel.cli.verbs.record.bar import bar
from backchannel.cli.verbs.record.chosen import Wanted, chosen_of, chosen_options

if TYPE_CHECKING:
    from backchannel.record.choosing import Chosen
    from backchannel.record.formats import Format
    from backchannel.store.connection import Connection

STDOUT = "-"


@click.command(name="export")
@click.argument("words", nargs=-1, required=True, metavar="[EVENT] FORMAT [TARGET]")
@chosen_options
@click.option("--by", type=click.Choice(["event", "session"]), default="event",
              help="markdown: one file for the event, or a folder with one a session.")  # fmt: skip
@click.option("--zero", default="", metavar="TIME",
              help="webvtt: when the recording begins; otherwise with --session.")  # fmt: skip
@click.option("--with-decisions", is_flag=True,
              help="jsonl: for another desk, not to be given out. Also earlier wordings, rules, "
              "cues, mutes, and who decided what.")  # fmt: skip
@store_option
def export_(
    words: tuple[str, ...],
    wanted: Wanted,
    store: Path | None,
    *,
    by: str,
    zero: str,
    with_decisions: bool,
) -> None:
    """Write the record of an event; without a TARGET into a file or folder here.

    A TARGET of - is standard output. An earlier record of the same event in the same format is
    replaced when all is written; any other file or folder is refused.
    """
    from backchannel.record.reading import recorded, snapshot

    named, rest = split_event(words)
    how, target = _format(rest[0] if rest else "", by), rest[1] if len(rest) > 1 else ""
    if len(rest) > 2:
        raise click.UsageError("name one format and one target")
    if zero and how.name != "webvtt":
        raise click.UsageError("--zero goes with webvtt")
    if how.name == "opml" and wanted != Wanted((), "", "", "", is_public_only=False):
        raise click.UsageError("opml has all sources; leave the choices out")
    if with_decisions and how.name != "jsonl":
        raise click.UsageError("--with-decisions goes with jsonl")
    with snapshot(choose(named, store).existing_store()) as db:
        chosen = replace(chosen_of(db, wanted, zero), has_decisions=with_decisions)
        event = recorded(db, chosen).event
        _export(db, how, chosen, target or how.usual_name(event))


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


def _format(word: str, by: str) -> Format:
    from backchannel.config.problems import listed, nearest, quoted
    from backchannel.record.formats import FORMATS

    if by == "session":
        if word not in {"markdown", "markdown-sessions"}:
            raise click.UsageError("--by session goes with markdown")
        word = "markdown-sessions"
    if word in FORMATS:
        return FORMATS[word]
    hint = nearest(word, FORMATS) if word else ""
    said = f"{quoted(word)} is no format{hint}" if word else "name a format"
    raise click.UsageError(f"{said}; there is {listed(FORMATS)}")
