"""What a store is asked to follow: the event, its sources, how far each was read, how it does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from backchannel.decoding import decoded
from backchannel.errors import StoreError
from backchannel.model.change import ChangeKind
from backchannel.model.moments import from_micros, to_micros
from backchannel.model.programme import Event
from backchannel.model.source import Health, SourceSpec, State
from backchannel.store import changes, copies, pages, search
from backchannel.store.connection import Connection
from backchannel.store.held import healths, marks, public
from backchannel.store.progress import keepsakes, local_names
from backchannel.store.roles import told as programme
from backchannel.store.tending import parted

_ASKED: Final = (
    "SELECT spec, coalesce(s.bookmark, k.bookmark), due FROM sources s "
    "LEFT JOIN keepsakes k ON k.source = s.name AND k.kind = CAST(s.spec AS TEXT) ->> 'kind'"
)

NEVER: Final = datetime(9000, 1, 1, tzinfo=UTC)
"""When a source is due that nobody but a person can help."""

Manners = Mapping[str, frozenset[str]]
"""Of each kind, the options that say how it is asked, and not for what."""

event_of = search.event_of
"""The event this store is of, its programme as it is run; None until one was told."""

told_event = search.told_event
"""The same, its programme as the organiser told it."""

health, health_of = healths.health, healths.health_of
"""How every source is doing, in the organiser's order; how one is."""

read_mark, set_read_mark = marks.read_mark, marks.set_read_mark
"""How far a pane has been read."""

_encode = msgspec.json.Encoder(order="sorted").encode


class Asked(Struct, frozen=True):
    """A source as the collector needs it: what it is, how far it was read, when it is due."""

    spec: SourceSpec
    bookmark: str | None
    due: datetime


def plan(
    db: Connection, event: Event, specs: Sequence[SourceSpec], manners: Manners | None = None
) -> bool:
    """Say which event this is and what to follow; False if all of that was known.

    A source that is no longer named is put aside, its posts stay; named again, it goes on where it
    was. One that is now asked for something else keeps its place but starts afresh, so that nothing
    it would now give is missed; so do all of them when the event's tags change, for a feed that was
    read would only say that nothing is new. One that is only called, shown or asked otherwise goes
    on where it was.
    """
    before = told_event(db)
    told = _tell_event(db, event)
    if before is not None and before.hashtags != event.hashtags:
        db.execute("UPDATE sources SET bookmark = NULL, due = 0")
        parted.forget_bookmarks(db)
    here = {asked.spec.name for asked in asked_for(db)}
    parted.take_up(db, here, specs, lambda old, new: _asks_alike(old, new, manners or {}))
    is_renamed = _rename(db, specs, manners or {})
    known = dict(db.execute("SELECT name, spec FROM sources ORDER BY position, name"))
    wanted = {spec.name: _written(spec) for spec in specs}
    for name in known.keys() - wanted.keys():
        parted.part(db, name)
        changes.record(db, ChangeKind.SOURCE, name)
    moved = list(wanted) != list(known)
    come: list[local_names.Come] = []
    for position, spec in enumerate(specs):
        if known.get(spec.name) != wanted[spec.name]:
            come.append((_put(db, spec, position, manners or {}), spec))
        elif moved:
            db.execute("UPDATE sources SET position = ? WHERE name = ?", (position, spec.name))
    local_names.pass_on(db, come)
    if moved and known.keys() == wanted.keys():
        changes.record(db, ChangeKind.SOURCE, *wanted)  # screens list them in this order
    return told or is_renamed or moved or known != wanted


def asked_for(db: Connection) -> tuple[Asked, ...]:
    """Every source, in the organiser's order. One that starts afresh may have kept something."""
    rows = db.execute(f"{_ASKED} ORDER BY position, name")
    return tuple(
        Asked(decoded(spec, SourceSpec), bookmark, from_micros(due)) for spec, bookmark, due in rows
    )


