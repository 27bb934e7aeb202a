"""`import`: what was recorded elsewhere, taken into the store of an event."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from backchannel.clean.terminal import clean_line
from backchannel.cli.answers import answer, answer_json, say
from backchannel.cli.choice import Choice, choose, json_option, split_event, store_option
from backchannel.cli.verbs.record.bar import bar, going_on
from backchannel.cli.verbs.record.interrupting import Check, made_whole, run_whole
from backchannel.errors import ConfigError
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
    choice = choose(event, store)
    if rest[0].casefold().startswith(_WEB):
        told, line = _own(lambda: _at(rest[0], is_local=local), choice, is_any=is_any)
    else:
        told, line = _of_file(rest[0], choice, handle, is_any=is_any)
    if as_json:
        answer_json(told)
    else:
        answer(line)


def _of_file(
    said: str, choice: Choice, handle: str, *, is_any: bool
) -> tuple[dict[str, object], str]:
    """What came of a file, as fields and as a line. What is wrong with it is said of its name."""
    from backchannel.cli.verbs.record.recognised import Recognised, at_rest, recognised

    called = "standard input" if said == "-" else said
    with at_rest(said) as file:
        try:
            kind = recognised(file, called)
            if kind is Recognised.RECORD:
                taken = _record(file, choice.store, is_any=is_any)
                return _fields(taken), _said(taken)
            from backchannel.cli.verbs.record.archives import brought

            return _own(lambda: brought(file, kind, handle), choice, is_any=is_any)
        except ConfigError as error:
            if error.file != str(file):
                raise
            raise ConfigError(error.problem, file=called, line=error.line, key=error.key) from error


def _at(address: str, *, is_local: bool) -> Brought:
    """What is in the feed at an address."""
    from backchannel.cli.verbs.record.addressed import fetched

    with going_on() as told:

        def page(last: Draft | None, count: int) -> None:
            day = f", back to {last.published:%Y-%m-%d}" if last and last.published else ""
            told(f"{counted(count, 'entry', 'entries')}{day}")

        found, problem = asyncio.run(fetched(address, page, is_local=is_local))
    if problem:
        say(f"{clean_line(address)}: {problem}")
    return found


def _own(
    bring: Callable[[], Brought], choice: Choice, *, is_any: bool
) -> tuple[dict[str, object], str]:
    """What somebody brings, if there is an event that it can be of."""
    from backchannel.cli.verbs.record.archives import check_event, take

    new = check_event(choice)
    found = bring()
    with made_whole(choice.store):
        done = run_whole(choice.store, lambda db, _: take(db, found, new, is_any=is_any))
    parts = [f"{done.source}: {counted(done.new, 'post')}"]
    parts += [f"{counted(done.known, 'post')} known already"] if done.known else []
    if done.private:
        was = "was" if done.private == 1 else "were"
        parts.append(f"{done.private:,} left out that {was} not public")
    parts += [f"{done.passed_over:,} without the event's tag"] if done.passed_over else []
    told: dict[str, object] = {
        "source": done.source, "posts": done.new, "known": done.known,
        "passed_over": done.passed_over, "not_public": done.private,
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

        with made_whole(path):
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
