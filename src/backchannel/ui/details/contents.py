"""What somebody wrote, as lines: words, media, poll, links with their real hosts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from backchannel.clean.spans import misleads
from backchannel.clean.terminal import shorten
from backchannel.clean.urls import canonical, shown
from backchannel.model.post import Kind, Post, SpanKind, Url
from backchannel.ui.details.figures import bar, moment
from backchannel.ui.details.paper import Goal, Paper, Part
from backchannel.ui.lines.amounts import counted
from backchannel.ui.lines.attached import SIGNS, host_of, measures
from backchannel.ui.lines.drawing import Role
from backchannel.ui.lines.text_lines import text_lines

SPANS: Final = 200
"""Links, mentions and tags that are told apart in a text; more are drawn as words."""

LINKS: Final = 20
SHOWN_MEDIA: Final = 20
OPTIONS: Final = 20
ALT: Final = 4_000
"""Characters of a description."""


def to(url: str | None) -> Goal | None:
    """A goal at an address, if it is one that may be opened."""
    found = canonical(url) if url else None
    return Goal(url=found) if found else None


def words(paper: Paper, post: Post) -> None:
    """Title and text, whole, with paragraphs."""
    for part, text, role in (
        (Part.TITLE, post.title, Role.TITLE),
        (Part.TEXT, post.text, Role.TEXT),
    ):
        if not text:
            continue
        paper.begin(part)
        paper.put((("", Role.TEXT),), number=-3)
        spans = post.spans[:SPANS] if part is Part.TEXT else ()
        over = 0
        for start, line in text_lines(text, paper.drawing, role=role, spans=spans):
            paper.put(line, number=start, joint=text[over:start] if start else None)
            over = start + sum(len(words) for words, _ in line)


def media(paper: Paper, post: Post) -> None:
    """What is attached: kind, size, host, description."""
    if not post.media:
        return
    paper.begin(Part.MEDIA, "Media")
    for number, each in enumerate(post.media[:SHOWN_MEDIA]):
        paper.item(number)
        told = [measures(each), each.mime, f"on {host_of(each.url)}"]
        about = " · ".join(word for word in (each.kind, *told) if word)
        paper.said(about, Role.ASIDE, lead=(f"{SIGNS[each.kind]} ", Role.KIND), goal=to(each.url))
        alt = shorten(each.alt, ALT).text
        if alt:
            paper.said(alt, lead=("  ", Role.TEXT))
        else:
            paper.said("not described", Role.WARNING, lead=("  ", Role.TEXT))
    if len(post.media) > SHOWN_MEDIA:
        paper.item(SHOWN_MEDIA)
        paper.said(f"{len(post.media) - SHOWN_MEDIA} more", Role.ASIDE)


def poll(paper: Paper, post: Post) -> None:
    """Options with their shares, as bars and in percent; until when one votes."""
    if post.poll is None:
        return
    paper.begin(Part.POLL, "Poll")
    options = post.poll.options[:OPTIONS]
    total = sum(max(votes or 0, 0) for _, votes in post.poll.options)
    length = max(min(20, paper.drawing.width // 4), 4)
    for number, (option, votes) in enumerate(options):
        paper.item(number)
        text = " ".join(option.split())
        if votes is None or not total:
            paper.said(text, lead=("○ ", Role.ASIDE))
            continue
        share = max(votes, 0) / total
        said = f"{bar(share, length)} {round(100 * share):3} %  "
        paper.said(f"{text} · {counted(votes, 'vote')}", lead=(said, Role.ASIDE))
    paper.item(OPTIONS)
    told = []
    if any(votes is None for _, votes in options):
        told.append("votes are not shown yet")
    if post.poll.voters is not None:
        told.append(counted(post.poll.voters, "person", "people"))
    if post.poll.closes is not None:
        told.append(f"closes {moment(post.poll.closes, paper.drawing.timezone)}")
    if told:
        paper.said(" · ".join(told), Role.ASIDE)


def links(paper: Paper, post: Post) -> tuple[Url, ...]:
    """Where its links really lead, numbered; those that were numbered."""
    found = _found(post)
    if not found:
        return ()
    paper.begin(Part.LINKS, "Links")
    for number, (url, text) in enumerate(found, 1):
        paper.item(number)
        lead = (f"{number:2} " if len(found) > 9 else f"{number} ", Role.BADGE)
        where = shown(url, max(paper.drawing.width - len(lead[0]) - 1, 20))
        paper.said(where, Role.LINK, lead=lead, goal=Goal(url=url))
        if text and misleads(text, url):
            said = f"the text says {' '.join(shorten(text, 80).text.split())}"
            paper.said(said, Role.WARNING, lead=(" " * len(lead[0]), Role.TEXT), goal=Goal(url=url))
    return tuple(url for url, _ in found)


def _found(post: Post) -> Sequence[tuple[Url, str]]:
    """(address, the words that lead there) of each link, once; what `o` opens comes first."""
    is_own_page = post.link == post.url and post.kind is Kind.POST
    told: list[tuple[str, str]] = [] if post.link is None or is_own_page else [(post.link, "")]
    told += [
        (span.target, post.text[span.start : span.end])
        for span in post.spans[:SPANS]
        if span.kind is SpanKind.LINK
    ]
    found: dict[Url, str] = {}
    for target, text in told:
        url = canonical(target) if target else None
        if url is not None and len(found) < LINKS:
            found.setdefault(url, text)
    return [*found.items()]
