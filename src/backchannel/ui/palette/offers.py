"""Views, sources and people for the palette. Another kind is one more function in `OFFERS`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import partial
from typing import Final

from msgspec import Struct

from backchannel.errors import StoreError
from backchannel.model.preferences import View
from backchannel.model.programme import AFTER, BEFORE, Event
from backchannel.model.query import QueryError, parse
from backchannel.store import sources
from backchannel.store.connection import Connection
from backchannel.store.desk import people
from backchannel.ui.desk.screen import Desk
from backchannel.ui.finding.filter_by import filter_by, quoted

MANY: Final = 200
"""People that are offered."""


class Choice(Struct, frozen=True):
    """Something that can be chosen by its title; `do` is then called, and awaited if need be."""

    title: str
    help: str
    do: Callable[[], object]


Offer = Callable[[Desk], Awaitable[Sequence[Choice]]]
"""What one kind of thing gives to choose from. May raise StoreError; must not take long."""


async def views(desk: Desk) -> Sequence[Choice]:
    """Every view, the event's and one's own."""
    return [
        Choice(f"View: {view.name}", _on(view), partial(desk.views.show, view))
        for view in desk.views.offered()
    ]


async def all_sources(desk: Desk) -> Sequence[Choice]:
    """Every source, alone in its pane."""
    return [
        Choice(
            f"Source: {asked.spec.name}",
            f"Only what {asked.spec.name} gave, in the {asked.spec.pane}",
            partial(desk.views.filter, f"source:{quoted(asked.spec.name)}", asked.spec.pane),
        )
        for asked in await desk.store.read(sources.asked_for)
    ]


async def everybody(desk: Desk) -> Sequence[Choice]:
    """Those on the programme, then whoever posts, the most active first."""
    event, active = await desk.store.read(_who)
    found = [*_named(event), *map(_person, active)]
    return [
        Choice(f"Person: {name}", said, partial(_only, desk, text))
        for name, said, text in found
        if _finds(text)
    ]


async def all_sessions(desk: Desk) -> Sequence[Choice]:
    """Every session of the programme, alone in the backchannel."""
    event = await desk.store.read(sources.event_of)
    found = [(each.title, each.name) for each in (event.sessions if event else ())]
    found += [(each, each) for each in (BEFORE, AFTER) if found]
    return [
        Choice(
            f"Session: {title}",
            f"Only what is filed under {name}",
            partial(desk.views.filter, f"session:{quoted(name)}", "backchannel"),
        )
        for title, name in found
        if _finds(f"session:{quoted(name)}")
    ]


OFFERS: Final[Sequence[Offer]] = (views, all_sources, all_sessions, everybody)
"""In the order in which they are listed."""


async def _only(desk: Desk, text: str) -> None:
    """Filter by it where it finds something."""
    try:
        await filter_by(desk.panes, text)
    except StoreError as error:
        desk.said.say(str(error), is_problem=True)


def _named(event: Event | None) -> Iterator[tuple[str, str, str]]:
    for person in event.people if event else ():
        accounts = " OR ".join(f"from:{quoted(account)}" for account in person.accounts)
        text = accounts or f"from:{quoted(person.name)}"
        yield person.name, f"{person.role or 'named in the event file'}; only their posts", text


def _person(active: people.Active) -> tuple[str, str, str]:
    said = f"Only their posts, {active.posts:,} of late"
    text = f"from:{quoted(active.handle or active.name)}"
    return f"{active.name} {active.handle}".rstrip(), said, text


def _finds(text: str) -> bool:
    """Whether the filter can be meant; a name may have no letter in it."""
    try:
        parse(text)
    except QueryError:
        return False
    return True


def _on(view: View) -> str:
    return f"{view.filter}  ({view.pane})" if view.pane else view.filter


def _who(db: Connection) -> tuple[Event | None, tuple[people.Active, ...]]:
    return sources.event_of(db), people.most_active(db, MANY)
