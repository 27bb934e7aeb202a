"""Which token a source is read with is said, wherever sources are listed or asked."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.cli.conftest import Backchannel
from tests.sources.loopback import Call, serving

from backchannel.config.places import places

LOGIN = "l0gin"


@dataclass
class Toot:
    """A server that lets those who are logged in read hashtags; `tokens` are what it was sent."""

    port: int = 0
    is_open: bool = False
    accepted: str = LOGIN
    tokens: list[str] = field(default_factory=list)

    async def answer(self, call: Call) -> None:
        sent = call.headers.get("authorization", "").removeprefix("Bearer ")
        self.tokens.append(sent)
        if "instance" in call.path:
            body: object = {"version": "4.6.4", "domain": f"127.0.0.1:{self.port}"}
            await call.reply(body=json.dumps(body).encode(), content_type="application/json")
        elif sent == self.accepted or (self.is_open and not sent):
            await call.reply(body=b"[]", content_type="application/json")
        else:
            await call.reply("401 Unauthorized", body=b'{"error": "no"}')


@pytest.fixture
def toot() -> Iterator[Toot]:
    """In another thread: the command line has its own loop."""
    loop, ready, stop, toot = asyncio.new_event_loop(), threading.Event(), asyncio.Event(), Toot()

    async def serve() -> None:
        async with serving(toot.answer) as web:
            toot.port = web.port
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    ready.wait()
    yield toot
    loop.call_soon_threadsafe(stop.set)
    thread.join()
    loop.close()


@pytest.fixture
def event(tmp_path: Path, toot: Toot, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An event on a server on which somebody is logged in."""
    where = f'server = "http://127.0.0.1:{toot.port}"\nlocal = true\n'
    file = places().accounts_file
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f'[[account]]\nnetwork = "mastodon"\nhandle = "@ana@toot.example"\n{where}')
    monkeypatch.setenv("BACKCHANNEL_ANA_TOOT_EXAMPLE_TOKEN", LOGIN)
    path = tmp_path / "event.toml"
    source = f'kind = "mastodon"\nname = "toot"\nstream = false\n{where}'
    path.write_text(f'[event]\ntags = ["rivers"]\n[[source]]\n{source}')
    return path


FROM = "token from the login of @ana@toot.example"


def test_a_source_says_that_it_reads_with_a_login(
    backchannel: Backchannel, event: Path, toot: Toot
) -> None:
    assert backchannel("sources", "list", event).lines == [f"toot (mastodon): never read, {FROM}"]
    assert toot.tokens == []
    ran = backchannel("sources", "test", event)
    assert (ran.code, set(toot.tokens)) == (0, {LOGIN})
    assert f" s, {FROM}" in ran.out
    assert f" s, {FROM}" in backchannel("doctor", event).out
    (fields,) = backchannel("sources", "test", event, "--json").objects
    assert fields["token_from"] == "the login of @ana@toot.example"


def test_a_login_that_is_refused_is_said_and_what_is_public_is_read(
    backchannel: Backchannel, event: Path, toot: Toot
) -> None:
    toot.accepted, toot.is_open = "another", True
    ran = backchannel("sources", "test", event)
    assert ran.code == 0
    assert "the login of @ana@toot.example is not accepted here, reading without it" in ran.out
    toot.is_open = False
    ran = backchannel("sources", "test", event)
    assert ran.code == 1
    assert "does not accept the login of @ana@toot.example for hashtags; add a token" in ran.out
    assert LOGIN not in ran.out + ran.err


def test_a_token_of_the_sources_own_goes_before(
    backchannel: Backchannel, event: Path, toot: Toot, monkeypatch: pytest.MonkeyPatch
) -> None:
    toot.accepted = "own"
    monkeypatch.setenv("BACKCHANNEL_127_0_0_1_TOKEN", "own")
    assert (
        "token from environment BACKCHANNEL_127_0_0_1_TOKEN"
        in backchannel("sources", "list", event).out
    )
    assert backchannel("sources", "test", event).code == 0
    assert set(toot.tokens) == {"own"}
