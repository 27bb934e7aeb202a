"""Adding a source and taking one out: written into the event file, then told to the store."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from backchannel.clean import urls
from backchannel.config.editing import sources as editing
from backchannel.config.editing import tags
from backchannel.config.editing.blocks import Cut
from backchannel.config.editing.sources import Edited
from backchannel.config.event_file import EventFile, read_event_file
from backchannel.decoding import decoded
from backchannel.errors import ConfigError
from backchannel.model.board import Act, Decision
from backchannel.model.source import SourceSpec
from backchannel.sources import registry
from backchannel.store import board, sources
from backchannel.store.connection import Connection
from backchannel.store.coverage import near_tags
from backchannel.store.store import Store
from backchannel.store.tending import edits
from backchannel.store.tending.edits import Edit

_OF_THE_FILE: Final = frozenset({Act.ADD_SOURCE, Act.REMOVE_SOURCE, Act.ADD_TAG})


async def add(file: Path, keys: Mapping[str, object], store: Store | None, by: str) -> Edited:
    """Write one more source into an event file, and follow it if there is a store already.

    Raises ConfigError, and nothing is written; StoreError when only the file could be.
    """
    edited = await asyncio.to_thread(editing.add, file, keys, registry.load, asks_the_same)
    await _tell(store, edited, Act.ADD_SOURCE, by)
    return edited


def tried(file: Path, keys: Mapping[str, object]) -> Edited:
    """What adding it would come to; nothing is written. Raises ConfigError."""
    return editing.tried(file, keys, registry.load, asks_the_same)


async def remove(file: Path, name: str, store: Store | None, by: str) -> Edited:
    """Take a source out of an event file, and follow it no more; its posts stay.

    Raises as `add` does.
    """
    edited = await asyncio.to_thread(editing.remove, file, name, registry.load)
    await _tell(store, edited, Act.REMOVE_SOURCE, by)
    return edited


async def carry_out(file: Path | None, store: Store, decision: Decision | None) -> None:
    """Make the event file say what was decided, after a decision was undone or done again.

    Does nothing for decisions about other things. Raises ConfigError when the file cannot be
    changed; the decision is then as it was before.
    """
    if decision is None or not is_of_the_file(decision):
        return
    is_wanted = (decision.act is not Act.REMOVE_SOURCE) is not decision.undone
    try:
        if decision.act is Act.ADD_TAG:
            tag = await store.read(near_tags.taken_by, decision.id)
            event = await asyncio.to_thread(_with_tag_as_wanted, file, tag, is_wanted)
        else:
            name, cut = await store.read(edits.of_decision, decision.id)
            event = await asyncio.to_thread(_as_wanted, file, name, cut, is_wanted)
    except ConfigError:
        await store.write(board.redo if decision.undone else board.undo, decision.by)
        raise
    await store.write(_plan, event)


def is_of_the_file(decision: Decision | None) -> bool:
    """Whether a decision is about what the event file says."""
    return decision is not None and decision.act in _OF_THE_FILE


def asks_the_same(old: SourceSpec, new: SourceSpec, event: EventFile) -> bool:
    """Whether a source would only give what another one gives."""
    if old.kind == new.kind and _wish(old) == _wish(new):
        return True
    theirs, ours = (_feeds(spec, event) for spec in (old, new))
    return bool(ours) and ours <= theirs


def _with_tag_as_wanted(file: Path | None, tag: str, is_wanted: bool) -> EventFile:
    if file is None:
        raise ConfigError("which event file? Name it, for its tags are written there")
    if is_wanted:
        tags.add_tag(file, tag)
    else:
        tags.remove_tag(file, tag)
    return read_event_file(file, registry.load)


def _as_wanted(file: Path | None, name: str, cut: str, is_wanted: bool) -> EventFile:
    if file is None:
        raise ConfigError("which event file? Name it, for a source is written there")
    kept = decoded(cut, Cut)
    now = editing.called_now(file, name, kept, registry.load)
    if is_wanted is (now is not None):
        return read_event_file(file, registry.load)
    if now is None:
        return editing.put_back(file, name, kept, registry.load).event
    return editing.remove(file, now, registry.load).event


async def _tell(store: Store | None, edited: Edited, act: Act, by: str) -> None:
    if store is None:
        return
    spec = edited.spec
    cut = msgspec.json.encode(edited.cut).decode()
    edit = Edit(act, spec.name, f"{spec.name} ({spec.kind})", cut, by)
    await store.write(_keep, edit, edited.event)


def _keep(db: Connection, edit: Edit, event: EventFile) -> None:
    edits.keep(db, edit)
    _plan(db, event)


def _plan(db: Connection, event: EventFile) -> None:
    sources.plan(db, event.event, event.sources, registry.manners_of(event.sources))


def _wish(spec: SourceSpec) -> Mapping[str, object]:
    """What is asked for, however its address is spelled."""
    own = {each: value for each, value in _options(spec).items() if each not in _manners(spec)}
    return {each: _SPELLED.get(each, str)(value) for each, value in own.items()}


def _options(spec: SourceSpec) -> Mapping[str, Any]:
    found: Mapping[str, Any] = msgspec.to_builtins(registry.options_for(spec))
    return found


def _manners(spec: SourceSpec) -> frozenset[str]:
    return registry.load(spec.kind).manners


def _spelled(address: object) -> str:
    return urls.place(str(address))


def _folder(path: object) -> str:
    return os.path.normpath(Path(str(path)).expanduser())


_SPELLED: Final[Mapping[str, Callable[[object], str]]] = {
    "server": _spelled,
    "url": _spelled,
    "path": _folder,
}
"""The one spelling of what people may write in several ways."""


def _feeds(spec: SourceSpec, event: EventFile) -> frozenset[str]:
    return frozenset(map(_spelled, registry.feeds_of(spec, event.event)))
