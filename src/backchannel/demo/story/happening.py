"""What can happen at the event: somebody publishes, edits, deletes, likes or boosts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from backchannel.demo.story.people import Person
from backchannel.model.post import Kind, MediaKind


class Act(StrEnum):
    """What somebody did."""

    PUBLISH = "publish"
    EDIT = "edit"
    DELETE = "delete"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo or video. `name` makes its address; sizes in pixels and seconds."""

    name: str
    alt: str
    width: int = 1600
    height: int = 1200
    kind: MediaKind = MediaKind.PHOTO
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """Something published. `key` is ours and stable; `reply_to` is another piece's key.

    `text` is plain, paragraphs parted by an empty line; `html`, if any, is shown as it is in its
    place. `moment` is when it was written, in seconds since midnight of day one.
    """

    key: str
    author: Person
    moment: float
    text: str
    kind: Kind = Kind.POST
    language: str = "en"
    title: str = ""
    tags: tuple[str, ...] = ()
    html: str = ""
    link: str = ""
    reply_to: str = ""
    pictures: tuple[Picture, ...] = ()
    poll: tuple[str, ...] = ()
    warning: str = ""
    is_sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Happening:
    """One moment of the event, in seconds since midnight of day one.

    `piece` is what is published, or its new version. `site` is where it appears; empty means
    wherever it is. `likes` and `boosts` are totals from then on.
    """

    moment: float
    act: Act
    key: str
    piece: Piece | None = None
    site: str = ""
    likes: int = 0
    boosts: int = 0
