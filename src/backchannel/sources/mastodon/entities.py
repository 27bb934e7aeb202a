"""What a Mastodon server says, as typed structs that forgive what other servers leave out.

The public document is https://docs.joinmastodon.org/entities/Status/. Only an id is required of a
status: a part that another server spells differently is read as absent, and the post still comes.
"""

from __future__ import annotations

from msgspec import UNSET, Raw, Struct, UnsetType, field

Text = str | None
Number = int | float | str | None


class Account(Struct, frozen=True):
    """Who wrote a status. `acct` is `user` for people of that server, else `user@host`."""

    acct: Text = None
    username: Text = None
    display_name: Text = None
    url: Text = None
    uri: Text = None
    bot: bool | None = None


class Tag(Struct, frozen=True):
    """A hashtag, without `#`, in lower case or in the server's display form."""

    name: str


class Size(Struct, frozen=True):
    """Pixels and seconds of one rendition of an attachment."""

    width: Number = None
    height: Number = None
    duration: Number = None


class Meta(Struct, frozen=True):
    """What is known of an attachment's file; `length` reads `0:01:28.65` or seconds."""

    original: Size | None = None
    length: Number = None


class MediaPleroma(Struct, frozen=True):
    """What Pleroma and Akkoma add to an attachment."""

    mime_type: Text = None


class Plain(Struct, frozen=True):
    """One text in several formats, of which we take the one without markup."""

    plain: Text = field(default=None, name="text/plain")


class StatusPleroma(Struct, frozen=True):
    """What Pleroma and Akkoma add to a status."""

    content: Plain = Plain()
    spoiler_text: Plain = Plain()


class Attachment(Struct, frozen=True):
    """A file. `url` is null while it is being processed, and when it was never fetched."""

    type: Text = None
    url: Text = None
    preview_url: Text = None
    remote_url: Text = None
    description: Text = None
    mime: Text = None
    meta: Raw | UnsetType = UNSET
    pleroma: Raw | UnsetType = UNSET


class Option(Struct, frozen=True):
    """One answer of a poll; votes are null while they are hidden."""

    title: str
    votes_count: int | None = None


class Ballot(Struct, frozen=True):
    """A poll. `voters_count` is null where a voter has one vote only."""

    options: list[Option]
    expires_at: Text = None
    voters_count: int | None = None
    votes_count: int | None = None


class Status(Struct, frozen=True):
    """A post. Ids are opaque: never numbers to us, even where a server writes digits."""

    id: str | int
    uri: Text = None
    url: Text = None
    created_at: Text = None
    edited_at: Text = None
    content: Text = None
    spoiler_text: Text = None
    visibility: Text = None
    language: Text = None
    in_reply_to_id: str | int | None = None
    sensitive: bool | None = None
    favourites_count: Number = None
    reblogs_count: Number = None
    replies_count: Number = None
    content_text: Text = None
    account: Raw | UnsetType = UNSET
    pleroma: Raw | UnsetType = UNSET
    reblog: Raw | UnsetType = UNSET
    poll: Raw | UnsetType = UNSET
    tags: Raw | UnsetType = UNSET
    attachments: Raw | UnsetType = field(default=UNSET, name="media_attachments")

    @property
    def is_boost(self) -> bool:
        """Somebody passed on another's post; the original is what we keep."""
        return self.reblog is not UNSET and bytes(self.reblog) not in {b"null", b"false"}


class Identified(Struct, frozen=True):
    """The least that can be read of an entry."""

    id: str | int


class Access(Struct, frozen=True):
    """Who may read a kind of timeline: `public`, `authenticated` or `disabled`."""

    local: str = "public"
    remote: str = "public"


class TimelinesAccess(Struct, frozen=True):
    """Access by kind of timeline (Mastodon 4.5 and later)."""

    hashtag_feeds: Access = Access()


class Urls(Struct, frozen=True):
    """Where else the server lives."""

    streaming: Text = None
    streaming_api: Text = None


class StatusLimits(Struct, frozen=True):
    """How long a status may be, and how much of that every link takes."""

    max_characters: int | None = None
    characters_reserved_per_url: int | None = None


class Configuration(Struct, frozen=True):
    """Settings that a client must know."""

    urls: Urls = Urls()
    statuses: StatusLimits = StatusLimits()
    timelines_access: TimelinesAccess = TimelinesAccess()


class ApiVersions(Struct, frozen=True):
    """Feature levels (Mastodon 4.3 and later)."""

    mastodon: int | None = None


class Users(Struct, frozen=True):
    """How many people of a server were there in the last weeks."""

    active_month: int | None = None


class Usage(Struct, frozen=True):
    """How much a server is used."""

    users: Users = Users()


class Stats(Struct, frozen=True):
    """How many other servers one has heard of; only version 1 of the answer has it."""

    domain_count: int | None = None


class Instance(Struct, frozen=True):
    """A server's own description, of either version: `domain` in 2, `uri` in 1."""

    version: str = ""
    domain: Text = None
    uri: Text = None
    source_url: Text = None
    urls: Urls = Urls()
    configuration: Raw | UnsetType = UNSET
    api_versions: Raw | UnsetType = UNSET
    usage: Raw | UnsetType = UNSET
    stats: Raw | UnsetType = UNSET
