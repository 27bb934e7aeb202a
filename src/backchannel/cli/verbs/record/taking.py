"""`import`: what was recorded elsewhere, taken into the store of an event."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from backchannel.cli.answers import answer, answer_json
from backchannel.cli.choice import choose, json_option, split_event, store_option
from backchannel.cli.verbs.record.bar import bar
from backchannel.cli.verbs.record.interrupting import Check, run_whole
from backchannel.ui.lines.amounts import counted

if TYPE_CHECKING:
    from backchannel.record.lines.taking import Taken
    from backchannel.store.connection import Connection


@click.command(name="import")
@click.argument("words", nargs=-1, required=True, metavar="[EVENT] FILE")
@click.option("--all", "is_any", is_flag=True,
              help="Also what bears none of the event's tags.")  # fmt: skip
@click.option("--handle", default="", metavar="NAME",
              help="Of a repository of Bluesky, whose handle it does not say.")  # fmt: skip
@store_option
@json_option
def import_(
    words: tuple[str, ...], store: Path | None, *, is_any: bool, handle: str, as_json: bool
) -> None:
    """Take in what was recorded elsewhere: all of a file or, if it is damaged, nothing.

    A raw record of another desk; an archive that Mastodon or Bluesky gave you of your posts; a feed
    that was kept as a file. The last three only as far as posts bear a tag of the event.
    """
    event, rest = split_event(words)
    if len(rest) != 1:
        raise click.UsageError("name one file, as in: import record.jsonl")
    file, choice = Path(rest[0]), choose(event, store)
    if file.suffix.casefold() == ".jsonl":
        taken = _record(file, choice.store, is_any=is_any)
        told, line = _fields(taken), _said(taken)
    else:
        told, line = _own(file, choice.existing_store(), handle, is_any=is_any)
    if as_json:
        answer_json(told)
    else:
        answer(line)


def _own(file: Path, path: Path, handle: str, *, is_any: bool) -> tuple[dict[str, object], str]:
    from backchannel.cli.verbs.record.archives import brought, take

    found = brought(file, handle)
    done = run_whole(path, lambda db, _: take(db, found, is_any=is_any))
    parts = [f"{done.source}: {counted(done.new, 'post')}"]
    parts += [f"{counted(done.known, 'post')} known already"] if done.known else []
    parts += [f"{done.passed_over:,} without the event's tag"] if done.passed_over else []
    told: dict[str, object] = {
        "source": done.source, "posts": done.new, "known": done.known,
        "passed_over": done.passed_over,
    }  # fmt: skip
    return told, "; ".join(parts)


def _record(file: Path, path: Path, *, is_any: bool) -> Taken:
    from backchannel.record.lines.taking import take, total_of

    total = total_of(file)  # so that the store is not locked for what is no record at all
    with bar("import") as progress:

        def act(db: Connection, check: Check) -> Taken:
            def told(done: int, of: int) -> None:
                check()
                progress(done, of)

            return take(db, file, told, is_any=is_any, total=total)

        return run_whole(path, act)


def _fields(taken: Taken) -> dict[str, object]:
    return {
        "event": taken.event, "posts": taken.posts, "known": taken.known, "pins": taken.pins,
        "notes": taken.notes, "questions": taken.questions,
    }  # fmt: skip


def _said(taken: Taken) -> str:
    new = [
        counted(taken.posts, "post"),
        *(counted(taken.pins, "pin") for _ in range(taken.pins > 0)),
        *(counted(taken.notes, "note") for _ in range(taken.notes > 0)),
        *(counted(taken.questions, "question") for _ in range(taken.questions > 0)),
    ]
    known = f"; {counted(taken.known, 'post')} known already" if taken.known else ""
    return f"{taken.event}: {', '.join(new)}{known}"
