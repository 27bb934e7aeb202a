"""`[[account]]` of the user file, checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from backchannel.clean.addresses import refusal
from backchannel.config.document import Document
from backchannel.config.positions import Key
from backchannel.config.secrets import TokenPlace
from backchannel.config.tables import keys_of
from backchannel.model.outgoing import Account, Network
from backchannel.model.outgoing.account import BLUESKY, MASTODON

BLUESKY_SERVER: Final = "https://bsky.social"
"""Where an account of Bluesky logs in that names no other server."""


NOWHERE_ELSE: Final = TokenPlace()
"""The secret is in the usual variable, or in the keyring."""


@dataclass(frozen=True, slots=True)
class AccountTable:
    """`[[account]]`: somebody's account that the desk may write with.

    `handle` is how people know it, `@ana@toot.example` or `@ana.bsky.social`. `server` is where it
    is kept; an account on Bluesky may leave it out. `local` allows an address on this machine.
    """

    network: Network
    handle: str
    server: str = ""
    local: bool = False
    token_command: str = ""
    token_env: str = ""


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """An account of the user file. `place` is where its token, or app password, is kept."""

    account: Account
    local: bool = False
    place: TokenPlace = NOWHERE_ELSE


def accounts_of(document: Document) -> tuple[OwnAccount, ...]:
    """Those of a document, in its order; what is wrong is blamed there."""
    return tuple(_read(document))


def secret_key(account: Account) -> str:
    """Under which name an account's secret is kept: its handle, `ana@toot.example`."""
    return account.name.removeprefix("@").casefold()


def _read(document: Document) -> Iterator[OwnAccount]:
    taken: set[str] = set()
    for index, table in enumerate(document.tables("account")):
        key: Key = ("account", index)
        document.only(table, key, keys_of(AccountTable))
        read = document.read(AccountTable, table, key)
        if read is None:
            continue
        problem = _problem(read)
        found = None if problem else _own(read)
        if problem:
            document.blame((*key, problem[0]), problem[1])
        elif found is not None and secret_key(found.account) in taken:
            document.blame((*key, "handle"), "there is another account of this name")
        elif found is not None:
            taken.add(secret_key(found.account))
            yield found


def _problem(read: AccountTable) -> tuple[str, str] | None:
    """The key that is wrong, and how."""
    example = "ana.bsky.social" if read.network is Network.BLUESKY else "@ana@toot.example"
    name = read.handle.removeprefix("@")
    if not name or " " in name or "/" in name:
        return "handle", f"must be the name of an account, such as {example}"
    if read.network is Network.MASTODON and not read.server:
        return "server", "is missing: the server of the account, such as https://toot.example"
    if (read.network is Network.BLUESKY) == ("@" in name):
        return "handle", f"is written otherwise on {read.network.shown}, such as {example}"
    if read.server and (why := refusal(read.server, allow_local=read.local)):
        return "server", why
    return None


def _own(read: AccountTable) -> OwnAccount:
    measure = BLUESKY if read.network is Network.BLUESKY else MASTODON
    origin = _origin(read.server or BLUESKY_SERVER)
    account = Account(f"@{read.handle.removeprefix('@')}", read.network, origin, measure)
    return OwnAccount(account, read.local, TokenPlace(read.token_command, read.token_env))


def _origin(server: str) -> str:
    parts = urlsplit(server if "://" in server else f"https://{server}")
    return f"{parts.scheme}://{parts.netloc.lower()}"
