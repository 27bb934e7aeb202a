"""A new store made of what could be read of a damaged one; what follows from it is made anew."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from backchannel.decoding import decoder
from backchannel.model.post import Post
from backchannel.model.sameness import identities
from backchannel.store.connection import Connection
from backchannel.store.faults import illegible, pointing
from backchannel.store.held.tables import columns_of
from backchannel.store.held.tables import tables_of as names_of_tables
from backchannel.store.repair.pages import File
from backchannel.store.repair.telling import sentences
from backchannel.store.repair.trees import (
    Table,
    Walk,
    followed,
    is_at_home,
    others_of,
    rows_in,
    strays,
    tables_in,
    tables_of,
)
from backchannel.store.roles.stage import rows as stage

_decode = decoder(Post)

_MADE_ANEW: Final = frozenset({"copy_keys", "leases", "errands", "changes", "near_tags"})
"""Tables that follow from others, or are of the moment."""

_COUNTED: Final = (
    "posts",
    "pins",
    "notes",
    "questions",
    "hidings",
    "mutes",
    "decisions",
    "sources",
)
NOWHERE: Final = "recovered"
"""The source of posts of which it is lost where they were seen."""

_NAMED: Final = "SELECT place FROM identities UNION SELECT place FROM sightings"
_PLACES: Final = "SELECT place FROM posts"

_FITTED: Final = (
    "DELETE FROM meta WHERE key = 'fresh'",  # all words are put into the index
    "DELETE FROM identities WHERE place NOT IN (SELECT place FROM posts)",
    "DELETE FROM sightings WHERE place NOT IN (SELECT place FROM posts)",
    (
        f"INSERT INTO sightings SELECT place, 0, '{NOWHERE}', first_seen FROM posts "
        "WHERE place NOT IN (SELECT place FROM sightings)"
    ),
    (
        "UPDATE questions SET merged = '' WHERE merged <> '' "
        "AND merged NOT IN (SELECT id FROM questions WHERE merged = '')"
    ),
    (
        "UPDATE questions SET state = 'open' WHERE state = 'now' AND (merged <> '' OR id > (SELECT "
        "min(id) FROM questions WHERE state = 'now' AND merged = ''))"
    ),
    (
        "DELETE FROM copies WHERE place NOT IN (SELECT place FROM posts WHERE gone_at IS NULL) "
        "OR kept NOT IN (SELECT place FROM posts WHERE gone_at IS NULL) "
        "OR kept IN (SELECT place FROM copies)"
    ),
    (
        "UPDATE posts SET is_hidden = (place IN (SELECT place FROM hidings)) + 2 * EXISTS (SELECT "
        "1 FROM mutes WHERE key IN ('author:' || posts.author, 'server:' || posts.server)) "
        "+ 4 * (place IN (SELECT place FROM copies))"
    ),
    "DELETE FROM meta WHERE key = 'sweep'",
)
"""What holds in every store, made to hold again."""


class Repaired(Struct, frozen=True):
    """What is back, by table, and in sentences what is not; `problems` are those that are left.

    `aside` is where the damaged file is now, and `beside` what was kept for it.
    """

    aside: Path
    saved: Mapping[str, int]
    lost: tuple[str, ...]
    problems: tuple[str, ...] = ()
    beside: tuple[Path, ...] = ()


def rebuild(file: File, db: Connection) -> tuple[str, ...]:
    """Fill a new, empty store, in the caller's transaction; what is lost, in sentences."""
    found, usual = tables_in(file), tables_of(db)
    is_usual = bool(found) and all(usual[n].root == found[n].root for n in found if n in usual)
    read = (usual | found) if is_usual else found or usual
    walk, pages = Walk(set()), dict[str, int]()
    unsaid: list[Table] = []
    for name in names_of_tables(db):
        table = read.get(name)
        if table is None or not (found or is_at_home(file, table)):
            unsaid.append(usual[name])
            continue
        before = walk.lost
        _fill(db, name, rows_in(file, table, walk))
        if walk.lost > before:
            pages[name] = walk.lost - before
    others = followed(file, others_of(db), walk.seen, is_usual=is_usual)
    broken = [*(read[name] for name in pages), *unsaid]
    for name, row in strays(file, broken, walk.seen, others) if broken else ():
        _fill(db, name, iter([row]))
    told = {name: many for name, many in pages.items() if name not in _MADE_ANEW}
    lost = sentences(told, [each.name for each in unsaid if each.name not in _MADE_ANEW])
    gone = tuple(_missing(db, {each.name for each in broken}))
    numbers = _drop_unreadable(db)
    astray = (*illegible.mend(db), *pointing.mend(db))
    _fit(db)
    posts = f"{len(numbers):,} post{'' if len(numbers) == 1 else 's'}"
    damaged = f"{posts} whose words were damaged, {_listed(_stretches(numbers))}"
    words = (damaged,) if numbers else ()
    return (*lost, *gone, *words, *astray, *_off_the_stage(db))


def counts(db: Connection) -> dict[str, int]:
    """How much of each there is."""
    return {name: int(db.value(f"SELECT count(*) FROM {name}")) for name in _COUNTED}


