"""Lists of feeds as other programs keep them: OPML 2.0 (http://opml.org/spec2.opml)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urlsplit
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from backchannel.clean.terminal import clean_line
from backchannel.errors import ConfigError

MAX_BYTES: Final = 15 << 20
MOST: Final = 5_000
"""Outlines with an address that one file may hold."""

SOURCE: Final = "backchannel:source"
"""The attribute that holds the whole table of a source, as JSON: what no feed says of it."""

_SPACE: Final = ("xmlns:backchannel", "urn:backchannel:source")
_DEEPEST: Final = 100
_LONGEST: Final = 4_000
_LONGEST_NAME: Final = 80
_OURS: Final = frozenset({"text", "xmlUrl"})
_NAME: Final = re.compile(r"[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed in a list.

    `url` is its `xmlUrl`, empty for a place that has no feed. `attributes` are all the others that
    somebody wrote, by name and with a prefix as it stood there. `folders` are the outlines around
    it, the outermost first.
    """

    url: str
    title: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    folders: tuple[str, ...] = ()


def read_opml(body: bytes) -> list[Outline]:
    """The feeds of a list, in its order. Raises ConfigError for what is no such list.

    What stands in it twice comes twice. Outlines without an `xmlUrl` are folders, or nothing to us,
    but for those in which this program wrote a source.
    """
    return _visited(body).found


def title_of(body: bytes) -> str:
    """What a list calls itself; empty if it does not. Raises ConfigError as `read_opml` does."""
    return clean_line(_visited(body).title, limit=_LONGEST_NAME).strip()


def write_opml(title: str, outlines: Iterable[Outline]) -> str:
    """A document with these feeds, those of a folder before the folders in it."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        f"  <head><title>{_escaped(title)}</title></head>",
        "  <body>",
    ]
    _write_folder(_Folder.of(outlines), lines, "    ")
    return "\n".join([*lines, "  </body>", "</opml>", ""])


def as_source(outline: Outline, name: str, *, is_local: bool = False) -> str:
    """A feed as a `[[source]]` of an event file; without a name if that is empty."""
    lines = ["[[source]]", 'kind = "feed"']
    lines += [f"name = {_quoted(name)}"] if name else []
    lines.append(f"url = {_quoted(outline.url)}")
    lines += ["local = true"] if is_local else []
    return "\n".join([*lines, *said_lines(outline), ""])


def said_lines(outline: Outline) -> list[str]:
    """What a list says of a source beyond its address and name, as keys of its `[[source]]`."""
    lines = []
    if outline.folders:
        lines.append(f"folders = [{', '.join(map(_quoted, outline.folders))}]")
    said = {key: text for key, text in outline.attributes.items() if _NAME.fullmatch(key)}
    if said:
        pairs = (f"{_key(key)} = {_quoted(text)}" for key, text in said.items())
        lines.append(f"outline = {{ {', '.join(pairs)} }}")
    return lines


def with_table(outline: Outline, table: Mapping[str, object]) -> Outline:
    """The outline with a table of an event file in it; as it was if that is too long."""
    written = json.dumps(table, default=str)
    if len(written) > _LONGEST:
        return outline
    own = {_SPACE[0]: _SPACE[1], SOURCE: written}
    return replace(outline, attributes={**outline.attributes, **own})


def without_table(outline: Outline) -> tuple[Outline, Mapping[str, object]]:
    """The outline, and the table that was in it; empty where there was none that can be read."""
    others = {
        key: text for key, text in outline.attributes.items() if key not in {SOURCE, _SPACE[0]}
    }
    try:
        table = json.loads(outline.attributes.get(SOURCE, "{}"))
    except (ValueError, RecursionError):
        table = {}
    return replace(outline, attributes=others), table if isinstance(table, dict) else {}


def shown_name(outline: Outline) -> str:
    """What a feed may be called in an event file."""
    return clean_line(outline.title, limit=_LONGEST_NAME).strip()


def _visited(body: bytes) -> _Visitor:
    if len(body) > MAX_BYTES:
        raise ConfigError("is larger than 15 MiB")
    visitor = _Visitor()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartDoctypeDeclHandler = visitor.doctype
    parser.StartElementHandler = visitor.start
    parser.EndElementHandler = visitor.end
    parser.CharacterDataHandler = visitor.text
    try:
        parser.Parse(body, True)  # noqa: FBT003  # has no keyword
    except expat.ExpatError as error:
        raise ConfigError(f"is not well-formed XML at line {error.lineno}") from error
    except (ValueError, LookupError) as error:  # an encoding that nobody knows
        raise ConfigError("is not XML that can be read") from error
    return visitor


class _Visitor:
    """Expat's callbacks. Each element opens a folder, and most of them stay empty."""

    def __init__(self) -> None:
        self.found: list[Outline] = []
        self.title = ""
        self._around: list[str] = []
        self._folders: list[str] = []
        self._prefixes: dict[str, str] = {}
        self._has_begun = False

    def doctype(self, _name: str, _system: str | None, _public: str | None, subset: int) -> None:
        if subset:
            raise ConfigError("declares entities of its own, which are not read")

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if not self._has_begun and name.lower() != "opml":
            raise ConfigError("is not OPML")
        self._has_begun = True
        self._around.append(name.lower())
        self._prefixes |= {key: text for key, text in attributes.items() if _is_prefix(key)}
        said = attributes if name == "outline" else {}
        title = clean_line(said.get("text") or said.get("title") or "", limit=_LONGEST)
        url = said.get("xmlUrl", "").strip()
        is_source = bool(url) or SOURCE in said
        if is_source:
            folders = tuple(folder for folder in self._folders if folder)
            self.found.append(Outline(url, title, self._kept(said, title), folders))
        if len(self.found) > MOST or len(self._folders) >= _DEEPEST:
            raise ConfigError("holds more than any list of feeds needs")
        self._folders.append("" if is_source else title)

    def text(self, said: str) -> None:
        if self._around == ["opml", "head", "title"]:
            self.title += said

    def end(self, _name: str) -> None:
        self._around.pop()
        self._folders.pop()

    def _kept(self, said: Mapping[str, str], title: str) -> dict[str, str]:
        """What others wrote, with the meaning of its prefixes; no address with a password."""
        kept: dict[str, str] = {}
        for key, text in said.items():
            is_said = {"title": title, "type": "rss"}.get(key) == clean_line(text, limit=_LONGEST)
            if key in _OURS or is_said or _has_password(text) or _is_prefix(key):
                continue
            prefix, colon, _ = key.partition(":")
            space = f"xmlns:{prefix}"
            if colon and prefix != "xml":
                if space not in self._prefixes:
                    continue
                kept[space] = self._prefixes[space]
            kept[key] = clean_line(text, limit=_LONGEST)
        return kept


