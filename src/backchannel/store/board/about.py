"""What a decision is about, in the words of its log."""

from __future__ import annotations

from collections.abc import Mapping

from backchannel.errors import StoreError
from backchannel.model.post import Post, StoredPost
from backchannel.model.roles.question import ROOM
from backchannel.store import pages
from backchannel.store.connection import Connection


def post_at(db: Connection, place: int) -> StoredPost:
    """The post at a place. Raises StoreError when there is none."""
    found = pages.by_places(db, [place])
    if place not in found:
        raise StoreError("that post is not in the store")
    return found[place]


def as_read(seen: StoredPost | None, now: StoredPost) -> StoredPost:
    """A post as it is now. Raises StoreError if it says other things than it did as it was seen."""
    if seen is not None and _shown(seen.post) != _shown(now.post):
        raise StoreError(f"{now.number} was changed just now: read it, then do that again")
    return now


def _shown(post: Post) -> tuple[object, ...]:
    """What the room would see of it."""
    return post.title, post.text, post.author.name, post.author.handle, post.cover, post.media


def about(post: StoredPost) -> str:
    """Who said what; covered words stay covered, for the log is read out and passed on."""
    if post.is_gone:
        return f"{post.post.author.name}: deleted by its author"
    return said_in(post.post)


def said_in(post: Post) -> str:
    """The same of a post wherever it is kept."""
    words = post.cover or post.title or post.text or post.url or ""
    return f"{post.author.name}: {shortened(words)}"


def asked(row: Mapping[str, object]) -> str:
    """Who of the room asks what."""
    return shortened(f"{row.get('asker') or ROOM}: {row.get('words')}")


def moved(row: Mapping[str, object]) -> str:
    """Which note goes where."""
    return shortened(f"{row.get('text')} → {row.get('session') or 'no session'}")


def reworded(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, str]:
    """What the log may say of a note, a message or a question, and what it says of it now.

    What people here wrote is cut off in it: what goes from their words may stand there in part.
    """
    told = {asked(before): asked(after), moved(before): moved(after)}
    for name in ("text", "words", "reworded"):
        if before.get(name):
            told[shortened(str(before[name]))] = shortened(str(after[name]))
    return {old: new for old, new in told.items() if old != new}


def said_now(about: str, told: Mapping[str, str]) -> str:
    """A line of the log with what is said now in the place of what was: the longest first."""
    for before in sorted(told, key=len, reverse=True):
        about = about.replace(before, told[before])
    return about


def shortened(text: str, limit: int = 60) -> str:
    """The beginning, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: limit - 1].rstrip()}…"
