"""Server-sent events from bytes (WHATWG HTML, section 9.2)."""

from __future__ import annotations

import re

from backchannel.errors import SourceUnreachable
from backchannel.sources.api import ServerEvent

_LINE_END = re.compile(rb"\r\n|\n|\r")


class EventDecoder:
    """Bytes in, events out; None stands for a comment. An event is at most `limit` bytes."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._rest = bytearray()
        self._searched = 0
        self._begun = False
        self._event, self._data, self._size = "", list[str](), 0

    def feed(self, chunk: bytes) -> list[ServerEvent | None]:
        """The events that `chunk` completes, in order."""
        self._rest += chunk
        found: list[ServerEvent | None] = []
        position = 0
        while end := _LINE_END.search(self._rest, max(position, self._searched)):
            if end[0] == b"\r" and end.end() == len(self._rest):
                break  # perhaps the first half of \r\n
            self._take(bytes(self._rest[position : end.start()]), found)
            position = end.end()
            self._searched = 0
        del self._rest[:position]
        self._searched = max(len(self._rest) - 1, 0)
        self._check(len(self._rest))
        return found

    def _take(self, line: bytes, found: list[ServerEvent | None]) -> None:
        if not self._begun:
            self._begun = True
            line = line.removeprefix(b"\xef\xbb\xbf")
        if not line:
            self._dispatch(found)
            return
        if line.startswith(b":"):
            found.append(None)
            return
        self._size += len(line)
        self._check(0)
        name, _, value = line.decode("utf-8", "replace").partition(":")
        value = value.removeprefix(" ")
        if name == "event":
            self._event = value
        elif name == "data":
            self._data.append(value)

    def _dispatch(self, found: list[ServerEvent | None]) -> None:
        if self._data:
            found.append(ServerEvent(self._event or "message", "\n".join(self._data)))
        self._event, self._data, self._size = "", [], 0

    def _check(self, waiting: int) -> None:
        if self._size + waiting > self._limit:
            raise SourceUnreachable(f"sent an event larger than {self._limit // 1024} KiB")
