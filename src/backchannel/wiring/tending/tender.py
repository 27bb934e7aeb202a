"""Who changes the event file for a desk: looks words up, writes the file, and tells the store."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from backchannel.model.board import Decision
from backchannel.model.source import Proposal, SourceSpec
from backchannel.store.search import event_of
from backchannel.store.store import Store

if TYPE_CHECKING:
    from backchannel.ui.tending.tender import Found, Question, Trial


class FileTender:
    """Changes one event file. Whatever takes time, imports among it, is done in a thread."""

    def __init__(self, file: Path, store: Store, by: str) -> None:
        self._file, self._store, self._by = file, store, by

    async def recognise(self, words: str) -> Found:
        """See `Tender`."""
        event = await self._store.read(event_of)
        return await asyncio.to_thread(_found, words, event.hashtags if event else ())

    async def questions(self, kind: str, said: Mapping[str, str]) -> Sequence[Question]:
        """See `Tender`."""
        return await asyncio.to_thread(_questions, kind, said)

    async def tried(self, kind: str, said: Mapping[str, str]) -> Trial:
        """See `Tender`."""
        return await asyncio.to_thread(_trial, self._file, kind, said)

    async def add(self, kind: str, said: Mapping[str, str]) -> SourceSpec:
        """See `Tender`."""
        from backchannel.wiring.tending import changes

        keys = await asyncio.to_thread(_keys, kind, said)
        return (await changes.add(self._file, keys, self._store, self._by)).spec

    async def remove(self, name: str) -> None:
        """See `Tender`."""
        from backchannel.wiring.tending import changes

        await changes.remove(self._file, name, self._store, self._by)

    async def carry_out(self, decision: Decision) -> None:
        """See `Tender`."""
        from backchannel.wiring.tending import changes

        await changes.carry_out(self._file, self._store, decision)


def _found(words: str, tags: Sequence[str]) -> Found:
    from backchannel.clean.addresses import is_local
    from backchannel.config.problems import nearest, quoted
    from backchannel.sources import registry
    from backchannel.sources.recognition.kinds import placed
    from backchannel.sources.recognition.words import recognised
    from backchannel.ui.tending.tender import Found

    first, _, rest = words.strip().partition(" ")
    kinds = registry.names()
    if rest.strip() and first in kinds:  # as in: feed blog.example
        return Found((_local(placed(first, rest.strip())),))
    found = recognised(words, kinds, tags)
    hint = f"{quoted(words.strip())} is no place that is known here{nearest(words, kinds)}"
    proposals = tuple(_local(each) for each in found.proposals)
    return Found(proposals, found.address, is_local(found.address), hint)


def _local(proposal: Proposal) -> Proposal:
    """Whoever types an address of this machine or network means one."""
    from backchannel.clean.addresses import is_local

    places = (proposal.options.get(key, "x.example") for key in ("url", "server", "relays"))
    if any(map(is_local, places)):
        return replace(proposal, options={**proposal.options, "local": "true"})
    return proposal


def _questions(kind: str, said: Mapping[str, str]) -> list[Question]:
    from backchannel.sources.recognition import kinds
    from backchannel.ui.tending.tender import Question

    needed = kinds.missing(kind, said)
    return [Question(each.name, each.means or each.takes) for each in needed]


def _trial(file: Path, kind: str, said: Mapping[str, str]) -> Trial:
    from backchannel.config.secrets import variable_of
    from backchannel.config.source_specs import token_key
    from backchannel.sources import registry
    from backchannel.ui.tending.tender import Trial
    from backchannel.wiring.tending import changes

    spec = changes.tried(file, _keys(kind, said)).spec
    place = f"the environment, as {variable_of(token_key(spec))}, or the keyring"
    return Trial(spec, file.name, place if registry.takes_token(spec.kind) else "")


def _keys(kind: str, said: Mapping[str, str]) -> dict[str, object]:
    from backchannel.config.editing.sources import typed
    from backchannel.sources import registry

    return {"kind": kind, **typed(said, registry.options_of(kind))}
