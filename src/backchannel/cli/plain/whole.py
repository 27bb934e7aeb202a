"""Everything about one post, line by line: what `open` says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from backchannel.cli.plain.lines import day_of, links_in, moment_of
from backchannel.model.sameness import network_name
from backchannel.ui.lines.amounts import counted, reactions

if TYPE_CHECKING:
    from backchannel.model.post import Post, StoredPost


def whole(post: StoredPost, zone: tzinfo) -> Iterator[str]:
    """Who and when, then the words, then what they point at, then the rest."""
    kept = post.post
    local = moment_of(post).astimezone(zone)
    handle = f", {kept.author.handle}" if kept.author.handle else ""
    bot = ", a bot" if kept.author.is_bot else ""
    yield f"{post.number}, {kept.kind} by {kept.author.name}{handle}{bot}."
    yield f"Posted on {day_of(local)} at {local:%H:%M}."
    if post.is_gone:
        yield "Deleted by its author."
        return
    if warning := kept.cover:
        yield f"{warning[0].upper()}{warning[1:]}."
    yield from (line for line in (kept.title, *kept.text.split("\n")) if line.strip())
    yield from _attached(kept)
    yield from _leads(kept)
    yield from _facts(post, zone)


def _attached(post: Post) -> Iterator[str]:
    for media in post.media:
        yield f"{media.kind}: {' '.join(media.alt.split()) or 'no description'}. {media.url}"
    for number, (option, votes) in enumerate(post.poll.options if post.poll else (), 1):
        count = "" if votes is None else f", {counted(votes, 'vote')}"
        yield f"Option {number}: {' '.join(option.split())}{count}"


def _leads(post: Post) -> Iterator[str]:
    from backchannel.clean.urls import host

    seen = dict(links_in(post))
    if post.link and post.link != post.url:
        seen = {post.link: "", **seen}
    for number, url in enumerate(seen, 1):
        yield f"Link {number}, to {host(url)}: {url}"
    if post.url:
        yield f"Its own page: {post.url}"


def _facts(post: StoredPost, zone: tzinfo) -> Iterator[str]:
    kept = post.post
    if kept.reply_to:
        yield f"It answers {kept.reply_to}"
    for copy in post.copies:
        told = [network_name(copy.network), f"as {copy.number}", *reactions(copy)]
        yield f"Also said on {', '.join(told)}: {copy.url or 'no page of its own'}"
    if len(post.seen_on) > 1:
        yield f"Seen on {', '.join(post.seen_on)}."
    else:
        yield f"Seen on {''.join(post.sources) or 'no source that is known'}, in {post.pane}."
    if said := reactions(post):
        yield f"{', '.join(said)}{' in all places' if post.copies else ''}."
    if kept.edited:
        yield f"Edited at {_moment(kept.edited, zone)}."
    states = {"pinned": post.is_pinned, "hidden": post.is_hidden, "muted": post.is_muted,
              "put aside for later": post.is_stashed,
              "shown in the row of another place": post.is_copy}  # fmt: skip
    if so := [word for word, is_so in states.items() if is_so]:
        yield f"It is {' and '.join(so)}."
    yield from (f"Cut: {cut}" for cut in kept.cut)


def _moment(value: datetime, zone: tzinfo) -> str:
    local = value.astimezone(zone)
    return f"{local:%H:%M} on {day_of(local)}"
