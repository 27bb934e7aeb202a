"""Somebody is taken out of a store: every row that is theirs, and what others say of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final

import msgspec
from msgspec import Struct

from backchannel.decoding import decoder
from backchannel.model.change import ChangeKind
from backchannel.model.post import Post
from backchannel.model.sameness import identities
from backchannel.model.who import author_key, former_key
from backchannel.store import changes, pages, search
from backchannel.store.board.about import said_in
from backchannel.store.connection import Connection
from backchannel.store.copies import folds, keys, looking
from backchannel.store.coverage import near_tags
from backchannel.store.forgetting import decided, tombstones
from backchannel.store.forgetting.accounts import Names, names_of
from backchannel.store.forgetting.mentions import Traces, without
from backchannel.store.held.tables import columns_of, tables_of

_decode = decoder(Post)
_encode = msgspec.json.Encoder().encode

_TOLD: Final = (
    *(ChangeKind.POST_GONE, ChangeKind.POST_CHANGED, ChangeKind.PIN, ChangeKind.HIDDEN),
    *(ChangeKind.NOTE, ChangeKind.QUESTION, ChangeKind.CUE, ChangeKind.STAGE, ChangeKind.STASH),
    *(ChangeKind.OUTGOING, ChangeKind.ALERT, ChangeKind.EVENT),
)
"""Whatever may look otherwise now; every screen reads it again."""

_NOBODYS: Final = "0"
"""The key of these changes: it is of no post, for a place tells when somebody posted."""


class Own(Struct, frozen=True):
    """A post of theirs."""

    place: int
    post: Post
    is_gone: bool


class Removed(Struct, frozen=True):
    """What came of it. `files` are names of pictures that nobody needs any more.

    `traces` know them again: they are for looking whether all is gone, and then to be dropped.
    """

    posts: int
    mentions: int
    files: tuple[str, ...]
    traces: Traces


def own(db: Connection, names: Names) -> list[Own]:
    """Their posts, also those that are deleted, hidden, or copies; looks at every author."""
    authors = [author for (author,) in db.execute("SELECT DISTINCT author FROM posts")]
    sql = "SELECT place, body, gone_at IS NOT NULL FROM posts WHERE author = ?"
    every = (
        Own(place, _decode(body), bool(is_gone))
        for author in authors
        if _may_be(db, author, names)
        for place, body, is_gone in db.execute(sql, (author,))
    )
    return [each for each in every if names_of(each.post) & names]


def _may_be(db: Connection, author: str, names: Names) -> bool:
    """An account has one name in all its posts; by a mere name many may go."""
    post = _decode(db.value("SELECT body FROM posts WHERE author = ? LIMIT 1", (author,)))
    return not post.author.handle or bool(names_of(post) & names) or " " in "".join(names)


def remove(db: Connection, names: Names, addresses: Iterable[str] = ()) -> Removed:
    """Take somebody out, in the caller's transaction, and keep them out from now on.

    `addresses` are of posts of theirs that are not here, but may be led to. The time grows with the
    store: every post is looked at for mentions.
    """
    found = own(db, names)
    known = names.union(*(names_of(each.post) for each in found))
    ids = [*_ids_of(db, found), *addresses]
    traces = traces_of(db, known, found, ids)
    keys = frozenset(author_key(each.post) for each in found)
    tombstones.lay(db, known | keys, ids)
    files = _pictures(db, found)
    pages.keep_latest(db)
    _take_out(db, found)
    mentions = _reword_others(db, traces)
    decided.without(db, {each.place for each in found}, known | keys, traces)
    near_tags.forget_authors(db, keys.union(former_key(each.post.author) for each in found))
    changes.record_all(db, ((kind, _NOBODYS) for kind in _TOLD))
    return Removed(len(found), mentions, files, traces)


def traces_of(db: Connection, names: Names, found: Sequence[Own], ids: Iterable[str]) -> Traces:
    """By what they are recognised in what others say."""
    said = (text for each in found for text in (each.post.title, each.post.text) if text)
    return Traces(names, ids, said, public_of(db))


def public_of(db: Connection) -> tuple[str, ...]:
    """What is everybody's to say: how the event and its sessions are called."""
    event = search.event_of(db)
    return (event.name, *(each.title for each in event.sessions)) if event else ()


def _ids_of(db: Connection, found: Iterable[Own]) -> list[str]:
    """Every name and address of their posts."""
    named = "SELECT identity FROM identities WHERE place = ?"
    return [
        name
        for each in found
        for name in {
            *identities(each.post),
            *filter(None, (each.post.url,)),
            *(n for (n,) in db.execute(named, (each.place,))),
        }
    ]


def _take_out(db: Connection, found: Iterable[Own]) -> None:
    tables = [name for name in tables_of(db) if name not in {"notes", "questions", "read_marks"}]
    places = msgspec.json.encode([each.place for each in found]).decode()
    with_place = [(table, columns_of(db, table)) for table in tables]
    for each in found:
        if each.is_gone:
            keys.remove(db, keys.keyed([(each.place, each.post)], folds.people_of(db)))
        else:
            looking.gone(db, each.place, each.post)
        search.remove(db, each.place)
    for table, columns in with_place:
        for column in sorted({"place", "kept", "was"} & set(columns)):
            sql = f"DELETE FROM {table} WHERE {column} IN (SELECT value FROM json_each(?))"
            db.execute(sql, (places,))
    search.mark_unswept(db)


def _pictures(db: Connection, found: Iterable[Own]) -> tuple[str, ...]:
    """Forget the pictures of their posts; which files these were."""
    urls = [media.url for each in found for media in each.post.media]
    rows = [db.execute("SELECT file FROM pictures WHERE url = ?", (url,)) for url in urls]
    files = tuple(file for (file,) in chain.from_iterable(rows) if file)
    db.executemany("DELETE FROM pictures WHERE url = ?", [(url,) for url in urls])
    return files


def _reword_others(db: Connection, traces: Traces) -> int:
    """Name them no more in what others wrote; in how many posts that was."""
    changed = list(_changed(db, "posts", "place", traces))
    for place, before, after in changed:
        db.execute(
            "UPDATE posts SET body = ?, version = version + 1 WHERE place = ?",
            (_encode(after), place),
        )
        if db.value("SELECT gone_at FROM posts WHERE place = ?", (place,)) is None:
            people = folds.people_of(db)
            keys.remove(db, keys.keyed([(place, before)], people))
            keys.add(db, keys.keyed([(place, after)], people))
    folds.index_again(db, [place for place, _, _ in changed])
    earlier = list(_changed(db, "revisions", "rowid", traces))
    for row, _, after in earlier:
        db.execute("UPDATE revisions SET body = ? WHERE rowid = ?", (_encode(after), row))
    told = ((said_in(before), said_in(after)) for _, before, after in (*changed, *earlier))
    decided.reword_log(db, dict(told))
    return len(changed)


def _changed(
    db: Connection, table: str, key: str, traces: Traces
) -> Iterator[tuple[int, Post, Post]]:
    for row, body in db.execute(f"SELECT {key}, body FROM {table}"):
        if traces.may_be_in(body):
            before = _decode(body)
            after = without(before, traces)
            if after != before:
                yield row, before, after
