"""Posts out of a document, whatever form of Bluesky's it has: to look at, not to follow."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Raw, Struct

from backchannel.model.moments import from_micros
from backchannel.model.post import Draft
from backchannel.sources.bluesky.drafts import draft, draft_of_view
from backchannel.sources.bluesky.entities import NOTHING, POSTS, Record, View, part, parts
from backchannel.sources.bluesky.jetstream import Line

_NOWHERE = f"at://did:web:unknown.invalid/{POSTS}"


class _Answer(Struct, frozen=True):
    """What the AppView answers: posts, a thread, or a feed of them."""

    posts: Raw = NOTHING
    feed: Raw = NOTHING
    thread: Raw = NOTHING
    post: Raw = NOTHING


def posts_in(body: bytes) -> tuple[tuple[Draft, ...], int]:
    """The drafts, and how many entries were none.

    A record, a post or an answer of the AppView, a list of these, or lines of Jetstream; lines of
    other records, deletions and accounts are passed over.
    """
    whole = Raw(body.strip())
    is_one = part(whole, Raw) is not None
    entries = list(_entries(whole)) if is_one else []
    if not is_one:
        entries = [each for line in body.splitlines() if line.strip() for each in _of_line(line)]
    found = tuple(entry for entry in entries if entry is not None)
    return found, len(entries) - len(found)


def _entries(raw: Raw) -> Iterator[Draft | None]:
    listed = part(raw, list[Raw])
    for each in [raw] if listed is None else listed:
        answer = part(each, _Answer) or _Answer()
        inner = (*parts(answer.posts, Raw), *parts(answer.feed, Raw), answer.thread, answer.post)
        if present := [part_ for part_ in inner if bytes(part_)]:
            for one in present:
                yield from _entries(one)
        else:
            yield from _one(each)


def _one(raw: Raw) -> Iterator[Draft | None]:
    view = part(raw, View)
    if view is not None and bytes(view.record):
        yield draft_of_view(view)
        return
    if part(raw, Line) is not None:
        yield from _of_line(bytes(raw))
        return
    record = part(raw, Record)
    is_post = record is not None and record.text is not None
    yield draft(f"{_NOWHERE}/1", record, None) if record is not None and is_post else None


def _of_line(text: bytes) -> Iterator[Draft | None]:
    line = part(Raw(text), Line)
    if line is None:
        yield None
    elif line.commit is not None and line.commit.collection == POSTS:
        record = part(line.commit.record, Record)
        if line.commit.operation != "delete":
            yield draft(line.uri, record, from_micros(line.moment)) if record else None
