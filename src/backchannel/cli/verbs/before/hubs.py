"""Whether hubs can call this machine, before an event relies on it."""

from __future__ import annotations

import asyncio

from backchannel.config.settings import Settings, place_of


def problem_with(settings: Settings) -> str:
    """Why no hub would reach us, in a sentence; empty if one would. Asks our public address."""
    place = place_of(settings.listen)
    if place is None:
        return "listen is no host and port"
    return asyncio.run(_tried(settings.public_url, place))


async def _tried(public_url: str, place: tuple[str, int]) -> str:
    from backchannel.sources.websub.listener import Listener
    from backchannel.sources.websub.trial import trial
    from backchannel.wiring.net import polite_http

    listener = Listener(public_url, place)
    try:
        async with polite_http()(allow_local=True) as http:  # it is the user's own
            return await trial(listener, http)
    finally:
        await listener.close()
