"""Installed sources by name; a source's module is imported when it is asked for.

A plug-in is a stranger's: whatever is wrong with one is a sentence that names it, where an event
asks for it, and nothing to anybody else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Final, get_args

from backchannel.clean.terminal import clean_line
from backchannel.config.problems import listed, nearest, quoted
from backchannel.errors import ConfigError
from backchannel.model.programme import Event
from backchannel.model.source import SourceSpec
from backchannel.sources.api import Source

GROUP: Final = "backchannel.sources"


@cache
def installed() -> Mapping[str, EntryPoint]:
    """Every installed kind of source, in the order of their names. Imports none of them.

    What comes with this program is not to be had from anybody else.
    """
    points: dict[str, EntryPoint] = {}
    for point in sorted(_announced(), key=_order):
        points.setdefault(point.name, point)
    return points


@cache
def rivals() -> Mapping[str, tuple[EntryPoint, ...]]:
    """Kinds that several installed packages give; ours is first, where it is one of them."""
    by_name: dict[str, list[EntryPoint]] = {}
    for point in sorted(_announced(), key=_order):
        by_name.setdefault(point.name, []).append(point)
    return {name: tuple(each) for name, each in by_name.items() if len(each) > 1}


def package_of(point: EntryPoint) -> str:
    """The installed package that a kind comes from."""
    return point.dist.name if point.dist else point.module


def names() -> tuple[str, ...]:
    """The kinds of sources that an event file may name."""
    return tuple(installed())


def load(kind: str, points: Mapping[str, EntryPoint] | None = None) -> type[Source]:
    """The class of a kind. Raises ConfigError for an unknown kind and for a broken plug-in."""
    return _loaded(kind) if points is None else _load(kind, points)


@cache  # hundreds of sources may be of one kind, and each asks several times
def _loaded(kind: str) -> type[Source]:
    _refuse_rivals(rivals().get(kind, ()))
    return _load(kind, installed())


def _load(kind: str, points: Mapping[str, EntryPoint]) -> type[Source]:
    if kind not in points:
        hint = nearest(kind, points) or f"; allowed: {listed(points)}"
        raise ConfigError(f"{quoted(kind)} is not a kind of source{hint}")
    point = points[kind]
    found: Any = None  # Any: a stranger's package can export anything
    try:
        found = point.load()
        problem = _misfit(found)
    except (Exception, SystemExit) as error:  # noqa: BLE001  # a stranger's module raises anything
        problem = f"cannot be loaded: {type(error).__name__}"
    if problem:
        raise ConfigError(f"the source {kind} ({point.value}) {problem}")
    return found  # type: ignore[no-any-return]  # looked at by _misfit


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


@cache
def _announced() -> tuple[EntryPoint, ...]:
    return tuple(entry_points(group=GROUP))


def _order(point: EntryPoint) -> tuple[str, bool, str]:
    """By name; of the same name, what comes with this program is first."""
    return point.name, not _is_ours(point), point.value


def _is_ours(point: EntryPoint) -> bool:
    return point.module.partition(".")[0] == __name__.partition(".")[0]


def _refuse_rivals(points: Sequence[EntryPoint]) -> None:
    """Nobody but the user knows which of two plug-ins an event file means."""
    if points and not _is_ours(points[0]):
        packages = " and by ".join(map(package_of, points))
        raise ConfigError(
            f"the source {points[0].name} is given by {packages}; uninstall all but one"
        )


def _misfit(found: Any) -> str:  # Any: whatever a stranger's package exports
    """Why something is no source, as the end of a sentence; empty when it is one."""
    from backchannel.config.tables import PaneName
    from backchannel.config.values import hints_of, is_readable

    parts: Mapping[str, Callable[[Any], bool]] = {
        "options": lambda it: isinstance(it, type) and is_dataclass(it),
        "pane": lambda it: it in get_args(PaneName),
        "floor": lambda it: isinstance(it, int | float),
        "manners": lambda it: isinstance(it, frozenset),
        "batches": callable,
    }
    lacks = [name for name, fits in parts.items() if not fits(getattr(found, name, None))]
    if lacks or not isinstance(found, type):
        return f"is not a source: it lacks {listed(lacks).replace(' or ', ' and ')}"
    options: Any = getattr(found, "options", None)
    hints = hints_of(options)
    odd = [each.name for each in fields(options) if not is_readable(hints[each.name])]
    return f"has an option of a type that no event file can hold: {odd[0]}" if odd else ""


def takes_token(kind: str) -> bool:
    """Whether a token may be of use; a kind that takes none says so by `takes_token = False`."""
    try:
        return bool(getattr(load(kind), "takes_token", True))
    except ConfigError:  # it is said where the kind is used
        return True


def costs_of(kind: str) -> Callable[[str | None, str | None, str], str] | None:
    """How a kind that is paid for adds to a bookmark what a test spent; None where none is.

    A static method `with_costs(bookmark, before, after)`, the last two as `Batch.kept` holds them.
    """
    try:
        found: Any = getattr(load(kind), "with_costs", None)  # Any: not in the contract
    except ConfigError:  # it is said where the kind is used
        return None
    return found if callable(found) else None


def unseen_of(
    spec: SourceSpec, event: Event, points: Mapping[str, EntryPoint] | None = None
) -> tuple[str, ...]:
    """What the place of a source is known not to show; nothing where its kind does not say."""
    try:
        tell: Any = getattr(load(spec.kind, points), "unseen", None)  # Any: not in the contract
        told = tell(options_for(spec, points), event) if tell else ()
    except (Exception, SystemExit):  # noqa: BLE001  # it is said when the source is read
        return ()
    return tuple(clean_line(str(each), limit=200) for each in told)


def feeds_of(spec: SourceSpec, event: Event) -> tuple[str, ...]:
    """Where other programs find what a source gives; nothing if it has no feed.

    A kind says so by a static method `feeds(options, event)`; a stranger's kind may leave it out.
    """
    try:
        feeds: Any = getattr(load(spec.kind), "feeds", None)  # Any: not in the contract
        return () if feeds is None else tuple(map(str, feeds(options_for(spec), event)))
    except (Exception, SystemExit):  # noqa: BLE001  # it is said when the source is read
        return ()
