"""How far a text of one's own has come, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from backchannel.clean.urls import shown
from backchannel.model.outgoing import Outgoing, Sending
from backchannel.ui.keymap import Keyed

LISTS: Final = "{outgoing} lists it"


class News(Struct, frozen=True):
    """A line, and what can be done about it, as a `Voice` says them."""

    text: str
    tail: str = LISTS
    is_problem: bool = False


_WORSE: Final = (Sending.FAILED, Sending.UNSURE, Sending.DRAFT, Sending.SENT, Sending.WAITING)
"""Of what happened at once the first of these is said."""


def asked_for(row: Outgoing, *, is_collected: bool) -> News:
    """It was asked to be sent just now."""
    if is_collected:
        return News("It is to be sent")
    return News("Nobody is collecting: it waits, and is sent when somebody does")


def news(before: Outgoing | None, row: Outgoing) -> News | None:
    """What is worth saying of what became of it; None when nothing is."""
    if before is not None and (before.state, before.problem) == (row.state, row.problem):
        return None
    match row.state:
        case Sending.SENT:
            return None if before is None else News(f"Sent · {shown(row.url, 60)}")
        case Sending.FAILED:
            return News(f"Not sent: {row.problem}", is_problem=True)
        case Sending.UNSURE:
            return News(f"Not sure that it was sent: {row.problem}", is_problem=True)
        case Sending.SENDING:
            return News("Being sent")
        case Sending.WAITING if row.problem:
            return News(f"It waits: {row.problem}")
        case Sending.DRAFT if row.problem:
            return News(f"Not sent: {row.problem}", is_problem=True)
    return None


def worst(before: Mapping[str, Outgoing], rows: Sequence[Outgoing]) -> News | None:
    """The most important of what happened since; None when nothing did."""
    told = [(row, news(before.get(row.id), row)) for row in rows]
    found = [(_rank(row), said) for row, said in told if said is not None]
    return min(found, key=lambda each: each[0])[1] if found else None


def standing(rows: Sequence[Outgoing]) -> str:
    """What stays said until somebody does something about it; empty when all is well."""
    failed = sum(row.state is Sending.FAILED for row in rows)
    unsure = sum(row.state is Sending.UNSURE for row in rows)
    waits = sum(row.state is Sending.WAITING and bool(row.problem) for row in rows)
    told = [f"✕ {failed} not sent"] * bool(failed)
    told += [f"? {unsure} maybe sent"] * bool(unsure) + [f"{waits} waiting"] * bool(waits)
    return f"{', '.join(told)}: {{outgoing}}" if told else ""


def state_words(row: Outgoing, *, is_collected: bool) -> str:
    """For a list: where it is, and why it is no further."""
    why = f": {row.problem}" if row.problem else ""
    match row.state:
        case Sending.DRAFT:
            return f"draft{why}"
        case Sending.WAITING:
            return f"waits{why}" if is_collected else "waits for somebody to collect"
        case Sending.SENDING:
            return "being sent"
        case Sending.SENT:
            return f"sent · {shown(row.url, 60)}" if row.url else "sent"
        case Sending.FAILED:
            return f"✕ not sent{why}"
        case Sending.UNSURE:
            return f"? not sure that it was sent{why}"


def can_be_done(row: Outgoing) -> Keyed:
    """For a list: what keys do with it."""
    match row.state:
        case Sending.DRAFT:
            return Keyed("{rows.open} edits · {outgoing.send} sends · {hide} deletes")
        case Sending.FAILED:
            return Keyed("{rows.open} edits · {outgoing.send} sends again · {hide} deletes")
        case Sending.WAITING:
            return Keyed("{outgoing.take_back} takes it back · {outgoing.send} tries it now")
        case Sending.UNSURE:
            return Keyed("{outgoing.send} looks for it now")
        case Sending.SENT:
            return Keyed("{rows.open} goes to it · {open_in_browser} browser · {hide} forgets it")
        case Sending.SENDING:
            return Keyed("")


def _rank(row: Outgoing) -> int:
    return _WORSE.index(row.state) if row.state in _WORSE else len(_WORSE)
