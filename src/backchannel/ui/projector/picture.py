"""What a projector shows, as lines: one post in the middle, or the card that asks to join in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import Final

from msgspec import Struct

from backchannel.clean.terminal import clean_line
from backchannel.model.moments import from_micros
from backchannel.model.post import MediaKind, StoredPost
from backchannel.model.roles.stage import Look, Part, Shown
from backchannel.ui.lines.times import clock_on
from backchannel.ui.lines.wrap import cells, crop
from backchannel.ui.projector.card import MUTED, STRONG, card, named
from backchannel.ui.projector.large import in_large_letters
from backchannel.ui.projector.words import Line, words_of

_HIGH: Final = 20
"""Rows from which one stays free below the event's name."""

LOW: Final = 9
"""Rows below which there is room for the words alone."""


class Frame(Struct, frozen=True):
    """How much room there is, and for whom times are told.

    `largest` is by how much the terminal can enlarge its letters.
    """

    width: int
    height: int
    zone: tzinfo
    now: datetime
    largest: int = 1

    @property
    def margin(self) -> tuple[int, int]:
        """Columns and rows left free at the edges, which some projectors cut off."""
        return max(1, self.width // 20), 1 if self.height >= LOW else 0


def picture(shown: Shown, frame: Frame, *, has_photo: bool = False) -> list[Line]:
    """The rows, from the top; each is to be centred. None at all while the stage is blank."""
    if shown.is_blank:
        return []
    across, down = frame.margin
    width, height = max(1, frame.width - 2 * across), max(1, frame.height - 2 * down)
    head = _head(shown, width) if height >= LOW else []
    room = height - (4 if height >= _HIGH else 2) * len(head)
    if shown.post is None:
        body = card(shown, width, room, frame.largest)
    else:
        told = [] if has_photo or height < LOW else _alt(shown.post, width)
        words = _post(shown.post, shown.look, frame, (width, room - len(told)))
        body = [*words, *told]
    body = body[:room]
    above = max(0, (height - len(body)) // 2 - len(head)) if head else (height - len(body)) // 2
    empty: Line = (("", ""),)
    return [*[empty] * down, *head, *[empty] * above, *body]


def _head(shown: Shown, width: int) -> list[Line]:
    """The event's name and tag; the card says them larger."""
    if shown.event is None or shown.post is None or Part.EVENT not in shown.look.parts:
        return []
    name, tag = named(shown.event)
    left = crop(name, max(0, width - cells(tag) - 2))
    gap = " " * max(2, width - cells(left) - cells(tag))
    return [((left, MUTED), (gap, ""), (tag, MUTED))]


def _post(post: StoredPost, look: Look, frame: Frame, room: tuple[int, int]) -> list[Line]:
    width, height = room
    foot = list(_foot(post, look, frame, width)) if height >= 3 else []
    gap: list[Line] = [(("", ""),)] if foot and height >= LOW else []
    left = height - len(foot) - len(gap)
    words = in_large_letters(post.post, look.size, width, left, frame.largest)
    return [*(words or words_of(post.post, width, left)), *gap, *foot]


def _alt(post: StoredPost, width: int) -> list[Line]:
    """What its photos show, where they are not shown themselves."""
    told = [
        media.alt
        for media in post.post.media
        if media.kind is MediaKind.PHOTO and media.alt.strip()
    ]
    return [((crop(f"photo: {' '.join(alt.split())}", width), MUTED),) for alt in told[:1]]


def _foot(post: StoredPost, look: Look, frame: Frame, width: int) -> Iterator[Line]:
    """Who wrote it; where and when."""
    author = post.post.author
    who: list[tuple[str, str]] = []
    if Part.AUTHOR in look.parts:
        who.append((crop(clean_line(author.name), width), STRONG))
    if Part.HANDLE in look.parts and author.handle:
        handle = clean_line(author.handle)
        between = "  " if who else ""
        left = width - sum(cells(text) for text, _ in who) - len(between)
        if left >= min(cells(handle), 12):
            who.append((between + crop(handle, left), MUTED))
    if who:
        yield who
    when = clock_on(from_micros(post.posted), frame.now, frame.zone)
    told = [", ".join(post.seen_on[:2])] if Part.SOURCE in look.parts else []
    told += [when] if Part.TIME in look.parts else []
    if told:
        yield ((crop(clean_line(" · ".join(told)), width), MUTED),)
