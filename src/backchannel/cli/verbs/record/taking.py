"""`import`: what was recorded elsewhere, taken into the store of an event."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from backchannel.clean.terminal import clean_line
from backchannel.cli.answers import answer, answer_json, say
from backchannel.cli.choice import choose, json_option, split_event, store_option
from backchannel.cli.verbs.record.bar import bar, going_on
from backchannel.cli.verbs.record.interrupting import Check, run_whole
from backchannel.ui.lines.amounts import counted

if TYPE_CHECKING:
    from backchannel.cli.verbs.record.archives import Brought
    from backchannel.model.post import Draft
    from backchannel.record.lines.taking import Taken
    from backchannel.store.connection import Connection

_WEB: Final = ("http://", "https://")


@click.command(name="import")
@click.argument("words", nargs=-1, required=True, metavar="[EVENT] FILE-or-URL")
@click.option("--all", "is_any", is_flag=True,
              help="Also what bears none of the event's tags.")  # fmt: skip
@click.option("--handle", default="", metavar="NAME",
              help="Of a repository of Bluesky, whose handle it does not say.")  # fmt: skip
@click.option("--local", is_flag=True,
              help="Allow an address on this machine or network.")  # fmt: skip
@store_option
@json_option
def import_(
    words: tuple[str, ...], store: Path | None, *, is_any: bool, handle: str, local: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Take in what was recorded elsewhere: all of a file or, if it is damaged, nothing.

    A raw record of another desk; an archive that Mastodon or Bluesky gave you of your posts; a feed
    that was kept as a file, or that is still at its address, with its older pages. All but a record
    only as far as posts bear a tag of the event.
    """
    event, rest = split_event(words)
    if len(rest) != 1:
        raise click.UsageError("name one file, as in: import record.jsonl")
    file, choice = Path(rest[0]), choose(event, store)
    if rest[0].casefold().startswith(_WEB):
        path = choice.existing_store()
        told, line = _own(_at(rest[0], path, is_local=local), path, is_any=is_any)
    elif file.suffix.casefold() == ".jsonl":
        taken = _record(file, choice.store, is_any=is_any)
        told, line = _fields(taken), _said(taken)
    else:
        from backchannel.cli.verbs.record.archives import brought

        path = choice.existing_store()
        told, line = _own(brought(file, handle), path, is_any=is_any)
    if as_json:
        answer_json(told)
    else:
        answer(line)


def _at(address: str, path: Path, *, is_local: bool) -> Brought:
    """What is in the feed at an address, if there is an event that it can be of."""
    from backchannel.cli.verbs.record.addressed import fetched
    from backchannel.cli.verbs.record.archives import check_event

    check_event(path)
    with going_on() as told:

        def page(last: Draft | None, count: int) -> None:
            day = f", back to {last.published:%Y-%m-%d}" if last and last.published else ""
            told(f"{counted(count, 'entry', 'entries')}{day}")

        found, problem = asyncio.run(fetched(address, page, is_local=is_local))
    if problem:
        say(f"{clean_line(address)}: {problem}")
    return found


def _own(found: Brought, path: Path, *, is_any: bool) -> tuple[dict[str, object], str]:
    from backchannel.cli.verbs.record.archives import take

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
        "notes": taken.notes, "questions": taken.questions, "wordings": taken.wordings,
        "decisions": taken.decisions,
    }  # fmt: skip


def _said(taken: Taken) -> str:
    new = [
        counted(taken.posts, "post"),
        *(counted(taken.pins, "pin") for _ in range(taken.pins > 0)),
        *(counted(taken.notes, "note") for _ in range(taken.notes > 0)),
        *(counted(taken.questions, "question") for _ in range(taken.questions > 0)),
        *(counted(taken.wordings, "earlier wording") for _ in range(taken.wordings > 0)),
        *(counted(taken.decisions, "other decision") for _ in range(taken.decisions > 0)),
    ]
    known = f"; {counted(taken.known, 'post')} known already" if taken.known else ""
    return f"{taken.event}: {', '.join(new)}{known}"
