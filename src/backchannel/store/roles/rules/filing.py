"""Posts that rules file under a session, other than the one in which they came.

They are written down, as what somebody files is, for everything that asks for a session looks
there. A rule that comes, goes or changes has all of its posts looked at anew, and so has a
programme that does; else only what arrives is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Final

import msgspec
from msgspec import Struct

from backchannel.clean.terminal import clean_line
from backchannel.errors import StoreError
from backchannel.model.change import ChangeKind
from backchannel.model.moments import to_micros
from backchannel.model.programme import Event, Rule, Session
from backchannel.model.query import Either, Every, Not, Query, Situation, Term
from backchannel.model.query.situation import named, understood
from backchannel.store import changes, meta, pages, search
from backchannel.store.board.decisions import FILING
from backchannel.store.connection import Connection
from backchannel.store.held.pointing import finds

BY: Final = "event file"
"""Who filed it."""

MOST: Final = 500
"""Posts that are looked at in one turn."""

_MARK: Final = "filed by rules"
_ANYWHERE: Final = Either((Term("hidden", "is"), Not(Term("hidden", "is"))))
"""True of every post, and looks at those that are out of sight, too."""


class _Done(Struct, frozen=True):
    """By which rules posts were looked at, as a check sum, and up to which number."""

    by: str = ""
    number: int = 0


class _Filed(Struct, frozen=True):
    session: str
    rule: str


def check_filing(db: Connection, rule: Rule) -> None:
    """Raise StoreError for a rule that files under a session that is not in the programme."""
    event = search.event_of(db)
    if rule.file and not _target(event.sessions if event else (), rule):
        raise StoreError(f"the programme has no session called {clean_line(rule.file)}")


def is_due(db: Connection) -> bool:
    """Whether there is anything to look at. Reads only."""
    event, done = search.event_of(db), meta.kept(db, _MARK, _Done())
    rules = _filing(event)
    if event is None or not rules:
        return bool(done.by)
    return done.by != _sum(event) or done.number < pages.latest(db)


def file_new(db: Connection) -> int:
    """File what came since the last time, or everything when rules have changed; how many.

    The first of the rules that find a post has the say. What somebody has filed by hand, also
    where it was by the clock, stays there.
    """
    event, done, latest = search.event_of(db), meta.kept(db, _MARK, _Done()), pages.latest(db)
    rules = _filing(event)
    if event is None or not rules:
        meta.keep(db, _MARK, _Done(), usual=_Done())
        return _file_anew(db, dict)
    if done.by != _sum(event):
        moved = _file_anew(db, lambda: _all(db, event, rules))
        until = latest
    else:
        until = min(latest, done.number + MOST)
        moved = _put(db, _came(db, event, rules, done.number, until), ())
    meta.keep(db, _MARK, _Done(_sum(event), until))
    return moved


def _filing(event: Event | None) -> list[tuple[Rule, Query, str]]:
    """The rules in force that file, what they find, and under what; as it is called."""
    found = understood(event.rules) if event else ()
    sessions = event.sessions if event else ()
    return [(rule, query, target) for rule, query in found if (target := _target(sessions, rule))]


def _target(sessions: Sequence[Session], rule: Rule) -> str:
    found = named(tuple(sessions), rule.file, is_quoted=True) if rule.file else ()
    return found[0] if found else ""


def _sum(event: Event) -> str:
    """Of all on which it depends what rules find: other rules, whom `from:` means, sessions."""
    on = msgspec.json.encode((event.rules, event.people, event.sessions, event.timezone))
    return blake2b(on, digest_size=8).hexdigest()


def _all(
    db: Connection, event: Event, rules: Iterable[tuple[Rule, Query, str]]
) -> dict[int, _Filed]:
    found: dict[int, _Filed] = {}
    for rule, query, target in rules:
        view = pages.View(None, Every((query, _ANYWHERE)), event.timezone)
        rows = pages.rows_of(db, view, is_counted=True)
        for (place,) in db.execute(*rows.select()):
            found.setdefault(place, _Filed(target, rule.name))
    return found


def _came(
    db: Connection,
    event: Event,
    rules: Sequence[tuple[Rule, Query, str]],
    since: int,
    until: int,
) -> dict[int, _Filed]:
    targets = {rule.name: target for rule, _, target in rules}
    situation: Situation = search.situation(db, event.timezone)
    came = db.execute(
        "SELECT place FROM posts WHERE number > ? AND number <= ? AND gone_at IS NULL",
        (since, until),
    )
    posts = pages.by_places(db, [place for (place,) in came])
    found = {}
    for place, post in posts.items():
        for rule in finds([rule for rule, *_ in rules], situation, post)[:1]:
            found[place] = _Filed(targets[rule.name], rule.name)
    return found


def _file_anew(db: Connection, find: Callable[[], dict[int, _Filed]]) -> int:
    """Let what rules have filed be what they find when they have filed nothing yet."""
    rows = db.execute("SELECT place, session, rule, at FROM filings WHERE rule <> ''")
    before = {place: (_Filed(session, rule), at) for place, session, rule, at in rows}
    db.execute("DELETE FROM filings WHERE rule <> ''")
    wanted, kept = find(), _decided(db)
    same = {
        place: (filed, at)
        for place, (filed, at) in before.items()
        if wanted.get(place) == filed and place not in kept
    }
    _insert(db, same)
    new = {place: filed for place, filed in wanted.items() if place not in same}
    return _put(db, new, [place for place in before if place not in same])


def _decided(db: Connection) -> set[int]:
    """Places of posts that somebody filed, and did not take it back; nobody's word is overruled."""
    rows = db.execute(
        "SELECT key FROM decisions WHERE subject = ? AND undone_at IS NULL", (FILING.name,)
    )
    return {int(key) for (key,) in rows}


def _put(db: Connection, new: Mapping[int, _Filed], out: Iterable[int]) -> int:
    """File these, but what somebody has, and say so of them and of what is `out`; how many."""
    kept, now = _decided(db) if new else (), to_micros(db.now())
    new = {place: filed for place, filed in new.items() if place not in kept}
    _insert(db, {place: (filed, now) for place, filed in new.items()})
    moved = sorted({*out, *new})
    db.executemany(
        "UPDATE posts SET version = version + 1 WHERE place = ?", ((place,) for place in moved)
    )
    changes.record(db, ChangeKind.FILING, *moved)
    _file_questions(db, new)
    return len(moved)


def _insert(db: Connection, filed: Mapping[int, tuple[_Filed, int]]) -> None:
    db.executemany(
        "INSERT OR IGNORE INTO filings (place, session, by, at, rule) VALUES (?, ?, ?, ?, ?)",
        ((place, each.session, BY, at, each.rule) for place, (each, at) in filed.items()),
    )


def _file_questions(db: Connection, new: Mapping[int, _Filed]) -> None:
    """A question goes where its post is filed."""
    for place, filed in new.items():
        key = f"post:{place}"
        db.execute(
            "UPDATE questions SET session = ?1 WHERE id = ?2 AND session <> ?1",
            (filed.session, key),
        )
        if db.changes():
            changes.record(db, ChangeKind.QUESTION, key)
