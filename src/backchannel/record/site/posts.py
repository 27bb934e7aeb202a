"""The pages of posts: every post of the record, oldest first, a few hundred on a page."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from msgspec import Struct

from backchannel.clean.terminal import shorten
from backchannel.model.moments import from_micros
from backchannel.model.post import StoredPost
from backchannel.record.reading import Filed
from backchannel.record.site.columns import Columns
from backchannel.record.site.drawing.sheets import Drawn, Sheet, sheets
from backchannel.record.site.ground import Ground
from backchannel.record.site.index import Entry

FOLDER: Final = "posts"
_ENDS: Final = (40_000, 140_000)
"""Bytes from which a page ends with its day, and with an hour."""

_BEGINS: Final = 140
"""Characters that a search shows."""


class Stretch(Struct, frozen=True):
    """A page of posts in the list of them."""

    href: str
    first: datetime
    last: datetime
    count: int


def write_posts(ground: Ground, posts: Iterable[Filed], columns: Columns) -> list[Stretch]:
    """Write them all; note where each stands that somebody decided about, and tell the search."""
    pages = _Pages(ground, columns)
    for sheet in sheets(pages.drawn(posts), _ENDS):
        pages.write(sheet)
    return pages.stretches


class _Pages:
    """Follows along on which page the next post will stand.

    A post is drawn before it is known whether its page has room for it, so where it stands is noted
    when its page is written.
    """

    def __init__(self, ground: Ground, columns: Columns) -> None:
        self._ground, self._columns = ground, columns
        self._marked = ground.marked()
        self._waiting: deque[Filed] = deque()
        self.stretches: list[Stretch] = []

    def drawn(self, posts: Iterable[Filed]) -> Iterator[Drawn]:
        """Each under its day and hour."""
        ground, calendar = self._ground, self._ground.calendar
        for filed in posts:
            self._waiting.append(filed)
            moment = from_micros(filed.stored.posted)
            hour = calendar.clock(calendar.hour_of(moment))
            session = ground.session_link(filed.session, "../")
            shown = ground.showing.post(filed.stored, form="clock", session=session)
            html = ground.press.post(shown, root="../", anchor=True)
            yield Drawn(html, (calendar.day(moment), hour))

    def write(self, sheet: Sheet) -> None:
        """One page, whose posts are those that have waited longest."""
        href = f"{FOLDER}/{sheet.number:04}.html"
        here = [self._waiting.popleft() for _ in sheet.items]
        for filed in here:
            self._note(filed, f"{href}#p{filed.stored.number}")
        if here:
            first, last = (from_micros(each.stored.posted) for each in (here[0], here[-1]))
            self.stretches.append(Stretch(href, first, last, len(here)))
        self._ground.press.page(
            href,
            "posts.html",
            title=f"Posts, page {sheet.number}",
            sheet=sheet,
            stretch=self.stretches[-1] if here else None,
            before=f"{sheet.number - 1:04}.html" if sheet.number > 1 else "",
            after="" if sheet.is_last else f"{sheet.number + 1:04}.html",
        )

    def _note(self, filed: Filed, href: str) -> None:
        ground, stored = self._ground, filed.stored
        if stored.place in self._marked:
            ground.hrefs[stored.place] = href
        self._columns.add(stored, href)
        tally = ground.tally
        tally.posts += 1
        tally.first.setdefault(filed.session, href)
        tally.count[filed.session] = tally.count.get(filed.session, 0) + 1
        _index(ground, stored, href)


def _index(ground: Ground, stored: StoredPost, href: str) -> None:
    """Covered words are not found: who searches did not ask to see them."""
    post = stored.post
    words = (post.cover,) if post.cover else (post.title, post.text, *_alts(stored))
    begins = " ".join(" ".join(words[:2]).split())
    entry = Entry(
        href,
        post.author.name,
        ground.calendar.full(from_micros(stored.posted)),
        shorten(begins, _BEGINS).text,
    )
    ground.index.add(entry, *words, post.author.name, post.author.handle)


def _alts(stored: StoredPost) -> Iterator[str]:
    return (media.alt for media in stored.post.media)
