"""Posts on their way into the store: new, changed, seen elsewhere, deleted by their author."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Final

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from backchannel.decoding import decoder
from backchannel.model.change import ChangeKind
from backchannel.model.moments import to_micros
from backchannel.model.post import Post
from backchannel.model.sameness import (
    id_within,
    identities,
    merged,
    retracted,
    says_the_same,
)
from backchannel.model.source import SourceSpec
from backchannel.model.who import author_key
from backchannel.store import changes, search
from backchannel.store.board import decisions, mutes
from backchannel.store.board.about import said_in
from backchannel.store.connection import Connection
from backchannel.store.copies import folds, keys, looking
from backchannel.store.copies.looking import Edit
from backchannel.store.forgetting import tombstones
from backchannel.store.held import approved, public
from backchannel.store.writing.inserting import insert
from backchannel.store.writing.ready import Ready, ready
from backchannel.store.writing.sighting import see_on
from backchannel.store.writing.words import brought_up_to_date

REVISIONS: Final = 20
"""How many earlier wordings of a post are kept; a page may change at every look."""

MANY: Final = 10
"""New posts of a batch whose words may settle later: what a conversation brings is less."""

_encode = msgspec.json.Encoder().encode
_decode = decoder(Post)


class Saved(Struct):
    """What a batch came to: places that are new or changed, and how many were known.

    `first_here` counts posts that this source had not given before; `edits` says how those that
    are changed did.
    """

    new: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    same: int = 0
    first_here: int = 0
    edits: list[Edit] = field(default_factory=list)


class _Kept(Struct, frozen=True):
    """A post as its row holds it; `sources` in the order in which they gave it."""

    place: int
    post: Post
    gone_by: str | None
    sources: tuple[str, ...]


def save(
    db: Connection,
    source: SourceSpec,
    arrived: Sequence[Post],
    *,
    settles: bool = False,
    made_ready: Sequence[Ready] = (),
) -> Saved:
    """Store posts of one source, in the caller's transaction; those without a date newest first.

    Seen before means the same URI, canonical link or id within the source; then the row is brought
    up to date. The cost is of the batch alone, whatever the store holds. Where somebody `settles`
    what is stored, many new posts are indexed for the time being only; see `search.fresh`.
    `made_ready` are the first of the posts, if somebody has worked that out already.
    """
    saved = Saved()
    # By what they are, not by what they are like: one that is changed from here on is another.
    made = {id(post): each for post, each in zip(arrived, made_ready, strict=False)}
    kept = public.kept(db, tombstones.let_in(db, arrived))
    known = _places_of(db, {name for post in kept for name in identities(post)})
    fresh: list[Post] = []
    own: dict[str, int] = {}  # names first met in this very batch, and whose they are
    for post in kept:
        names = identities(post)
        place = next((known[name] for name in names if name in known), None)
        twin = next((own[name] for name in names if name in own), None)
        if place is not None:
            _see_again(db, source, _kept(db, place), post, saved)
            _name(db, place, [name for name in names if name not in known])
            known |= {name: place for name in names if name not in known}
        elif twin is not None:
            fresh[twin] = _one(fresh[twin], post)
            own |= {name: twin for name in names if name not in own}
            saved.same += 1
        else:
            own |= dict.fromkeys(names, len(fresh))
            fresh.append(post)
    new = _insert(db, source, fresh, saved, made, is_quick=settles and len(fresh) >= MANY)
    told = [(ChangeKind.POST_NEW, place) for place in saved.new]
    changes.record_all(db, told + [(ChangeKind.POST_CHANGED, place) for place in saved.changed])
    looking.arrived(db, new, saved.edits)
    return saved


def retract(db: Connection, source: str, ids: Iterable[str], *, under: Iterable[str] = ()) -> int:
    """Take away the words of posts that their authors deleted; how many that were.

    `ids` are the source's own, or URIs of posts it gave; others are passed over. `under` are
    beginnings of URIs, all of whose posts are meant. Pins and notes on such a post stay and say so.
    A post seen elsewhere too is gone all the same: who deletes something means it everywhere.
    """
    named = (list(_places_of(db, (id_within(source, id_), id_)).values())[:1] for id_ in ids)
    found = chain(*named, *(_places_under(db, beginning) for beginning in filter(None, under)))
    places = []
    for place in dict.fromkeys(found):
        kept = _kept(db, place)
        if kept.gone_by is None and source in kept.sources:
            _take_words(db, kept, source)
            places.append(place)
    changes.record(db, ChangeKind.POST_GONE, *places)
    return len(places)


def withdraw(db: Connection, place: int, source: str) -> bool:
    """Take away the words of one post, as `retract` does; False if they are gone already."""
    kept = _kept(db, place)
    if kept.gone_by is not None:
        return False
    _take_words(db, kept, source)
    changes.record(db, ChangeKind.POST_GONE, place)
    return True


def given_by(db: Connection, source: str, seen: Sequence[Post]) -> list[Post]:
    """Those of the posts that this source gave before and that their authors did not delete."""
    known = _places_of(db, {name for post in seen for name in identities(post)})
    is_given = (
        "SELECT 1 FROM sightings JOIN posts USING (place) "
        "WHERE place = ? AND source = ? AND gone_at IS NULL"
    )
    standing = {place for place in set(known.values()) if db.value(is_given, (place, source))}
    return [post for post in seen if any(known.get(n) in standing for n in identities(post))]


def _places_under(db: Connection, beginning: str) -> list[int]:
    """The posts with a URI that begins so; the names are in order, so the rest is not looked at."""
    after = beginning[:-1] + chr(ord(beginning[-1]) + 1)
    query = "SELECT place FROM identities WHERE identity >= ? AND identity < ?"
    return [place for (place,) in db.execute(query, (beginning, after))]


def _places_of(db: Connection, names: Iterable[str]) -> dict[str, int]:
    wanted = list(names)
    found: dict[str, int] = {}
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        marks = ", ".join("?" * len(part))
        found |= dict(
            db.execute(f"SELECT identity, place FROM identities WHERE identity IN ({marks})", part)
        )
    return found


def _kept(db: Connection, place: int) -> _Kept:
    body, gone_by = next(db.execute("SELECT body, gone_by FROM posts WHERE place = ?", (place,)))
    sources = db.execute("SELECT source FROM sightings WHERE place = ? ORDER BY turn", (place,))
    return _Kept(place, _decode(body), gone_by, tuple(name for (name,) in sources))


def _one(first: Post, twin: Post) -> Post:
    """What a source gave twice at once: the later edit, under all names."""
    names = (*first.aliases, *identities(twin))
    return replace(merged(first, twin, is_first=False, is_alone=False), aliases=names)


def _see_again(db: Connection, source: SourceSpec, kept: _Kept, post: Post, saved: Saved) -> None:
    if kept.gone_by is not None and kept.gone_by != source.name:
        saved.same += 1  # a place that has not heard of the deletion yet
        return
    is_new_here = source.name not in kept.sources
    is_back = kept.gone_by is not None
    given = (*kept.sources, source.name) if is_new_here else kept.sources
    now_kept, sources = (
        (merged(kept.post, post, is_first=True, is_alone=True), given)
        if is_back
        else brought_up_to_date(db, source, kept.post, kept.sources, post)
    )
    if now_kept == kept.post and sources == kept.sources and not is_back:
        saved.same += 1
        return
    if not is_back and not says_the_same(kept.post, now_kept):
        _keep_revision(db, kept)
    if sources != kept.sources:
        see_on(db, kept.place, sources)
    db.execute(
        "UPDATE posts SET body = ?, version = version + 1, gone_at = NULL, gone_by = NULL "
        "WHERE place = ?",
        (_encode(now_kept), kept.place),
    )
    if author_key(now_kept) != author_key(kept.post) or now_kept.author != kept.post.author:
        _know_author(db, kept.place, now_kept)
        approved.renamed(db, kept.place, kept.post.author, now_kept.author)
    _index_again(db, kept, now_kept, sources)
    saved.edits.append(Edit(kept.place, kept.post, now_kept, is_back, is_new_here))
    if kept.place not in saved.changed:
        saved.changed.append(kept.place)
    saved.first_here += is_new_here


def _know_author(db: Connection, place: int, post: Post) -> None:
    """A name or address that came later is muted and counted as if it had been there at first."""
    *who, hidden = mutes.Muted(db).columns_of(post)
    db.execute(
        f"UPDATE posts SET author = ?, server = ?, is_hidden = (is_hidden & ~{search.MUTED}) | ? "
        "WHERE place = ?",
        (*who, hidden, place),
    )


def _keep_revision(db: Connection, kept: _Kept) -> None:
    db.execute(
        "INSERT INTO revisions VALUES (?, ?, ?)",
        (kept.place, to_micros(db.now()), _encode(kept.post)),
    )
    db.execute(
        "DELETE FROM revisions WHERE rowid IN (SELECT rowid FROM revisions WHERE place = ? "
        "ORDER BY rowid DESC LIMIT -1 OFFSET ?)",
        (kept.place, REVISIONS),
    )


def _index_again(db: Connection, kept: _Kept, post: Post, sources: Sequence[str]) -> None:
    """Counts are not in the index, and they are most of what changes."""
    words = search.words_of(post, sources)
    if kept.gone_by is None and words == search.words_of(kept.post, kept.sources):
        return
    search.remove(db, kept.place)
    search.add(db, [(kept.place, search.words_of(post, folds.seen_on(db, kept.place)))])


def _insert(
    db: Connection,
    source: SourceSpec,
    fresh: Sequence[Post],
    saved: Saved,
    made: Mapping[int, Ready],
    *,
    is_quick: bool,
) -> Sequence[keys.Keyed]:
    """Store new posts; the keys of those of which there may be copies."""
    if not fresh:
        return ()
    rows = [(post, made.get(id(post)) or ready(post, source.name)) for post in fresh]
    placed = insert(db, source, rows, is_quick=is_quick)
    saved.new.extend(place for place, _ in placed)
    saved.first_here += len(placed)
    people = folds.people_of(db)
    found = (each.keyed(place, people) for place, each in placed)
    return [each for each in found if each is not None]


def _name(db: Connection, place: int, names: Sequence[str]) -> None:
    """Remember further names of a known post."""
    if names:
        db.executemany("INSERT INTO identities VALUES (?, ?)", ((name, place) for name in names))


def _take_words(db: Connection, kept: _Kept, source: str) -> None:
    db.execute(
        "UPDATE posts SET body = ?, version = version + 1, gone_at = ?, gone_by = ? "
        "WHERE place = ?",
        (_encode(retracted(kept.post)), to_micros(db.now()), source, kept.place),
    )
    said = {said_in(kept.post), *map(said_in, _earlier(db, kept.place))}
    db.execute("DELETE FROM revisions WHERE place = ?", (kept.place,))
    approved.forget(db, kept.place)
    db.execute("INSERT OR REPLACE INTO withdrawn VALUES (?, ?)", (kept.place, to_micros(db.now())))
    decisions.forget_words(db, kept.place, kept.post.author.name, said)
    search.remove(db, kept.place)
    search.mark_unswept(db)
    looking.gone(db, kept.place, kept.post)


def _earlier(db: Connection, place: int) -> list[Post]:
    rows = db.execute("SELECT body FROM revisions WHERE place = ?", (place,))
    return [_decode(body) for (body,) in rows]
