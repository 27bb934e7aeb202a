"""What all pages of a site stand on: the event, its sessions, and where each thing is found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from markupsafe import Markup, escape
from msgspec import Struct
from msgspec.structs import replace

from backchannel.model.post import StoredPost
from backchannel.model.programme import Session, zone_of
from backchannel.record.reading import Asked, Highlight, Noted, Recorded
from backchannel.record.site.drawing.moments import Calendar
from backchannel.record.site.drawing.press import Press
from backchannel.record.site.drawing.showing import Showing
from backchannel.record.site.index import Index
from backchannel.record.writing import Slugs

FOLDER: Final = "sessions"
BRIEF: Final = 600
"""Characters of a post where it stands beside others; all of it is on a page of posts."""


class Room(Struct, frozen=True):
    """A page of a session; `session` is None for what is in none, `name` by what it is filed."""

    name: str
    title: str
    href: str
    session: Session | None = None


@dataclass
class Tally:
    """What posts came to while they were laid out, by the session they are filed under."""

    posts: int = 0
    first: dict[str, str] = field(default_factory=dict)
    count: dict[str, int] = field(default_factory=dict)


@dataclass
class Ground:
    """`hrefs` are those of the posts that somebody decided something about, by their places."""

    recorded: Recorded
    press: Press
    showing: Showing
    index: Index
    rooms: Mapping[str, Room]
    highlights: Sequence[Highlight]
    questions: Sequence[Asked]
    notes: Sequence[Noted]
    hrefs: dict[int, str] = field(default_factory=dict)
    tally: Tally = field(default_factory=Tally)

    @property
    def calendar(self) -> Calendar:
        """Tells moments where the event is."""
        return self.showing.calendar

    def marked(self) -> set[int]:
        """The places of the posts that somebody decided something about."""
        found = {each.pin.post.place for each in self.highlights}
        found |= {each.post.place for each in self.questions if each.post}
        return found | {each.post.place for each in self.notes if each.post}

    def brief(self, stored: StoredPost, root: str, href: str = "", most: int = BRIEF) -> Markup:
        """The beginning of a post, with a link to all of it where that is in the record."""
        shown = self.showing.post(stored, most=most)
        href = href or self.hrefs.get(stored.place, "")
        return self.press.post(shown, root=root, href=root + href if href else "")

    def highlight(self, highlight: Highlight, root: str) -> Markup:
        """The same among highlights, where it need not say that it is one."""
        return self.brief(replace(highlight.pin.post, is_pinned=False), root)

    def session_link(self, name: str, root: str) -> Markup:
        """Where a session is; empty for none."""
        room = self.rooms.get(name)
        if room is None or room.session is None:
            return Markup()
        return Markup(f'<a href="{root}{room.href}">{escape(room.title)}</a>')  # noqa: S704  # escaped, ours


def rooms_of(recorded: Recorded, others: Mapping[str, str]) -> dict[str, Room]:
    """A page for each session as they were run, then one for each of the `others` (by title)."""
    slugs = Slugs()
    found = {}
    for session in recorded.sessions:
        href = f"{FOLDER}/{slugs.of(session.title, 'session')}"
        found[session.name] = Room(session.name, session.title, f"{href}.html", session)
    for name, title in others.items():
        found[name] = Room(name, title, f"{FOLDER}/{slugs.of(title)}.html")
    return found


def calendar_of(recorded: Recorded) -> Calendar:
    """Tells moments in the event's zone."""
    return Calendar(zone_of(recorded.event))
