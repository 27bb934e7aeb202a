"""The accounts that this desk may write with: what is public of them, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from backchannel.model.change import ChangeKind
from backchannel.model.outgoing import Account
from backchannel.store import changes, meta
from backchannel.store.connection import Connection

_NAME: Final = "accounts"


class _Known(Struct, frozen=True):
    accounts: tuple[Account, ...] = ()


def accounts(db: Connection) -> tuple[Account, ...]:
    """All of them, in the order of the user file; the first is the usual one."""
    return meta.kept(db, _NAME, _Known()).accounts


def account_of(db: Connection, name: str) -> Account | None:
    """The account that is called so, however it is spelled; None when it is not here any more."""
    wanted = name.casefold()
    return next((each for each in accounts(db) if each.name.casefold() == wanted), None)


def know(db: Connection, found: Sequence[Account]) -> bool:
    """Say which accounts there are now; False if all of that was known."""
    if accounts(db) == tuple(found):
        return False
    meta.keep(db, _NAME, _Known(tuple(found)), usual=_Known())
    changes.record(db, ChangeKind.OUTGOING, "")
    return True


def learn(db: Connection, configured: Sequence[Account]) -> tuple[Account, ...]:
    """`know` those that somebody wrote down, with what their servers said of them before."""
    before = {each.name: each for each in accounts(db)}
    told = tuple(_with_what_is_known(each, before.get(each.name)) for each in configured)
    know(db, told)
    return told


def remember(db: Connection, account: Account) -> None:
    """Bring one account up to date; nothing happens to one that is not here any more."""
    wanted = account.name.casefold()
    known = accounts(db)
    know(db, [account if each.name.casefold() == wanted else each for each in known])


def has_problem(db: Connection, name: str, problem: str) -> None:
    """Write down why an account cannot write now; empty when it can."""
    if (account := account_of(db, name)) is not None:
        remember(db, replace(account, problem=problem))


def _with_what_is_known(account: Account, before: Account | None) -> Account:
    if before is None or (before.network, before.server) != (account.network, account.server):
        return account
    return replace(before, problem="")
