"""Decoders of JSON, each made by one thread at a time.

msgspec (0.22) works out what a struct holds when it is first asked, and notes it before it is
whole: another thread that decodes the same struct, or one with the same inside, meanwhile ends the
program with a segmentation fault. What is read in threads is decoded by these.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Final, TypeVar, overload

import msgspec

T = TypeVar("T")

_making: Final = threading.RLock()
_made: Final[dict[object, Callable[[bytes | str], Any]]] = {}


@overload
def decoder(kind: type[T]) -> Callable[[bytes | str], T]: ...


@overload
def decoder(kind: Any) -> Callable[[bytes | str], Any]: ...


def decoder(kind: Any) -> Callable[[bytes | str], Any]:  # Any: a union is no type
    """What decodes a struct, a list of them, a union; made once. Raises what msgspec raises."""
    found = _made.get(kind)
    if found is None:
        with _making:
            found = _made[kind] = msgspec.json.Decoder(kind).decode
    return found


@overload
def decoded(body: bytes | str, kind: type[T]) -> T: ...


@overload
def decoded(body: bytes | str, kind: Any) -> Any: ...


def decoded(body: bytes | str, kind: Any) -> Any:  # Any: a union is no type
    """The text as one of a kind."""
    return decoder(kind)(body)


def converted(value: object, kind: type[T]) -> T:
    """What was decoded already, as one of a kind; see `msgspec.convert`."""
    decoder(kind)
    return msgspec.convert(value, kind)
