"""Posts as plain lines that are made to be read aloud, and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Final

from backchannel.cli.answers import answer, answer_json, moment
from backchannel.model.sameness import elsewhere
from backchannel.ui.lines.amounts import counted

if TYPE_CHECKING:
    from backchannel.model.post import Post, StoredPost

LINKS: Final = 5
"""Hosts of links that a line names; the rest is counted."""

Marked = Callable[[str], str]
"""Puts signs around what was searched for."""


class Printer:
    """Prints posts one after another; a day is named when it is another than the last.

    What its author asked to cover stays covered unless `is_uncovered`.
    """

    def __init__(self, zone: tzinfo, *, as_json: bool, is_uncovered: bool = False) -> None:
        self.zone, self.as_json, self.is_uncovered = zone, as_json, is_uncovered
        self.day = ""

    def show(self, post: StoredPost) -> None:
        """One post."""
        if self.as_json:
            answer_json(fields_of(post))
            return
        local = moment_of(post).astimezone(self.zone)
        day = day_of(local)
        if day != self.day:
            self.day = day
            answer(day)
        for line in lines_of(post, f"{local:%H:%M}", is_uncovered=self.is_uncovered):
            answer(line)


def lines_of(
    post: StoredPost, when: str, *, is_uncovered: bool = False, marked: Marked = str
) -> Iterator[str]:
    """A post as one line, and a second one for what it points at."""
    kept = post.post
    if post.is_gone:
        yield f"{post.number} {when} {kept.author.name}: deleted by its author"
        return
    is_covered = bool(kept.cover) and not is_uncovered
    words = " ".join(f"{kept.title}. {kept.text}".split() if kept.title else kept.text.split())
    marks = [] if kept.kind == "post" else [str(kept.kind)]
    marks += ["pinned"] if post.is_pinned else []
    marks += [f"question, {post.question}"] if post.question else []
    marks += [f"also on {' and '.join(others)}"] if (others := elsewhere(post)) else []
    about = f" ({', '.join(marks)})" if marks else ""
    said = "covered" if is_covered else marked(words)
    said = ". ".join(part for part in (kept.cover, said) if part)
    yield f"{post.number} {when} {kept.author.name}{about}: {said}".rstrip()
    if more := [] if is_covered else [*_media(kept), *_links(kept)]:
        yield f"    {' · '.join(' '.join(part.split()) for part in more)}"


def _media(post: Post) -> Iterator[str]:
    for media in post.media:
        yield f"{media.kind}: {media.alt or 'no description'}"


def _links(post: Post) -> Iterator[str]:
    """What it points at as a whole, and the hosts its words lead to unless they say so."""
    from backchannel.clean.urls import host

    link = post.link or (post.url if post.title else None)
    if post.kind == "post" and link == post.url:
        link = None  # its own page is in nobody's interest, least of all read aloud
    if link:
        yield str(link)
    known = [host(link)] if link else []
    hosts = [
        host(target) for target, shown in links_in(post) if host(target) not in shown.casefold()
    ]
    others = [each for each in dict.fromkeys(hosts) if each not in known]
    yield from (f"link to {each}" for each in others[:LINKS])
    if len(others) > LINKS:
        yield f"and to {counted(len(others) - LINKS, 'more place')}"


def links_in(post: Post) -> Iterator[tuple[str, str]]:
    """Where the words of a post lead: each address once, and what is written for it."""
    from backchannel.model.post import SpanKind

    seen = set()
    for span in post.spans:
        if span.kind is SpanKind.LINK and span.target and span.target not in seen:
            seen.add(span.target)
            yield span.target, post.text[span.start : span.end]


def fields_of(post: StoredPost) -> dict[str, object]:
    """A post as `tail --json` prints it; the manual lists the keys, which do not change."""
    kept = post.post
    return {
        "number": post.number,
        "id": kept.id,
        "kind": str(kept.kind),
        "time": moment(moment_of(post)),
        "published": moment(kept.published),
        "first_seen": moment(post.first_seen),
        "edited": moment(kept.edited),
        "author": kept.author.name,
        "handle": kept.author.handle,
        "is_bot": kept.author.is_bot,
        "title": kept.title,
        "text": kept.text,
        "warning": kept.warning,
        "sensitive": kept.is_sensitive,
        "url": kept.url,
        "link": kept.link,
        "tags": list(kept.tags),
        "language": kept.language,
        "reply_to": kept.reply_to,
        "media": [
            {"kind": str(media.kind), "url": media.url, "alt": media.alt} for media in kept.media
        ],
        "likes": post.likes,
        "boosts": post.boosts,
        "replies": post.replies,
        "pane": post.pane,
        "sources": list(post.seen_on),
        "copies": [{"number": copy.number, "url": copy.url} for copy in post.copies],
        "question": post.question,
        "pinned": post.is_pinned,
        "hidden": post.is_hidden,
        "gone": post.is_gone,
        "cut": list(kept.cut),
    }


def moment_of(post: StoredPost) -> datetime:
    """When it was posted, as panes order it."""
    from backchannel.model.moments import from_micros

    return from_micros(post.place)


def spoken_clock(at: datetime, now: datetime, zone: tzinfo) -> str:
    """The time; the day, too, when it is not today: `14:05 on 16 January`."""
    here, today = at.astimezone(zone), now.astimezone(zone).date()
    clock = f"{here:%H:%M}"
    return clock if here.date() == today else f"{clock} on {here.day} {here:%B}"


def day_of(local: datetime) -> str:
    """A day as people say it."""
    return f"{local:%A} {local.day:02} {local:%B %Y}"


def named(post: StoredPost) -> str:
    """Who said what, shortened; covered words stay covered."""
    from backchannel.store.board.about import about

    return about(post)
