"""Pictures for the projector: which are wanted, which are there, and which go again."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Final

from msgspec import Struct

from backchannel.decoding import decoder
from backchannel.model.change import ChangeKind
from backchannel.model.moments import to_micros
from backchannel.model.post import MediaKind, Post
from backchannel.model.source import SourceSpec
from backchannel.store import changes
from backchannel.store.connection import Connection
from backchannel.store.held.muted import muted_among

MOST: Final = 400
"""Pictures that are kept, of the first pins that have some."""

EACH: Final = 4
"""Of one post."""

AGAIN: Final = timedelta(minutes=5)
"""After so long one that could not be fetched is tried again."""

_decode_post = decoder(Post)
_decode_spec = decoder(SourceSpec)

_PINNED: Final = (
    "SELECT q.place, q.body, (SELECT s.source FROM sightings s WHERE s.place = q.place "
    "ORDER BY turn LIMIT 1) FROM pins p JOIN posts q ON q.place = p.place "
    "WHERE q.gone_at IS NULL AND q.is_hidden = 0 AND instr(q.body, '\"photo\"') "
    "ORDER BY p.position, p.id"
)
_STAMPS: Final = "SELECT q.place, q.number, q.version FROM pins p JOIN posts q ON q.place = p.place"


def folder_of(store: Path) -> Path:
    """Where the pictures of a store are: a folder beside its file."""
    return store.with_name(f"{store.name}.pictures")


class Wanted(Struct, frozen=True):
    """A picture to fetch; `is_local` allows an address of this machine, as its source does."""

    url: str
    is_local: bool = False


def wanted(db: Connection) -> tuple[Wanted, ...]:
    """Those of pinned posts that may be shown and that nobody fetched yet, in the pins' order."""
    retry = to_micros(db.now() - AGAIN)
    known = {
        url
        for (url,) in db.execute("SELECT url FROM pictures WHERE file <> '' OR at > ?", (retry,))
    }
    return tuple(each for each in _of_pins(db) if each.url not in known)


def keep(db: Connection, url: str, file: str, size: int) -> None:
    """Write down that a picture is there: the name of its file, and its bytes."""
    row = (url, file, size, to_micros(db.now()), "")
    db.execute("INSERT OR REPLACE INTO pictures VALUES (?, ?, ?, ?, ?)", row)
    changes.record(db, ChangeKind.STAGE, "picture")


def failed(db: Connection, url: str, problem: str) -> None:
    """Write down why one is not."""
    row = (url, "", 0, to_micros(db.now()), problem)
    db.execute("INSERT OR REPLACE INTO pictures VALUES (?, ?, ?, ?, ?)", row)


def lost(db: Connection, there: Collection[str]) -> tuple[str, ...]:
    """Addresses of pictures that were fetched, and whose files are not among these."""
    kept = db.execute("SELECT url, file FROM pictures WHERE file <> ''")
    return tuple(url for url, file in kept if file not in there)


def forget(db: Connection, urls: Iterable[str]) -> None:
    """They are as if nobody had ever fetched them."""
    db.executemany("DELETE FROM pictures WHERE url = ?", [(url,) for url in urls])


def let_go(db: Connection) -> tuple[str, ...]:
    """Forget pictures of what is pinned no more, or was deleted or hidden; the files that stay."""
    still = {each.url for each in _of_pins(db)}
    gone = [url for (url,) in db.execute("SELECT url FROM pictures") if url not in still]
    forget(db, gone)
    return tuple(file for (file,) in db.execute("SELECT file FROM pictures WHERE file <> ''"))


def _of_pins(db: Connection) -> tuple[Wanted, ...]:
    local = {
        spec.name
        for spec in (_decode_spec(told) for (told,) in db.execute("SELECT spec FROM sources"))
        if spec.local
    }
    found: dict[str, Wanted] = {}
    out = muted_among(db, _STAMPS)
    for place, body, source in db.execute(_PINNED):
        post = _decode_post(body)
        if post.cover or place in out:
            continue
        photos = [media.url for media in post.media if media.kind is MediaKind.PHOTO]
        found |= {url: Wanted(url, source in local) for url in photos[:EACH]}
        if len(found) >= MOST:
            break
    return tuple(found.values())[:MOST]
