"""What was said in two places is one line that names both."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import RIVER, Backchannel, post
from tests.cli.plain.talk import talk_on

from backchannel.clean.terminal import clean_line
from backchannel.clean.urls import canonical
from backchannel.model.post import Author
from backchannel.model.source import SourceSpec
from backchannel.store import posts
from backchannel.store.connection import Connection
from backchannel.store.store import Store

Capture = pytest.CaptureFixture[str]
BLUESKY = SourceSpec("Bluesky", "bluesky", "backchannel", {})
SAID = "Nobody counts what the river does to the park and to the people in it"


def say_twice(db: Connection) -> None:
    there = Author(clean_line("Ann 4"), clean_line("ann4.bsky.example"))
    posts.save(db, RIVER, [post(4, SAID, likes=1)])
    values: dict[str, Any] = {
        "author": there,
        "likes": 2,
        "url": canonical("https://bsky.example/ann/1"),
    }
    posts.save(db, BLUESKY, [post(5, SAID, id="at://did:plc:ann/app.bsky.feed.post/1", **values)])


async def test_it_is_two_lines_after_apart_and_one_again_after_undo(
    store: Path, capsys: Capture
) -> None:
    async with talk_on(store, capsys) as talk:
        await talk.desk.write(say_twice)
        number = talk.desk.printed + 1
        (line,) = [said for said in await talk("last 1") if SAID in said]
        assert line.startswith(f"{number} ")
        assert "Ann 4 (also on Bluesky): Nobody" in line
        told = await talk(f"open {number}")
        page = "https://bsky.example/ann/1"
        assert f"Also said on Bluesky, as {number + 1}, 2 likes: {page}" in told
        assert "3 likes in all places." in told
        why = await talk(f"why {number + 1}")
        assert any(f"shown in the row of {number}" in said for said in why)
        assert (await talk.one(f"apart {number}")).startswith(f"Two posts from now on: {number},")
        assert len([said for said in await talk("last 2") if SAID in said]) == 2
        assert (await talk.one(f"apart {number}")).startswith("It is one post, and there is none")
        assert (await talk.one("undo")).startswith("Undone: show apart")
        assert len([said for said in await talk("last 2") if SAID in said]) == 1


def test_as_json_it_has_the_numbers_and_pages_of_its_copies(
    store: Path, backchannel: Backchannel
) -> None:
    async def written() -> None:
        async with Store(store) as opened:
            await opened.write(say_twice)

    asyncio.run(written())
    printed = backchannel("tail", "--json", "--store", store).objects
    (told,) = (each for each in printed if each["text"] == SAID)
    assert told["sources"][-1] == "Bluesky"
    assert told["likes"] == 3
    assert told["copies"] == [{"number": told["number"] + 1, "url": "https://bsky.example/ann/1"}]


async def test_two_that_only_a_reader_takes_for_one_are_put_together(
    store: Path, capsys: Capture
) -> None:
    async with talk_on(store, capsys) as talk:
        assert await talk.one("together 1 2") == "One post from now on: 1 and 2."
        assert await talk.one("together 2 1") == "2 and 1 are one already."
        assert any("put them together" in said for said in await talk("why 1"))
        assert (await talk.one("undo")).startswith("Undone: show together")
        assert "Say which posts by their numbers" in await talk.one("together 2")
