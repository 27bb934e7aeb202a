"""Words: those that came up most, and those that rose in a session, or on a day without any.

A word rises where posts have it at least twice as often as elsewhere, and not of one author only.
Words are those of the activity panel, without stop words, addresses and the event's tags.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from typing import Final
from zoneinfo import ZoneInfo

from backchannel.model.moments import from_micros
from backchannel.model.programme import Event
from backchannel.record.reading import Said
from backchannel.record.report.figures import Counted, Rising
from backchannel.record.report.spans import QUARTER
from backchannel.store.activity.digest import Spellings, words_of

LEAST: Final = 3
"""Posts that a word must be in."""

TWICE: Final = 2.0
TOLD: Final = 6
"""Words of one session."""

KEPT: Final = 8_000
"""Words that are counted for one session, and `ALL` in all; beyond, what came up once goes."""

ALL: Final = 60_000
_STEADY: Final = 20
"""As many posts of the usual words are added to those elsewhere, so that few say little."""


class Words:
    """Counts words by session, or by day where there is no programme."""

    def __init__(self, event: Event) -> None:
        self._own, self._has_sessions = frozenset(event.tags), bool(event.sessions)
        self._zone, self._days = ZoneInfo(event.timezone), dict[int, str]()
        self._all, self._posts = Counter[str](), Counter[str]()
        self._said: dict[str, Counter[str]] = {}
        self._first: dict[str, dict[str, int]] = {}
        self._by_several: dict[str, set[str]] = {}
        self._spellings = Spellings()
        self._most: dict[str | None, int] = {}

    def add(self, one: Said, who: str) -> None:
        """One post; covered words stay covered."""
        when = one.session if self._has_sessions else self._day(one.place)
        self._posts[when] += 1
        if one.post.cover:
            return
        found = words_of(one.post, self._own, self._spellings)
        self._all.update(found)
        said, first = self._said.setdefault(when, Counter()), self._first.setdefault(when, {})
        said.update(found)
        several, own = self._by_several.setdefault(when, set()), hash(who)
        for word in set(found) - several:  # most are known by now
            if first.setdefault(word, own) != own:
                several.add(word)
        self._forget_rare(when)

    def most(self, top: int) -> tuple[Counted, ...]:
        """What came up most, in at least two posts."""
        found = [(word, count) for word, count in self._all.items() if count > 1]
        return tuple(
            Counted(self._spelled(word), count)
            for word, count in sorted(found, key=lambda each: (-each[1], each[0]))[:top]
        )

    def rising(self, titles: Mapping[str, str]) -> tuple[Rising, ...]:
        """For each session in the order of `titles`, or each day; without those that have none."""
        order = [each for each in titles if each in self._said]
        order += sorted(each for each in self._said if each not in titles)
        told = [Rising(titles.get(when, when), self._rose(when)) for when in order]
        return tuple(each for each in told if each.words)

    def _rose(self, when: str) -> tuple[Counted, ...]:
        here, elsewhere = self._posts[when], self._posts.total() - self._posts[when]
        if not elsewhere:
            return ()
        found: list[tuple[float, str, int]] = []
        for word, count in self._said[when].items():
            if count < LEAST or word not in self._by_several[when]:
                continue
            everywhere = max(self._all[word], count)
            steady = _STEADY * everywhere / (here + elsewhere)
            usual = (everywhere - count + steady) / (elsewhere + _STEADY)
            times = count / here / usual
            if times >= TWICE:
                found.append((-count * math.log(times), word, count))
        return tuple(Counted(self._spelled(word), count) for _, word, count in sorted(found)[:TOLD])

    def _forget_rare(self, when: str) -> None:
        said = self._said[when]
        if len(said) > self._most.get(when, KEPT):
            for word in _once(said):
                del said[word], self._first[when][word]
            self._most[when] = max(KEPT, 2 * len(said))
        if len(self._all) > self._most.get(None, ALL):
            for word in _once(self._all):
                del self._all[word]
            self._most[None] = max(ALL, 2 * len(self._all))

    def _spelled(self, word: str) -> str:
        return self._spellings.words.get(word, word)

    def _day(self, moment: int) -> str:
        """The day where the event is; every quarter of an hour is of one."""
        quarter = moment // QUARTER
        day = self._days.get(quarter)
        if day is None:
            local = from_micros(quarter * QUARTER).astimezone(self._zone)
            day = self._days[quarter] = f"{local:%Y-%m-%d}"
        return day


def _once(counts: Counter[str]) -> list[str]:
    return [word for word, count in counts.items() if count == 1]
