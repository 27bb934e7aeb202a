"""The sources `youtube` and `peertube`: videos."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import msgspec

from backchannel.model.post import Draft, DraftAuthor, DraftMedia, Kind, MediaKind
from backchannel.model.programme import Event
from backchannel.sources.api import Reach
from backchannel.sources.pace import check_interval
from backchannel.sources.payload import decode
from backchannel.sources.presets.addresses import at, check_server, check_word, tags_of
from backchannel.sources.presets.listing import PAGE, Listed, Listing, Page, decoded, moment
from backchannel.sources.presets.preset import Asked, Preset, Reading, source
from backchannel.sources.syndication.media import absolute


@dataclass(frozen=True, slots=True)
class YoutubeOptions:
    """The videos of a channel or a playlist on YouTube.

    `channel` is its id (`UC…`) or its handle (`@name`), `playlist` the id of a list (`PL…`); one of
    them is needed. `interval` is the seconds between two polls.
    """

    channel: str = ""
    playlist: str = ""
    server: str = "https://www.youtube.com"
    interval: float = 900.0

    def __post_init__(self) -> None:
        """Raise ValueError for what nobody can mean."""
        check_interval(self.interval)
        check_server(self.server)
        if bool(self.channel) == bool(self.playlist):
            raise ValueError("channel or playlist is needed, and not both")
        check_word("channel" if self.channel else "playlist", self.channel or self.playlist)


def _films(options: YoutubeOptions, _event: Event) -> Iterator[Asked]:
    """A handle leads to its page, which announces the feed of the channel."""
    server, feeds = options.server, "feeds/videos.xml"
    if options.channel.startswith("@"):
        yield Asked(at(server, options.channel))
    elif options.channel:
        yield Asked(at(server, feeds, channel_id=options.channel))
    elif options.playlist.startswith(("UULF", "UUSH", "UULV")):
        # Parts of a channel's uploads, which are lost more often than the whole.
        whole = at(server, feeds, channel_id=f"UC{options.playlist[4:]}")
        yield Asked(at(server, feeds, playlist_id=options.playlist), otherwise=(whole,))
    else:
        yield Asked(at(server, feeds, playlist_id=options.playlist))


Youtube = source(
    Preset(
        "youtube", YoutubeOptions, _films,
        floor=300.0, what=Kind.VIDEO,
        unseen=(
            "all but the 15 newest videos, at each look",
            "other channels: YouTube has no feed of a tag",
        ),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PeertubeOptions:
    """Videos with a tag on a PeerTube server, and on those it knows.

    `tags` are asked for instead of the event's. `interval` is the seconds between two polls.
    """

    server: str
    tags: tuple[str, ...] = ()
    interval: float = 300.0

    def __post_init__(self) -> None:
        """Raise ValueError for what nobody can mean."""
        check_interval(self.interval)
        check_server(self.server)


Text = str | None
Number = int | float | None


class Named(msgspec.Struct, rename="camel"):
    """A person, or a language."""

    id: str | int | None = None
    name: Text = ""
    display_name: Text = ""
    url: Text = ""
    host: Text = ""


class Picture(msgspec.Struct, rename="camel"):
    """A preview of a video."""

    file_url: Text = ""


class Video(msgspec.Struct, rename="camel"):
    """A video as a list gives it, without its tags."""

    uuid: Annotated[str, msgspec.Meta(min_length=1)]
    name: str
    short_uuid: Text = msgspec.field(default="", name="shortUUID")
    url: Text = ""
    truncated_description: Text = ""
    description: Text = ""
    published_at: Text = ""
    duration: Number = None
    nsfw: bool | None = False
    nsfw_summary: Text = ""
    language: Named | None = None
    likes: int | None = 0
    comments: int | None = 0
    thumbnails: list[Picture] | None = None
    preview_path: Text = ""
    thumbnail_path: Text = ""
    account: Named | None = None


class Videos(msgspec.Struct):
    """An answer to a search."""

    data: list[msgspec.Raw]


def _search(options: PeertubeOptions, event: Event) -> Iterator[Asked]:
    for tag in tags_of(options.tags, event):
        found = at(
            options.server, "api/v1/search/videos",
            search="", tagsOneOf=tag, sort="-publishedAt", count=str(PAGE),
        )  # fmt: skip
        yield Asked(found, tag)


def _listing(asked: Asked, options: PeertubeOptions, reach: Reach) -> Reading:
    return Listing(Listed(asked.url, "start", options.interval, _videos), reach)


def _videos(body: bytes, address: str) -> Page:
    return decoded(
        decode(body, Videos).data,
        lambda raw: _video(msgspec.json.decode(raw, type=Video), address),
    )


def _video(video: Video, address: str) -> Draft:
    """It is known everywhere by the address of its own server."""
    account = video.account or Named()
    home = f"https://{account.host}" if account.host else absolute("/", address).rstrip("/")
    page = f"{home}/w/{video.short_uuid or video.uuid}"
    first = next((each.file_url for each in video.thumbnails or () if each.file_url), "")
    preview = first or absolute(video.preview_path or video.thumbnail_path or "", address)
    seconds = float(video.duration) if video.duration and video.duration > 0 else None
    handle = f"@{account.name}@{account.host}" if account.name and account.host else ""
    return Draft(
        id=video.uuid,
        uri=video.url or f"{home}/videos/watch/{video.uuid}",
        url=page,
        kind=Kind.VIDEO,
        author=DraftAuthor(account.display_name or account.name or "", handle, account.url or ""),
        title=video.name,
        content=video.truncated_description or video.description or "",
        content_is_html=False,
        published=moment(video.published_at or ""),
        media=(DraftMedia(MediaKind.VIDEO, page, preview=preview or "", seconds=seconds),),
        language=str((video.language or Named()).id or ""),
        warning=video.nsfw_summary or "" if video.nsfw else "",
        is_sensitive=bool(video.nsfw),
        likes=video.likes or 0,
        replies=video.comments or 0,
    )


Peertube = source(
    Preset(
        "peertube",
        PeertubeOptions,
        _search,
        floor=60.0,
        what=Kind.VIDEO,
        reads=_listing,
        has_feed=False,
        unseen=("videos of servers that this one does not know",),
    )
)
