"""Where several write: a server or a site is nobody's account, and is not forgotten as one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from msgspec import Struct

from backchannel.decoding import decoder
from backchannel.model.sameness.networks import host_of
from backchannel.model.source import SourceSpec
from backchannel.store.connection import Connection
from backchannel.store.forgetting.accounts import Account, name_of, plain

_WHERE: Final = ("server", "url", "appview")
"""The options of a source that say where it is read, not whom it follows."""

_decode = decoder(SourceSpec)


class Place(Struct, frozen=True):
    """`writers` are accounts that are known there; `sources` of the event read it."""

    name: str
    writers: tuple[Account, ...] = ()
    sources: tuple[str, ...] = ()


def places_among(
    db: Connection, names: Iterable[str], known: Collection[Account], own: Collection[Account]
) -> dict[str, Place]:
    """Which of these names are of places where others than the `own` accounts write.

    Of a place where only they do, all is theirs; one that is read and knows no writer is nobody's.
    """
    read = _read(db)
    found = {}
    for name in names:
        writers = tuple(each for each in known if _is_at(each, name))
        sources = read.get(name, ())
        if (writers or sources) and not (writers and set(writers) <= set(own)):
            found[name] = Place(name, writers, sources)
    return found


def _is_at(account: Account, place: str) -> bool:
    if account.site == place:
        return True
    if "@" in place.strip("@"):
        return False
    ends = (f"@{place}", f":{place}", f" at {place}")
    return any(
        name.endswith(ends)
        or name.startswith(f"{place}/")
        or ("@" not in name and "/" not in name and name.endswith(f".{place}"))
        for name in account.names
    )


def _read(db: Connection) -> Mapping[str, tuple[str, ...]]:
    """The sources of the event by where they are read, as hosts and as addresses."""
    found: dict[str, tuple[str, ...]] = {}
    for (text,) in db.execute("SELECT spec FROM sources ORDER BY position, name"):
        spec = _decode(text)
        said = [str(spec.options.get(each) or "") for each in _WHERE]
        hosts = {host_of(each if "://" in each else f"//{each}") for each in said}
        places = {*map(plain, said), *(name_of(each) for each in said if "@" not in each), *hosts}
        for place in places - {""}:
            found[place] = (*found.get(place, ()), spec.name)
    return found
