"""Names that only a source has for its posts: its own, and not those of another of that name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from backchannel.clean import urls
from backchannel.decoding import decoder
from backchannel.model.post import Post
from backchannel.model.sameness import id_within
from backchannel.model.source import SourceSpec
from backchannel.store.connection import Connection
from backchannel.store.tending import parted

_WEB: Final = ("server", "url", "host", "address")
_ADDRESSES: Final = (*_WEB, "path", "room")
"""Options that say where a source is. All others say what of that place is wanted."""

_LEFT: Final = (
    "SELECT DISTINCT substr(identity, 1, instr(identity, char(31)) - 1) FROM identities "
    "WHERE instr(substr(identity, 1, instr(identity, char(31))), ' ')"
)
"""What sources are called in the names of their posts that may have had another name or place."""

Come = tuple[SourceSpec | None, SourceSpec]
"""What was followed under a name until now, if anything, and what is from now on."""

_encode: Final = msgspec.json.Encoder().encode
_decode: Final = decoder(Post)


def pass_on(db: Connection, come: Sequence[Come]) -> None:
    """Let no source be taken for one at another place, and each know what its own place gave.

    Post 7 here is another than post 7 there. What was given at a place is known again by whoever
    comes there, whatever it is called now and was called then, unless that one is still followed.
    An address that is only spelled otherwise leads to the same place. The cost is of all the names
    in the store, once for all that come.
    """
    moved = [(old, new) for old, new in come if old is None or _place(old) != _place(new)]
    if not moved:
        return
    for old, new in moved:
        if old is not None:
            rename(db, new.name, _earlier(old))
    kept = {name for (name,) in db.execute(_LEFT)}
    for _, new in moved:
        if (own := _earlier(new)) in kept:
            rename(db, own, new.name)
            kept.remove(own)
    here = {name for (name,) in db.execute("SELECT name FROM sources")}
    left = [old for old in parted.specs(db) if old.name not in here]
    for _, new in moved:
        for name in _of_its_place(new, kept, left):
            rename(db, name, new.name)


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


def _of_its_place(
    spec: SourceSpec, kept: Iterable[str], left: Iterable[SourceSpec]
) -> Iterator[str]:
    """Under which names posts of its place stand that others gave, who are not there any more."""
    place = _place(spec)
    if len(place) == 1:
        return  # as standard input, of which everybody has their own
    ending = " ".join(("", *place))
    yield from (name for name in kept if name.endswith(ending))
    yield from (old.name for old in left if _place(old) == place)


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
