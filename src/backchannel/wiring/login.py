"""Logging an account in: from a person's yes to its name and its token."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from backchannel.config.accounts import OwnAccount
from backchannel.config.accounts.table import BLUESKY_SERVER
from backchannel.config.secrets import Secret
from backchannel.sources.mastodon.instance import origin_of
from backchannel.store.connection import utc_now
from backchannel.wiring.accounts import writer_of
from backchannel.wiring.net import polite_http

Show = Callable[[str], None]
"""Shows an address to whoever logs in, and waits for nobody."""

AskCode = Callable[[], Awaitable[str]]
"""Asks for the code that the server's page shows; asked for when no browser here can bring it."""


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """An account that can write, and its secret."""

    own: OwnAccount
    secret: Secret = field(repr=False)


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
    return LoggedIn(OwnAccount(account, is_local), token)


async def bluesky(server: str, handle: str, password: str, *, is_local: bool = False) -> LoggedIn:
    """By an app password, tried once. Raises SourceError."""
    from backchannel.sources.posting.bluesky import BlueskyWriter

    origin = origin_of(server or BLUESKY_SERVER)
    polite = await asyncio.to_thread(polite_http)
    async with polite(allow_local=is_local) as http:
        writer = BlueskyWriter(http, origin, handle.removeprefix("@"), password, utc_now)
        account = await writer.about()
    return LoggedIn(OwnAccount(account, is_local), Secret(password))


async def check(own: OwnAccount, secret: Secret) -> None:
    """Ask the server whether it still takes the secret. Raises SourceError."""
    polite = await asyncio.to_thread(polite_http)
    async with polite(allow_local=own.local) as http:
        await writer_of(own.account, secret, http, utc_now).about()
