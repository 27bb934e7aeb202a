"""`programme`: the sessions of an event, as they are run; all that is done to them by hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from backchannel.cli.answers import answer, answer_json, say
from backchannel.cli.choice import event_argument, json_option, split_event, store_option
from backchannel.cli.deciding import decide, write_down
from backchannel.cli.verbs.day.doing import done, listed, on_one, read, typed_time
from backchannel.cli.verbs.settings import author
from backchannel.errors import ConfigError
from backchannel.ui.lines.amounts import counted

if TYPE_CHECKING:
    from backchannel.store.connection import Connection

_EVENT_SESSION = "[EVENT] SESSION"


@click.group(name="programme")
def programme_() -> None:
    """The sessions: list them, take them in from a calendar, begin, overrun and end them."""


@programme_.command(name="list")
@event_argument
@json_option
def list_sessions(event: str | None, store: Path | None, *, as_json: bool) -> None:
    """Every session with its times, as it is run; ▸ marks the running one."""
    from backchannel.store.roles import told

    def look(db: Connection) -> tuple[list[dict[str, object]], list[str], list[str]]:
        fields, lines = listed(db)
        taken = [told.imported(db, which) for which in (told.FOLLOWED, told.BY_HAND)]
        return fields, lines, [f"{each.origin}: {each.problem}" for each in taken if each.problem]

    fields, lines, problems = read(event, store, look)
    for field, line in zip(fields, lines, strict=True):
        if as_json:
            answer_json(field)
        else:
            answer(line)
    for problem in problems:
        say(f"The programme in {problem}")
    if not lines:
        say("The programme has no sessions; add one, or import a calendar")


@programme_.command(name="import")
@click.argument("words", nargs=-1, required=True, metavar="[EVENT] FILE")
@click.option("--room", default="", metavar="NAME", help="Only what is in this room or track.")
@store_option
@json_option
def import_(words: tuple[str, ...], store: Path | None, room: str, *, as_json: bool) -> None:
    """Take in an iCalendar file, or a schedule of Pretalx or Frab.

    Its sessions are beside the event file's,
    In the place of what was imported before; what was filed under a session stays with it.
    """
    from backchannel.model.programme import zone_of as zone_of_event
    from backchannel.sources.schedules import MAX_BYTES, read_schedule
    from backchannel.store import sources
    from backchannel.store.roles import told

    event, rest = split_event(words)
    if len(rest) != 1:
        raise click.UsageError("name one file, as in: programme import schedule.ics")
    file = Path(rest[0])
    try:
        with file.open("rb") as stream:
            body = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", file=file) from error
    try:
        zone = zone_of_event(read(event, store, sources.event_of))
        found = read_schedule(body, zone, room=room)
    except ConfigError as error:
        raise ConfigError(error.problem, file=file, line=error.line) from error
    taken = told.Imported(file.name, found.sessions, len(found.left_out))
    is_new = write_down(event, store, lambda db: told.take_in(db, taken))
    if as_json:
        answer_json({"change": "import", "file": file.name, "sessions": len(found.sessions),
                     "left_out": list(found.left_out), "changed": is_new})  # fmt: skip
        return
    for line in found.left_out:
        say(f"left out: {line}")
    is_one, many = len(found.sessions) == 1, counted(len(found.sessions), "session")
    verb = ("is" if is_one else "are") if is_new else ("was" if is_one else "were")
    answer(f"{many} of {file.name} {verb} in the programme{'' if is_new else ' already'}")


@programme_.command(name="start")
@click.argument("words", nargs=-1, required=True, metavar=_EVENT_SESSION)
@store_option
@json_option
def start_(words: tuple[str, ...], store: Path | None, *, as_json: bool) -> None:
    """Begin a session now; the one that is running ends."""
    from backchannel.store.roles import programme

    on_one("start", ("begun", "runs already"), programme.start, words, store, as_json=as_json)


@programme_.command(name="overrun")
@click.argument("words", nargs=-1, metavar="[EVENT] [SESSION]")
@click.option("--minutes", default=5, show_default=True, help="How many; below 0 ends it sooner.")
@store_option
@json_option
def overrun_(words: tuple[str, ...], store: Path | None, minutes: int, *, as_json: bool) -> None:
    """Let a session, or the running one, end later; those that follow wait for it."""
    from backchannel.store.roles import programme

    def overrun(db: Connection, key: str, by: str) -> bool:
        return programme.overrun(db, key, by, minutes)

    on_one("overrun", ("overrun", ""), overrun, words, store, as_json=as_json)


@programme_.command(name="end")
@click.argument("words", nargs=-1, metavar="[EVENT] [SESSION]")
@store_option
@json_option
def end_(words: tuple[str, ...], store: Path | None, *, as_json: bool) -> None:
    """End a session, or the running one, now."""
    from backchannel.store.roles import programme

    on_one("end", ("ended", "is not running"), programme.end, words, store, as_json=as_json)


@programme_.command(name="settle")
@click.argument("words", nargs=-1, required=True, metavar="[EVENT] carry|park|leave [SESSION]")
@store_option
@json_option
def settle_(words: tuple[str, ...], store: Path | None, *, as_json: bool) -> None:
    """Carry over, park or leave the questions that a session has left open."""
    from backchannel.cli.asked import sessions

    event, rest = split_event(words)
    by = author()
    found = write_down(event, store, lambda db: sessions.settle(db, rest, by))
    if as_json:
        answer_json(
            {
                "change": "settle questions", "id": found.session, "fate": found.fate,
                "questions": found.questions, "changed": found.questions > 0,
            }
        )  # fmt: skip
    else:
        answer(found.line)


@programme_.command(name="move")
@click.argument("words", nargs=-1, required=True, metavar=_EVENT_SESSION)
@click.option("--earlier", is_flag=True, help="With the one before it, not the one after.")
@store_option
@json_option
def move_(words: tuple[str, ...], store: Path | None, *, earlier: bool, as_json: bool) -> None:
    """Let a session change places with the one after it in its room."""
    from backchannel.store.roles import programme

    def move(db: Connection, key: str, by: str) -> bool:
        return programme.move(db, key, -1 if earlier else 1, by)

    said = ("moved", f"is the {'first' if earlier else 'last'} already")
    on_one("move", said, move, words, store, as_json=as_json)


@programme_.command(name="add")
@click.argument("words", nargs=-1, required=True, metavar="[EVENT] TITLE...")
@click.option("--starts", required=True, metavar="TIME", help="14:00, or 2026-07-09 14:00.")
@click.option("--minutes", default=30, show_default=True, help="How long it takes.")
@store_option
@json_option
def add_(
    words: tuple[str, ...], store: Path | None, starts: str, minutes: int, *, as_json: bool
) -> None:
    """Put a session of your own into the programme."""
    from backchannel.store.roles import programme

    event, rest = split_event(words)
    title, by = " ".join(rest), author()

    def add(db: Connection) -> tuple[str, bool]:
        return programme.add(db, title, typed_time(db, starts), minutes, by), True

    done("add", ("is in the programme", ""), add, event, store, as_json=as_json)


@programme_.command(name="edit")
@click.argument("words", nargs=-1, required=True, metavar=_EVENT_SESSION)
@click.option("--title", metavar="TEXT", help="What it is called from now on.")
@click.option("--starts", metavar="TIME", help="14:00, or 2026-07-09 14:00.")
@click.option("--minutes", type=int, help="How long it takes.")
@store_option
@json_option
def edit_(
    words: tuple[str, ...],
    store: Path | None,
    title: str | None,
    starts: str | None,
    minutes: int | None,
    *,
    as_json: bool,
) -> None:
    """Give a session another title, start or length; what is filed under it stays so."""
    from backchannel.store.roles import programme

    def edit(db: Connection, key: str, by: str) -> bool:
        at = typed_time(db, starts) if starts else None
        return programme.edit(db, key, by, title=title, starts=at, minutes=minutes)

    on_one("edit", ("changed", "is so already"), edit, words, store, as_json=as_json)


@programme_.command(name="remove")
@click.argument("words", nargs=-1, required=True, metavar=_EVENT_SESSION)
@store_option
@json_option
def remove_(words: tuple[str, ...], store: Path | None, *, as_json: bool) -> None:
    """Take a session out of the programme; undo brings it back."""
    from backchannel.store.roles import programme

    said = ("taken out", "")
    on_one("remove", said, programme.remove, words, store, as_json=as_json)


@programme_.command(name="file")
@click.argument("words", nargs=-1, required=True, metavar="[EVENT] NUMBER...")
@click.option("--under", required=True, metavar="SESSION", help="Which one, or - for none.")
@store_option
@json_option
def file_(words: tuple[str, ...], store: Path | None, under: str, *, as_json: bool) -> None:
    """File posts under another session than the one in which they came."""
    from backchannel.cli.asked import sessions

    def file(db: Connection, place: int, by: str) -> bool:
        return sessions.file(db, place, under, by)[0]

    decide("file", (f"is under {under}", f"is under {under} already"), file, words, store,
           as_json=as_json)  # fmt: skip
