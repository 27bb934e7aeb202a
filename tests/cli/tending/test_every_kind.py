"""Each kind of source is added by its name, read once where a server is at hand, and taken out."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner, Result
from tests.sources.bluesky_network import Network
from tests.sources.irc_server import IrcServer
from tests.sources.loopback import Call, serving
from tests.sources.nostr.relay_server import relays

from backchannel.cli.program import program
from backchannel.config.event_file import read_event_file
from backchannel.sources import registry

EVENT: Final = (
    '# ours\r\n[event]\r\ntags = ["ideaperf"]\r\n\r\n[[rule]]\r\nname = "a"\r\nwhen = "b"'
)

NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "bluesky": (),
    "discourse": ("server={at}",),
    "feed": ("url={at}/feed",),
    "flickr": ("server={at}",),
    "folder": ("path={here}",),
    "ghost": ("server={at}",),
    "irc": ("server=127.0.0.1", "channels=#town,#hall", "port=6667", "tls=false"),
    "lemmy": ("server={at}", "community=town"),
    "linkding": ("server={at}",),
    "mastodon": ("server={at}",),
    "mastodon_rss": ("server={at}",),
    "matrix": ("server={at}", "room=#town:chat.example"),
    "medium": ("server={at}",),
    "misskey": ("server={at}",),
    "nostr": ("relays={at}",),
    "peertube": ("server={at}",),
    "pinboard": ("server={at}", "user=ann"),
    "raindrop": ("server={at}", "collection=12"),
    "reddit": ("server={at}", "subreddit=town"),
    "shaarli": ("server={at}",),
    "stdin": (),
    "tumblr": ("server={at}", "blog=town"),
    "twitch": ("channels=town",),
    "wordpress": ("server={at}",),
    "x": ("server={at}", "limit=100"),
    "youtube": ("server={at}", "playlist=PLabcdefghij"),
    "youtube_chat": ("server={at}", "video=abcdefghijk"),
}

BY_FEED: Final = (
    "feed", "flickr", "ghost", "lemmy", "mastodon_rss", "medium", "pinboard", "raindrop", "reddit",
    "shaarli", "tumblr", "wordpress", "youtube",
)  # fmt: skip

RSS: Final = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Town</title>
<item><guid>https://town.example/1</guid><link>https://town.example/1</link>
<title>A day in town #ideaperf</title></item></channel></rss>"""


def ran(*words: object) -> Result:
    return CliRunner().invoke(program, ["sources", *map(str, words)], standalone_mode=False)


@pytest.fixture
def event(tmp_path: Path) -> Path:
    file = tmp_path / "event.toml"
    file.write_bytes(EVENT.encode())
    return file


def kept(event: Path, kind: str) -> str:
    """The name of the source that was added, which the file has and which is right."""
    (spec,) = read_event_file(event, registry.load).sources
    assert spec.kind == kind
    assert event.read_bytes().startswith(EVENT.encode())
    return spec.name


def is_taken_out(event: Path, kind: str) -> bool:
    done = ran("remove", event, kept(event, kind))
    assert done.exception is None, done.exception
    return event.read_bytes() == EVENT.encode()


@pytest.mark.parametrize("kind", registry.names())
def test_by_its_name_and_what_it_needs(kind: str, event: Path, tmp_path: Path) -> None:
    words = [word.format(at="https://place.example", here=tmp_path) for word in NEEDED[kind]]
    words = [word.replace("relays=https", "relays=wss") for word in words]
    done = ran("add", event, kind, *words, "--local", "--no-test")
    assert done.exception is None, done.exception
    assert done.stdout.endswith(f"({kind}): added to {event}\n")
    assert is_taken_out(event, kind)


@pytest.mark.parametrize("kind", [kind for kind in registry.names() if NEEDED[kind]])
def test_without_what_it_needs_it_is_said_what_that_is(kind: str, event: Path) -> None:
    done = ran("add", event, kind, "--no-test")
    needs_nothing = {"flickr", "medium", "pinboard", "reddit"}
    if kind in needs_nothing:
        assert done.exception is None
    else:
        assert "need" in str(done.exception)
        assert event.read_bytes() == EVENT.encode()


@pytest.mark.parametrize("kind", BY_FEED)
async def test_a_place_with_feeds_is_read_first(kind: str, event: Path) -> None:
    async def answer(call: Call) -> None:
        await call.reply(body=RSS, content_type="application/rss+xml")

    async with serving(answer) as web:
        words = [word.format(at=web.url("")) for word in NEEDED[kind]]
        done = await asyncio.to_thread(ran, "add", event, kind, *words, "--local")
    assert done.exception is None, done.exception
    assert "ok, 1 post in the first answer" in done.stdout
    assert await asyncio.to_thread(is_taken_out, event, kind)


async def test_a_channel_is_read_first(event: Path) -> None:
    async with IrcServer().running() as server:
        words = (f"irc://127.0.0.1:{server.port}/town", "tls=false", "--local")
        done = await asyncio.to_thread(ran, "add", event, *words)
    assert done.exception is None, done.exception
    assert "(irc): ok" in done.stdout
    assert await asyncio.to_thread(is_taken_out, event, "irc")


async def test_a_relay_is_read_first(event: Path) -> None:
    async with relays() as (relay,):
        done = await asyncio.to_thread(ran, "add", event, relay.url, "--local")
    assert done.exception is None, done.exception
    assert "(nostr): ok" in done.stdout
    assert await asyncio.to_thread(is_taken_out, event, "nostr")


async def test_a_folder_is_read_first(event: Path, tmp_path: Path) -> None:
    (tmp_path / "one.md").write_text("Seen in town #ideaperf")
    done = await asyncio.to_thread(ran, "add", event, tmp_path)
    assert done.exception is None, done.exception
    assert "(folder): ok, 1 post" in done.stdout
    assert await asyncio.to_thread(is_taken_out, event, "folder")


async def test_a_stream_is_read_first(event: Path) -> None:
    network = Network()
    async with network.serving():
        at = f"127.0.0.1:{network.port}"
        words = (f"hosts=ws://{at}", f"appview=http://{at}", "--local")
        done = await asyncio.to_thread(ran, "add", event, "bluesky", *words)
    assert done.exception is None, done.exception
    assert "(bluesky): ok" in done.stdout
    assert await asyncio.to_thread(is_taken_out, event, "bluesky")
