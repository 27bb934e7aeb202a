"""Whether hubs can call this machine, before an event relies on it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator

from backchannel.cli.advice.advice import Advice, Weight
from backchannel.cli.advice.facts import Finding
from backchannel.cli.verbs.settings import settings_of
from backchannel.config.settings import Settings, place_of
from backchannel.errors import BackchannelError


def hub_findings(*, is_offline: bool) -> Iterator[Finding]:
    """Whether our public address leads here, as a hub would find out. Nothing if there is none."""
    try:
        settings = settings_of(None).values
    except BackchannelError as error:
        yield Finding("settings", str(error), is_well=False)
        return
    if not settings.public_url:
        return
    if is_offline:
        yield Finding("hubs", f"{settings.public_url} (not tried)")
        return
    problem = _problem_with(settings)
    yield Finding("hubs", problem or f"{settings.public_url} leads here", is_well=not problem)


def about_hubs(findings: Iterable[Finding]) -> Iterator[Advice]:
    """What to do when no hub would reach us."""
    for finding in findings:
        if finding.about == "hubs" and not finding.is_well:
            what = f"Hubs cannot call, so feeds are only polled: {finding.value}."
            do = "Mend public_url, listen or the web server before it; end a running collect first."
            yield Advice(Weight.PART, "hubs", what, do)


def _problem_with(settings: Settings) -> str:
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
