"""Commands that decide: each answers when it is on the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click

from backchannel.clean.terminal import clean_line, clean_text
from backchannel.cli.numbers import is_number, lasting, numbers_of, on_each, post_numbered
from backchannel.cli.plain.desk import Answer
from backchannel.cli.plain.lines import named, spoken_clock
from backchannel.store import board
from backchannel.store.roles import rules

if TYPE_CHECKING:
    from backchannel.cli.asked.acts import Told
    from backchannel.cli.plain.desk import PlainDesk
    from backchannel.model.board import Decision, Mute, Note
    from backchannel.model.post import StoredPost
    from backchannel.store.connection import Connection


async def pin(desk: PlainDesk, words: str) -> Answer:
    """Make posts highlights, after those there are."""
    return await _each(desk, words, ("Pinned", "Already pinned"), board.pin)


async def unpin(desk: PlainDesk, words: str) -> Answer:
    """Take highlights back."""
    return await _each(desk, words, ("Not pinned any more", "It was not pinned"), board.unpin)


async def stash(desk: PlainDesk, words: str) -> Answer:
    """Put posts aside for later."""
    return await _each(desk, words, ("Put aside", "Already put aside"), board.stash)


async def unstash(desk: PlainDesk, words: str) -> Answer:
    """Take posts up again that were put aside."""
    return await _each(desk, words, ("Taken up again", "It was not put aside"), board.unstash)


async def unhide(desk: PlainDesk, words: str) -> Answer:
    """Bring hidden posts back into sight."""
    return await _each(desk, words, ("Back in sight", "It was not hidden"), rules.unhide)


async def apart(desk: PlainDesk, words: str) -> Answer:
    """Show posts that say the same in two places as two posts, for good."""
    said = ("Two posts from now on", "It is one post, and there is none beside it in its row")
    return await _each(desk, words, said, board.show_apart)


async def question(desk: PlainDesk, words: str) -> Answer:
    """Make posts questions, or go on with one."""
    from backchannel.cli.asked import acts

    if not words.strip():
        raise click.UsageError(f"say what: {acts.USAGE}")
    return _answer(await desk.write(acts.do, words.split(), desk.by))


async def questions(desk: PlainDesk, words: str) -> Answer:
    """The queue of questions."""
    from backchannel.cli.asked import acts

    return Answer(list(await desk.read(_listed, acts.listed)))


async def cue(desk: PlainDesk, words: str) -> Answer:
    """Tell the presenter something."""
    from backchannel.cli.asked import cueing

    return _answer(await desk.write(cueing.do, words.split(), desk.by))


async def programme(desk: PlainDesk, words: str) -> Answer:
    """The sessions, or an act on one."""
    from backchannel.cli.asked import sessions

    if words.strip() in {"", "list"}:
        found = [line for _, _, line in await desk.read(sessions.lines_of)]
        return Answer(found or ["the programme has no sessions"])
    return Answer([await desk.write(sessions.do, words.split(), desk.by)])


async def file(desk: PlainDesk, words: str) -> Answer:
    """File a post under another session."""
    from backchannel.cli.asked import sessions

    number, _, said = words.strip().partition(" ")
    if not said.strip():
        raise click.UsageError("say which post and which session: session 17 Panel")

    def act(db: Connection) -> tuple[bool, str]:
        place = post_numbered(db, numbers_of([number])[0]).place
        return sessions.file(db, place, said, desk.by)

    is_new, under = await desk.write(act)
    return Answer([f"{number} is under {under}{'' if is_new else ' already'}"])


async def together(desk: PlainDesk, words: str) -> Answer:
    """Show posts as one that are one, where nothing but the reader can tell that they are."""
    numbers = numbers_of(words.split())
    if len(numbers) < 2:
        raise click.UsageError("say which posts by their numbers, as in together 12 15")

    def write(db: Connection) -> bool:
        places = [post_numbered(db, number).place for number in numbers]
        return board.show_together(db, places, desk.by)

    is_changed = await desk.write(write)
    listed = " and ".join(map(str, numbers))
    said = f"One post from now on: {listed}." if is_changed else f"{listed} are one already."
    return Answer([said], fields={"change": "together", "posts": numbers})


async def hide(desk: PlainDesk, words: str) -> Answer:
    """Take posts out of sight; what stands after the numbers is the reason."""
    numbers, reason = _numbers_first(words)

    def act(db: Connection, place: int, by: str) -> bool:
        return board.hide(db, place, by, reason)

    return await _each(desk, numbers, ("Hidden", "Already hidden"), act)


async def note(desk: PlainDesk, words: str) -> Answer:
    """Write a note down; a number before the words is the post it is about.

    `note: 3 objections` begins with a number and is about no post.
    """
    first, _, rest = words.partition(" ")
    number = int(first.lstrip("#")) if is_number(first) and rest.strip() else None
    text = clean_text((rest if number is not None else words.removeprefix(":")).strip())
    if not text:
        raise click.UsageError("a note needs some words, as in note 12 asked twice")

    def write(db: Connection) -> tuple[Note, StoredPost | None]:
        post = post_numbered(db, number) if number is not None else None
        return board.note(db, text, desk.by, post.place if post else None), post

    try:
        written, post = await desk.write(write)
    except click.UsageError as error:
        hint = f"To begin a note with a number, write note: {first} and so on"
        raise click.UsageError(f"there is no post {number}. {hint}") from error
    local = written.at.astimezone(desk.printer.zone)
    about = f", about {post.number}, {post.post.author.name}" if post else ""
    shown = written.text.splitlines()[0]
    fields = {"change": "note", "post": post.number if post else None, "note": written.id}
    return Answer([f"Noted at {local:%H:%M}{about}: {shown}"], fields=fields)


async def mute(desk: PlainDesk, words: str) -> Answer:
    """Take an author out of sight, or a whole server, for a time or for good."""
    first, *rest = words.split() or [""]
    number = numbers_of([first] if first else [])[0]
    is_server = bool(rest) and rest[0].casefold() == "server"
    rest = rest[is_server:]
    lasts = lasting(rest[0]) if rest else None
    reason = " ".join(rest[lasts is not None :])
    act = board.mute_server if is_server else board.mute_author

    def write(db: Connection) -> Mute | None:
        return act(db, post_numbered(db, number).place, desk.by, reason, lasts)

    made = await desk.write(write)
    if made is None:
        return Answer(["Already muted; muted lists who is."])
    now, zone = desk.reader.now(), desk.printer.zone
    until = f"until {spoken_clock(made.until, now, zone)}" if made.until else "for good"
    return Answer([f"Muted {until}: {made.shown}"], fields={"change": "mute", "key": made.key})


async def unmute(desk: PlainDesk, words: str) -> Answer:
    """Bring somebody back: by the number of a post of theirs, or by what `muted` calls them."""
    wanted = words.strip()
    if not wanted:
        raise click.UsageError("say whom: the number of a post, or a name as muted lists it")
    ended = await desk.write(lift, wanted, desk.by)
    if not ended:
        return Answer([f"{clean_line(wanted, limit=60)} is not muted; muted lists who is."])
    shown = ", ".join(mute.shown for mute in ended)
    keys = [mute.key for mute in ended]
    return Answer([f"Not muted any more: {shown}"], fields={"change": "unmute", "keys": keys})


async def undo(desk: PlainDesk, words: str) -> Answer:
    """Take back your last decision."""
    undone = await desk.write(board.undo, desk.by)
    await desk.carry_out(undone if undone is not None and undone.undone else None)
    return _taken_back(undone, "Undone", "There is nothing to undo.", is_done=True)


async def redo(desk: PlainDesk, words: str) -> Answer:
    """Do again what you undid last."""
    done = await desk.write(board.redo, desk.by)
    await desk.carry_out(done if done is not None and not done.undone else None)
    return _taken_back(done, "Done again", "There is nothing to do again.", is_done=False)


def lift(db: Connection, wanted: str, by: str) -> list[Mute]:
    """End the mutes of whoever wrote a post, or of those that are called so; which these were."""
    folded = wanted.casefold()
    if is_number(wanted):
        keys = {*board.keys_at(db, post_numbered(db, int(wanted.lstrip("#"))).place)}
    else:
        keys = {f"author:{folded}", f"author:@{folded}", f"server:{folded}", folded}
    found = [
        mute
        for mute in board.muted(db)
        if mute.key in keys
        or mute.shown.casefold() == folded
        or mute.key.startswith(f"author:{folded} at ")
    ]
    with board.together(db):
        return [mute for mute in found if board.unmute(db, mute.key, by)]


def _taken_back(decision: Decision | None, done: str, none: str, *, is_done: bool) -> Answer:
    if decision is None:
        return Answer([none])
    others = f", and {decision.others} more" if decision.others else ""
    about = f"{decision.act}, {decision.about}{others}"
    if decision.undone is not is_done:
        return Answer([f"Somebody changed it since, so it was left: {about}"], is_ok=False)
    return Answer([f"{done}: {about}"], fields={"change": str(decision.act)})


def _answer(told: Told) -> Answer:
    return Answer(told.said, fields={"changes": list(told.changed)} if told.changed else {})


def _listed(db: Connection, look: Callable[[Connection], Iterable[str]]) -> list[str]:
    return list(look(db))


async def _each(
    desk: PlainDesk,
    words: str,
    said: tuple[str, str],
    act: Callable[[Connection, int, str], bool],
) -> Answer:
    numbers = numbers_of(words.replace(",", " ").split())
    done = await desk.write(on_each, numbers, act, desk.by)
    return Answer(
        [f"{said[not is_so]}: {post.number}, {named(post)}" for post, is_so in done],
        fields={"posts": numbers, "changed": [post.number for post, is_so in done if is_so]},
    )


def _numbers_first(words: str) -> tuple[str, str]:
    """All of `3 4`; of `3, 4 off topic` those that a comma joins, for a reason may be a number."""
    parts = words.split()
    if all(is_number(part.rstrip(",")) for part in parts):
        return words, ""
    end = 1
    while end < len(parts) and parts[end - 1].endswith(",") and is_number(parts[end].rstrip(",")):
        end += 1
    return " ".join(parts[:end]), " ".join(parts[end:])
