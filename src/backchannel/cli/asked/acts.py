"""What is done with questions, as somebody types it: `12`, `now 12`, `merge 12 q3f2a1`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import click
from msgspec import Struct

from backchannel.clean.terminal import clean_line
from backchannel.cli.numbers import is_number, numbers_of, on_each
from backchannel.cli.plain.lines import named
from backchannel.store.roles import questions

if TYPE_CHECKING:
    from backchannel.model.roles.question import Question
    from backchannel.store.connection import Connection

USAGE: Final = (
    "NUMBER..., ask TEXT, unask ID..., list, now ID, answered ID, park ID, open ID, leave ID, "
    "merge ID ID..., split ID, move ID up [ROWS], move ID down [ROWS], reword ID [TEXT], next, "
    "back, done"
)


class Told(Struct, frozen=True):
    """What to say, a line each, and what changed, for a program to read."""

    said: Sequence[str]
    changed: Sequence[Mapping[str, object]] = ()


Do = Callable[["Connection", Sequence[str], str], Told]


def do(db: Connection, words: Sequence[str], by: str, asker: str = "") -> Told:
    """What the words ask. Raises UsageError for what they cannot mean, and StoreError."""
    first, *rest = words
    name = first.casefold()
    if all(map(is_number, words)):
        return _mark(db, words, by)
    if name == "ask":
        return _shown("asked", questions.ask_for(db, " ".join(rest), asker, by))
    if name in _ACTS:
        return _ACTS[name](db, rest, by)
    if name in _SIMPLE:
        return _simple(db, name, rest, by)
    raise click.UsageError(f"{clean_line(first, limit=40)} is nothing that a question can be told")


def id_of(db: Connection, word: str) -> str:
    """The question that a word names. Raises UsageError when there is none."""
    found = questions.find(db, word)
    if found is None:
        shown = clean_line(word, limit=40)
        raise click.UsageError(f"there is no question {shown}; question list names them")
    return found


def listed(db: Connection) -> Iterator[str]:
    """The queue, each with what it is called by."""
    found = questions.queue(db)
    for each in (*found.rows, *found.aside):
        yield f"{each.short} {said_of(each)}"
    if not found.rows and not found.aside:
        yield "no questions"


def said_of(each: Question) -> str:
    """What became of it, who asks, and what."""
    state = "" if each.state == "open" else f"{each.state}, "
    votes = f", {each.votes} votes" if each.votes > 1 else ""
    return f"({state}{each.asker}{votes}): {each.words or each.trouble}"


def fields_of(each: Question) -> dict[str, object]:
    """A question for a program to read."""
    kept = ("id", "words", "original", "askers", "votes", "session", "state", "parts", "trouble")
    times = ("at", "taken_up", "settled")
    values = {name: getattr(each, name) for name in (*kept, *times)}
    return {"question": each.short, "post": each.number, **values}


def _mark(db: Connection, words: Sequence[str], by: str) -> Told:
    done = on_each(db, numbers_of(words), questions.ask, by)
    said = {True: "asked", False: "is a question already"}
    return Told(
        [f"{post.number} {said[is_new]}: {named(post)}" for post, is_new in done],
        [
            {"change": "question", "post": post.number, "changed": is_new, "by": by}
            for post, is_new in done
        ],
    )


def _unask(db: Connection, words: Sequence[str], by: str) -> Told:
    ids = [id_of(db, word) for word in _some(words)]
    said = [f"{word} is no question any more" for word in words]
    changed = [
        {"change": "question", "id": id_, "changed": questions.take_out(db, id_, by), "by": by}
        for id_ in ids
    ]
    return Told(said, changed)


def _list(db: Connection, words: Sequence[str], by: str) -> Told:
    found = questions.queue(db)
    return Told(list(listed(db)), [fields_of(each) for each in (*found.rows, *found.aside)])


def _merge(db: Connection, words: Sequence[str], by: str) -> Told:
    into, *others = [id_of(db, word) for word in words] or [""]
    if not others:
        raise click.UsageError("merge needs the question to keep, and those that go into it")
    questions.merge(db, into, others, by)
    return _told(db, "merged", into)


def _move(db: Connection, words: Sequence[str], by: str) -> Told:
    word, way, *rows = [*words, "", ""]
    count = int(rows[0]) if rows[0].isdecimal() else 1
    if way not in {"up", "down"}:
        raise click.UsageError("move needs a question, and up or down")
    id_ = id_of(db, word)
    is_moved = questions.move(db, id_, count if way == "down" else -count, by)
    return _told(db, f"moved {way}" if is_moved else "stays where it is", id_)


def _reword(db: Connection, words: Sequence[str], by: str) -> Told:
    word, *rest = _some(words)
    id_ = id_of(db, word)
    questions.reword(db, id_, " ".join(rest), by)
    return _told(db, "is read as" if rest else "is read as it was asked", id_)


def _next(db: Connection, words: Sequence[str], by: str) -> Told:
    found = questions.take_next(db, by)
    return _shown("now", found) if found else Told(["no other question waits"])


def _done(db: Connection, words: Sequence[str], by: str) -> Told:
    before = questions.queue(db).now
    if before is None or not questions.answer_and_next(db, by):
        return Told(["no question is being answered"])
    now = questions.queue(db).now
    answered = _told(db, "answered", before.id)
    then = _shown("now", now) if now else Told(["no other question waits"])
    return Told([*answered.said, *then.said], [*answered.changed, *then.changed])


def _back(db: Connection, words: Sequence[str], by: str) -> Told:
    taken = questions.back(db, by)
    if taken is None:
        return Told(["there is nothing to take back"])
    is_done = "taken back" if taken.undone else "changed since, left as it is"
    return Told([f"{is_done}: {taken.act}, {taken.about}"], [{"change": "undo", "act": taken.act}])


def _simple(db: Connection, name: str, words: Sequence[str], by: str) -> Told:
    act, said, was = _SIMPLE[name]
    ids = [id_of(db, word) for word in _some(words)]
    done = [(id_, act(db, id_, by)) for id_ in ids]
    parts = [_told(db, said if is_done else was, id_, is_done) for id_, is_done in done]
    return Told(
        [line for part in parts for line in part.said],
        [change for part in parts for change in part.changed],
    )


def _some(words: Sequence[str]) -> Sequence[str]:
    if not words:
        raise click.UsageError("name a question: the number of its post, or what list calls it")
    return words


def _told(db: Connection, said: str, id_: str, is_changed: bool = True) -> Told:
    found = questions.question_of(db, id_)
    return _shown(said, found, is_changed=is_changed) if found else Told([said])


def _shown(said: str, found: Question, *, is_changed: bool = True) -> Told:
    fields = {"change": "question", "changed": is_changed, **fields_of(found)}
    return Told([f"{found.short} {said}: {found.words or found.trouble}"], [fields])


_ACTS: Final[Mapping[str, Do]] = {
    "unask": _unask,
    "list": _list,
    "merge": _merge,
    "move": _move,
    "reword": _reword,
    "next": _next,
    "back": _back,
    "done": _done,
}
_SIMPLE: Final = {
    "now": (questions.take_up, "now", "is now already"),
    "answered": (questions.answer, "answered", "was answered already"),
    "park": (questions.park, "parked", "is parked already"),
    "open": (questions.reopen, "open again", "is open already"),
    "leave": (questions.leave, "left", "was left already"),
    "split": (questions.split, "split", "is by itself"),
}
"""Acts on one question: what is said when it was done, and when it was so before."""
