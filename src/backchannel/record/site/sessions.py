"""A page for each session: its highlights in their order, questions and answers, notes in time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

from markupsafe import Markup

from backchannel.clean.emphasis import emphasised
from backchannel.model.post import StoredPost
from backchannel.model.roles.question import State
from backchannel.record.reading import Asked, Highlight, Noted
from backchannel.record.site.drawing import markup
from backchannel.record.site.drawing.sheets import Drawn, sheets
from backchannel.record.site.ground import Ground, Room
from backchannel.record.site.index import Entry

HIGHLIGHTS, QUESTIONS, NOTES = "Highlights", "Questions and answers", "Notes"
_STATES: Final = {
    State.OPEN: "left open",
    State.NOW: "being answered",
    State.ANSWERED: "answered",
    State.PARKED: "put aside",
    State.LEFT: "left open",
}


def write_sessions(ground: Ground) -> None:
    """Every page of every session, with ways to the one before and the one after."""
    order = [None, *ground.rooms.values(), None]
    for (before, room), (_, after) in zip(pairwise(order[:-1]), pairwise(order[1:]), strict=True):
        if room is not None:
            _write(ground, room, before, after)


def write_gathered(ground: Ground) -> None:
    """All highlights of the event in their order, and all questions in the order of asking."""
    pinned = (_highlight(ground, each, "", is_named=True) for each in ground.highlights)
    asked = (
        _question(ground, each, f"q{turn}", "", is_named=True)
        for turn, each in enumerate(ground.questions, 1)
    )
    _gather(ground, "highlights", "Nothing was pinned.", pinned)
    _gather(ground, "questions", "Nobody asked a question.", asked)


def _gather(ground: Ground, name: str, none: str, items: Iterable[Drawn]) -> None:
    href = f"{name}.html"
    for sheet in sheets(items):
        ground.press.page(
            _page(href, sheet.number),
            "gathered.html",
            title=_titled(name.capitalize(), sheet.number),
            name=name,
            none=none,
            sheet=sheet,
            after="" if sheet.is_last else _page(href, sheet.number + 1),
            before=_page(href, sheet.number - 1) if sheet.number > 1 else "",
        )


def _write(ground: Ground, room: Room, before: Room | None, after: Room | None) -> None:
    for sheet in sheets(_items(ground, room)):
        ground.press.page(
            _page(room.href, sheet.number),
            "session.html",
            title=_titled(room.title, sheet.number),
            room=room,
            sheet=sheet,
            before=before,
            after=after,
            further="" if sheet.is_last else _page(room.href, sheet.number + 1),
            posts=ground.tally.count.get(room.name, 0),
            first=ground.tally.first.get(room.name, ""),
        )


def _items(ground: Ground, room: Room) -> Iterator[Drawn]:
    for highlight in ground.highlights:
        if highlight.session == room.name:
            yield _highlight(ground, highlight, "../")
    for turn, asked in enumerate(ground.questions, 1):
        if asked.question.session == room.name:
            _find(ground, f"{room.href}#q{turn}", asked)
            yield _question(ground, asked, f"q{turn}", "../")
    for turn, noted in enumerate(ground.notes, 1):
        if noted.note.session == room.name:
            yield _note(ground, noted, room, f"n{turn}")


def _highlight(ground: Ground, each: Highlight, root: str, *, is_named: bool = False) -> Drawn:
    session = ground.session_link(each.session, root) if is_named else Markup()
    html = ground.press.part(
        "highlight.html", post=ground.highlight(each, root), pin=each.pin, session=session
    )
    return Drawn(html, (HIGHLIGHTS,))


def _question(
    ground: Ground, asked: Asked, anchor: str, root: str, *, is_named: bool = False
) -> Drawn:
    question = asked.question
    moments = (("taken up", question.taken_up), ("settled", question.settled))
    told = [
        Markup("{} {}").format(what, ground.calendar.time(moment))
        for what, moment in moments
        if moment is not None
    ]
    html = ground.press.part(
        "question.html",
        anchor=anchor,
        question=question,
        state=_STATES[question.state],
        is_answered=question.state is State.ANSWERED,
        at=ground.calendar.time(question.at, "short" if is_named else "clock"),
        told=told,
        session=ground.session_link(question.session, root) if is_named else Markup(),
        href=_href(ground, asked.post, root),
    )
    return Drawn(html, (QUESTIONS,))


def _note(ground: Ground, noted: Noted, room: Room, anchor: str) -> Drawn:
    note = noted.note
    words, _ = emphasised(note.text)
    entry = Entry(
        f"{room.href}#{anchor}",
        f"Note: {room.title}",
        ground.calendar.full(note.at),
        words[:_BEGINS],
    )
    ground.index.add(entry, words)
    html = ground.press.part(
        "note.html",
        anchor=anchor,
        note=note,
        at=ground.calendar.time(note.at),
        text=markup.noted(note.text),
        href=_href(ground, noted.post, "../"),
        who=noted.post.post.author.name if noted.post else "",
    )
    return Drawn(html, (NOTES,))


_BEGINS: Final = 140


def _href(ground: Ground, stored: StoredPost | None, root: str) -> str:
    """Where all of a post is; empty when it is not in the record."""
    href = ground.hrefs.get(stored.place, "") if stored else ""
    return root + href if href else ""


def _find(ground: Ground, href: str, asked: Asked) -> None:
    question = asked.question
    when = ground.calendar.full(question.at)
    entry = Entry(href, f"Question: {question.asker}", when, question.words[:_BEGINS])
    ground.index.add(entry, question.words, question.original)


def _page(href: str, number: int) -> str:
    """The n-th page of something. No other name has two hyphens in a row."""
    return href if number == 1 else f"{href.removesuffix('.html')}--{number}.html"


def _titled(title: str, number: int) -> str:
    return title if number == 1 else f"{title}, page {number}"
