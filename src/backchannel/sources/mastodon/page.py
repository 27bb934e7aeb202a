"""One page of a hashtag timeline, newest first, and the ids that lead to its neighbours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit
from zlib import crc32

from msgspec import Raw

from backchannel.sources.api import Response
from backchannel.sources.forgiving import entity, part
from backchannel.sources.mastodon.drafts import stamp
from backchannel.sources.mastodon.entities import Identified, Status
from backchannel.sources.payload import decode

FULL = 40
"""The most that Mastodon gives at once."""

NAMELESS = "?"
"""How the keys of entries begin that have no id."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A place in a page. `status` is None if it could not be read."""

    id: str
    stamp: int
    status: Status | None

    @property
    def key(self) -> str:
        """What it is remembered by; one without an id by what it shows."""
        return self.id or f"{NAMELESS}{self.stamp}"


@dataclass(frozen=True, slots=True)
class Page:
    """Entries, newest first. `older` goes into `max_id`, `newer` into `min_id`; may be empty."""

    entries: tuple[Entry, ...] = ()
    older: str = ""
    newer: str = ""


def page_of(response: Response) -> Page:
    """What a hashtag timeline answered.

    Of the `Link` header only the ids are taken (RFC 8288, `next` and `prev`): they can be kept in a
    bookmark, and an address that a server made up is never sent our token. A server without the
    header is paged by the ids of what it gave.
    """
    entries = entries_of(response.body)
    ids = [entry.id for entry in entries if entry.id]
    return Page(
        entries=entries,
        older=_cursor(response.links, "next", "max_id") or (ids[-1] if ids else ""),
        newer=_cursor(response.links, "prev", "min_id") or (ids[0] if ids else ""),
    )


def entries_of(body: bytes) -> tuple[Entry, ...]:
    """The statuses of an answer; one that cannot be read does not cost the others."""
    return tuple(_entry(raw) for raw in decode(body, list[Raw]))


def entry_of(payload: str) -> Entry:
    """One status, as a stream sends it; SourceUnreachable if it is not even JSON."""
    return _entry(decode(payload, Raw))


def _entry(raw: Raw) -> Entry:
    status = entity(raw, Status)
    if status is not None:
        return Entry(str(status.id), stamp(status), status)
    named = part(raw, Identified)
    return Entry(str(named.id) if named else "", crc32(bytes(raw)), None)


def _cursor(links: Mapping[str, str], rel: str, parameter: str) -> str:
    try:
        query = parse_qs(urlsplit(links.get(rel, "")).query)
    except ValueError:
        return ""
    return query.get(parameter, [""])[0]
