"""Whether somebody who wrote one tag may have meant another. All tags are canonical.

Two tags are alike when their numbers can mean the same and their letters differ by a slip of the
hand: one letter too many, too few, another one, or two that changed places; in a long tag two
slips. The first letter is hardly ever wrong, and letting it be would make `#night` of `#light`.
Numbers tell one year's occasion from another's, so `#ideaperf25` is never taken for `#ideaperf26`;
a year of the event may be missing, or be there, or be written short. Who has no umlaut on the
keyboard writes `#Buergerraete` for `#Bürgerräte`, which is no slip at all.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from backchannel.model.misspelt.ordinary import is_ordinary
from backchannel.model.programme import Event

ONE_SLIP: Final = 6
TWO_SLIPS: Final = 12
"""Letters that a tag has before so many slips are believed; a short one is near every other."""

SHORTEST: Final = 3
"""Letters of a tag that may have a year behind it."""

_PARTS: Final = re.compile(r"(.*?)(\d*)", re.DOTALL)
_NUMBER: Final = re.compile(r"\d+")
_SPREAD: Final = re.compile("([aou])e|[æœøłđı]")
_ONE_LETTER: Final = {"æ": "a", "œ": "o", "ø": "o", "ł": "l", "đ": "d", "ı": "i"}
_PLURALS: Final = ("s", "es", "n", "en", "e", "x")  # English, German, French, Spanish


def years_of(event: Event, now: datetime) -> frozenset[str]:
    """The years that may stand behind a tag of an event, in both ways to write them."""
    times = (event.starts, event.ends, *(session.starts for session in event.sessions))
    known = {at.year for at in times if at is not None} or {now.year}
    return frozenset(form for year in known for form in (str(year), f"{year % 100:02}"))


def meant(tag: str, wanted: Sequence[str], years: Collection[str]) -> str | None:
    """Which of the `wanted` tags may have been meant; None when it is one of them, or none is."""
    alike = [each for each in wanted if each[:1] == tag[:1]]  # the first sign is never a slip
    if not alike or tag in wanted or is_ordinary(tag):
        return None
    return next((each for each in alike if _is_like(tag, each, years)), None)


def _is_like(tag: str, other: str, years: Collection[str]) -> bool:
    (letters, number), (others, its) = _split(tag), _split(other)
    if not _agree(number, its, years):
        return False
    if letters == others:  # without its year a short tag is anybody's
        return len(letters) >= (SHORTEST if number else ONE_SLIP)
    if letters[:1] != others[:1] or _NUMBER.findall(letters) != _NUMBER.findall(others):
        return False
    if len(others) >= ONE_SLIP and _spelled(letters) == _spelled(others):
        return True
    if is_ordinary(others):  # nobody slips from one word to the other
        return letters in {f"{others}{ending}" for ending in _PLURALS}
    most = (len(others) >= ONE_SLIP) + (len(others) >= TWO_SLIPS)
    return slips(letters, others, most) <= most


def _split(tag: str) -> tuple[str, str]:
    found = _PARTS.fullmatch(tag)
    return (found[1], found[2]) if found else (tag, "")


def _spelled(letters: str) -> str:
    """In the letters that every keyboard has, one for each: `ä` is folded already, `ae` here."""
    return _SPREAD.sub(lambda found: found[1] or _ONE_LETTER[found[0]], letters)


def _agree(number: str, other: str, years: Collection[str]) -> bool:
    """Whether both mean the same: equal, or a year of the event that one leaves out or cuts."""
    if number == other:
        return True
    said = [each for each in (number, other) if each]
    return all(each in years for each in said) and len({each[-2:] for each in said}) == 1


def slips(one: str, other: str, most: int) -> int:
    """How many slips lead from one to the other; `most + 1` where that is more than `most`.

    The optimal string alignment distance: insertions, deletions, other letters, neighbours that
    changed places.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    last: list[int] = []
    before, row = last, list(range(len(other) + 1))
    for n, letter in enumerate(one, 1):
        last, before, row = before, row, [n]
        for k, its in enumerate(other, 1):
            cost = min(before[k] + 1, row[k - 1] + 1, before[k - 1] + (letter != its))
            if n > 1 and k > 1 and letter == other[k - 2] and one[n - 2] == its:
                cost = min(cost, last[k - 2] + 1)
            row.append(cost)
        if min(row) > most + 1:
            return most + 1
    return min(row[-1], most + 1)
