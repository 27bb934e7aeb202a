"""What a Misskey server says, as typed structs that forgive what its forks leave out.

The public document is https://misskey-hub.net/docs/for-developers/api/. Only an id is required of a
note: a part that a fork spells differently is read as absent, and the note still comes.
"""

from __future__ import annotations

from msgspec import UNSET, Raw, Struct, UnsetType

Text = str | None
Number = int | float | None


class User(Struct, frozen=True, rename="camel"):
    """Who wrote a note. `host` is null for people of that server itself."""

    username: Text = None
    name: Text = None
    host: Text = None
    is_bot: bool | None = None


class Properties(Struct, frozen=True):
    """Pixels of a picture or film."""

    width: Number = None
    height: Number = None


class File(Struct, frozen=True, rename="camel"):
    """An attachment. `type` is a MIME type, `comment` what describes it to who cannot see it."""

    url: Text = None
    type: Text = None
    thumbnail_url: Text = None
    is_sensitive: bool | None = None
    comment: Text = None
    size: Number = None
    properties: Raw | UnsetType = UNSET


class Choice(Struct, frozen=True):
    """One answer of a poll."""

    text: str
    votes: int | None = None


class Ballot(Struct, frozen=True, rename="camel"):
    """A poll."""

    choices: list[Choice]
    expires_at: Text = None


class Other(Struct, frozen=True):
    """A note that another one answers or quotes, as far as it is needed. `uri` if it is remote."""

    id: Text = None
    uri: Text = None
    url: Text = None


class Note(Struct, frozen=True, rename="camel"):
    """A post. `text` is MFM, and null for a renote; `cw` may be empty and still cover the text."""

    id: str
    created_at: Text = None
    updated_at: Text = None
    text: Text = None
    cw: Text = None
    visibility: Text = None
    uri: Text = None
    url: Text = None
    reply_id: Text = None
    renote_id: Text = None
    renote_count: Number = None
    replies_count: Number = None
    reaction_count: Number = None
    user: Raw | UnsetType = UNSET
    reply: Raw | UnsetType = UNSET
    renote: Raw | UnsetType = UNSET
    files: Raw | UnsetType = UNSET
    poll: Raw | UnsetType = UNSET
    tags: Raw | UnsetType = UNSET
    reactions: Raw | UnsetType = UNSET


class Identified(Struct, frozen=True):
    """The least that can be read of a note."""

    id: str
