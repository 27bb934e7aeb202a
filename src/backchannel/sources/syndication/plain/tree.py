"""One pass of expat over a feed, and its elements as a tree, which is made without Python."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from xml.etree import ElementTree as ET
from xml.parsers import expat

from backchannel.sources.syndication.plain.names import SEPARATOR, Names, Unusual
from backchannel.sources.syndication.survey import MOST_ELEMENTS

_TEXT: Final = 1 << 16

Begin = Callable[[str, dict[str, str]], object]


def tree(text: str, names: Names) -> ET.Element:
    """The root; tags and attributes are called as expat calls them, with namespace and prefix.

    `names` hears of the namespaces. Raises Unusual for a document type, so that nobody declares
    entities, and for more elements than `survey` lets pass; ExpatError for what is not well-formed.
    """
    builder = ET.TreeBuilder()
    parser = expat.ParserCreate("utf-8", SEPARATOR)
    parser.buffer_text = parser.namespace_prefixes = True
    parser.buffer_size = _TEXT
    # There are no more elements than signs with which one may begin.
    begin = builder.start if text.count("<") <= MOST_ELEMENTS else _Counted(builder.start)

    def begin_root(name: str, attributes: dict[str, str]) -> None:
        names.settle()
        parser.StartElementHandler = begin
        begin(name, attributes)

    parser.StartDoctypeDeclHandler = _unusual
    parser.StartNamespaceDeclHandler = names.declare
    parser.StartElementHandler = begin_root
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    parser.Parse(text.encode("utf-8", "replace"), True)  # noqa: FBT003  # has no keyword
    return builder.close()


def _unusual(*_: object) -> None:
    raise Unusual


class _Counted:
    """Begins elements, but not too many."""

    def __init__(self, begin: Begin) -> None:
        self._begin, self._left = begin, MOST_ELEMENTS

    def __call__(self, name: str, attributes: dict[str, str]) -> None:
        self._left -= 1
        if self._left < 0:
            raise Unusual
        self._begin(name, attributes)
