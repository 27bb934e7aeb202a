"""More acts without a screen: out of sight and back, put aside, take back, and what was decided."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from backchannel.cli.answers import answer, answer_json, moment
from backchannel.cli.choice import event_argument, json_option, split_event, store_option
from backchannel.cli.deciding import carry_out, decide, write_down, zone_of
from backchannel.cli.numbers import lasting, numbers_of, post_numbered
from backchannel.cli.plain.count import Count
from backchannel.cli.plain.lines import spoken_clock
from backchannel.cli.verbs.settings import author

if TYPE_CHECKING:
    from backchannel.model.board import Decision, Mute
    from backchannel.store.connection import Connection

NUMBERS = "[EVENT] NUMBER..."


class _Lasting(click.ParamType[timedelta]):
    """`30m`, `2h`, `1d` or `1w`."""

    name = "time"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        """Raises what click raises for a wrong word."""
        found = lasting(value) if isinstance(value, str) else None
        if found is None:
            raise click.BadParameter("must be a time such as 30m, 2h or 1d", ctx, param)
        return found


@click.command(name="unhide")
@click.argument("words", nargs=-1, required=True, metavar=NUMBERS)
@store_option
@json_option
def unhide_(words: tuple[str, ...], store: Path | None, *, as_json: bool) -> None:
    """Bring hidden posts back into sight, and those that rules mute."""
    from backchannel.store.roles import rules

    said = ("is back in sight", "is not hidden")
    decide("unhide", said, rules.unhide, words, store, as_json=as_json)


@click.command(name="stash")
@click.argument("words", nargs=-1, required=True, metavar=NUMBERS)
@store_option
@json_option
def stash_(words: tuple[str, ...], store: Path | None, *, as_json: bool) -> None:
    """Put posts aside for later."""
    from backchannel.store import board

    said = ("put aside", "is already put aside")
    decide("stash", said, board.stash, words, store, as_json=as_json)


@click.command(name="unstash")
@click.argument("words", nargs=-1, required=True, metavar=NUMBERS)
@store_option
@json_option
def unstash_(words: tuple[str, ...], store: Path | None, *, as_json: bool) -> None:
    """Take posts up again that were put aside."""
    from backchannel.store import board

    said = ("taken up again", "is not put aside")
    decide("unstash", said, board.unstash, words, store, as_json=as_json)


@click.command(name="mute")
@click.argument("words", nargs=-1, required=True, metavar="[EVENT] NUMBER")
@click.option("--server", "is_server", is_flag=True, help="Everybody on the author's server.")
@click.option("--for", "lasts", type=_Lasting(), metavar="TIME",
              help="For so long, as in 30m, 2h or 1d; for good unless told.")  # fmt: skip
@click.option("--reason", default="", metavar="TEXT", help="Why, for those who ask later.")
@store_option
@json_option
def mute_(
    words: tuple[str, ...], store: Path | None, reason: str, lasts: timedelta | None, *,
    is_server: bool, as_json: bool,
) -> None:  # fmt: skip
    """Take the author of a post out of sight, with everything they wrote and will."""
    from backchannel.store import board

    event, rest = split_event(words)
    numbers = numbers_of(rest)
    if len(numbers) != 1:
        raise click.UsageError("name one post by its number; its author is muted")
    act = board.mute_server if is_server else board.mute_author

    def write(db: Connection) -> tuple[Mute | None, str]:
        made = act(db, post_numbered(db, numbers[0]).place, author(), reason, lasts)
        until = spoken_clock(made.until, db.now(), zone_of(db)) if made and made.until else ""
        return made, f"until {until}" if until else "for good"

    made, how_long = write_down(event, store, write)
    if as_json:
        answer_json(_mute_fields("mute", made))
    elif made is None:
        answer("already muted")
    else:
        answer(f"muted {how_long}: {made.shown}")


@click.command(name="unmute")
@click.argument("words", nargs=-1, required=True, metavar="[EVENT] NUMBER|NAME")
@store_option
@json_option
def unmute_(words: tuple[str, ...], store: Path | None, *, as_json: bool) -> None:
    """Bring somebody back: by the number of a post of theirs, a handle, a name, or a server."""
    from backchannel.cli.plain.deciding import lift

    event, rest = split_event(words)
    wanted = " ".join(rest).strip()
    if not wanted:
        raise click.UsageError("say whom: the number of a post, a handle, or a server")
    ended = write_down(event, store, lambda db: lift(db, wanted, author()))
    for mute in ended:
        if as_json:
            answer_json(_mute_fields("unmute", mute))
        else:
            answer(f"not muted any more: {mute.shown}")
    if not ended and as_json:
        answer_json(_mute_fields("unmute", None))
    elif not ended:
        answer("nobody of that name is muted")


@click.command(name="undo")
@event_argument
@json_option
def undo_(event: str | None, store: Path | None, *, as_json: bool) -> None:
    """Take back your last decision."""
    from backchannel.store import board

    undone = write_down(event, store, lambda db: board.undo(db, author()))
    is_done = undone is not None and undone.undone
    carry_out(event, store, undone if is_done else None)
    _say_taken_back("undo", ("undone", "nothing to undo"), undone, as_json=as_json, is_done=is_done)


@click.command(name="redo")
@event_argument
@json_option
def redo_(event: str | None, store: Path | None, *, as_json: bool) -> None:
    """Do again what you undid last."""
    from backchannel.store import board

    done = write_down(event, store, lambda db: board.redo(db, author()))
    is_done = done is not None and not done.undone
    carry_out(event, store, done if is_done else None)
    said = ("done again", "nothing to do again")
    _say_taken_back("redo", said, done, as_json=as_json, is_done=is_done)


@click.command(name="log")
@event_argument
@click.option("-n", "--lines", "count", type=Count(), default=20, metavar="COUNT|all",
              help="How many decisions; 20 unless told.")  # fmt: skip
@json_option
def log_(event: str | None, store: Path | None, count: int | None, *, as_json: bool) -> None:
    """Who decided what and when, the latest last."""
    from contextlib import closing

    from backchannel.cli.choice import choose
    from backchannel.store import board, schema
    from backchannel.store.connection import wrapped
    from backchannel.ui.lines.times import clock_on

    path = choose(event, store).existing_store()
    with closing(schema.open_to_read(path)) as db, wrapped(path):
        found = board.log(db, -1 if count is None else count)
        now, zone = db.now(), zone_of(db)
    for each in reversed(found):
        if as_json:
            answer_json(
                {"at": moment(each.at), "by": each.by, "act": str(each.act), "about": each.about,
                 "undone": each.undone}
            )  # fmt: skip
        else:
            undone = " (undone)" if each.undone else ""
            answer(f"{clock_on(each.at, now, zone)} {each.by}: {each.act}: {each.about}{undone}")


def _say_taken_back(
    name: str, said: tuple[str, str], decision: Decision | None, *, as_json: bool, is_done: bool
) -> None:
    act, about = (str(decision.act), decision.about) if decision else (None, None)
    others = decision.others if decision else 0
    if as_json:
        answer_json(
            {"change": name, "changed": is_done, "act": act, "about": about, "others": others}
        )
    elif decision is None:
        answer(said[1])
    else:
        begin = said[0] if is_done else "left as it is, for somebody changed it since"
        answer(f"{begin}: {act}: {about}{f', and {others} more' if others else ''}")


def _mute_fields(change: str, mute: Mute | None) -> dict[str, object]:
    return {
        "change": change,
        "changed": mute is not None,
        "key": mute.key if mute else None,
        "who": mute.shown if mute else None,
        "until": moment(mute.until) if mute else None,
        "by": author(),
    }
