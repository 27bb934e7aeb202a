"""Beginnings of words, spelled out as the words there are that begin so.

FTS5 keeps apart what begins with the same one to four letters. For a longer beginning it joins the
posts of all words, a fifth of a microsecond each, before it names the first (sqlite.org/fts5.html,
section 4.4); words that are spelled out it reads as far as they are wanted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from backchannel.model.folding import Phrase
from backchannel.model.query.fields import Column
from backchannel.model.query.meaning import AllOf, AnyOf, Found, Meaning, Without
from backchannel.store.connection import Connection
from backchannel.store.search.fresh import tables
from backchannel.store.wording import begun

KEPT: Final = 4
"""Letters of a beginning that the index keeps; see the schema."""

MANY: Final = 64
"""Words that a filter is spelled out to. To look for so many is 2 ms."""

VERY_MANY: Final = 1_024
"""The same where a beginning is frequent, and joining its posts would take longer than that."""

SAMPLE, FREQUENT = 64, 16
"""Of so many of the newest posts with the first letters so many have it: it is frequent."""


def spelled_out(
    db: Connection,
    asked: Meaning,
    *,
    is_looked_at: bool = False,
    many: int = MANY,
    frequent: int = FREQUENT,
) -> Meaning:
    """The same with beginnings replaced, where they are long and few words begin so.

    A frequent one with very many words may be `is_looked_at` in the posts that have its first
    letters: the next ones that have it are near, as a rule. True of the state that the store is in;
    call it in the transaction of the look itself.
    """
    vocabulary = _Vocabulary(db, many, frequent)
    if not is_looked_at:
        return _spelled_out(asked, vocabulary)
    parts = asked.parts if isinstance(asked, AllOf) else (asked,)
    return AllOf(tuple(each for part in parts for each in _looked_at(part, vocabulary)))


def _spelled_out(asked: Meaning, vocabulary: _Vocabulary) -> Meaning:
    match asked:
        case Found():
            return _found(asked, vocabulary)
        case Without(part):
            return Without(_spelled_out(part, vocabulary))
        case AllOf(parts):
            return AllOf(tuple(_spelled_out(part, vocabulary) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(_spelled_out(part, vocabulary) for part in parts))
        case _:
            return asked


def _looked_at(part: Meaning, vocabulary: _Vocabulary) -> tuple[Meaning, ...]:
    if not isinstance(part, Found) or not _is_long(part) or part.phrase.words[:-1]:
        return (_spelled_out(part, vocabulary),)
    [letters] = part.phrase.words
    if vocabulary.has_few(letters) or not vocabulary.is_frequent(part):
        return (_spelled_out(part, vocabulary),)
    return _first_letters(part), replace(part, is_looked_at=True)


def _found(found: Found, vocabulary: _Vocabulary) -> Meaning:
    if not _is_long(found):
        return found
    *head, last = found.phrase.words
    is_frequent = not head and not vocabulary.has_few(last) and vocabulary.is_frequent(found)
    words = vocabulary.spend(last, VERY_MANY if is_frequent else vocabulary.many)
    phrases = [replace(found.phrase, words=(*head, word), is_open=False) for word in words]
    return AnyOf(tuple(Found(found.column, phrase) for phrase in phrases)) if phrases else found


def _is_long(found: Found) -> bool:
    return found.phrase.is_open and len(found.phrase.words[-1]) > KEPT


def _first_letters(found: Found) -> Found:
    """What the index keeps apart of it."""
    return replace(found, phrase=Phrase((found.phrase.words[-1][:KEPT],), is_open=True))


class _Vocabulary:
    """The words of the index, of which a filter may name so many and no more."""

    def __init__(self, db: Connection, many: int, frequent: int) -> None:
        self._db, self.many, self._enough = db, many, frequent
        self._tables = tables(db)
        self._spent = 0
        self._known: dict[str, list[str]] = {}
        self._frequent: dict[Found, bool] = {}

    def has_few(self, letters: str) -> bool:
        """Whether as many words begin so as may always be named."""
        return len(self._beginning_with(letters, self.many)) <= self.many - self._spent

    def spend(self, letters: str, most: int) -> list[str]:
        """The words that begin so; none if there are none, or too many."""
        words = self._beginning_with(letters, most)
        if len(words) > most - self._spent:
            return []
        self._spent += len(words)
        return words

    def is_frequent(self, found: Found) -> bool:
        """Whether many of the newest posts that have its first letters have it."""
        if found not in self._frequent:
            column, first = found.column, _first_letters(found).phrase.words[0]
            sample = self._db.execute(
                "SELECT p.body FROM search CROSS JOIN posts p ON p.place = search.rowid "
                "WHERE search MATCH ? ORDER BY search.rowid DESC LIMIT ?",
                (f'{column} : "{first}" *', SAMPLE),
            )
            letters = found.phrase.words[-1]
            seen = sum(begun(column, letters, body) for (body,) in sample)
            self._frequent[found] = column is not Column.FACETS and seen >= self._enough
        return self._frequent[found]

    def _beginning_with(self, letters: str, most: int) -> list[str]:
        """In order, and at most one more than `most`; each is looked for by itself.

        The table has a row for each time that a word was written, and they are passed over.
        """
        words = self._known.setdefault(letters, [])
        while len(words) <= most:
            # The next one: no word has a control character.
            start = f"{words[-1]}\x01" if words else letters
            word = min(filter(None, self._first(start, f"{letters}\U0010ffff")), default=None)
            if word is None:
                break
            words.append(word)
        return words

    def _first(self, start: str, end: str) -> Iterator[str | None]:
        """The first word from `start` to `end` in each table of words."""
        for table in self._tables:
            self._db.execute(
                f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.{table}_words "
                f"USING fts5vocab(main, {table}, instance)"
            )
            first = f"SELECT term FROM temp.{table}_words WHERE term >= ? AND term <= ? LIMIT 1"
            yield self._db.value(first, (start, end))
