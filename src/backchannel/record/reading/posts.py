"""The posts of a record, oldest first, each with the session it is filed under."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from backchannel.decoding import decoder
from backchannel.model.moments import to_micros
from backchannel.model.post import Post, StoredPost
from backchannel.model.programme import zone_of
from backchannel.model.reading import OLDEST
from backchannel.record.choosing import Chosen
from backchannel.record.reading.elsewhere import in_sight, out_of_sight
from backchannel.record.reading.filing import Filing
from backchannel.store import pages, search
from backchannel.store.connection import Connection
from backchannel.store.held.stored import BESIDE, stored_of

STEP: Final = 500
"""Posts that are read at once, and after which it is told how far it is."""

_NEWEST: Final = 1 << 62

Row = tuple[Any, ...]  # Any: SQLite's columns are typed by the schema

Progress = Callable[[int, int], None]
"""Is told how many posts have been read, and of how many."""


_SAID: Final = (
    "p.body, (SELECT source FROM sightings s WHERE s.place = p.place ORDER BY turn LIMIT 1), "
    "(SELECT session FROM filings f WHERE f.place = p.place)"
)

_decode = decoder(Post)


class Filed(Struct, frozen=True):
    """A post, and the session it is filed under; empty for none."""

    stored: StoredPost
    session: str

    @property
    def post(self) -> Post:
        """What was said."""
        return self.stored.post


class Said(Struct, frozen=True):
    """What is counted of a post: where it stands, and which source had it first ("" for none)."""

    place: int
    post: Post
    session: str
    source: str


def unheard(_done: int, _of: int) -> None:
    """Nobody wants to know."""


def posts(db: Connection, chosen: Chosen, progress: Progress = unheard) -> Iterator[Filed]:
    """The posts that were chosen, oldest first, with the `copies` that are in sight."""
    filing, out = filing_of(db), out_of_sight(db)
    for part in walk(db, chosen, BESIDE, progress):
        for stored in in_sight(map(stored_of, part), out):
            session = filing.of(stored)
            if chosen.has_session(session):
                yield Filed(bare(stored) if chosen.is_public_only else stored, session)


def said(db: Connection, chosen: Chosen, progress: Progress = unheard) -> Iterator[Said]:
    """The same posts, for whoever only counts them: nothing beside them is looked up."""
    filing = filing_of(db)
    for part in walk(db, chosen, _SAID, progress):
        for place, body, source, filed in part:
            session = filing.at(place) if filed is None else filed
            if chosen.has_session(session):
                yield Said(place, _decode(body), session, source or "")


def walk(
    db: Connection, chosen: Chosen, beside: str, progress: Progress = unheard
) -> Iterator[list[Row]]:
    """The places of the posts `p` that were chosen, and columns `beside` each; oldest first."""
    rows = rows_of(db, chosen, is_walked=True)
    is_heard = progress is not unheard
    done, total, place = 0, count(db, chosen) if is_heard else 0, _first(chosen)
    while part := list(_step(db, rows, beside, place)):
        place = int(part[-1][0]) + 1
        yield part
        done += len(part)
        progress(done, total)


def _step(db: Connection, rows: search.Rows, beside: str, place: int) -> Iterable[Row]:
    sql, params = rows.select(beside, "{key} >= ?", (place,), order="ASC")
    return db.execute(f"{sql} LIMIT {STEP}", params)


def count(db: Connection, chosen: Chosen) -> int:
    """How many posts there are, those of all sessions; quick, for whoever shows how far it is."""
    rows = rows_of(db, chosen, is_counted=True)
    return int(db.value(*rows.count()))


def among(db: Connection, chosen: Chosen, places: Iterable[int]) -> frozenset[int]:
    """Those of the places whose posts are in the record, by themselves or in another's row."""
    asked = sorted(set(places))
    rows, filing, found = rows_of(db, chosen), filing_of(db), set[int]()
    for start in range(0, len(asked), STEP):
        kept = _rows_in_which(db, asked[start : start + STEP])
        wanted = msgspec.json.encode(list(set(kept.values()))).decode()
        seen = db.execute(
            *rows.select(
                "(SELECT session FROM filings f WHERE f.place = p.place)",
                "{key} IN (SELECT value FROM json_each(?))",
                (wanted,),
            )
        )
        sessions = {
            place: filing.at(place) if filed is None else str(filed) for place, filed in seen
        }
        found |= {
            place
            for place, row in kept.items()
            if row in sessions and chosen.has_session(sessions[row])
        }
    return frozenset(found) - out_of_sight(db)


def rows_of(
    db: Connection, chosen: Chosen, *, is_counted: bool = False, is_walked: bool = False
) -> search.Rows:
    """The rows of `posts p` that were chosen, whatever session they are filed under.

    When it `is_walked`, without the beginning of the time: of two lower bounds SQLite goes by the
    first, and a walk would look at all it has passed at each step.
    """
    zone = zone_of(search.event_of(db)).key
    view = pages.View(None, chosen.asked, zone, patience=None)
    rows = pages.rows_of(db, view, is_counted=is_counted)
    until = _NEWEST if chosen.until is None else to_micros(chosen.until)
    if is_walked:
        return rows.within("{key} < ?", (until,))
    return rows.within("{key} < ? AND {key} >= ?", (until, _first(chosen)))


def _first(chosen: Chosen) -> int:
    return OLDEST if chosen.since is None else to_micros(chosen.since)


def filing_of(db: Connection) -> Filing:
    """Where posts are filed by the clock, as the programme was run."""
    event = search.event_of(db)
    return Filing(event.sessions if event else ())


def bare(stored: StoredPost) -> StoredPost:
    """A post without what others thought of it."""
    copies = tuple(replace(copy, likes=0, boosts=0, replies=0) for copy in stored.copies)
    return replace(stored, post=bare_post(stored.post), copies=copies)


def bare_post(post: Post) -> Post:
    """The same of what was said; a poll keeps what could be chosen."""
    poll = post.poll
    if poll is not None:
        poll = replace(poll, options=tuple((option, None) for option, _ in poll.options))
        poll = replace(poll, voters=None)
    return replace(post, likes=0, boosts=0, replies=0, poll=poll)


def _rows_in_which(db: Connection, places: list[int]) -> dict[int, int]:
    """The places of the rows in which posts are shown."""
    wanted = msgspec.json.encode(places).decode()
    copies = dict(
        db.execute(
            "SELECT place, kept FROM copies WHERE place IN (SELECT value FROM json_each(?))",
            (wanted,),
        )
    )
    return {place: copies.get(place, place) for place in places}
