"""The sources `pinboard`, `raindrop`, `linkding` and `shaarli`: what people keep for later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from backchannel.model.post import Draft, Kind
from backchannel.model.programme import Event
from backchannel.sources.api import Reach
from backchannel.sources.feed import UNSEEN
from backchannel.sources.pace import check_interval
from backchannel.sources.payload import decode
from backchannel.sources.presets.addresses import at, check_server, check_word, part, tags_of
from backchannel.sources.presets.blogs import SiteOptions
from backchannel.sources.presets.listing import PAGE, Listed, Listing, Page, decoded, moment
from backchannel.sources.presets.preset import Asked, Preset, Reading, source


@dataclass(frozen=True, slots=True)
class PinboardOptions:
    """Public bookmarks with a tag on Pinboard, of everybody or of one `user`.

    `tags` are asked for instead of the event's. `interval` is the seconds between two polls.
    """

    user: str = ""
    tags: tuple[str, ...] = ()
    server: str = "https://feeds.pinboard.in"
    interval: float = 900.0

    def __post_init__(self) -> None:
        """Raise ValueError for what nobody can mean."""
        check_interval(self.interval)
        check_server(self.server)
        if self.user:
            check_word("user", self.user)


def _pinboard(options: PinboardOptions, event: Event) -> Iterator[Asked]:
    whose = f"u:{part(options.user)}/" if options.user else ""
    for tag in tags_of(options.tags, event):
        yield Asked(at(options.server, f"rss/{whose}t:{part(tag)}/"), tag)


Pinboard = source(
    Preset(
        "pinboard", PinboardOptions, _pinboard,
        floor=900.0, what=Kind.BOOKMARK, is_by_author=True,
        unseen=("private bookmarks", *UNSEEN),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RaindropOptions:
    """A public collection on Raindrop.io, by the number in its address.

    `interval` is the seconds between two polls.
    """

    collection: int
    server: str = "https://bg.raindrop.io"
    interval: float = 300.0

    def __post_init__(self) -> None:
        """Raise ValueError for what nobody can mean."""
        check_interval(self.interval)
        check_server(self.server)
        if self.collection < 1:
            raise ValueError("collection is a number, as it stands in the collection's address")


def _raindrop(options: RaindropOptions, _event: Event) -> Iterator[Asked]:
    yield Asked(at(options.server, f"rss/public/{options.collection}"))


Raindrop = source(
    Preset(
        "raindrop", RaindropOptions, _raindrop,
        floor=120.0, what=Kind.BOOKMARK,
        unseen=("other collections: Raindrop.io has no feed of a tag", *UNSEEN),
    )
)  # fmt: skip


def _shaarli(options: SiteOptions, event: Event) -> Iterator[Asked]:
    """Before version 0.12 the address was another."""
    for tag in tags_of(options.tags, event):
        older = at(options.server, "", do="atom", searchtags=tag)
        yield Asked(at(options.server, "feed/atom", searchtags=tag), tag, otherwise=(older,))


Shaarli = source(
    Preset(
        "shaarli", SiteOptions, _shaarli,
        what=Kind.BOOKMARK, unseen=("private bookmarks", *UNSEEN),
    )
)  # fmt: skip


class Kept(msgspec.Struct):
    """A bookmark as linkding's API gives it."""

    id: int
    url: str
    title: str | None = ""
    description: str | None = ""
    notes: str | None = ""
    shared: bool = False
    tag_names: list[str] = []
    date_added: str | None = ""


class Results(msgspec.Struct):
    """A page of bookmarks."""

    results: list[msgspec.Raw]


def _linkding(options: SiteOptions, event: Event) -> Iterator[Asked]:
    for tag in tags_of(options.tags, event):
        yield Asked(at(options.server, "feeds/shared", q=f"#{tag}", limit=str(PAGE)), tag)


def _listing(asked: Asked, options: SiteOptions, reach: Reach) -> Reading | None:
    """With a token what its owner shares, by the API; without one what all share with the world."""
    token = reach.secret("token")
    if not token:
        return None
    url = at(options.server, "api/bookmarks/", q=f"#{asked.tag}", limit=str(PAGE))
    listed = Listed(url, "offset", options.interval, _page, token=token, scheme="Token")
    return Listing(listed, reach)


def _page(body: bytes, _address: str) -> Page:
    return decoded(
        decode(body, Results).results, lambda raw: _kept(msgspec.json.decode(raw, type=Kept))
    )


def _kept(bookmark: Kept) -> Draft | None:
    """Only what its owner shares: a wall is no place for the rest."""
    if not bookmark.shared:
        return None
    said = "\n\n".join(filter(None, (bookmark.description, bookmark.notes)))
    return Draft(
        id=str(bookmark.id),
        url=bookmark.url,
        kind=Kind.BOOKMARK,
        title=bookmark.title or bookmark.url,
        content=said,
        content_is_html=False,
        published=moment(bookmark.date_added or ""),
        tags=tuple(bookmark.tag_names),
        link=bookmark.url,
    )


Linkding = source(
    Preset(
        "linkding", SiteOptions, _linkding, takes_token=True,
        what=Kind.BOOKMARK, reads=_listing, unseen=("bookmarks that their owner does not share",),
    )
)  # fmt: skip
