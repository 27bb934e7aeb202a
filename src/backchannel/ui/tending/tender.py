"""What the screens know of whoever changes the event file, which is outside of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

from msgspec import Struct

from backchannel.model.board import Decision
from backchannel.model.source import Proposal, SourceSpec


class Found(Struct, frozen=True):
    """What some words may mean, best first.

    `address` is where more is to be learnt, empty when nowhere; `is_local` says that it is on this
    machine or network. `hint` is what to say of words that mean nothing.
    """

    proposals: tuple[Proposal, ...] = ()
    address: str = ""
    is_local: bool = False
    hint: str = ""


class Question(Struct, frozen=True):
    """An option of a kind that is needed, and what it means."""

    key: str
    means: str


class Trial(Struct, frozen=True):
    """A source as it would be added; the name of the file, and where a token for it would go.

    `token_place` is empty for a kind that takes none.
    """

    spec: SourceSpec
    file: str
    token_place: str


@runtime_checkable
class Tender(Protocol):
    """Changes the sources of the event file. What cannot be done raises ConfigError, and why."""

    async def recognise(self, words: str) -> Found:
        """What a place in somebody's words may be; asks nobody on the network."""

    async def questions(self, kind: str, said: Mapping[str, str]) -> Sequence[Question]:
        """What else has to be known of it."""

    async def tried(self, kind: str, said: Mapping[str, str]) -> Trial:
        """What adding it would come to."""

    async def add(self, kind: str, said: Mapping[str, str]) -> SourceSpec:
        """Write it into the event file and follow it. Also raises StoreError."""

    async def remove(self, name: str) -> None:
        """Take it out of the event file; its posts stay. Also raises StoreError."""

    async def carry_out(self, decision: Decision) -> None:
        """Let the file say what was undone or done again, if that was about a source."""


def tender_of(app: object) -> Tender | None:
    """Who does it for the program; None where it was opened without an event file."""
    found = getattr(app, "tender", None)
    return found if isinstance(found, Tender) else None
