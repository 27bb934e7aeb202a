"""Whether hubs can call: our own public address is asked, as a hub would ask it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Final

from backchannel.errors import SourceError
from backchannel.sources.api import Http
from backchannel.sources.websub.listener import Listener

_CHALLENGE: Final = "hub.challenge"


class _Echo:
    """Who is called in a trial. It believes nothing."""

    def __init__(self) -> None:
        self.word = secrets.token_hex(16)

    def verified(self, query: Mapping[str, str]) -> str | None:
        """Our own word, and no other."""
        return self.word if query.get(_CHALLENGE) == self.word else None

    def receives(self, _signature: str) -> _Echo:
        """Nothing is sent in a trial."""
        return self

    def update(self, _piece: bytes) -> None:
        """See `receives`."""

    def close(self) -> None:
        """See `receives`."""


async def trial(listener: Listener, http: Http) -> str:
    """Why no hub would reach us, in a sentence; empty if one would. The listener is left open."""
    if problem := await listener.open():
        return problem
    echo = _Echo()
    address = listener.new_address(echo)
    try:
        answer = await http.get(f"{address}?{_CHALLENGE}={echo.word}")
    except SourceError as error:
        return f"{listener.public_url} does not lead here: {error}"
    finally:
        listener.forget(address)
    if answer.body != echo.word.encode():
        return f"{listener.public_url} leads somewhere else"
    return ""
