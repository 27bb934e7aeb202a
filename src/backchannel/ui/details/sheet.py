"""A post with all that is known of it as lines: the order of its parts, and what is covered."""

from __future__ import annotations

from msgspec import Struct

from backchannel.model.post import Post, StoredPost, Url
from backchannel.store.details import Known
from backchannel.ui.details import circumstances, contents
from backchannel.ui.details.figures import clock
from backchannel.ui.details.paper import UNCOVER, Paper, Part, Row
from backchannel.ui.details.parts.places import places
from backchannel.ui.lines.attached import host_of
from backchannel.ui.lines.drawing import Drawing, Role
from backchannel.ui.lines.wrap import cells, crop
from backchannel.ui.programme.people import role_in


class Sheet(Struct, frozen=True):
    """Lines, the addresses that have a number, and whether what was written is still covered."""

    rows: tuple[Row, ...] = ()
    links: tuple[Url, ...] = ()
    is_covered: bool = False


def whole(known: Known, drawing: Drawing, *, is_open: bool) -> Sheet:
    """Everything. Costs some ten microseconds a line; a long text has very many."""
    paper = Paper(drawing)
    is_covered = _begin(paper, known, is_open=is_open)
    links = () if is_covered else _written(paper, known.stored.post)
    links = places(paper, known, links)
    circumstances.counts(paper, known)
    circumstances.thread(paper, known)
    circumstances.seen(paper, known)
    if not is_covered:
        circumstances.edits(paper, known)
    circumstances.decided(paper, known)
    circumstances.facts(paper, known)
    return Sheet(tuple(paper.rows), links, is_covered)


def brief(known: Known, drawing: Drawing, *, is_open: bool) -> Sheet:
    """What a preview has room for: the post itself, how often it was answered, and notes on it."""
    paper = Paper(drawing)
    is_covered = _begin(paper, known, is_open=is_open, first="stream.details")
    links = () if is_covered else _written(paper, known.stored.post)
    circumstances.counts(paper, known)
    circumstances.summed_up(paper, known)
    return Sheet(tuple(paper.rows), links, is_covered)


def _begin(paper: Paper, known: Known, *, is_open: bool, first: str = "") -> bool:
    """Who wrote it, and what state it is in; whether it is covered.

    To uncover it, the command `first` comes first.
    """
    stored = known.stored
    paper.begin(Part.HEAD)
    _head(paper, stored)
    paper.begin(Part.STATE)
    for sign, is_so in (
        ("◆ pinned", stored.is_pinned),
        ("× hidden", stored.is_hidden),
        ("× its author is muted", stored.is_muted),
        ("put aside for later", stored.is_stashed),
        ("shown in the row of another place", stored.is_copy),
    ):
        if is_so:
            paper.said(sign, Role.BADGE)
    if stored.is_gone:
        paper.said("deleted by its author; its words are gone here, too", Role.WARNING)
        return False
    if not (cover := stored.post.cover):
        return False
    paper.said(cover, Role.WARNING)
    if not is_open:
        keymap = paper.drawing.keymap
        before = f"{keymap.said(first)}, then " if first else ""
        shows = keymap.said("details.page_or_uncover")
        paper.said(f"covered · {before}{shows} shows it", Role.WARNING, goal=UNCOVER)
    return not is_open


def _head(paper: Paper, stored: StoredPost) -> None:
    post, width = stored.post, paper.drawing.width
    signs = role_in(post, paper.drawing.people), "bot" if post.author.is_bot else ""
    badges = "".join(f"  {sign}" for sign in signs if sign)
    name = crop(post.author.name, max(width - cells(badges), width // 2))
    paper.put(((name, Role.AUTHOR), (crop(badges, width - cells(name)), Role.BADGE)))
    host = host_of(post.author.url or "")
    handle, profile = post.author.handle, f"profile on {host}" if host else ""
    if handle and profile and cells(handle) + cells(profile) + 3 <= width:
        paper.put(
            ((handle, Role.HANDLE), (f" · {profile}", Role.ASIDE)),
            goal=contents.to(post.author.url),
        )
    else:
        if handle:
            paper.said(handle, Role.HANDLE)
        if profile:
            paper.said(profile, Role.ASIDE, goal=contents.to(post.author.url))
    when = post.published or stored.first_seen
    about = [str(post.kind), clock(when, paper.drawing.timezone), f"#{stored.number}"]
    about += ["edited"] if post.edited else []
    paper.said(" · ".join(about), Role.TIME)


def _written(paper: Paper, post: Post) -> tuple[Url, ...]:
    contents.words(paper, post)
    contents.media(paper, post)
    contents.poll(paper, post)
    return contents.links(paper, post)
