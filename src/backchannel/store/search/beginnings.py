"""Beginnings of words, spelled out as the words there are that begin so.

FTS5 keeps apart what begins with the same one, two or three letters. For a longer beginning it
joins the posts of all words, a fifth of a microsecond each, before it names the first
(sqlite.org/fts5.html, section 4.4); words that are spelled out it reads as far as they are wanted.
"""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from backchannel.model.query.meaning import AllOf, AnyOf, Found, Meaning, Without
from backchannel.store.connection import Connection

KEPT: Final = 3
"""Letters of a beginning that the index keeps; see the schema."""

MANY: Final = 64
"""Words that a filter is spelled out to; the rest is left to FTS5. To look for so many is 2 ms."""


def spelled_out(db: Connection, asked: Meaning) -> Meaning:
    """The same with beginnings replaced, where they are long and few words begin so.

    True of the state that the store is in; call it in the transaction of the look itself.
    """
    return _spelled_out(asked, _Vocabulary(db))


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


def _found(found: Found, vocabulary: _Vocabulary) -> Meaning:
    *head, last = found.phrase.words
    if not found.phrase.is_open or len(last) <= KEPT:
        return found
    words = vocabulary.spend(last)
    phrases = [replace(found.phrase, words=(*head, word), is_open=False) for word in words]
    return AnyOf(tuple(Found(found.column, phrase) for phrase in phrases)) if phrases else found


class _Vocabulary:
    """The words of the index, of which a filter may name so many and no more."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self._left = MANY
        self._known: dict[str, list[str]] = {}

    def spend(self, letters: str) -> list[str]:
        """The words that begin so; none if there are none, or too many."""
        if letters not in self._known:
            self._known[letters] = self._beginning_with(letters)
        words = self._known[letters]
        if len(words) > self._left:
            return []
        self._left -= len(words)
        return words

    def _beginning_with(self, letters: str) -> list[str]:
        """In order, and at most one more than there may be; each is looked for by itself.

        The table has a row for each time that a word was written, and they are passed over.
        """
        self._db.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.written "
            "USING fts5vocab(main, search, instance)"
        )
        first, words = letters, list[str]()
        while len(words) <= self._left:
            word = self._db.value(
                "SELECT term FROM temp.written WHERE term >= ? AND term <= ? LIMIT 1",
                (first, f"{letters}\U0010ffff"),
            )
            if word is None:
                break
            words.append(word)
            first = f"{word}\x01"  # the next one: no word has a control character
        return words