def asked_of(db: Connection, name: str) -> Asked:
    """One source; raises StoreError if there is none of that name."""
    for spec, bookmark, due in db.execute(f"{_ASKED} WHERE s.name = ?", (name,)):
        return Asked(decoded(spec, SourceSpec), bookmark, from_micros(due))
    raise StoreError(f"there is no source called {name}")


def due_of(db: Connection, name: str) -> datetime:
    """When one source is due; never if there is none of that name."""
    due = db.value("SELECT due FROM sources WHERE name = ?", (name,))
    return NEVER if due is None else from_micros(due)


def set_health(db: Connection, new: Health) -> bool:
    """Write down how a source is doing; logged only when a person would see a difference."""
    found = db.value("SELECT health FROM sources WHERE name = ?", (new.source,))
    if not found:
        return False  # the source was taken out while it was being read
    old = decoded(found, Health)
    is_over = new.due is None and new.state in {State.REFUSED, State.GONE}
    due = to_micros(NEVER) if is_over else to_micros(new.due) if new.due else None
    db.execute(
        "UPDATE sources SET health = ?, due = coalesce(?, due) WHERE name = ?",
        (_encode(new), due, new.source),
    )
    if _shown(old) != _shown(new):
        changes.record(db, ChangeKind.HEALTH, new.source)
    return True


def set_bookmark(db: Connection, name: str, bookmark: str) -> None:
    """Remember how far a source was read, in the transaction that stores what was read."""
    db.execute("UPDATE sources SET bookmark = ? WHERE name = ?", (bookmark, name))


def fetch_now(db: Connection, name: str | None = None) -> int:
    """Make one source, or all of them, due at once; how many that were."""
    names = [asked.spec.name for asked in asked_for(db) if name is None or asked.spec.name == name]
    if name is not None and not names:
        raise StoreError(f"there is no source called {name}")
    for each in names:
        db.execute("UPDATE sources SET due = 0 WHERE name = ?", (each,))
    changes.record(db, ChangeKind.SOURCE, *names)
    return len(names)


def revive(db: Connection) -> None:
    """Make due what had been given up: whoever starts a collector wants it tried again."""
    for each in health(db):
        if each.state in {State.REFUSED, State.GONE, State.LOGIN}:
            db.execute("UPDATE sources SET due = 0 WHERE name = ?", (each.source,))


def _tell_event(db: Connection, event: Event) -> bool:
    value, before = msgspec.json.encode(event).decode(), told_event(db)
    if db.value("SELECT value FROM meta WHERE key = 'event'") == value:
        return False
    if event.is_public_only and not (before and before.is_public_only):
        public.strip(db)
    db.execute("INSERT OR REPLACE INTO meta VALUES ('event', ?)", (value,))
    programme.know_again(db)
    changes.record(db, ChangeKind.EVENT, "")
    return True


def _rename(db: Connection, specs: Sequence[SourceSpec], manners: Manners) -> bool:
    """Know a source that asks the same place for the same again, under its new name."""
    known = {asked.spec.name: asked.spec for asked in asked_for(db)}
    named = {spec.name for spec in specs}
    lost = [spec for spec in known.values() if spec.name not in named]
    has_renamed = False
    for spec in specs:
        old = next((each for each in lost if _asks_alike(each, spec, manners)), None)
        if spec.name in known or old is None or not _rename_givings(db, old.name, spec.name):
            continue
        lost.remove(old)
        health = replace(health_of(db, old.name), source=spec.name)
        db.execute(
            "UPDATE sources SET name = ?, spec = ?, health = ? WHERE name = ?",
            (spec.name, _written(replace(old, name=spec.name)), _encode(health), old.name),
        )
        keepsakes.rename(db, old.name, spec.name)
        changes.record(db, ChangeKind.SOURCE, old.name, spec.name)
        has_renamed = True
    return has_renamed


