"""What keeps forgotten people out: sums of their accounts and posts, keyed, not their names.

A sum is BLAKE2b (RFC 7693) with the salt as its key. Whoever has the store can ask it about a
name, but cannot read one out of it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import Final

from backchannel.model.moments import to_micros
from backchannel.model.post import Post
from backchannel.model.sameness import identities
from backchannel.store.connection import Connection
from backchannel.store.forgetting.accounts import Names, former_names_of, names_of, plain
from backchannel.store.forgetting.mentions import (
    Traces,
    addresses_in,
    led_to,
    named_in,
    names_in,
    without,
)

_SALT: Final = 16
_SUM: Final = 20

Stone = tuple[bytes, bytes, int]
"""The salt, the sum, and when it was laid."""


class Tombstones:
    """Whether somebody was forgotten, for many posts one after the other."""

    def __init__(self, db: Connection) -> None:
        self._sums: dict[bytes, set[bytes]] = {}
        for salt, found in db.execute("SELECT salt, sum FROM forgotten"):
            self._sums.setdefault(salt, set()).add(found)

    def __bool__(self) -> bool:
        return bool(self._sums)

    def are_of(self, post: Post) -> bool:
        """Whether its author was forgotten, or the post itself."""
        names = names_of(post) | former_names_of(post)
        return self.know((*_of_accounts(names), *_of_posts(identities(post))))

    def know_account(self, names: Iterable[str]) -> bool:
        """Whether one of these names is a forgotten account's."""
        return self.know(_of_accounts(names))

    def out_of(self, post: Post) -> Post:
        """A post by somebody else, in which nobody who was forgotten is named."""
        traces = Traces(*self.among(named_in(post), led_to(post)))
        return without(post, traces) if traces else post

    def out_of_words(self, text: str) -> str:
        """The same of a text."""
        addresses = tuple(addresses_in(text))
        traces = Traces(*self.among(names_in((text,), addresses), addresses))
        return traces.out_of(text) if traces else text

    def among(self, names: Iterable[str], addresses: Iterable[str]) -> tuple[Names, Names]:
        """Which of the names are of forgotten accounts, and which addresses of their posts."""
        return (
            frozenset(name for name in frozenset(names) if self.know_account((name,))),
            frozenset(each for each in frozenset(addresses) if self.know(_of_posts((each,)))),
        )

    def know(self, names: Iterable[str]) -> bool:
        """Whether one of these was laid down."""
        wanted = list(names)
        return any(
            _sum(salt, name) in known for salt, known in self._sums.items() for name in wanted
        )


def lay(db: Connection, accounts: Iterable[str], ids: Iterable[str]) -> None:
    """Keep accounts out from now on, and posts under whatever account they come."""
    salt = db.value("SELECT salt FROM forgotten LIMIT 1") or secrets.token_bytes(_SALT)
    at = to_micros(db.now())
    names = {*_of_accounts(accounts), *_of_posts(ids)}
    db.executemany(
        "INSERT OR IGNORE INTO forgotten VALUES (?, ?, ?)",
        sorted((salt, _sum(salt, name), at) for name in names),
    )


def laid(db: Connection) -> list[Stone]:
    """All of them, for another store."""
    return list(db.execute("SELECT salt, sum, at FROM forgotten"))


def take_in(db: Connection, stones: Iterable[Stone]) -> bool:
    """Lay down those of another store; whether any is new here."""
    is_any_new = False
    for stone in stones:
        db.execute("INSERT OR IGNORE INTO forgotten VALUES (?, ?, ?)", stone)
        is_any_new = is_any_new or bool(db.changes())
    return is_any_new


def let_in(db: Connection, arrived: Iterable[Post]) -> list[Post]:
    """Those of the posts whose authors were not forgotten, without the names of who was.

    A post that mentions somebody comes again at every look, and is stored as it was then.
    """
    kept = list(arrived)
    if not kept or db.value("SELECT 1 FROM forgotten LIMIT 1") is None:
        return kept
    known = Tombstones(db)
    return [known.out_of(post) for post in kept if not known.are_of(post)]


def _of_accounts(names: Iterable[str]) -> Iterator[str]:
    return (f"account {name}" for name in names)


def _of_posts(ids: Iterable[str]) -> Iterator[str]:
    return (f"post {plain(id_)}" for id_ in ids)


def _sum(salt: bytes, name: str) -> bytes:
    said = name.encode("utf-8", "surrogatepass")
    return blake2b(said, key=salt, digest_size=_SUM).digest()
