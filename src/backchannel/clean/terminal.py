"""Takes out of a text everything that a terminal would obey or be confused by.

Sequences follow ECMA-48 and what xterm, tmux and the Linux console accept. A control string (OSC,
DCS, APC, PM, SOS) goes with its payload if it ends on the same line (DCS, APC, PM, SOS: anywhere);
one that never ends takes only the printable ASCII that follows it directly, so that a stray
introducer cannot swallow a post.

No Unicode normalisation: what people see stays as they typed it. Every rule only removes, or puts a
space or a line end in place of its relatives, so that cleaning twice is cleaning once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from backchannel.clean import marks
from backchannel.model.patterns import LatePattern
from backchannel.model.post import CleanText

TEXT_LIMIT = 65_536
LINE_LIMIT = 300

_MARKER = "\ufdd0"  # a noncharacter, so never part of a text; stands for an offset to be followed
_SLACK = 8  # how many times its limit a raw text may be long and still be read to its end

_SEQUENCE = LatePattern(
    r"(?:\x1b[\]k]|[\x90\x98\x9d-\x9f])(?:[^\x00-\x1f\x7f-\x9f]*+(?:\x07|\x1b\\|\x9c)|[!-~]*+)"
    r"|\x1b[P_^X](?:[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*+(?:\x07|\x1b\\|\x9c)|[!-~]*+)"
    r"|(?:\x1b\[|\x9b)[0-?\x00-\x08\x7f]*+[ -/]*+[@-~]?"
    r"|\x1b[ -/]*+[0-~]?"
)
_LINE_END = LatePattern(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BLANK = "\xa0\u1680\u2000-\u200a\u202f\u205f\u2800\u3164\uffa0"
_BLANKS = LatePattern(f"[{_BLANK}]")
# Controls, bidi controls (all twelve: a neutral mark is enough to swap a path and a host),
# invisible fillers and operators, interlinear annotation, noncharacters.
_INVISIBLE = (
    "\\x00-\\x08\\x0e-\\x1f\\x7f-\\x84\\x86-\\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5"
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufdd1-\ufdef\ufeff\ufff0-\ufffc\ufffe\uffff"
)
_DROPPED = LatePattern(f"[{_INVISIBLE}]")
_PLANE_ENDS = "".join(chr(p << 16 | 0xFFFE) + chr(p << 16 | 0xFFFF) for p in range(1, 17))
_FLAG = "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f"
_FORMATS = "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
_ODD_ASTRAL = LatePattern(f"[{_FORMATS}{_PLANE_ENDS}]")
_ASTRAL = LatePattern(f"({_FLAG})|{_ODD_ASTRAL.made.pattern}")
_SURROGATE = LatePattern("[\ud800-\udfff]")
_ODD_ASCII = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_ODD = LatePattern(f"[\\x09\\x0b-\\x0d\\x85\u2028\u2029{_BLANK}{_INVISIBLE}]")
# Whatever `_scrub` looks for, looked for once; astral characters are apart, for a set of
# characters without them is searched many times as fast.
_CAREFUL = LatePattern(
    f"[\ud800-\udfff\\x09\\x0b-\\x0d\\x85\u2028\u2029{_BLANK}{_INVISIBLE}{marks.MAY_JOIN_IN_PLANE}]"
)
_ASTRAL_AT_ALL = LatePattern("[\U00010000-\U0010ffff]")
_TRAILING = LatePattern(f"(?<![ \u3000])[ \u3000]++(?={_MARKER}*+(?:\\n|\\Z))")
_ENDS = LatePattern(f"\\A[\\s{_MARKER}]++|(?<![\\s{_MARKER}])[\\s{_MARKER}]++\\Z")
_EMPTY_LINES = LatePattern(r"\n{3,}+")


class Cut(NamedTuple):
    """A cleaned text, and whether a limit took the end of it (then it ends in `…`)."""

    text: CleanText
    was_cut: bool


def clean_text(raw: str, *, limit: int = TEXT_LIMIT) -> CleanText:
    """A text of several lines, safe to draw; at most one empty line in a row.

    Tabs become four spaces; no line ends in a space. `limit` counts characters.
    """
    return cut_text(raw, limit=limit).text


def clean_line(raw: str, *, limit: int = LINE_LIMIT) -> CleanText:
    """A text on one line, safe to draw, white space collapsed. `limit` counts characters."""
    return cut_line(raw, limit=limit).text


def cut_text(raw: str, *, limit: int = TEXT_LIMIT) -> Cut:
    """`clean_text` that also says whether it was cut."""
    return _cut(raw, _scrub(_start(raw, limit)), limit)


def cut_line(raw: str, *, limit: int = LINE_LIMIT) -> Cut:
    """`clean_line` that also says whether it was cut."""
    if len(raw) <= limit and raw.isascii() and raw.isprintable():
        return Cut(CleanText(" ".join(raw.split())), was_cut=False)  # most are like that
    return _cut(raw, " ".join(_scrub(_start(raw, limit)).split()), limit)


def shorten(text: str, limit: int) -> Cut:
    """The beginning of a text that is clean already, cut between two graphemes."""
    if len(text) <= limit:
        return Cut(CleanText(text), was_cut=False)
    end = marks.boundary(text, limit - 1) if limit > 0 else 0
    return Cut(CleanText((text[:end].rstrip() + "…")[: max(limit, 0)]), was_cut=True)


def is_clean(text: str) -> bool:
    """Whether `clean_text` would leave a text as it is, whatever its length."""
    if text.isascii() and text.isprintable():
        return text == text.strip()
    return _scrub(text.replace(_MARKER, "")) == text


def follow(raw: str, offsets: Sequence[int], *, limit: int = TEXT_LIMIT) -> tuple[Cut, list[int]]:
    """`cut_text`, and where ascending offsets into `raw` are in the result.

    No offsets come back if they could not be followed: a control sequence ran across one of them.
    """
    cut = cut_text(raw, limit=limit)
    kept = cut.text[:-1] if cut.was_cut else cut.text
    if raw.startswith(kept):
        return cut, [min(offset, len(kept)) for offset in offsets]
    bounds = [0, *offsets, len(raw)]
    pieces = [raw[a:b].replace(_MARKER, "") for a, b in pairwise(bounds)]
    pieces = _scrub(_MARKER.join(pieces)).split(_MARKER)
    if len(pieces) != len(offsets) + 1 or not "".join(pieces).startswith(kept):
        return cut, []
    found, end = [], 0
    for piece in pieces[:-1]:
        end += len(piece)
        found.append(min(end, len(kept)))
    return cut, found


def _start(raw: str, limit: int) -> str:
    return raw[: max(limit, 512) * _SLACK].replace(_MARKER, "")


def _cut(raw: str, text: str, limit: int) -> Cut:
    if len(raw) > max(limit, 512) * _SLACK and len(text) < limit:
        return Cut(CleanText(text + "…"), was_cut=True)
    return shorten(text, limit)


def _scrub(text: str) -> str:
    if text.isascii():
        if _ODD_ASCII.search(text):
            text = _without_controls(text)
        return _tidy(text)
    if _is_usual(text):
        return _tidy(text)
    if _SURROGATE.made.search(text):  # halves of a pair that came apart on the way are joined again
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
    if _ODD.made.search(text):
        text = _without_controls(text)
    if _ODD_ASTRAL.made.search(text):
        text = _ASTRAL.made.sub(r"\1", text)
    if marks.MAY_JOIN.made.search(text):
        text = marks.thin(text)
    return _tidy(text)


def _is_usual(text: str) -> bool:
    """Whether nothing of all that is looked for can be in a text."""
    try:
        latin = text.encode("latin-1")
    except UnicodeEncodeError:
        return not (_CAREFUL.made.search(text) or _ASTRAL_AT_ALL.made.search(text))
    return len(latin.translate(None, _odd_latin())) == len(latin)


@cache
def _odd_latin() -> bytes:
    """What `_CAREFUL` finds, of the letters that are one byte in Latin-1."""
    return bytes(code for code in range(0x100) if _CAREFUL.made.match(chr(code)))


def _without_controls(text: str) -> str:
    text = _SEQUENCE.made.sub("", text)
    text = _LINE_END.made.sub("\n", text).replace("\t", "    ")
    text = _BLANKS.made.sub(" ", text)
    return _DROPPED.made.sub("", text)


def _tidy(text: str) -> str:
    if " \n" in text or "\u3000\n" in text or _MARKER in text:
        text = _TRAILING.made.sub("", text)
    if "\n\n\n" in text:
        text = _EMPTY_LINES.made.sub("\n\n", text)
    if _MARKER in text:
        text = _ENDS.made.sub(lambda end: _MARKER * end[0].count(_MARKER), text)
    text = text.strip()
    return text if text.isascii() else marks.bare_start(text)
