"""What people bring of their own: archives of Mastodon and Bluesky, and feeds that were kept."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from backchannel.cli.verbs.record.recognised import Recognised
from backchannel.errors import ConfigError, SourceError
from backchannel.model.post import Draft, Post
from backchannel.model.source import SourceSpec

if TYPE_CHECKING:
    from backchannel.cli.choice import Choice
    from backchannel.config.event_file import EventFile
    from backchannel.model.programme import Event
    from backchannel.store.connection import Connection

_OUTBOX, _ACTOR = "outbox.json", "actor.json"
_AT_ONCE: Final = 500


class Brought(Struct, frozen=True):
    """What a file holds: its drafts, and the place that they are from.

    `private` are those that were not meant for everybody: they are counted, and nothing else.
    """

    source: str
    pane: str
    drafts: tuple[Draft, ...]
    private: tuple[Draft, ...] = ()


class Outcome(Struct, frozen=True):
    """What came of it: posts that are new here, known, and without the event's tag.

    `private` are posts that would have been taken, had they been public.
    """

    source: str
    new: int
    known: int
    passed_over: int
    private: int


def brought(file: Path, kind: Recognised, handle: str) -> Brought:
    """What is in a file or folder that somebody brings. Raises ConfigError that names it."""
    try:
        if kind is Recognised.REPOSITORY:
            return _of_bluesky(file, handle)
        if kind is Recognised.FEED:
            return asyncio.run(_of_feed(_bytes_of(file, 15 << 20), file.stem))
        return _of_mastodon(file.parent if file.name == _OUTBOX else file)
    except ConfigError as error:
        if error.file:
            raise
        raise ConfigError(error.problem, file=file) from error


def check_event(choice: Choice) -> EventFile | None:
    """The event file of a store that knows of no event yet, None for one that does.

    So that nobody is asked for posts of no event. Raises ConfigError, and StoreError for a store
    that cannot be read.
    """
    from backchannel.store import schema
    from backchannel.store.sources import event_of

    if choice.store.is_file():
        with closing(schema.open_to_read(choice.store)) as db:
            if event_of(db) is not None:
                return None
    if choice.event_file is None:
        raise ConfigError(
            f"nothing is known of an event at {choice.store}; name its event file, too, as in: "
            "import my-event.toml FILE"
        )
    return choice.event()


def take(db: Connection, found: Brought, told: EventFile | None, *, is_any: bool) -> Outcome:
    """Make posts of the drafts, and store those that bear a tag of the event, or all.

    An event that is `told` is the store's from then on. Raises ConfigError when the store knows of
    none.
    """
    from backchannel.ingest.pipeline import refine
    from backchannel.store import posts, sources

    if told is not None:
        sources.plan(db, told.event, told.sources)
    event = _event_of(db)
    spec = SourceSpec(found.source, "archive", found.pane, tagged=is_any)

    def ours(drafts: Iterable[Draft]) -> list[Post]:
        made = (refine(draft, spec, event.tags, db.now()) for draft in drafts)
        return [each for each in made if isinstance(each, Post)]

    kept, private = ours(found.drafts), len(ours(found.private))
    new = sum(
        len(posts.save(db, spec, kept[start : start + _AT_ONCE]).new)
        for start in range(0, len(kept), _AT_ONCE)
    )
    passed_over = len(found.drafts) + len(found.private) - len(kept) - private
    return Outcome(found.source, new, len(kept) - new, passed_over, private)


def _event_of(db: Connection) -> Event:
    from backchannel.store.sources import event_of

    event = event_of(db)
    if event is None:
        raise ConfigError("nothing is known of an event here; open it with its event file first")
    return event


def _of_mastodon(file: Path) -> Brought:
    from backchannel.sources.archives.outbox import actor_of, posts_of
    from backchannel.sources.archives.packed import files_in

    found = files_in(file, (_OUTBOX, _ACTOR))
    if _OUTBOX not in found or _ACTOR not in found:
        raise ConfigError("holds no outbox.json and actor.json, as an archive of Mastodon does")
    actor = actor_of(found[_ACTOR])
    written = list(posts_of(found[_OUTBOX], actor))
    return Brought(
        actor.host,
        "backchannel",
        _newest_first(each.draft for each in written if each.is_public),
        tuple(each.draft for each in written if not each.is_public),
    )


def _of_bluesky(file: Path, handle: str) -> Brought:
    from backchannel.sources.archives.repository import MAX_BYTES, posts_of

    drafts = posts_of(_bytes_of(file, MAX_BYTES), handle.strip().lstrip("@"))
    return Brought("Bluesky", "backchannel", _newest_first(drafts))


async def _of_feed(body: bytes, usual: str) -> Brought:
    from backchannel.ingest.reader import DocumentReader
    from backchannel.sources.feed_document import read_feed

    hints = {"address": "", "content-type": "", "now": datetime.now(UTC).isoformat(), "what": ""}
    async with DocumentReader() as documents:
        try:
            found = await documents.read(read_feed, body, hints)
        except SourceError as error:
            raise ConfigError(f"holds no feed with posts in it: {error}") from error
    if found.is_page or not found.drafts:
        raise ConfigError("holds no feed with posts in it")
    return Brought(found.title or usual, "feeds", found.drafts)


def _newest_first(drafts: Iterable[Draft]) -> tuple[Draft, ...]:
    never = datetime.min.replace(tzinfo=UTC)
    order = sorted(drafts, key=lambda draft: (draft.published or never, draft.id), reverse=True)
    return tuple(order)


def _bytes_of(file: Path, most: int) -> bytes:
    try:
        with file.open("rb") as stream:
            body = stream.read(most + 1)
    except FileNotFoundError as error:
        raise ConfigError("there is no such file", file=file) from error
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", file=file) from error
    if len(body) > most:
        raise ConfigError(f"is larger than {most >> 20} MiB", file=file)
    return body
