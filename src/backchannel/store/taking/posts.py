"""Posts of a record on their way into this store, each to the place that it had."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from backchannel.decoding import decoder
from backchannel.model.change import ChangeKind
from backchannel.model.moments import to_micros
from backchannel.model.post import Post
from backchannel.model.sameness import identities
from backchannel.model.source import SourceSpec
from backchannel.store import changes, pages, posts, search
from backchannel.store.board import mutes
from backchannel.store.connection import Connection
from backchannel.store.copies import folds, keys, looking
from backchannel.store.forgetting import tombstones
from backchannel.store.forgetting.wording import Wording
from backchannel.store.held import public
from backchannel.store.held.places import free_places

_encode = msgspec.json.Encoder().encode
_decode = decoder(Post)

_KIND: Final = "record"


class CopyOf(Struct, frozen=True):
    """In the row of which post, by its id, another was shown; `at` is in microseconds."""

    id: str
    why: str
    at: int


class Recorded(Struct, frozen=True):
    """A post as another store held it. `post.aliases` are all its other names; times in micros.

    `seen` are its sources in order, each with when it gave the post. `filed` is the session under
    which somebody filed it, who that was and when.
    """

    place: int
    number: int
    pane: str
    first_seen: int
    seen: tuple[tuple[str, int], ...]
    post: Post
    filed: tuple[str, str, int] | None = None
    copy: CopyOf | None = None


class TakenPosts:
    """Takes the posts of one record, in the caller's transaction, some hundred at a time.

    One that is known here by any of its names stays as it is, but for where else it was seen, and a
    later edit. One that its author deleted here stays deleted. In a store without posts they keep
    their numbers; else they come after those that are there. `new` and `known` count.
    `words` keeps whoever was forgotten here out of what else the record says.
    """

    def __init__(self, db: Connection) -> None:
        self._db = db
        self._last = pages.latest(db)
        self._is_first = self._last == 0
        self._people = folds.people_of(db)
        self._muted = mutes.Muted(db)
        self._newest = to_micros(db.now())
        self.new = self.known = 0
        self.words = Wording(db)

    def take(self, several: Sequence[Recorded]) -> None:
        """Take some of them, in the order of the record."""
        several = self._let_in(several)
        there = places_of(self._db, (name for each in several for name in identities(each.post)))
        fresh: list[Recorded] = []
        for each in several:
            names = identities(each.post)
            place = next((there[name] for name in names if name in there), None)
            if place is None:
                fresh.append(each)
                there |= dict.fromkeys(names, -1)
            else:
                self.known += 1
                if place >= 0:
                    self._see_again(place, each)
        if fresh:
            self._insert(fresh)

    def _let_in(self, several: Sequence[Recorded]) -> list[Recorded]:
        """Without who was forgotten here, and with no more than this event keeps."""
        kept = (
            (each, public.kept(self._db, tombstones.let_in(self._db, [each.post])))
            for each in several
            if not self.words.refuses(each.post)
        )
        return [replace(each, post=own[0]) for each, own in kept if own]

    def _see_again(self, place: int, again: Recorded) -> None:
        found = self._db.execute(
            "SELECT body, gone_at FROM posts WHERE place = ?", (place,)
        ).fetchone()
        if found is None or found[1] is not None:
            return
        kept = _decode(found[0])
        rows = self._db.execute("SELECT source FROM sightings WHERE place = ?", (place,))
        known = {source for (source,) in rows}
        is_later = again.post.edited is not None and (
            kept.edited is None or again.post.edited > kept.edited
        )
        wanted = [source for source, _ in again.seen if source not in known]
        if is_later and not wanted:
            wanted = [source for source, _ in again.seen[:1]]
        for source in wanted:
            posts.save(self._db, SourceSpec(source, _KIND, again.pane), [again.post])

    def _insert(self, fresh: Sequence[Recorded]) -> None:
        db = self._db
        wanted = [min(each.place, self._newest) for each in fresh]
        placed = list(zip(free_places(db, wanted), self._numbers(fresh), fresh, strict=True))
        placed.sort(key=lambda row: row[0])  # the index is filled by growing rowid
        db.executemany(
            "INSERT INTO posts "
            "(place, number, version, pane, first_seen, body, author, server, is_hidden) "
            "VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?)",
            (
                (place, number, each.pane, min(each.first_seen, self._newest), _bare(each), *who)
                for place, number, each in placed
                for who in (self._muted.columns_of(each.post),)
            ),
        )
        db.executemany(
            "INSERT OR IGNORE INTO identities VALUES (?, ?)",
            ((name, place) for place, _, each in placed for name in identities(each.post)),
        )
        db.executemany(
            "INSERT INTO sightings VALUES (?, ?, ?, ?)",
            (
                (place, turn, source, at)
                for place, _, each in placed
                for turn, (source, at) in enumerate(each.seen)
            ),
        )
        db.executemany(
            "INSERT INTO filings (place, session, by, at) VALUES (?, ?, ?, ?)",
            ((place, *each.filed) for place, _, each in placed if each.filed),
        )
        search.add(db, [(place, _words(each)) for place, _, each in placed])
        self.new += len(placed)
        changes.record_all(db, ((ChangeKind.POST_NEW, place) for place, *_ in placed))
        self._find_rows([(place, each) for place, _, each in placed])

    def _numbers(self, fresh: Sequence[Recorded]) -> list[int]:
        """Their own, as long as nobody has these; else the next ones."""
        numbers: list[int] = []
        for each in fresh:
            own = each.number if self._is_first else 0
            is_free = own > 0 and not self._has_number(own) and own not in numbers
            if not is_free:
                own = self._last + 1
                while self._has_number(own) or own in numbers:
                    own += 1
            self._last = max(self._last, own)
            numbers.append(own)
        return numbers

    def _has_number(self, number: int) -> bool:
        if number > self._last:
            return False
        return self._db.value("SELECT 1 FROM posts WHERE number = ?", (number,)) is not None

    def _find_rows(self, placed: Sequence[tuple[int, Recorded]]) -> None:
        """Show copies where they were shown; what others say is looked for among what was here."""
        db, posts = self._db, [(place, each.post) for place, each in placed]
        own = keys.keyed(posts, self._people)
        keys.add(db, own)
        folded = {place for place, each in placed if self._fold(place, each.copy)}
        if not self._is_first:
            looking.arrived(db, [each for each in own if each.place not in folded])

    def _fold(self, place: int, copy: CopyOf | None) -> bool:
        if copy is None:
            return False
        db = self._db
        kept = places_of(db, [copy.id]).get(copy.id)
        stands = "SELECT gone_at IS NULL AND is_hidden & ? = 0 FROM posts WHERE place = ?"
        if kept is None or kept == place or not db.value(stands, (search.COPY, kept)):
            return False
        db.execute("INSERT INTO copies VALUES (?, ?, ?, ?)", (place, kept, copy.why, copy.at))
        db.execute(
            "UPDATE posts SET is_hidden = is_hidden | ? WHERE place = ?", (search.COPY, place)
        )
        folds.index_again(db, [kept])
        return True


def places_of(db: Connection, names: Iterable[str]) -> dict[str, int]:
    """Where the posts are that are known by these names, as far as there are any."""
    wanted = msgspec.json.encode(list(names)).decode()
    return dict(
        db.execute(
            "SELECT identity, place FROM identities "
            "WHERE identity IN (SELECT value FROM json_each(?))",
            (wanted,),
        )
    )


def _bare(each: Recorded) -> bytes:
    return _encode(replace(each.post, aliases=()))


def _words(each: Recorded) -> search.Words:
    return search.words_of(each.post, [source for source, _ in each.seen])