def _rename_givings(db: Connection, old: str, new: str) -> bool:
    """Say `new` wherever `old` gave a post; False, and nothing done, if `new` gave some already.

    The cost is of all that the source ever gave.
    """
    if db.value("SELECT 1 FROM sightings WHERE source = ?", (new,)):
        return False
    given = [row[0] for row in db.execute("SELECT place FROM sightings WHERE source = ?", (old,))]
    db.execute("UPDATE sightings SET source = ? WHERE source = ?", (new, old))
    db.execute("UPDATE posts SET gone_by = ? WHERE gone_by = ?", (new, old))
    local_names.rename(db, old, new)
    shown = [copies.every(db, place)[0] for place in given]
    for place, stored in sorted(pages.by_places(db, {*given, *shown}).items()):
        db.execute("UPDATE posts SET version = version + 1 WHERE place = ?", (place,))
        if not stored.is_gone:
            search.remove(db, place)
            search.add(db, [(place, search.words_of(stored.post, stored.seen_on))])
    changes.record(db, ChangeKind.POST_CHANGED, *given)
    return True


def _put(db: Connection, spec: SourceSpec, position: int, manners: Manners) -> SourceSpec | None:
    """Follow this; what was followed under its name before, if anything."""
    found = db.value("SELECT spec FROM sources WHERE name = ?", (spec.name,))
    old = decoded(found, SourceSpec) if found else None
    if old is not None and old.pane != spec.pane:
        _move_posts(db, spec, old.pane)
    if old is not None and _asks_alike(old, spec, manners):
        # Whoever mends how it is asked wants to see it work; a server's wish comes first.
        is_mended = (old.options, old.local) != (spec.options, spec.local)
        is_due = is_mended and health_of(db, spec.name).state is not State.RETRY
        db.execute(
            "UPDATE sources SET position = ?, spec = ?, due = iif(?, 0, due) WHERE name = ?",
            (position, _written(spec), is_due, spec.name),
        )
    else:
        given = int(db.value("SELECT count(*) FROM sightings WHERE source = ?", (spec.name,)))
        fresh = Health(spec.name, spec.kind, State.STARTING, since=db.now(), given=given)
        db.execute(
            "INSERT OR REPLACE INTO sources (name, position, spec, bookmark, due, health) "
            "VALUES (?, ?, ?, NULL, 0, ?)",
            (spec.name, position, _written(spec), _encode(fresh)),
        )
    changes.record(db, ChangeKind.SOURCE, spec.name)
    return old or parted.spec_of(db, spec.name)


def _move_posts(db: Connection, spec: SourceSpec, old: str) -> None:
    """Show in its new pane what a source was the first to give. The cost is of all of that."""
    rows = db.execute(
        "SELECT s.place FROM sightings s JOIN posts p USING (place) "
        "WHERE s.source = ? AND s.turn = 0 AND p.pane = ?",
        (spec.name, old),
    )
    places = [place for (place,) in rows]
    db.executemany(
        "UPDATE posts SET pane = ?, version = version + 1 WHERE place = ?",
        ((spec.pane, place) for place in places),
    )
    changes.record(db, ChangeKind.POST_CHANGED, *places)


def _asks_alike(old: SourceSpec, new: SourceSpec, manners: Manners) -> bool:
    """Whether nothing that `new` is to give was passed by while it was `old`."""
    own = manners.get(new.kind, frozenset())
    wishes = [
        {key: value for key, value in spec.options.items() if key not in own} for spec in (old, new)
    ]
    is_wider = new.tagged and not old.tagged
    return old.kind == new.kind and _encode(wishes[0]) == _encode(wishes[1]) and not is_wider


def _written(spec: SourceSpec) -> bytes:
    """Compared as it is stored: what JSON cannot tell apart is no other source."""
    return _encode(spec)


def _shown(value: Health) -> Health:
    """Health without what moves at every poll but nobody sees move."""
    sooner = NEVER if value.sooner else None
    bare = replace(value, tried_at=None, due=None, ok_at=None, noticed=None, is_pushed=False)
    return replace(bare, sooner=sooner)
