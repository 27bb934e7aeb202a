"""Feeds taken out of an OPML file into an event file, and the sources of an event as OPML."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from msgspec import structs

from backchannel.clean import urls
from backchannel.clean.addresses import is_local, refusal
from backchannel.clean.terminal import clean_line
from backchannel.config.document import parse_document, read_document
from backchannel.config.editing import sources as editing
from backchannel.config.editing.blocks import appended, block_of
from backchannel.config.editing.rewriting import rewrite
from backchannel.config.event_file import EventFile, event_file_of, read_event_file
from backchannel.config.opml import (
    MAX_BYTES,
    SOURCE,
    Outline,
    as_source,
    read_opml,
    said_lines,
    shown_name,
    title_of,
    with_table,
    without_table,
    write_opml,
)
from backchannel.config.problems import raise_all
from backchannel.errors import ConfigError
from backchannel.model.source import SourceSpec
from backchannel.sources import registry
from backchannel.sources.recognition.words import of_feed
from backchannel.wiring.tending.changes import asks_the_same

_Read = TypeVar("_Read")

_ADDRESSES: Final = ("url", "server", "host", "address")
_SECRETS: Final = frozenset({"token_command", "token_env"})
_OWN: Final = frozenset({"folders", "outline"}) | _SECRETS
"""Keys of a source that are not part of its table in a list: said otherwise there, or nowhere."""

_OF_A_FEED: Final = frozenset({"kind", "name", "url"}) | _OWN
_OF_THIS_MACHINE: Final = frozenset({"folder", "stdin"})
_ONLY_LOCAL: Final = "is on this machine or network; --local adds it"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one feed of a list. `why_not` is empty when it was added as `name`."""

    url: str
    name: str = ""
    why_not: str = ""
    is_there: bool = True


def add(opml: Path, file: Path, *, allow_local: bool = False) -> list[Outcome]:
    """Add what an event file does not follow yet, at its end; nothing else in it is touched.

    Sources of this machine or network are added only if `allow_local`: a list may be anybody's.
    Raises ConfigError when either file cannot be read or the event file would not be valid; then
    nothing is written.
    """
    adding = _Adding(read_event_file(file, registry.load), allow_local=allow_local)
    for outline in _with(opml, read_opml):
        adding.add(outline)
    if adding.blocks:
        _append(file, "\n".join(adding.blocks))
    return adding.outcomes


def title_in(opml: Path) -> str:
    """What a list calls itself; empty if it does not. Raises ConfigError if it cannot be read."""
    return _with(opml, title_of)


class _Adding:
    """The sources of a list on their way into an event file: what is written, and what came of it.

    A source that this program wrote into the list comes back as it was, any other as a feed.
    """

    def __init__(self, event: EventFile, *, allow_local: bool) -> None:
        self._event, self._allow_local = event, allow_local
        self._known = {_spelled(url) for spec in event.sources for url in addresses(spec, event)}
        self._names = {spec.name for spec in event.sources}
        self._specs = list(event.sources)
        self._tables: list[Mapping[str, object]] = []
        self.outcomes: list[Outcome] = []
        self.blocks: list[str] = []

    def add(self, given: Outline) -> None:
        """One of them."""
        outline, table = without_table(given)
        if not table:
            self._add_feed(outline)
        elif table not in self._tables:  # a source may have several feeds
            self._tables.append(table)
            self._add_source(outline, table)

    def _add_feed(self, outline: Outline) -> None:
        outline = replace(outline, url=of_feed(outline.url))
        is_here = is_local(outline.url)
        problem = _ONLY_LOCAL if is_here and not self._allow_local else _problem(outline.url)
        if problem or _spelled(outline.url) in self._known:
            why_not = problem or "already there"
            self.outcomes.append(Outcome(outline.url, why_not=why_not, is_there=not problem))
            return
        name = shown_name(outline)
        if name in self._names:  # it keeps its title, and gets a name by its address
            said = {"title": outline.title, **outline.attributes}
            outline, name = replace(outline, attributes=said), ""
        self._known.add(_spelled(outline.url))
        self._names.add(name)
        self.blocks.append(as_source(outline, name, is_local=is_here))
        self.outcomes.append(Outcome(outline.url, name or urls.real_host(outline.url)))

    def _add_source(self, outline: Outline, table: Mapping[str, object]) -> None:
        keys = {key: value for key, value in table.items() if key not in _OWN}
        if keys.get("name") in self._names:
            del keys["name"]
        called = (
            f"{clean_line(outline.title, limit=80)} ({clean_line(str(keys.get('kind')), limit=40)})"
        )
        is_here = bool(keys.get("local")) or keys.get("kind") in _OF_THIS_MACHINE
        if is_here and not self._allow_local:
            self.outcomes.append(Outcome(called, why_not=_ONLY_LOCAL, is_there=False))
            return
        try:
            edited = editing.tried(self._event.path, keys, registry.load, lambda *_: False)
        except ConfigError as error:
            said = ": ".join(filter(None, (error.key, error.problem)))
            self.outcomes.append(Outcome(called, why_not=said, is_there=False))
            return
        spec = edited.spec
        if "name" not in keys and (name := self._free(spec.name)) != spec.name:
            keys["name"], spec = name, structs.replace(spec, name=name)
        if any(asks_the_same(each, spec, edited.event) for each in self._specs):
            self.outcomes.append(Outcome(called, why_not="already there"))
            return
        self._specs.append(spec)
        self._names.add(spec.name)
        own = {("type", "link"), ("url", _page(spec.options))}
        told = {key: text for key, text in outline.attributes.items() if (key, text) not in own}
        lines = said_lines(replace(outline, attributes=told))
        self.blocks.append("\n".join([block_of(keys), *lines, ""]))
        self.outcomes.append(Outcome(called, spec.name))

    def _free(self, name: str) -> str:
        """The name, or with a number if another of the list has it."""
        numbered = (f"{name} {number}" for number in count(2))
        return next(each for each in chain([name], numbered) if each not in self._names)


