"""`store`: whether it is sound, copies of it, its size, what another desk has, what was damaged."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from backchannel.cli.answers import answer, answer_json, say
from backchannel.cli.choice import choose, event_argument, json_option, split_event, store_option
from backchannel.cli.exit_codes import DONE, NO_STORE
from backchannel.ui.lines.amounts import counted

if TYPE_CHECKING:
    from backchannel.store.forgetting.erasing import Erased
    from backchannel.store.repair.rebuilding import Repaired


@click.group(name="store")
def store_() -> None:
    """Check, copy, compact, repair and merge stores."""


@store_.command()
@event_argument
@click.option("--repair", "is_repair", is_flag=True, help="Save what can be saved of a damaged "
              "one, and put the damaged file aside.")  # fmt: skip
@json_option
def check(event: str | None, store: Path | None, *, is_repair: bool, as_json: bool) -> int:
    """Counts, integrity of the file and of the index, and one hash over all that is shared."""
    path = choose(event, store).existing_store()
    if is_repair:
        return _repair(path, as_json=as_json)
    from backchannel.store import check as checking
    from backchannel.store.upkeep.opened import read

    with read(path) as db:
        report = checking.check(db)
    if as_json:
        answer_json(
            {
                "store": str(path),
                "ok": not report.problems,
                "counts": dict(report.counts),
                "problems": list(report.problems),
                "shared": report.shared,
            }
        )
    else:
        answer(", ".join(f"{name} {count:,}" for name, count in report.counts.items()))
        for problem in report.problems or ("all is well",):
            answer(problem)
        if report.problems:
            typed = f"`backchannel store check --repair --store {shlex.quote(str(path))}`"
            answer(f"Close the desks of the event, then type {typed}")
        if report.shared:
            answer(f"shared {report.shared}")
    return NO_STORE if report.problems else DONE


def _repair(path: Path, *, as_json: bool) -> int:
    from backchannel.store.repair.moving import repair

    done = repair(path)
    if as_json:
        answer_json(_repaired_fields(path, done))
    elif done is None:
        answer("All is well; nothing was changed.")
    else:
        _tell(done)
    return NO_STORE if done is not None and done.problems else DONE


def _repaired_fields(path: Path, done: Repaired | None) -> dict[str, object]:
    if done is None:
        return {"store": str(path), "repaired": False}
    return {
        "store": str(path),
        "repaired": True,
        "aside": str(done.aside),
        "beside": [str(each) for each in done.beside],
        "saved": dict(done.saved),
        "lost": list(done.lost),
        "problems": list(done.problems),
    }


def _tell(done: Repaired) -> None:
    saved = ", ".join(f"{name} {count:,}" for name, count in done.saved.items() if count)
    answer(f"Back: {saved or 'nothing'}.")
    for line in done.lost:
        answer(f"Not back: {line}.")
    for problem in done.problems:
        answer(problem)
    files = " and ".join(map(str, (done.aside, *done.beside)))
    what, them = ("What was damaged is", "them") if done.beside else ("The damaged file is", "it")
    answer(f"{what} {files}; delete {them} when you do not need {them} any more.")


@store_.command()
@click.argument("words", nargs=-1, metavar="[EVENT] [TARGET]")
@click.option("--keep", type=click.IntRange(min=1), metavar="N",
              help="Of the dated copies beside the store, keep the newest N.")  # fmt: skip
@store_option
@json_option
def backup(words: tuple[str, ...], store: Path | None, keep: int | None, *, as_json: bool) -> None:
    """Copy the store, whole and as it is now; desks may be running.

    Beside the store, with the date in its name, unless TARGET is a file or a folder.
    """
    from backchannel.store.upkeep import backups

    event, rest = split_event(words)
    if len(rest) > 1:
        raise click.UsageError("name one file or folder for the copy")
    path = choose(event, store).existing_store()
    made = backups.back_up(path, Path(rest[0]) if rest else None)
    gone = backups.thin_out(path, keep, made=made) if keep else ()
    if as_json:
        answer_json({"store": str(path), "backup": str(made), "bytes": made.stat().st_size,
                     "removed": [str(each) for each in gone]})  # fmt: skip
        return
    answer(f"Copied to {made}")
    for each in gone:
        answer(f"Removed {each}")


@store_.command()
@event_argument
@json_option
def compact(event: str | None, store: Path | None, *, as_json: bool) -> None:
    """Write the store's file anew, as small as it can be; desks may be running."""
    from backchannel.store.upkeep.compacting import compact as make_small
    from backchannel.store.upkeep.compacting import room_for
    from backchannel.store.upkeep.opened import megabytes

    path = choose(event, store).existing_store()
    say(f"This needs {megabytes(room_for(path))} beside the store for a moment.")
    done = make_small(path)
    if as_json:
        answer_json({"store": str(path), "before": done.before, "after": done.after,
                     "whole": done.is_whole})  # fmt: skip
        return
    answer(f"{megabytes(done.before)} before, {megabytes(done.after)} now")
    if not done.is_whole:
        answer("A desk is still reading what was before; the rest goes when it has closed.")


@store_.command()
@click.argument("words", nargs=-1, required=True, metavar="[EVENT] OTHER")
@click.option("--all", "is_any", is_flag=True, help="Also the store of another event, which "
              "bears none of this one's tags.")  # fmt: skip
@store_option
@json_option
def merge(words: tuple[str, ...], store: Path | None, *, is_any: bool, as_json: bool) -> None:
    """Take in everything of another desk's store: posts, and who decided what and when.

    That store is only read. What is here already stays as it is; doing it twice changes nothing.
    """
    from backchannel.store.merging.taking_in import merge as take_in

    event, rest = split_event(words)
    if len(rest) != 1:
        raise click.UsageError("name one file, the store of another desk")
    path = choose(event, store).existing_store()
    done = take_in(path, Path(rest[0]), is_any=is_any)
    if as_json:
        answer_json({"store": str(path), "new": done.new, "known": done.known,
                     "decided": dict(done.decided), "kept_out": done.kept_out,
                     **_forgotten(done.erased)})  # fmt: skip
        return
    answer(f"New: {counted(done.new, 'post')}. Known already: {done.known:,}.")
    if done.kept_out:
        answer(f"Kept out: {counted(done.kept_out, 'post')} of people who were forgotten here.")
    if done.decided:
        told = (f"{name.replace('_', ' ')} {count:,}" for name, count in done.decided.items())
        answer(f"Taken in: {', '.join(told)}.")
    if (erased := done.erased) is not None:
        answer(f"Of people who were forgotten there, {counted(erased.posts, 'post')} went here, "
               f"too, and mentions in {counted(erased.mentions, 'other')}.")  # fmt: skip
        for copy in erased.backups:
            answer(f"Also in {copy}.")
        for file, reason in erased.unreached:
            answer(f"Not reached: {file}: {reason}")


def _forgotten(erased: Erased | None) -> dict[str, object]:
    return {
        "forgotten": erased.posts if erased else 0,
        "mentions": erased.mentions if erased else 0,
        "backups": [str(copy) for copy in erased.backups] if erased else [],
        "unreached": [f"{file}: {why}" for file, why in erased.unreached] if erased else [],
    }
