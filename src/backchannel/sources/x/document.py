"""Posts out of an answer of X: to look at, not to follow."""

from __future__ import annotations

from msgspec import Raw, Struct

from backchannel.model.post import Draft
from backchannel.sources.forgiving import part
from backchannel.sources.payload import decode
from backchannel.sources.x.drafts import read
from backchannel.sources.x.entities import NOTHING, Page


class _Recorded(Struct, frozen=True):
    """An answer as it was recorded, beside what was asked."""

    body: Raw = NOTHING


def posts_in(body: bytes) -> tuple[tuple[Draft, ...], int]:
    """The drafts, and how many entries were none; reposts are passed over.

    A search, posts by their numbers, or a single post. Raises SourceUnreachable for what is none.
    """
    inner = decode(body, _Recorded).body
    page = decode(bytes(inner) or body, Page)
    if part(page.data, dict[str, Raw]) is not None:
        page = Page(Raw(b"[" + bytes(page.data) + b"]"), page.includes)
    found = read(page)
    return found.drafts, found.rejected
