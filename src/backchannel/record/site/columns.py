"""The columns of the front page: the newest posts of each kind, as the event ended."""

from __future__ import annotations

from collections import deque
from typing import Final

from msgspec import Struct

from backchannel.model.post import Kind, MediaKind, StoredPost

BLOGS, BOOKMARKS, PHOTOS, VIDEOS, BACKCHANNEL = (
    *("blogs", "bookmarks", "photos", "videos"),
    "backchannel",
)
COLUMNS: Final = (
    (BLOGS, "Blogs", 8),
    (BACKCHANNEL, "Backchannel", 24),
    (PHOTOS, "Photos", 8),
    (BOOKMARKS, "Bookmarks", 8),
    (VIDEOS, "Videos", 6),
)
"""Name, heading and how many posts are shown; in the order in which they are read aloud."""

_SIZES: Final = {name: size for name, _, size in COLUMNS}
_OF: Final = {
    Kind.ARTICLE: BLOGS,
    Kind.BOOKMARK: BOOKMARKS,
    Kind.PHOTO: PHOTOS,
    Kind.VIDEO: VIDEOS,
}


class Placed(Struct, frozen=True):
    """A post and where all of it is."""

    stored: StoredPost
    href: str


class Columns:
    """Takes posts, oldest first. `ends` is when the event was over, in microseconds since 1970."""

    def __init__(self, ends: int | None) -> None:
        self._ends = ends
        self._during: dict[str, deque[Placed]] = {}
        self._since: dict[str, deque[Placed]] = {}
        self.counts: dict[str, int] = {}

    def add(self, stored: StoredPost, href: str) -> None:
        """The next one."""
        name = _column(stored)
        is_since = self._ends is not None and stored.posted >= self._ends
        kept = self._since if is_since else self._during
        kept.setdefault(name, deque(maxlen=_SIZES[name])).append(Placed(stored, href))
        self.counts[name] = self.counts.get(name, 0) + 1

    def newest(self, name: str) -> list[Placed]:
        """Those of a column, the newest first; where there were none, those since then."""
        return [*reversed(self._during.get(name) or self._since.get(name) or ())]


def _column(stored: StoredPost) -> str:
    """By its kind; of what is said in between, what is hardly more than a photo is one."""
    post = stored.post
    is_short = post.kind is Kind.POST and not post.cover and len(post.text) < _CAPTION
    if is_short and any(media.kind is MediaKind.PHOTO for media in post.media):
        return PHOTOS
    return _OF.get(post.kind, BACKCHANNEL)


_CAPTION: Final = 80
"""Characters; a photo with a longer text is a part of the conversation."""
