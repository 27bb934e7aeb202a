"""`doctor` from the command line to servers on loopback."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.advice_files import written
from tests.cli.conftest import Backchannel
from tests.sources.loopback import Call, serving

ITEMS = "".join(
    f"<item><guid isPermaLink='false'>{n}</guid><title>Post {n} #ideaprf</title></item>"
    for n in range(4)
)
FEED = f"<rss version='2.0'><channel><title>Blog</title>{ITEMS}</channel></rss>"


async def _answer(call: Call) -> None:
    if call.path == "/feed":
        await call.reply(body=FEED.encode(), content_type="application/rss+xml")
    else:
        await call.reply("404 Not Found")


@pytest.fixture
def port() -> Iterator[int]:
    """A blog of people who cannot spell, in another thread: the command line has its own loop."""
    loop, ready = asyncio.new_event_loop(), threading.Event()
    stop = asyncio.Event()
    found: list[int] = []

    async def serve() -> None:
        async with serving(_answer) as web:
            found.append(web.port)
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    ready.wait()
    yield found[0]
    loop.call_soon_threadsafe(stop.set)
    thread.join()
    loop.close()


def test_the_summary_comes_last_with_the_gravest_first(
    backchannel: Backchannel, tmp_path: Path, port: int
) -> None:
    file = tmp_path / "my.toml"
    base = f"http://127.0.0.1:{port}"
    written(
        file,
        f'kind = "feed"\nname = "blog"\nurl = "{base}/feed"\nlocal = true',
        f'kind = "feed"\nname = "lost"\nurl = "{base}/lost"\nlocal = true',
    )
    ran = backchannel("doctor", file, "--store", tmp_path / "e.db")
    assert ran.code == 1
    start = ran.lines.index(next(line for line in ran.lines if "to do before the event" in line))
    summary = ran.lines[start:]
    assert summary[1] == " 1. lost cannot be read: 404 Not Found. Nothing from there will be seen."
    assert any("In blog 4 posts say #ideaprf" in line for line in summary)
    assert "0 posts in the first answer and 4 without the tag, 4 with #ideaprf, " in ran.out
    assert any(line.startswith("ok  sqlite") for line in ran.lines[:start])
    assert "      not seen: what has left the feed before it was read" in ran.lines[:start]


def test_programs_get_the_same(backchannel: Backchannel, tmp_path: Path, port: int) -> None:
    file = tmp_path / "my.toml"
    written(
        file, f'kind = "feed"\nname = "blog"\nurl = "http://127.0.0.1:{port}/feed"\nlocal = true'
    )
    ran = backchannel("doctor", file, "--store", tmp_path / "e.db", "--json")
    assert ran.code == 0  # doubts are no failure
    source = next(line for line in ran.objects if line["check"] == "source")
    assert (source["near_tags"], len(source["unseen"])) == ({"ideaprf": 4}, 1)
    to_do = [line for line in ran.objects if line["check"] == "to do"]
    assert [line["number"] for line in to_do] == list(range(1, len(to_do) + 1))
    assert {"about", "value", "do"} <= set(to_do[0])


def test_offline_nobody_is_asked(backchannel: Backchannel, tmp_path: Path) -> None:
    file = tmp_path / "my.toml"
    written(file, 'kind = "mastodon"\nserver = "toot.example"', event='tags = ["2026"]')
    ran = backchannel("doctor", file, "--store", tmp_path / "e.db", "--offline")
    assert ran.code == 1
    assert "asking" not in ran.err
    assert "#2026 is no hashtag" in ran.out


def test_a_broken_file_is_the_first_thing_to_mend(backchannel: Backchannel, tmp_path: Path) -> None:
    file = tmp_path / "my.toml"
    file.write_text('[event]\ntags = ["a"]\nzone = "here"\n')
    ran = backchannel("doctor", file)
    assert ran.code == 1
    assert ran.lines[-2].startswith(f" 1. {file}:3: event.zone: is not a key here")


def test_whether_hubs_can_call_is_tried(
    backchannel: Backchannel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, port: int
) -> None:
    file = tmp_path / "my.toml"
    written(file)
    base = f"http://127.0.0.1:{port}/hubs"
    monkeypatch.setenv("BACKCHANNEL_PUBLIC_URL", base)
    monkeypatch.setenv("BACKCHANNEL_LISTEN", f"127.0.0.1:{port}")
    lines = backchannel("doctor", file).lines
    [said] = [line for line in lines if line.startswith("NOT hubs: ")]
    assert f"cannot listen at 127.0.0.1:{port}" in said
    assert any("Hubs cannot call, so feeds are only polled" in line for line in lines)
    assert f"ok  hubs: {base} (not tried)" in backchannel("doctor", file, "--offline").lines
