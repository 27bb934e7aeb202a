"""OPML: the places that were followed, for other programs and for another event file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO, Final

from backchannel.config.opml import Outline, with_table, write_opml
from backchannel.model.programme import Event
from backchannel.model.source import SourceSpec
from backchannel.record.choosing import Chosen
from backchannel.record.reading.posts import Progress, unheard
from backchannel.record.reading.recorded import recorded
from backchannel.sources import registry
from backchannel.store.connection import Connection

_COMMENT: Final = "<!-- by backchannel export -->"
HEAD: Final = re.compile(
    rb"<\?xml [^>]*\?>\n%b\n<opml [^>]*>\s*<head>\s*<title>([^<]*)</title>"
    % re.escape(_COMMENT.encode())
)

_OF_A_MACHINE: Final = frozenset({"folder", "stdin"})
_PAGES: Final = ("url", "server", "host")


def write(db: Connection, chosen: Chosen, stream: BinaryIO, progress: Progress = unheard) -> None:
    """Write all sources of the store, whatever else was chosen; `sources import` takes them in."""
    found = recorded(db, chosen)
    outlines = [each for spec in found.sources for each in _outlines(spec, found.event)]
    declaration, rest = write_opml(found.event.name, outlines).split("\n", 1)
    stream.write(f"{declaration}\n{_COMMENT}\n{rest}".encode())
    progress(1, 1)


def _outlines(spec: SourceSpec, event: Event) -> Iterator[Outline]:
    """One for each of its feeds, or one for where it is; what lies on this disk is left out."""
    if spec.kind in _OF_A_MACHINE:
        return
    feeds = registry.feeds_of(spec, event)
    outlines = [Outline(url, spec.name) for url in feeds]
    if not outlines:
        page = next((str(spec.options[key]) for key in _PAGES if key in spec.options), "")
        outlines = [Outline("", spec.name, {"url": page} if "://" in page else {})]
    table = _table(spec)
    is_plain = spec.kind == "feed" and not table.keys() - {"kind", "name", "url"}
    for outline in outlines:
        yield outline if is_plain else with_table(outline, table)


def _table(spec: SourceSpec) -> Mapping[str, object]:
    """The source as an event file says it."""
    said = {key: value for key, value in spec.options.items() if value not in (None, "", [], {})}
    flags = {"tagged": spec.tagged, "local": spec.local}
    own = {"kind": spec.kind, "name": spec.name, **said}
    return own | {key: True for key, value in flags.items() if value}
