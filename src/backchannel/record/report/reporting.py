"""Counts an event, in one walk through its posts and in memory that does not grow with them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Final

from backchannel.model.moments import from_micros
from backchannel.model.post import Post
from backchannel.model.programme import AFTER, BEFORE, Event
from backchannel.model.who import author_key
from backchannel.record.choosing import Chosen
from backchannel.record.reading import Progress, Said, questions, recorded, said, unheard
from backchannel.record.reading.counted import linked
from backchannel.record.reading.namesakes import Called, beside, called
from backchannel.record.report.answering import answering
from backchannel.record.report.figures import Counted, Report
from backchannel.record.report.rising import Words
from backchannel.record.report.spans import Hours
from backchannel.store.connection import Connection

TOP: Final = 20
"""How many of each are told."""

BETWEEN: Final = "between sessions"
OUTSIDE: Final = {BEFORE: "before the event", "": BETWEEN, AFTER: "after the event"}
"""What is filed under no session, and how that is said."""


def report(
    db: Connection, chosen: Chosen, progress: Progress = unheard, *, top: int = TOP
) -> Report:
    """The figures of what was chosen. Raises StoreError when no event is known."""
    found = recorded(db, chosen)
    event, count = found.event, _Count(found.event)
    links = tuple(islice(linked(count.watched(said(db, chosen, progress))), top))
    titles = {each.name: each.title for each in event.sessions}
    first, last = count.hours.first, count.hours.last
    return Report(
        event=event.name,
        timezone=event.timezone,
        posts=count.posts,
        people=len(count.people),
        first=None if first is None else from_micros(first),
        last=None if last is None else from_micros(last),
        over_time=count.hours.whole(),
        busiest=count.hours.busiest(),
        sources=count.by_source(top),
        authors=count.by_author(top),
        sessions=count.by_session(titles),
        links=links,
        words=count.words.most(top),
        rising=count.words.rising(_called(titles)),
        questions=answering(questions(db, chosen), titles),
    )


class _Count:
    """What is known of the posts so far."""

    def __init__(self, event: Event) -> None:
        self.hours, self.words = Hours(event.timezone), Words(event)
        self.posts = 0
        self.people = Counter[str]()
        self._names: dict[str, Called] = {}
        self._sources, self._by_source = Counter[str](), defaultdict[str, set[str]](set)
        self._sessions, self._by_session = Counter[str](), defaultdict[str, set[str]](set)

    def watched(self, several: Iterable[Said]) -> Iterator[tuple[int, Post]]:
        """Pass posts on, each behind its place, and count them."""
        for each in several:
            self._add(each)
            yield each.place, each.post

    def _add(self, one: Said) -> None:
        who, source = author_key(one.post), one.source
        self.posts += 1
        self.people[who] += 1
        first = self._names.get(who) or called(one.post)
        self._names[who] = first.now(one.post.author)  # as it was at last
        self._sources[source] += 1
        self._by_source[source].add(who)
        self._sessions[one.session] += 1
        self._by_session[one.session].add(who)
        self.hours.add(one.place)
        self.words.add(one, who)

    def by_source(self, top: int) -> tuple[Counted, ...]:
        """Most first, and of as many in the order of their names."""
        return tuple(
            Counted(name or "not known any more", count, len(self._by_source[name]))
            for name, count in ranked(self._sources)[:top]
        )

    def by_author(self, top: int) -> tuple[Counted, ...]:
        """Who wrote most."""
        told = dict(zip(self._names, beside(self._names.values()), strict=True))
        return tuple(
            Counted(self._names[who].name, count, 1, told[who])
            for who, count in ranked(self.people)[:top]
        )

    def by_session(self, titles: Mapping[str, str]) -> tuple[Counted, ...]:
        """As they were run, the empty ones too; then what nobody knows the session of any more."""
        called = _called(titles)
        return tuple(
            Counted(
                called.get(key, key),
                self._sessions[key],
                len(self._by_session.get(key, ())),
                key,
            )
            for key in dict.fromkeys([*called, *self._sessions])
            if self._sessions[key] or key in titles
        )


def _called(titles: Mapping[str, str]) -> dict[str, str]:
    """How sessions and what is outside them are called, in their order."""
    return {
        BEFORE: OUTSIDE[BEFORE],
        **titles,
        "": OUTSIDE[""],
        AFTER: OUTSIDE[AFTER],
        **titles,  # one of them may be called so
    }


def ranked(counts: Counter[str]) -> list[tuple[str, int]]:
    """Most first; what is as many stands in the order of its letters."""
    return sorted(counts.items(), key=lambda each: (-each[1], each[0]))
