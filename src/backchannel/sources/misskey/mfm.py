"""MFM, the markup of Misskey, as text that a person can read.

The public document is https://misskey-hub.net/docs/for-users/features/mfm/. What moves, colours or
enlarges words leaves the words; what stands in code stays as it is.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

_TOKEN = re.compile(
    r"(?P<code>```.*?```|`[^`\n]+`)"
    r"|(?P<link>\??\[(?P<label>[^\[\]\n]{1,500})\]\(<?(?P<to>https?://[^\s()<>]+)>?\))"
    r"|(?P<opens>\$\[(?P<name>[a-z0-9_]{1,30})(?:\.[^\s\[\]]{0,200})?[ \n])"
    r"|(?P<bracket>\[)"
    r"|(?P<closes>\])"
    r"|(?P<tag></?(?:b|i|s|small|center|plain)>)"
    r"|(?P<bold>\*\*)",
    re.DOTALL,
)
_LONGEST = 262_144  # characters; the pipeline keeps fewer


def readable(text: str) -> str:
    """The words of a text in MFM. A link is followed by its address; takes linear time."""
    out: list[str] = []
    open_: list[tuple[str, int]] = []  # name, empty for a bare bracket, and where it began in `out`
    end = 0
    text = text[:_LONGEST]
    for token in _TOKEN.finditer(text):
        out.append(text[end : token.start()])
        end = token.end()
        if token["code"]:
            out.append(token[0])
        elif token["link"]:
            out.append(_link(token["label"], token["to"]))
        elif token["opens"]:
            open_.append((token["name"], len(out)))
        elif token["bracket"]:
            open_.append(("", len(out)))
            out.append("[")
        elif token["closes"]:
            _close(out, open_)
    out.append(text[end:])
    return "".join(out)


def _link(label: str, to: str) -> str:
    return to if label.strip() in {to, to.removeprefix("https://")} else f"{label} ({to})"


def _close(out: list[str], open_: list[tuple[str, int]]) -> None:
    name, start = open_.pop() if open_ else ("", len(out))
    if not name:
        out.append("]")
    elif name in {"ruby", "unixtime"}:
        words = "".join(out[start:])
        out[start:] = [_ruby(words) if name == "ruby" else _time(words)]


def _ruby(words: str) -> str:
    base, _, reading = words.partition(" ")
    return f"{base} ({reading.strip()})" if reading.strip() else base


def _time(words: str) -> str:
    try:
        moment = datetime.fromtimestamp(int(words.strip()), UTC)
    except (ValueError, OverflowError, OSError):
        return words
    return f"{moment:%Y-%m-%d %H:%M} UTC"
