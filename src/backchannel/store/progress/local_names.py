"""Names that only a source has for its posts: its own, and not those of another of that name."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from msgspec.structs import replace

from backchannel.clean import urls
from backchannel.decoding import decoder
from backchannel.model.post import Post
from backchannel.model.sameness import id_within
from backchannel.model.source import SourceSpec
from backchannel.store.connection import Connection

_WEB: Final = ("server", "url", "host", "address")
_ADDRESSES: Final = (*_WEB, "path", "room")
"""Options that say where a source is. All others say what of that place is wanted."""

_encode: Final = msgspec.json.Encoder().encode
_decode: Final = decoder(Post)


def pass_on(db: Connection, old: SourceSpec, new: SourceSpec) -> None:
    """Let a source that takes the name of one at another place not be taken for it.

    Its post 7 is another than their post 7. What a source at this place gave before is known again.
    An address that is only spelled otherwise leads to the same place.
    """
    if _place(old) != _place(new):
        rename(db, new.name, _earlier(old))
        rename(db, _earlier(new), new.name)


def rename(db: Connection, old: str, new: str) -> None:
    """Say `new` for `old` in the names that only a source has for its posts."""
    before, after = id_within(old, ""), id_within(new, "")
    db.execute(
        "UPDATE OR IGNORE identities SET identity = ? || substr(identity, ?) "
        "WHERE identity > ? AND identity < ?",
        (new, len(old) + 1, before, old + "\x20"),
    )
    rows: list[Any] = db.execute(
        "SELECT identity, place, body FROM identities JOIN posts USING (place) "
        "WHERE identity > ? AND identity < ?",
        (after, new + "\x20"),
    ).fetchall()
    for name, place, body in rows:
        post = _decode(body)
        # Its own id is one of its names: by another, a record would make one post of two.
        if post.id == before + name.removeprefix(after):
            row = (_encode(replace(post, id=name)), place)
            db.execute("UPDATE posts SET body = ? WHERE place = ?", row)


def _earlier(spec: SourceSpec) -> str:
    """What a source is called in the names of its posts while another has its name."""
    return " ".join((spec.name, *_place(spec)))


def _place(spec: SourceSpec) -> tuple[str, ...]:
    found = ((key, spec.options.get(key)) for key in _ADDRESSES)
    return (spec.kind, *(_spelled(key, str(each)) for key, each in found if each is not None))


def _spelled(key: str, written: str) -> str:
    """What the spellings share that people give to an address when they mend it."""
    if key not in _WEB:
        return written.rstrip("/") or written
    return urls.place(written)
