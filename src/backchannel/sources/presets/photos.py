"""The source `flickr`: public photos with a tag."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from msgspec import structs

from backchannel.model.post import Draft, Kind, MediaKind
from backchannel.model.programme import Event
from backchannel.model.tags import belongs, canonical
from backchannel.sources.pace import check_interval
from backchannel.sources.presets.addresses import at, check_server, tags_of
from backchannel.sources.presets.preset import Asked, Preset, source


@dataclass(frozen=True, slots=True)
class FlickrOptions:
    """Public photos with a tag on Flickr.

    `tags` are asked for instead of the event's. `interval` is the seconds between two polls.
    """

    tags: tuple[str, ...] = ()
    server: str = "https://www.flickr.com"
    interval: float = 300.0

    def __post_init__(self) -> None:
        """Raise ValueError for what nobody can mean."""
        check_interval(self.interval)
        check_server(self.server)


def _photos(options: FlickrOptions, event: Event) -> Iterator[Asked]:
    """Flickr folds tags: small letters, and nothing but letters and digits."""
    found = (_folded(tag) for tag in tags_of(options.tags, event))
    for tag in dict.fromkeys(each for each in found if each):
        feed = at(options.server, "services/feeds/photos_public.gne", tags=tag, format="atom")
        yield Asked(feed, tag)


def _folded(tag: str) -> str:
    return "".join(letter for letter in tag.casefold() if belongs(letter) and canonical(letter))


def _described(draft: Draft) -> Draft:
    """Its title is what a photo shows, as far as anybody says."""
    title = draft.title.strip()
    media = tuple(
        structs.replace(each, alt=title) if each.kind is MediaKind.PHOTO and not each.alt else each
        for each in draft.media
    )
    return structs.replace(draft, title=title, media=media)


Flickr = source(
    Preset(
        "flickr", FlickrOptions, _photos,
        floor=300.0, what=Kind.PHOTO, mend=_described,
        unseen=("all but the 20 newest photos, at each look", "photos that are not public"),
    )
)  # fmt: skip
