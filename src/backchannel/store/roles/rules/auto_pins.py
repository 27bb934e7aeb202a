"""Posts that the event file wants pinned without being asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from msgspec.structs import replace

from backchannel.model.moments import to_micros
from backchannel.model.post import StoredPost
from backchannel.model.programme import Event
from backchannel.model.query import EVERYTHING, Situation, is_in_sight
from backchannel.model.query.situation import understood
from backchannel.model.sameness.accounts import writers
from backchannel.store import board, pages, search
from backchannel.store.connection import Connection
from backchannel.store.held.pointing import finds

BY: Final = "event file"
"""Who decided it, in the log."""

OLDEST: Final = timedelta(days=1)
"""What is older when it comes is no highlight of today."""

MOST: Final = 500
"""Posts that are looked at in one turn."""

_MARK: Final = "auto pins"


def is_wanted(event: Event | None) -> bool:
    """Whether the event file asks for any."""
    return event is not None and (
        any(person.auto_pin for person in event.people)
        or any(rule.auto_pin for rule in event.rules)
    )


def pin_new(db: Connection) -> int:
    """Pin what came since the last time; how many that were.

    Never what is sensitive or out of sight, and never what somebody has decided about before: what
    was unpinned stays so. What was there before it was asked for the first time is left alone.
    """
    event, latest = search.event_of(db), pages.latest(db)
    kept = db.value("SELECT value FROM meta WHERE key = ?", (_MARK,))
    if event is None or not is_wanted(event):
        if kept is not None:
            db.execute("DELETE FROM meta WHERE key = ?", (_MARK,))
        return 0
    since = latest if kept is None else int(kept)
    until = min(latest, since + MOST)
    posts = pages.by_places(db, _candidates(db, since, until))
    situation = search.situation(db, event.timezone)
    rules = tuple(rule for rule, _ in understood(event.rules) if rule.auto_pin)
    pinned = 0
    for place in sorted(posts):
        post = posts[place]
        if _may_be(post, situation) and (_is_trusted(event, post) or finds(rules, situation, post)):
            pinned += not _was_decided(db, place) and board.pin(db, place, BY)
    if kept is None or until != since:
        db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_MARK, str(until)))
    return pinned


def is_due(db: Connection) -> bool:
    """Whether there is anything to look at. Reads only."""
    kept = db.value("SELECT value FROM meta WHERE key = ?", (_MARK,))
    if not is_wanted(search.event_of(db)):
        return kept is not None
    return kept is None or int(kept) < pages.latest(db)


def _candidates(db: Connection, since: int, until: int) -> list[int]:
    oldest = to_micros(db.now() - OLDEST)
    return [
        place
        for (place,) in db.execute(
            "SELECT place FROM posts WHERE number > ? AND number <= ? AND is_hidden = 0 "
            "AND gone_at IS NULL AND place >= ?",
            (since, until, oldest),
        )
    ]


def _may_be(post: StoredPost, situation: Situation) -> bool:
    is_plain = not (post.post.cover or post.is_pinned)
    return is_plain and is_in_sight(EVERYTHING, post, situation)


def _is_trusted(event: Event, post: StoredPost) -> bool:
    """Whether it is surely theirs: a nick is anybody's, and so is what a feed says of a page."""
    said = post.post
    if said.author.handle and "." not in said.author.handle:
        return False
    known = replace(said, author=replace(said.author, url=None))
    return any(person.auto_pin for person in writers(known, event.people))


def _was_decided(db: Connection, place: int) -> bool:
    """Whether a pin of it was set or taken back before; nobody's word is overruled."""
    sql = "SELECT 1 FROM decisions WHERE subject = 'pin' AND key = ? LIMIT 1"
    return db.value(sql, (str(place),)) is not None
