"""Entities of which one odd part does not cost the rest."""

from __future__ import annotations

from contextlib import suppress
from typing import TypeVar

from msgspec import DecodeError, Raw, Struct, UnsetType, ValidationError, json
from msgspec.structs import fields

T = TypeVar("T")

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
    """Those of a list that are of that shape; an entity among them as `entity` takes it."""
    read = entity if issubclass(shape, Struct) else part
    found = (read(each, shape) for each in part(raw, list[Raw]) or ())
    return [each for each in found if each is not None]


def entity(raw: Raw | UnsetType, shape: type[T]) -> T | None:
    """An entity whose odd fields are taken for absent, or None if a needed one is odd.

    Servers that speak another's API write 0 for false, a number for a date, a list for nothing.
    What is of the wrong type and can only mean one thing, as 0 and "3" do, is taken for that.
    """
    try:
        return None if isinstance(raw, UnsetType) else json.decode(raw, type=shape)
    except ValidationError:
        return part(_sound(raw, shape), shape)
    except _BROKEN:
        return None


def _sound(raw: Raw | UnsetType, shape: type[T]) -> Raw:
    """The object without its odd fields."""
    said = part(raw, dict[str, Raw]) or {}
    kept: dict[str, object] = {}
    for each in fields(shape) if issubclass(shape, Struct) else ():
        with suppress(*_BROKEN):
            if each.encode_name in said:
                value = said[each.encode_name]
                kept[each.encode_name] = _typed(value, each.type)
    return Raw(json.encode(kept))


def _typed(value: Raw, type_: object) -> object:
    """The value as it is where that fits, else as what it means."""
    try:
        json.decode(value, type=type_)
    except ValidationError:
        return json.decode(value, type=type_, strict=False)
    return value
