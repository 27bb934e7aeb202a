"""The source, the real HTTP client, and a server on loopback."""

from __future__ import annotations

import json
from http import HTTPStatus

import pytest
from tests.clock import Clock
from tests.sources.feed_reach import DocumentsHere
from tests.sources.loopback import Call, serving
from tests.sources.misskey_server import Kept, MisskeyServer, poll

from backchannel.errors import SourceUnreachable
from backchannel.model.programme import Event
from backchannel.sources.api import Reach
from backchannel.sources.http import PoliteHttp
from backchannel.sources.misskey import Misskey, Options
from backchannel.sources.network.hosts import Hosts


async def test_a_hashtag_is_read_over_http_and_a_rate_limit_is_obeyed() -> None:
    server = MisskeyServer()
    server.publish(*range(150))
    is_busy = False

    async def handler(call: Call) -> None:
        body = await call.reader.readexactly(int(call.headers["content-length"]))
        if is_busy:
            said = {"error": {"message": "Slow down.", "code": "RATE_LIMIT_EXCEEDED"}}
            await call.reply("429 Too Many Requests", json.dumps(said).encode(), retry_after="30")
            return
        status, answer = server.answer(call.path.removeprefix("/api/"), json.loads(body))
        await call.reply(f"{status} {HTTPStatus(status).phrase}", json.dumps(answer).encode())

    async with (
        serving(handler) as web,
        PoliteHttp(Hosts(pause=0.0), allow_local=True) as http,
    ):
        event = Event("Performance", ("ideaperf",))
        reach = Reach(http, DocumentsHere(), event, Clock())
        reading = Misskey(Options(web.url(""), stream=False), reach)
        kept = await poll(reading, Kept())
        del server.notes[140]
        await poll(reading, kept)
        assert kept.numbers == set(range(150))
        assert len(kept.gone) == 1
        is_busy = True
        with pytest.raises(SourceUnreachable) as error:
            await poll(reading, kept)
        assert error.value.retry_after == 30
