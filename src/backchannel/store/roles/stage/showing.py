"""What the projectors show: one look, which itself refuses what may not be seen."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from backchannel.clean.urls import canonical
from backchannel.decoding import decoder
from backchannel.model.moments import from_micros, to_micros
from backchannel.model.post import MediaKind, StoredPost
from backchannel.model.programme import Event, zone_of
from backchannel.model.roles.stage import Air, Look, Photo, Shown
from backchannel.model.source import SourceSpec
from backchannel.store import pages, search
from backchannel.store.connection import Connection
from backchannel.store.held.approved import as_approved
from backchannel.store.held.muted import turn
from backchannel.store.roles.stage.acts import on_air
from backchannel.store.roles.stage.fitness import unfit
from backchannel.store.roles.stage.rows import air, look

_decode = decoder(SourceSpec)


def shown(db: Connection) -> Shown:
    """What is to be seen on every projector now.

    Whatever was put on air: a post that is not pinned, hidden, muted, deleted, sensitive or edited
    since is not shown, and the card is in its place. Who has another name since is called by that
    which somebody approved.
    """
    return _as_it_is(db, air(db))


def behind(db: Connection) -> Shown:
    """What would be seen on every projector now, were the stage not blank."""
    return _as_it_is(db, replace(air(db), is_blank=False))


def _as_it_is(db: Connection, now: Air) -> Shown:
    how = look(db)
    post = None
    if (place := on_air(db, now)) is not None and not now.is_blank:
        found = pages.by_places(db, [place]).get(place)
        is_fit = found is not None and not unfit(db, found)
        post = as_approved(db, found) if found is not None and is_fit else None
    event = search.event_of(db)
    return Shown(
        zone=zone_of(event),
        post=post,
        is_blank=now.is_blank,
        look=how,
        event=event,
        until=_until(db, now),
        photos=photos_of(db, post, how) if post is not None else (),
        address=_address(db, event) if event is not None and post is None else "",
    )


def _until(db: Connection, now: Air) -> datetime | None:
    """When a display delay is over, or a rule mutes what is on air no more, or from then on."""
    place, is_waiting = on_air(db, now), now.waits(to_micros(db.now())) > 0
    turns = [from_micros(now.since) if is_waiting else None]
    turns += [turn(db, place)] if place is not None and not now.is_blank else []
    return min((each for each in turns if each is not None), default=None)


def _address(db: Connection, event: Event) -> str:
    """Where the card's code leads: the event's page, else its tag on the first public server."""
    if event.url:
        return event.url
    for (told,) in db.execute("SELECT spec FROM sources ORDER BY position, name"):
        spec = _decode(told)
        server = spec.options.get("server")
        if spec.kind == "mastodon" and not spec.local and isinstance(server, str):
            return canonical(f"{server.rstrip('/')}/tags/{event.hashtags[0]}") or ""
    return ""


def photos_of(db: Connection, post: StoredPost, how: Look) -> tuple[Photo, ...]:
    """Its pictures that were fetched, if pictures are shown at all."""
    if not how.has_photos:
        return ()
    found = []
    for media in post.post.media:
        if media.kind is MediaKind.PHOTO:
            file = db.value("SELECT file FROM pictures WHERE url = ?", (media.url,))
            if file:
                found.append(Photo(str(file), media.alt))
    return tuple(found)
