"""Installed sources by name; a source's module is imported when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import is_dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Final

from backchannel.config.problems import listed, nearest, quoted
from backchannel.errors import ConfigError
from backchannel.model.programme import Event
from backchannel.model.source import SourceSpec
from backchannel.sources.api import Source

GROUP: Final = "backchannel.sources"

_FAILURES: Final = (
    ArithmeticError, AssertionError, AttributeError, ImportError, LookupError, NameError, OSError,
    RuntimeError, SyntaxError, TypeError, ValueError,
)  # fmt: skip
"""What a stranger's module raises while it is imported; a broken one must not stop ours."""


@cache
def installed() -> Mapping[str, EntryPoint]:
    """Every installed kind of source, in the order of their names. Imports none of them."""
    found = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    return {point.name: point for point in found}


def names() -> tuple[str, ...]:
    """The kinds of sources that an event file may name."""
    return tuple(installed())


def load(kind: str, points: Mapping[str, EntryPoint] | None = None) -> type[Source]:
    """The class of a kind. Raises ConfigError for an unknown kind and for a broken plug-in."""
    points = installed() if points is None else points
    if kind not in points:
        hint = nearest(kind, points) or f"; allowed: {listed(points)}"
        raise ConfigError(f"{quoted(kind)} is not a kind of source{hint}")
    point = points[kind]
    try:
        found: Any = point.load()  # Any: a stranger's package can export anything
    except _FAILURES as error:
        raise ConfigError(
            f"the source {kind} ({point.value}) cannot be loaded: {type(error).__name__}"
        ) from error
    if not (isinstance(found, type) and _fits(found)):
        raise ConfigError(
            f"the source {kind} ({point.value}) is not a source: it lacks options, pane, floor, "
            "manners or batches"
        )
    return found


def options_of(kind: str, points: Mapping[str, EntryPoint] | None = None) -> type[Any]:
    """The dataclass of a kind's own settings. Raises ConfigError as `load` does."""
    return load(kind, points).options


def options_for(
    spec: SourceSpec, points: Mapping[str, EntryPoint] | None = None
) -> Any:  # Any: each kind has its own Options
    """The kind's own Options, out of a spec. Raises ConfigError when they do not fit (any more)."""
    import msgspec

    try:
        return msgspec.convert(dict(spec.options), options_of(spec.kind, points))
    except (msgspec.ValidationError, ValueError) as error:
        raise ConfigError(f"its settings do not fit: {error}", key=spec.name) from error


def manners_of(
    specs: Iterable[SourceSpec], points: Mapping[str, EntryPoint] | None = None
) -> Mapping[str, frozenset[str]]:
    """The options of each kind that do not change what it gives. Raises ConfigError as `load`."""
    return {kind: load(kind, points).manners for kind in {spec.kind for spec in specs}}


def feeds_of(spec: SourceSpec, event: Event) -> tuple[str, ...]:
    """Where other programs find what a source gives; nothing if it has no feed.

    A kind says so by a static method `feeds(options, event)`; a stranger's kind may leave it out.
    """
    feeds: Any = getattr(load(spec.kind), "feeds", None)  # Any: not in the contract
    return () if feeds is None else tuple(feeds(options_for(spec), event))


def _fits(found: type) -> bool:
    options = getattr(found, "options", None)
    return (
        isinstance(options, type)
        and is_dataclass(options)
        and isinstance(getattr(found, "pane", None), str)
        and isinstance(getattr(found, "floor", None), int | float)
        and isinstance(getattr(found, "manners", None), frozenset)
        and callable(getattr(found, "batches", None))
    )
