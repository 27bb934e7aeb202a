"""How long a text is, as the server that it is for counts."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from backchannel.model.outgoing.account import Account
from backchannel.model.outgoing.outgoing import Words
from backchannel.model.outgoing.warning import as_sent

LINK: Final = re.compile(
    r"https?://(?:[\w-]+\.)+[\w-]+(?::\d+)?(?:[/?#][^\s<>\"]*)?", re.IGNORECASE
)
"""An address as servers find one in a text, with the punctuation that may follow it."""

_MENTION: Final = re.compile(r"(?<![\w/@])@(\w+(?:[.-]+\w+)*)@\w+(?:[.-]+\w+)+")
_AFTER: Final = ".,;:!?'*_~…"
_ZWJ: Final = "\u200d"
_VIRAMA: Final = 9  # canonical combining class


def length(text: str, account: Account, warning: str = "") -> int:
    """How much of the account's longest post a text takes, as its server counts."""
    measure = account.measure
    text = as_sent(Words(account.name, text, warning=warning), account.network)
    if measure.link:
        text = _with_links_of(text, measure.link)
    if measure.has_short_mentions:
        text = _MENTION.sub(r"@\1", text)
    if measure.counts_warning:
        text += warning
    return graphemes(text) if measure.is_in_graphemes else len(text)


def left(text: str, account: Account, warning: str = "") -> int:
    """How much more fits, below zero when it is too long.

    Where bytes run out before letters do, they are what is told.
    """
    room = account.measure.longest - length(text, account, warning)
    if account.measure.bytes:
        whole = as_sent(Words(account.name, text, warning=warning), account.network)
        room = min(room, account.measure.bytes - len(whole.encode("utf-8", "replace")))
    return room


def link_end(text: str, start: int, end: int) -> int:
    """Where an address ends that `LINK` found: not with the punctuation of the sentence."""
    while end > start:
        last = text[end - 1]
        is_open = last in ")]" and text.count(last, start, end) > text.count(
            "(["[")]".index(last)], start, end
        )
        if not is_open and last not in _AFTER:
            break
        end -= 1
    return end


def graphemes(text: str) -> int:
    """How many signs a reader sees (Unicode Standard Annex 29, nearly).

    Where versions of Unicode differ, the higher number is told but for emoji.
    """
    if text.isascii():
        return len(text) - text.count("\r\n")
    count, flags, before = 0, 0, ""
    for letter in text:
        is_flag = "\U0001f1e6" <= letter <= "\U0001f1ff"
        flags = flags + 1 if is_flag else 0
        count += not before or not (_joins(before, letter) or (is_flag and flags % 2 == 0))
        before = letter
    return count


def _joins(before: str, after: str) -> bool:
    if after.isascii():
        return before == "\r" and after == "\n"
    if _extends(after):
        return before not in "\r\n"
    return (before == _ZWJ and ord(after) > 0x2000) or _is_syllable(before, after)


def _extends(letter: str) -> bool:
    return (
        letter in "\u200c\u200d"
        or "\U0001f3fb" <= letter <= "\U0001f3ff"
        or "\U000e0020" <= letter <= "\U000e007f"
        or unicodedata.category(letter)[0] == "M"
    )


def _is_syllable(before: str, after: str) -> bool:
    """Whether two parts of a Korean syllable stand together."""
    if "\u1160" <= after <= "\u11a7":
        return "\u1100" <= before <= "\u11a7" or _has_no_final(before)
    if "\u11a8" <= after <= "\u11ff":
        return "\u1160" <= before <= "\u11ff" or "\uac00" <= before <= "\ud7a3"
    return "\u1100" <= after <= "\u115f" and "\u1100" <= before <= "\u115f"


def _has_no_final(letter: str) -> bool:
    return "\uac00" <= letter <= "\ud7a3" and (ord(letter) - 0xAC00) % 28 == 0


def _with_links_of(text: str, size: int) -> str:
    parts, at = [], 0
    for found in LINK.finditer(text):
        end = link_end(text, found.start(), found.end())
        parts += [text[at : found.start()], "x" * size]
        at = end
    return "".join((*parts, text[at:]))
