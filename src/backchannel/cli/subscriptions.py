"""Feeds taken out of an OPML file into an event file, and the sources of an event as OPML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from backchannel.clean import urls
from backchannel.clean.addresses import refusal
from backchannel.config.document import parse_document, read_document
from backchannel.config.editing.blocks import appended
from backchannel.config.editing.rewriting import rewrite
from backchannel.config.event_file import EventFile, event_file_of, read_event_file
from backchannel.config.opml import MAX_BYTES, Outline, as_source, read_opml, shown_name, write_opml
from backchannel.config.problems import raise_all
from backchannel.errors import ConfigError
from backchannel.model.source import SourceSpec
from backchannel.sources import registry

_ADDRESSES = ("url", "server", "host", "address")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one feed of a list. `why_not` is empty when it was added as `name`."""

    url: str
    name: str = ""
    why_not: str = ""
    is_there: bool = True


def add(opml: Path, file: Path) -> list[Outcome]:
    """Add what an event file does not follow yet, at its end; nothing else in it is touched.

    Raises ConfigError when either file cannot be read or the event file would not be valid; then
    nothing is written.
    """
    outlines = _read(opml)
    event = read_event_file(file, registry.load)
    known = {_spelled(url) for spec in event.sources for url in addresses(spec, event)}
    names = {spec.name for spec in event.sources}
    outcomes: list[Outcome] = []
    blocks: list[str] = []
    for each in outlines:
        problem = _problem(each.url)
        if problem or _spelled(each.url) in known:
            why_not = problem or "already there"
            outcomes.append(Outcome(each.url, why_not=why_not, is_there=not problem))
            continue
        name = shown_name(each)
        outline = each
        if name in names:  # it keeps its title, and gets a name by its address
            said = {"title": each.title, **each.attributes}
            outline, name = replace(each, attributes=said), ""
        known.add(_spelled(each.url))
        names.add(name)
        blocks.append(as_source(outline, name))
        outcomes.append(Outcome(each.url, name or urls.real_host(each.url)))
    if blocks:
        _append(file, "\n".join(blocks))
    return outcomes


def listed(event: EventFile) -> str:
    """The sources of an event as OPML 2.0, with what an OPML file said of them before."""
    document = read_document(event.path)
    outlines = [
        outline
        for spec, table in zip(event.sources, document.tables("source"), strict=True)
        for outline in _outlines(spec, table, event)
    ]
    return write_opml(event.event.name, outlines)


def addresses(spec: SourceSpec, event: EventFile) -> tuple[str, ...]:
    """Where other programs find what a source gives; nothing if it has no feed."""
    return registry.feeds_of(spec, event.event)


def _outlines(spec: SourceSpec, table: Mapping[str, Any], event: EventFile) -> Iterator[Outline]:
    said, folders = table.get("outline", {}), tuple(table.get("folders", ()))
    feeds = addresses(spec, event)
    for url in feeds:
        yield Outline(url, spec.name, said, folders)
    place = next((str(spec.options[key]) for key in _ADDRESSES if key in spec.options), "")
    if place and not feeds:
        # Not a feed: other programs show where it is, and ours does not take it for one.
        page = place if "://" in place else f"https://{place}"
        yield Outline("", spec.name, {"url": page, **said}, folders)


def _read(opml: Path) -> list[Outline]:
    try:
        with opml.open("rb") as stream:
            return read_opml(stream.read(MAX_BYTES + 1))
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
    return refusal(url, allow_local=False) or ""


def _spelled(url: str) -> str:
    return urls.canonical(url) or url


def _append(file: Path, blocks: str) -> None:
    """Once the file is known to be valid with them."""

    def change(text: str) -> str:
        after = appended(text, blocks.rstrip("\n"))
        checked = parse_document(after.removeprefix("\ufeff"), file)
        event_file_of(checked, registry.load)
        raise_all(checked.problems)
        return after

    rewrite(file, change)
