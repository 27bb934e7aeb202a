"""What sort of place a feed comes from, which decides what its entries are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from backchannel.model.post import DraftMedia, Kind, MediaKind

_BOOKMARKING = re.compile(
    r"pinboard|linkding|shaarli|delicious|del\.icio\.us|raindrop|wallabag|linkace|linkwarden"
    r"|betula|espial|scuttle|diigo|karakeep",
    re.IGNORECASE,
)
_PHOTOGRAPHIC = re.compile(r"flickr|pixelfed|smugmug|500px|piwigo|unsplash|imgur", re.IGNORECASE)
_FILMIC = re.compile(r"youtube|peertube|vimeo", re.IGNORECASE)
_DISCUSSING = re.compile(r"reddit|lemmy|ycombinator|lobste", re.IGNORECASE)
_PICTURE = re.compile(r"""<img\b(?![^>]{0,2000}?\b(?:width|height)\s*=\s*["']?1["'\s>])""")
_TAG = re.compile(r"<[^<>]*>")
_LONG = 1_500  # what has no title and fewer letters than this is a microblog post
_CAPTION = 80  # an entry with a picture and fewer letters than this is a photo with a caption


@dataclass(frozen=True)  # no slots: what is asked of every entry is worked out once
class Flavour:
    """What is known of a feed as a whole. `override` is the kind the user said everything is."""

    generator: str = ""
    home: str = ""
    address: str = ""
    override: Kind | None = None

    @cached_property
    def is_mastodon(self) -> bool:
        """Whether a microblog server wrote it: no titles, pictures beside the text."""
        return self.generator.lower().startswith(("mastodon", "gotosocial"))

    @cached_property
    def is_record(self) -> bool:
        """Whether it is the highlights of an event, as this program writes them."""
        return self.generator == "backchannel"

    @cached_property
    def is_bookmarks(self) -> bool:
        """Whether its entries point at pages that somebody else wrote."""
        return self._comes_from(_BOOKMARKING)

    @cached_property
    def is_video_channel(self) -> bool:
        """Whether it is a video site, whose descriptions are plain text and dates of edit vain."""
        return self._comes_from(_FILMIC)

    @cached_property
    def is_discussion(self) -> bool:
        """Whether its entries are what people talk about there."""
        return self._comes_from(_DISCUSSING)

    @cached_property
    def is_of_photos(self) -> bool:
        """Whether it is a place for photos."""
        return self._comes_from(_PHOTOGRAPHIC)

    def kind(self, *, title: str, content: str, media: tuple[DraftMedia, ...]) -> Kind:
        """What an entry is."""
        if self.override is not None:
            return self.override
        if self.is_bookmarks:
            return Kind.BOOKMARK
        if self.is_mastodon:
            return Kind.POST
        if self.is_video_channel or any(each.kind is MediaKind.VIDEO for each in media):
            return Kind.VIDEO
        if self.is_discussion or any(each.kind is MediaKind.AUDIO for each in media):
            return Kind.ARTICLE
        has_photo = any(each.kind is MediaKind.PHOTO for each in media)
        has_photo = has_photo or bool(_PICTURE.search(content[:20_000]))
        if has_photo and (self.is_of_photos or _letters(content) < _CAPTION):
            return Kind.PHOTO
        return Kind.ARTICLE if title or _letters(content) > _LONG else Kind.POST

    def _comes_from(self, places: re.Pattern[str]) -> bool:
        named = (self.generator, _host(self.home), _host(self.address))
        return any(places.search(text) for text in named)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _letters(content: str) -> int:
    return len(_TAG.sub("", content[:20_000]).strip())
