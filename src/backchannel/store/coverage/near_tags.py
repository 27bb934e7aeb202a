"""Tags in posts that are nearly the event's: counted and told, never taken by themselves.

Of a post and its author only check sums are kept, to count each once: most of these posts are
nobody's here. At most `MOST_TAGS` tags with `MOST_POSTS` posts each; of more, those seen last.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from hashlib import blake2b
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from backchannel.decoding import decoded
from backchannel.model.board import Act
from backchannel.model.misspelt.likeness import meant, years_of
from backchannel.model.moments import from_micros, to_micros
from backchannel.model.query.fields import facet
from backchannel.model.tags import canonical
from backchannel.store import search, sources
from backchannel.store.board.decisions import OTHER_TAG, TAKEN_TAG, Row, Said, after, decide
from backchannel.store.connection import Connection

MOST_TAGS: Final = 50
MOST_POSTS: Final = 200

POSTS: Final = 3
PEOPLE: Final = 2
POSTS_OF_ONE: Final = 6
"""It is told when so many posts by so many people say it, or so many by one."""


class Seen(Struct, frozen=True):
    """A post said this tag. `post` and `author` are what they are known by."""

    tag: str
    post: str
    author: str


class NearTag(Struct, frozen=True):
    """`posts` by `people` say `tag`, and may mean `like`; seen in these `sources`."""

    tag: str
    like: str
    posts: int
    people: int
    sources: tuple[str, ...]

    @property
    def is_full(self) -> bool:
        """Whether there may be more of them than were counted."""
        return self.posts >= MOST_POSTS


class Refused(Struct, frozen=True):
    """Somebody said that `tag` is another one; `by` is empty and `at` None if that is not known."""

    tag: str
    by: str = ""
    at: datetime | None = None


def count(db: Connection, source: str, seen: Iterable[Seen]) -> None:
    """Remember what one source gave, in the caller's transaction; each post counts once."""
    now = to_micros(db.now())
    for each in seen:
        if _is_refused(db, each.tag):
            continue
        known = int(db.value("SELECT count(*) FROM near_tags WHERE tag = ?", (each.tag,)))
        if known >= MOST_POSTS:
            continue
        row = (each.tag, _sum(each.post), _sum(each.author), source, now)
        db.execute("INSERT OR IGNORE INTO near_tags VALUES (?, ?, ?, ?, ?)", row)
        if not known:
            _forget_oldest(db)


def near_tags(db: Connection) -> tuple[NearTag, ...]:
    """What is worth telling, the most frequent first."""
    event = sources.event_of(db)
    if event is None:
        return ()
    years = years_of(event, db.now())
    rows = db.execute(
        "SELECT tag, count(*), count(DISTINCT author), json_group_array(DISTINCT source) "
        "FROM near_tags WHERE tag NOT IN (SELECT tag FROM other_tags) "
        "GROUP BY tag ORDER BY count(*) DESC, tag"
    )
    found = (
        NearTag(tag, meant(tag, event.tags, years) or "", posts, people, _names(names))
        for tag, posts, people, names in rows
        if is_enough(posts, people)
    )
    return tuple(each for each in found if each.like)


def _names(listed: str) -> tuple[str, ...]:
    return tuple(sorted(decoded(listed, list[str])))


def posts_with(db: Connection, tag: str) -> int:
    """How many posts bear a tag, those out of sight too. The cost is of all of them."""
    sought = f'facets : "{facet("tag", tag)}"'
    return sum(
        int(db.value(f"SELECT count(*) FROM {table} WHERE {table} MATCH ?", (sought,)))
        for table in search.tables(db)
    )


def is_enough(posts: int, people: int) -> bool:
    """Whether so many posts by so many people are worth telling."""
    return (posts >= POSTS and people >= PEOPLE) or posts >= POSTS_OF_ONE


def take(db: Connection, spelling: str, by: str) -> bool:
    """Make a tag one of the event's; every source is asked anew. False if it is one already.

    The event file is the caller's to write: it is what counts the next time it is opened.
    """
    if not _make_ours(db, spelling):
        return False
    note_taken(db, spelling, by)
    return True


def note_taken(db: Connection, spelling: str, by: str) -> None:
    """Write down who made a tag the event's, and forget where it was seen."""
    bare, tag = spelling.lstrip("#＃"), canonical(spelling)
    row: Row = {"tag": tag, "spelling": bare, "by": by, "at": to_micros(db.now())}
    decide(db, Said(Act.ADD_TAG, f"#{bare}", by), TAKEN_TAG, tag, row)
    forget(db, tag)


def taken_by(db: Connection, number: int) -> str:
    """Which tag a decision made the event's, as it was spelled."""
    return str((after(db, number) or {}).get("spelling", ""))


def _make_ours(db: Connection, spelling: str) -> bool:
    event, tag = sources.told_event(db), canonical(spelling)
    if event is None or not tag or tag in event.tags:
        return False
    tags, spellings = (*event.tags, tag), (*event.hashtags, spelling.lstrip("#＃"))
    more = replace(event, tags=tags, spellings=spellings if spellings != tags else ())
    sources.plan(db, more, [asked.spec for asked in sources.asked_for(db)])
    return True


def refused(db: Connection) -> tuple[Refused, ...]:
    """Tags of which somebody said that they are others."""
    rows = db.execute("SELECT tag, by, at FROM other_tags ORDER BY tag")
    return tuple(Refused(tag, by, from_micros(at) if at else None) for tag, by, at in rows)


def refuse(db: Connection, spelling: str, by: str) -> bool:
    """Tell of a tag no more: it is another one. False if that was said already."""
    tag = canonical(spelling)
    if _is_refused(db, tag):
        return False
    row: Row = {"tag": tag, "by": by, "at": to_micros(db.now())}
    decide(db, Said(Act.REFUSE_TAG, f"#{tag}", by), OTHER_TAG, tag, row)
    return True


def propose_again(db: Connection, spelling: str, by: str) -> bool:
    """Take a refusal back; what was counted before is told again. False if there is none."""
    tag = canonical(spelling)
    if not _is_refused(db, tag):
        return False
    decide(db, Said(Act.PROPOSE_TAG, f"#{tag}", by), OTHER_TAG, tag, None)
    return True


def _is_refused(db: Connection, tag: str) -> bool:
    return db.value("SELECT 1 FROM other_tags WHERE tag = ?", (tag,)) is not None


def forget(db: Connection, tag: str) -> None:
    """Forget where it was seen."""
    db.execute("DELETE FROM near_tags WHERE tag = ?", (tag,))


def forget_authors(db: Connection, authors: Iterable[str]) -> None:
    """Forget where somebody was seen, by what their posts are known by as an author's."""
    db.executemany("DELETE FROM near_tags WHERE author = ?", [(_sum(each),) for each in authors])


def _forget_oldest(db: Connection) -> None:
    db.execute(
        "DELETE FROM near_tags WHERE tag IN (SELECT tag FROM near_tags GROUP BY tag "
        "ORDER BY max(seen_at) DESC, tag LIMIT -1 OFFSET ?)",
        (MOST_TAGS,),
    )


def _sum(name: str) -> int:
    return int.from_bytes(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=7).digest())