def listed(event: EventFile) -> str:
    """The sources of an event as OPML 2.0, with what an OPML file said of them before."""
    outlines = [each for spec, table in _tables(event) for each in _outlines(spec, table, event)]
    return write_opml(event.event.name, outlines)


def not_given_out(event: EventFile) -> Iterator[str]:
    """What a list of the sources does not say, in a sentence for each source."""
    for spec, table in _tables(event):
        if table.keys() & _SECRETS:
            yield f"{spec.name}: where its token is kept is not given out"
        if not _is_plain(table) and SOURCE not in _outlines(spec, table, event)[0].attributes:
            yield f"{spec.name}: its settings are too long for a list, so they are left out"


def addresses(spec: SourceSpec, event: EventFile) -> tuple[str, ...]:
    """Where other programs find what a source gives; nothing if it has no feed."""
    return registry.feeds_of(spec, event.event)


def _tables(event: EventFile) -> Iterator[tuple[SourceSpec, Mapping[str, Any]]]:
    tables = read_document(event.path).tables("source")
    return zip(event.sources, tables, strict=True)


def _outlines(spec: SourceSpec, table: Mapping[str, Any], event: EventFile) -> list[Outline]:
    """One for each of its feeds, or one for where it is; with all that only we can read."""
    said, folders = table.get("outline", {}), tuple(table.get("folders", ()))
    outlines = [Outline(url, spec.name, said, folders) for url in addresses(spec, event)]
    if not outlines:
        # Not a feed: other programs show where it is, and ours does not take it for one.
        page = _page(spec.options)
        outlines = [Outline("", spec.name, {"url": page, **said} if page else said, folders)]
    if _is_plain(table):
        return outlines
    own = {key: value for key, value in table.items() if key not in _OWN}
    return [with_table(each, own) for each in outlines]


def _page(options: Mapping[str, Any]) -> str:
    """Where a place without a feed is, as other programs know it; empty where nobody can tell."""
    place = next((str(options[key]) for key in _ADDRESSES if key in options), "")
    channels = options.get("channels")
    if place and channels:
        return f"irc://{place}/{channels[0]}"
    return place if "://" in place or not place else f"https://{place}"


def _is_plain(table: Mapping[str, Any]) -> bool:
    """Whether a feed's address says all that there is to say."""
    return table.get("kind") == "feed" and not table.keys() - _OF_A_FEED


def _with(opml: Path, read: Callable[[bytes], _Read]) -> _Read:
    try:
        with opml.open("rb") as stream:
            return read(stream.read(MAX_BYTES + 1))
    except FileNotFoundError as error:
        raise ConfigError("there is no such file", file=opml) from error
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", file=opml) from error
    except ConfigError as error:
        raise ConfigError(error.problem, file=opml) from error


def _problem(url: str) -> str:
    """Why a feed cannot stand in an event file; empty when it can."""
    try:
        has_password = "@" in urlsplit(url).netloc
    except ValueError:
        return "not an address that can be opened"
    if has_password:
        return "its address has a password in it, which people would share"
    return refusal(url, allow_local=True)


def _spelled(url: str) -> str:
    return urls.place(url)


def _append(file: Path, blocks: str) -> None:
    """Once the file is known to be valid with them."""

    def change(text: str) -> str:
        after = appended(text, blocks.rstrip("\n"))
        checked = parse_document(after.removeprefix("\ufeff"), file)
        event_file_of(checked, registry.load)
        raise_all(checked.problems)
        return after

    rewrite(file, change)
