"""Logging an account in: from a person's yes to its name and its token."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from backchannel.config.accounts import OwnAccount
from backchannel.config.accounts.table import BLUESKY_SERVER
from backchannel.config.secrets import Secret
from backchannel.errors import Refusal, SourceRefused, SourceUnreachable
from backchannel.model.outgoing import Account, Network
from backchannel.sources.mastodon.instance import origin_of
from backchannel.store.connection import utc_now
from backchannel.wiring.accounts import writer_of
from backchannel.wiring.net import polite_http

Show = Callable[[str], None]
"""Shows an address to whoever logs in, and waits for nobody."""

AskCode = Callable[[], Awaitable[str]]
"""Asks for the code that the server's page shows; asked for when no browser here can bring it."""


_PATIENCE: Final = 20.0

NO_APP: Final = Secret("")

APP: Final = "app"
"""Under which name that is kept beside the token."""


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """An account that can write, and its secret."""

    own: OwnAccount
    secret: Secret = field(repr=False)
    app: Secret = field(repr=False, default=NO_APP)
    """With what its permission can be ended."""


async def mastodon(
    server: str, show: Show, ask_code: AskCode | None, *, is_local: bool = False
) -> LoggedIn:
    """By OAuth, with the code brought by the browser or, with `ask_code`, typed by the person.

    Raises SourceError.
    """
    from contextlib import AsyncExitStack

    from backchannel.sources.posting import oauth, redirect
    from backchannel.sources.posting.mastodon import MastodonWriter

    origin = origin_of(server)
    polite = await asyncio.to_thread(polite_http)
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(polite(allow_local=is_local))
        if ask_code is not None:
            asking = await oauth.begin(http, origin, oauth.SHOWN)
            show(asking.address)
            code = await ask_code()
        else:
            place = await stack.enter_async_context(redirect.waiting())
            asking = await oauth.begin(http, origin, place.address)
            place.expect(asking.state)
            show(asking.address)
            code = await place.code()
        token = Secret(await oauth.finish(http, asking, code))
        account = await MastodonWriter(http, origin, token.reveal(), utc_now).about()
    return LoggedIn(OwnAccount(account, is_local), token, Secret(asking.app.kept()))


async def bluesky(server: str, handle: str, password: str, *, is_local: bool = False) -> LoggedIn:
    """By an app password, tried once. Raises SourceError."""
    from backchannel.sources.posting.bluesky import BlueskyWriter

    origin = origin_of(server or BLUESKY_SERVER)
    polite = await asyncio.to_thread(polite_http)
    async with polite(allow_local=is_local) as http:
        writer = BlueskyWriter(http, origin, handle.removeprefix("@"), password, utc_now)
        account = await writer.about()
        await writer.leave()
    return LoggedIn(OwnAccount(account, is_local), Secret(password))


async def check(own: OwnAccount, secret: Secret) -> None:
    """Ask the server whether it still takes the secret. Raises SourceError."""
    polite = await asyncio.to_thread(polite_http)
    async with polite(allow_local=own.local) as http:
        writer = writer_of(own.account, secret, http, utc_now)
        await writer.about()
        await writer.leave()


async def end(own: OwnAccount, token: Secret, app: Secret) -> None:
    """Take back the permission of a Mastodon login. Raises SourceError when that cannot be done."""
    from backchannel.sources.posting import oauth

    known = oauth.App.of(own.account.server, app.reveal())
    if known is None or not token:
        raise SourceRefused("nothing is kept here that could do it", why=Refusal.LOGIN)
    polite = await asyncio.to_thread(polite_http)
    try:
        async with polite(allow_local=own.local) as http, asyncio.timeout(_PATIENCE):
            await oauth.end(http, known, token.reveal())
    except TimeoutError as error:
        raise SourceUnreachable(f"no answer for {_PATIENCE:.0f} s") from error


def place_to_end(account: Account) -> str:
    """Where a person ends by hand what this program may do with an account."""
    if account.network is Network.BLUESKY:
        return "https://bsky.app/settings/app-passwords"
    return f"{account.server}/oauth/authorized_applications"
