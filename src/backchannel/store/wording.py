"""What SQL asks us of a post's own words: their capitals, regular expressions, how they begin."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import apsw
from msgspec import Struct

from backchannel.decoding import decoder
from backchannel.model.folding import Phrase, words
from backchannel.model.query import Expression
from backchannel.model.query.fields import Column
from backchannel.model.query.matching import says, text_of

_EXPRESSION, _OPEN, _CLOSED = "/", "*", "="


class _Picture(Struct):
    alt: str


class _Wording(Struct):
    """As much of a post's JSON as is looked through."""

    title: str
    text: str
    warning: str = ""
    media: tuple[_Picture, ...] = ()


class _Who(Struct):
    name: str
    handle: str


class _Signed(Struct):
    author: _Who


_decode: Final = decoder(_Wording)
_decode_author: Final = decoder(_Signed)


def teach(db: apsw.Connection) -> None:
    """Make `says(sought, body)` and `begun(column, letters, body)` known to a connection."""
    db.create_scalar_function("says", _says, 2, deterministic=True)
    db.create_scalar_function("begun", _begun, 3, deterministic=True)


def written(sought: Phrase | Expression) -> str:
    """The first argument of `says`."""
    if isinstance(sought, Expression):
        return f"{_EXPRESSION}{sought.written}"
    return f"{_OPEN if sought.is_open else _CLOSED}{' '.join(sought.words)}"


def _says(*asked: apsw.SQLiteValue) -> bool:
    sought, body = str(asked[0]), asked[1]
    looked = _read(sought)
    assert isinstance(body, bytes)  # noqa: S101  # the schema says so
    if isinstance(looked, Phrase) and body.isascii() and not _may_be_in(looked, body):
        return False
    return says(looked, _text(body))


def begun(column: Column, letters: str, body: bytes) -> bool:
    """Whether a folded word of a post's text, or of its author's names, begins with letters."""
    if body.isascii() and letters.encode() not in body.lower():
        return False
    if column is Column.PEOPLE:
        author = _decode_author(body).author
        found = _name_words(f"{author.name} {author.handle}")
    else:
        found = words(_text(body))
    return any(word.startswith(letters) for word in found)


def _begun(*asked: apsw.SQLiteValue) -> bool:
    body = asked[2]
    assert isinstance(body, bytes)  # noqa: S101  # the schema says so
    return begun(Column(str(asked[0])), str(asked[1]), body)


@lru_cache(maxsize=2_048)
def _name_words(names: str) -> Sequence[str]:
    """A few hundred people write most of what there is."""
    return words(names)


def _text(body: bytes) -> str:
    post = _decode(body)
    return text_of(post.title, post.warning, post.text, (each.alt for each in post.media))


def _may_be_in(phrase: Phrase, body: bytes) -> bool:
    """In ASCII, words stand as they are sought; most posts are done with quickly by that."""
    return all(word.encode() in body for word in phrase.words)


@lru_cache(maxsize=64)
def _read(sought: str) -> Phrase | Expression:
    kind, rest = sought[0], sought[1:]
    if kind == _EXPRESSION:
        return Expression(rest)
    return Phrase(tuple(rest.split(" ")), kind == _OPEN, is_cased=True)