def _fill(db: Connection, name: str, rows: Iterator[dict[str, object]]) -> None:
    if name in _MADE_ANEW:
        for _ in rows:  # so that its pages are known to be its own
            pass
        return
    wanted = columns_of(db, name)
    how = "REPLACE" if name == "meta" else "IGNORE"
    for row in rows:
        told = {column: value for column, value in row.items() if column in wanted}
        marks = ", ".join("?" * len(told))
        db.execute(
            f"INSERT OR {how} INTO {name} ({', '.join(told)}) VALUES ({marks})",
            tuple(told.values()),
        )


def _drop_unreadable(db: Connection) -> list[int]:
    """Take out posts whose words are no JSON of ours, and name all others again; which those are.

    By their numbers.
    """
    unreadable = {}
    for place, number, body in list(db.execute("SELECT place, number, body FROM posts")):
        try:
            post = _decode(body)
        except (msgspec.MsgspecError, UnicodeError, RecursionError):
            unreadable[place] = number
            continue
        for name in identities(post):
            db.execute("INSERT OR IGNORE INTO identities VALUES (?, ?)", (name, place))
    db.executemany("DELETE FROM posts WHERE place = ?", [(place,) for place in unreadable])
    return sorted(unreadable.values())


def _fit(db: Connection) -> None:
    from backchannel.store.copies import folds
    from backchannel.store.migrations.authors import tell_authors_apart
    from backchannel.store.migrations.filling import index_anew, key_posts

    tell_authors_apart(db)  # the file may have been of an older version
    for sql in _FITTED:
        db.execute(sql)
    _number_sightings(db)
    index_anew(db)
    folds.index_again(db, [kept for (kept,) in db.execute("SELECT DISTINCT kept FROM copies")])
    key_posts(db)


def _off_the_stage(db: Connection) -> Iterator[str]:
    """What is lost is not on air, and does not come next."""
    now = stage.air(db)
    asked = {each for each in (now.place, now.before, now.next) if each is not None}
    there = {each for each in asked if db.value("SELECT 1 FROM posts WHERE place = ?", (each,))}
    stage.drop(db, asked - there)
    if now.place in asked - there:
        yield "the post that was on air; projectors show the card instead"
    if now.next in asked - there:
        yield "the post that was to come on air next"


def _number_sightings(db: Connection) -> None:
    """Where a post was seen is counted from 0 without gaps, and no place twice."""
    gapped = "SELECT place FROM sightings GROUP BY place HAVING max(turn) >= count(*)"
    for (place,) in list(db.execute(gapped)):
        sql = "SELECT source, seen_at FROM sightings WHERE place = ? ORDER BY turn"
        seen = dict(reversed(list(db.execute(sql, (place,)))))
        db.execute("DELETE FROM sightings WHERE place = ?", (place,))
        rows = ((place, turn, *each) for turn, each in enumerate(reversed(seen.items())))
        db.executemany("INSERT INTO sightings VALUES (?, ?, ?, ?)", rows)


def _missing(db: Connection, broken: Collection[str]) -> Iterator[str]:
    """Posts of which only the name is back, or where they were seen: before these go, too.

    Each has both, so one of the two tables is enough to count them by. Gaps in their numbers may be
    those of another desk, or of people who were forgotten: they are named where they are as many.
    """
    many = int(db.value(f"SELECT count(*) FROM ({_NAMED}) WHERE place NOT IN ({_PLACES})"))
    is_counted = not {"identities", "sightings"} <= set(broken)
    if many:
        gaps = _gaps(db) if is_counted else []
        is_same = sum(last - first + 1 for first, last in gaps) == many
        numbers = f", {_listed(gaps)}" if is_same else ""
        yield f"{'' if is_counted else 'at least '}{many:,} post{'' if many == 1 else 's'}{numbers}"
    elif not is_counted and "posts" in broken:
        yield "perhaps posts: nothing tells how many there were"


def _gaps(db: Connection) -> list[tuple[int, int]]:
    """Stretches of numbers that no post has, from the first to the last; inclusive."""
    gaps, expected = [], 1
    for (number,) in db.execute("SELECT number FROM posts ORDER BY number"):
        if number > expected:
            gaps.append((expected, number - 1))
        expected = number + 1
    return gaps


def _stretches(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Numbers in their order as stretches, from the first to the last; inclusive."""
    found: list[tuple[int, int]] = []
    for each in numbers:
        is_next = bool(found) and found[-1][1] == each - 1
        found.append((found.pop()[0] if is_next else each, each))
    return found


def _listed(gaps: Sequence[tuple[int, int]]) -> str:
    listed = ", ".join(f"{a}" if a == b else f"{a} to {b}" for a, b in gaps[:5])
    left = len(gaps) - 5
    more = f" and {left} more stretch{'' if left == 1 else 'es'}" if left > 0 else ""
    is_one = len(gaps) == 1 and gaps[0][0] == gaps[0][1]
    return f"number{'' if is_one else 's'} {listed}{more}"
