from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.ingest.scripted import EVENT

from backchannel.config.secrets import Secrets, TokenPlace
from backchannel.errors import Refusal, SourceRefused
from backchannel.model.source import SourceSpec
from backchannel.wiring.net import Net


async def read_and_be_refused(net: Net, spec: SourceSpec) -> None:
    async with net.build(spec, EVENT):
        refused = "the token is not accepted"
        raise SourceRefused(refused, why=Refusal.LOGIN)


async def test_a_token_that_was_refused_is_asked_for_anew_whatever_the_source_is_called() -> None:
    spec = SourceSpec("people", "mastodon", "backchannel", {"server": "toot.example"})
    tokens: Iterator[str] = iter(["old", "new"])
    places = {"toot.example": TokenPlace("ask-for-it", "")}
    secrets = Secrets(places, environ={}, run=lambda _: next(tokens))
    net = Net(secrets)
    with pytest.raises(SourceRefused):
        await read_and_be_refused(net, spec)
    async with net.build(spec, EVENT):
        assert secrets.secret_for("toot.example").reveal() == "new"
