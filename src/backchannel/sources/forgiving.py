"""Entities of which one odd part does not cost the rest."""

from __future__ import annotations

from typing import TypeVar

from msgspec import DecodeError, Raw, Struct, UnsetType, ValidationError, json
from msgspec.structs import fields

T = TypeVar("T")
S = TypeVar("S", bound=Struct)

_BROKEN = (DecodeError, RecursionError, UnicodeDecodeError)


def part(raw: Raw | UnsetType, shape: type[T]) -> T | None:
    """A part of an entity, or None if it is absent, null or not of that shape."""
    if isinstance(raw, UnsetType):
        return None
    try:
        return json.decode(raw, type=shape)
    except _BROKEN:
        return None


def parts(raw: Raw | UnsetType, shape: type[T]) -> list[T]:
    """Those of a list of entities that are of that shape."""
    found = (part(each, shape) for each in part(raw, list[Raw]) or ())
    return [each for each in found if each is not None]


def entity(raw: Raw, shape: type[S]) -> S | None:
    """An entity whose odd fields are taken for absent, or None if a needed one is odd.

    Servers that speak another's API write 0 for false, a number for a date, a list for nothing.
    """
    try:
        return json.decode(raw, type=shape)
    except ValidationError:
        return _field_by_field(raw, shape)
    except _BROKEN:
        return None


def _field_by_field(raw: Raw, shape: type[S]) -> S | None:
    said = part(raw, dict[str, Raw])
    if said is None:
        return None
    sound: dict[str, Raw] = {}
    for each in fields(shape):
        if each.encode_name not in said:
            continue
        value = said[each.encode_name]
        try:
            json.decode(value, type=each.type)
        except ValidationError:
            pass
        except _BROKEN:
            return None
        else:
            sound[each.encode_name] = value
    return part(Raw(json.encode(sound)), shape)