@dataclass
class _Folder:
    """Feeds and folders in the order in which they came."""

    feeds: list[Outline] = field(default_factory=list)
    inside: dict[str, _Folder] = field(default_factory=dict)

    @classmethod
    def of(cls, outlines: Iterable[Outline]) -> _Folder:
        top = cls()
        for outline in outlines:
            place = top
            for name in outline.folders:
                place = place.inside.setdefault(name, cls())
            place.feeds.append(outline)
        return top


def _write_folder(folder: _Folder, lines: list[str], indent: str) -> None:
    lines += [f"{indent}<outline {_attributes(feed)}/>" for feed in folder.feeds]
    for name, inside in folder.inside.items():
        lines.append(f"{indent}<outline text={_attribute(name)}>")
        _write_folder(inside, lines, f"{indent}  ")
        lines.append(f"{indent}</outline>")


def _attributes(outline: Outline) -> str:
    """What others wrote may say another title and type, but not another place."""
    title = outline.title or outline.url
    said = {"text": title, "title": title, "type": "rss" if outline.url else "link"}
    said |= {**outline.attributes, "text": title}
    said.pop("xmlUrl", None)
    said |= {"xmlUrl": outline.url} if outline.url else {}
    return " ".join(f"{key}={_attribute(text)}" for key, text in said.items() if _fits(key, said))


def _fits(key: str, among: Mapping[str, str]) -> bool:
    """Whether an attribute may be called so; an event file may say anything."""
    prefix, colon, _ = key.partition(":")
    is_known = not colon or prefix in {"xml", "xmlns"} or f"xmlns:{prefix}" in among
    return is_known and _NAME.fullmatch(key) is not None


def _is_prefix(key: str) -> bool:
    return key.startswith("xmlns:")


def _has_password(text: str) -> bool:
    try:
        return "://" in text and "@" in urlsplit(text.strip()).netloc
    except ValueError:
        return True


def _attribute(text: str) -> str:
    return quoteattr(clean_line(text, limit=_LONGEST))


def _escaped(text: str) -> str:
    return quoteattr(clean_line(text, limit=_LONGEST))[1:-1]


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _quoted(name)


def _quoted(text: str) -> str:
    """A text as TOML writes it; control characters are gone before."""
    return json.dumps(clean_line(text, limit=_LONGEST), ensure_ascii=False)
