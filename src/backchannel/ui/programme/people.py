"""Whom the screens mark: the people of the event, which an app knows."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from backchannel.model.roles.people import People


@runtime_checkable
class Peopled(Protocol):
    """An app that knows them."""

    people: People


def people_of(app: object) -> People:
    """The people that an app knows; nobody, when it knows none."""
    return app.people if isinstance(app, Peopled) else ()
