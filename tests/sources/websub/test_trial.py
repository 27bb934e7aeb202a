"""Our own public address, tried as a hub would call it."""

from __future__ import annotations

from tests.sources.loopback import Call, serving, unhurried

from backchannel.sources.http import PoliteHttp
from backchannel.sources.websub.listener import Listener
from backchannel.sources.websub.trial import trial


async def tried(public_url: str = "") -> str:
    """A trial of an address, or of the listener's own."""
    async with PoliteHttp(unhurried(), allow_local=True) as http:
        first = Listener("", ("127.0.0.1", 0))
        await first.open()
        port = first.port
        await first.close()
        listener = Listener(public_url or f"http://127.0.0.1:{port}/hubs", ("127.0.0.1", port))
        try:
            return await trial(listener, http)
        finally:
            await listener.close()


async def test_an_address_that_leads_here_is_one_that_hubs_can_call() -> None:
    assert await tried() == ""


async def test_one_that_leads_nowhere_is_not() -> None:
    assert await tried("http://127.0.0.1:9/hubs") == (
        "http://127.0.0.1:9/hubs does not lead here: connection refused"
    )


async def test_nor_one_that_leads_to_somebody_else() -> None:
    async def welcome(call: Call) -> None:
        await call.reply(body=b"Welcome!")

    async with serving(welcome) as web:
        assert await tried(web.url("/hubs")) == f"{web.url('/hubs')} leads somewhere else"


async def test_a_port_that_is_taken_is_said() -> None:
    async def nobody(call: Call) -> None:
        await call.reply()

    async with serving(nobody) as web, PoliteHttp(unhurried(), allow_local=True) as http:
        listener = Listener(web.url("/hubs"), ("127.0.0.1", web.port))
        said = await trial(listener, http)
    assert said.startswith(f"no hub can call: cannot listen at 127.0.0.1:{web.port} (")
