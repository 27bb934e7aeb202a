"""One line of IRC, taken apart and put together.

The public documents are RFC 1459 (section 2.3), https://modern.ircdocs.horse/#messages and
https://ircv3.net/specs/extensions/message-tags.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from msgspec import Struct, field

_LEAP: Final = re.compile(r":60(?=[.Z]|$)")
_ESCAPES: Final = {":": ";", "s": " ", "r": "\r", "n": "\n"}
_ESCAPED: Final = re.compile(r"\\(.?)", re.DOTALL)
_UNSAFE: Final = re.compile(r"[;\s\\]")
_WRITTEN: Final = {";": r"\:", " ": r"\s", "\\": r"\\", "\r": r"\r", "\n": r"\n"}
_FORMATTING: Final = re.compile(
    "\x03(?:[0-9]{1,2}(?:,[0-9]{1,2})?)?|\x04(?:[0-9A-Fa-f]{6}(?:,[0-9A-Fa-f]{6})?)?"
    "|[\x02\x0f\x11\x16\x1d\x1e\x1f]"
)


class Message(Struct, frozen=True):
    """A line. `source` is who sent it (`nick!user@host` or a server), empty for the server itself.

    `command` is in capitals or three digits; only the last of `params` may have spaces in it, be
    empty or begin with a colon. A tag without a value has an empty one.
    """

    command: str
    params: tuple[str, ...] = ()
    source: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def nick(self) -> str:
        """Who sent it, without user and host."""
        return re.split("[!@]", self.source, maxsplit=1)[0]

    def param(self, index: int) -> str:
        """A parameter, empty when there is none."""
        return self.params[index] if -len(self.params) <= index < len(self.params) else ""

    @property
    def time(self) -> datetime | None:
        """When the server got it, if it says so (https://ircv3.net/specs/extensions/server-time).

        A leap second is the last instant before it.
        """
        written = self.tags.get("time", "")
        try:
            moment = datetime.fromisoformat(_LEAP.sub(":59", written))
            return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
        except (ValueError, OverflowError):
            return None


def parse(raw: bytes) -> Message | None:
    """The message in a line without its end; None if there is none. Never raises."""
    rest = decoded(raw).lstrip(" ")
    tags: dict[str, str] = {}
    source = ""
    if rest.startswith("@"):
        labels, _, rest = rest[1:].partition(" ")
        tags, rest = _tags(labels), rest.lstrip(" ")
    if rest.startswith(":"):
        source, _, rest = rest[1:].partition(" ")
    head, colon, last = f" {rest}".partition(" :")
    words = [word for word in head.split(" ") if word]
    if not words:
        return None
    command, *params = words
    return Message(command.upper(), (*params, last) if colon else tuple(params), source, tags)


def decoded(raw: bytes) -> str:
    """Nobody promises UTF-8: what is none is read as Windows wrote it, else as Latin-1."""
    for encoding in ("utf-8", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")  # every byte is a letter


def written(message: Message) -> str:
    """The line of a message, without its end. The inverse of `parse`."""
    parts = []
    if message.tags:
        tags = (f"{name}={_escaped(value)}" for name, value in message.tags.items())
        parts.append("@" + ";".join(tags))
    if message.source:
        parts.append(":" + message.source)
    parts += [message.command, *message.params[:-1]]
    if message.params:
        last = message.params[-1]
        parts.append(f":{last}" if not last or last.startswith(":") or " " in last else last)
    return " ".join(parts)


def plain(text: str) -> str:
    """Without the codes for bold and colour, and without the digits that belong to these.

    What they are: https://modern.ircdocs.horse/formatting.
    """
    return _FORMATTING.sub("", text)


def folded(name: str, mapping: str = "rfc1459") -> str:
    """A channel or nick in the one spelling by which the server compares it (CASEMAPPING)."""
    lower = name.lower()
    if mapping == "ascii":
        return lower
    return lower.translate(str.maketrans("[]\\~", "{}|^"))


def moment_of(milliseconds: str) -> datetime | None:
    """Milliseconds since 1970, in digits."""
    if not (milliseconds.isascii() and milliseconds.isdigit() and len(milliseconds) < 15):
        return None
    return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=int(milliseconds))


def _tags(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(";") if part)
    return {name: _ESCAPED.sub(_unescaped, value) for name, _, value in pairs if name}


def _unescaped(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[1], match[1])


def _escaped(value: str) -> str:
    return _UNSAFE.sub(lambda match: _WRITTEN.get(match[0], match[0]), value)
