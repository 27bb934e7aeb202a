"""Whom the screens mark: the people of the event, which an app knows."""

from __future__ import annotations

from typing import Final, Protocol, runtime_checkable

from backchannel.clean.terminal import clean_line
from backchannel.model.post import Post
from backchannel.model.roles.people import People, person_of

_CELLS: Final = 20


@runtime_checkable
class Peopled(Protocol):
    """An app that knows them."""

    people: People


def people_of(app: object) -> People:
    """The people that an app knows; nobody, when it knows none."""
    return app.people if isinstance(app, Peopled) else ()


def role_in(post: Post, people: People) -> str:
    """By what somebody of the event is marked: their role; nothing for all others."""
    person = person_of(post, people) if people else None
    return clean_line(person.role or "on the programme", limit=_CELLS) if person else ""
