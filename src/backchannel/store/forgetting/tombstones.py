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
from backchannel.store.forgetting.accounts import names_of, plain
from backchannel.store.forgetting.mentions import Traces, led_to, named_in, without

_SALT: Final = 16
_SUM: Final = 20


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
        return self.know((*_of_accounts(names_of(post)), *_of_posts(identities(post))))

    def know_account(self, names: Iterable[str]) -> bool:
        """Whether one of these names is a forgotten account's."""
        return self.know(_of_accounts(names))

    def out_of(self, post: Post) -> Post:
        """A post by somebody else, in which nobody who was forgotten is named."""
        addresses, names = led_to(post), frozenset(named_in(post))
        traces = Traces(
            [name for name in names if self.know_account((name,))],
            [each for each in addresses if self.know(_of_posts((each,)))],
        )
        return without(post, traces) if traces else post

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
