"""The accounts of the user file, and what writes with them: the one place that has their tokens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from backchannel.config.accounts import OwnAccount, secret_key
from backchannel.config.editing.rewriting import Sign, sign_of
from backchannel.config.secrets import Secret, Secrets
from backchannel.config.user_file import read_user_file
from backchannel.errors import ConfigError, Refusal, SourceRefused
from backchannel.model.outgoing import Account, Network
from backchannel.model.source import SourceSpec
from backchannel.wiring.net import polite_http

if TYPE_CHECKING:
    from backchannel.sources.api import Http
    from backchannel.sources.posting.api import Writer


class OwnAccounts:
    """The `Accounts` of a sender. The file is read again when it was written since.

    A login writes it, too, so that a new token is asked for.
    """

    def __init__(
        self,
        file: Path,
        now: Callable[[], datetime],
        *,
        secrets_of: Callable[[Sequence[OwnAccount]], Secrets] | None = None,
    ) -> None:
        self._file, self._now = file, now
        self._secrets_of = secrets_of or secrets_of_accounts
        self._sign: Sign | str = "never looked"
        self._own: dict[str, OwnAccount] = {}
        self._secrets = Secrets()

    async def now(self) -> Sequence[Account] | None:
        """See `Accounts.now`."""
        sign = await asyncio.to_thread(sign_of, self._file)
        if sign == self._sign:
            return None
        self._sign = sign
        own = (await asyncio.to_thread(read_user_file, self._file)).accounts
        self._own = {each.account.name: each for each in own}
        self._secrets = self._secrets_of(own)
        return [each.account for each in own]

    @asynccontextmanager
    async def writer(self, account: Account) -> AsyncIterator[Writer]:
        """See `Accounts.writer`. It has connections of its own, and waits for no source."""
        if (own := self._own.get(account.name)) is None:
            raise SourceRefused(f"{account.name} is not in {self._file}", why=Refusal.LOGIN)
        secret = await asyncio.to_thread(self._secrets.secret_for, secret_key(account))
        if not secret:
            raise SourceRefused(no_secret(account), why=Refusal.LOGIN)
        polite = await asyncio.to_thread(polite_http)
        async with polite(allow_local=own.local, now=self._now) as http:
            writer = await asyncio.to_thread(writer_of, account, secret, http, self._now)
            try:
                yield writer
            finally:
                await writer.leave()


class Logins:
    """Logins that read, too: on their own servers, for sources that have no token of their own.

    The file is read again when it was written since. What is wrong with it is said elsewhere, and
    costs no source what a stranger may read.
    """

    def __init__(
        self,
        file: Path,
        *,
        secrets_of: Callable[[Sequence[OwnAccount]], Secrets] | None = None,
    ) -> None:
        self._file, self._secrets_of = file, secrets_of or secrets_of_accounts
        self._sign: Sign | str = "never looked"
        self._own: tuple[OwnAccount, ...] = ()
        self._secrets = Secrets()

    def account_for(self, spec: SourceSpec) -> Account | None:
        """The first account on the server of a source; its secret need not be there."""
        return next(self._on(spec), None)

    def login_for(self, spec: SourceSpec) -> tuple[Account, Secret] | None:
        """An account on the server of a source, with its token; None where none is.

        May wait for a command to ask somebody.
        """
        for account in self._on(spec):
            try:
                secret = self._secrets.secret_for(secret_key(account))
            except SourceRefused:  # its command gives nothing
                continue
            if secret:
                return account, secret
        return None

    def was_refused(self, account: Account) -> None:
        """Ask for the token of an account anew: somebody may have logged in again."""
        self._secrets.found.pop((secret_key(account), "token"), None)

    def _on(self, spec: SourceSpec) -> Iterator[Account]:
        origin = _server_of(spec)
        self._look()
        for each in self._own if origin else ():
            if each.account.network is Network.MASTODON and each.account.server == origin:
                yield each.account

    def _look(self) -> None:
        sign = sign_of(self._file)
        if sign == self._sign:
            return
        try:
            self._own = read_user_file(self._file).accounts
        except ConfigError:
            self._own = ()
        self._secrets, self._sign = self._secrets_of(self._own), sign


def _server_of(spec: SourceSpec) -> str:
    """Where a source of Mastodon's kind reads; empty for all others, which get no login."""
    from backchannel.sources.mastodon.instance import origin_of

    try:
        return origin_of(str(spec.options.get("server", ""))) if spec.kind == "mastodon" else ""
    except SourceRefused:
        return ""


def secrets_of_accounts(own: Sequence[OwnAccount]) -> Secrets:
    """Where the secrets of accounts are looked for; their commands are the user's own."""
    return Secrets(places={secret_key(each.account): each.place for each in own})


def writer_of(account: Account, secret: Secret, http: Http, now: Callable[[], datetime]) -> Writer:
    """What writes with an account. Its import is a slow one."""
    from backchannel.sources.posting.bluesky import BlueskyWriter
    from backchannel.sources.posting.mastodon import MastodonWriter

    if account.network is Network.BLUESKY:
        handle = account.name.removeprefix("@")
        return BlueskyWriter(http, account.server, handle, secret.reveal(), now)
    return MastodonWriter(http, account.server, secret.reveal(), now)


def no_secret(account: Account) -> str:
    """What to say when nobody has the token of an account."""
    host = account.server.partition("://")[2]
    where = host if account.network is Network.MASTODON else ""
    login = f"backchannel login {account.network} {where}".strip()
    return f"{account.name} is not logged in on this machine: {login}"
