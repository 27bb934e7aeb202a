"""How many sources are read at once."""

from __future__ import annotations

import asyncio

from backchannel.ingest.turns import Turns


async def test_so_many_of_a_kind_and_no_more_are_read_at_once() -> None:
    turns, now, most = Turns(at_once=3, patience=60), 0, 0

    async def read() -> None:
        nonlocal now, most
        async with turns.turn("feed"):
            now += 1
            most = max(most, now)
            await asyncio.sleep(0)
            now -= 1

    await asyncio.gather(*(read() for _ in range(20)))
    assert (most, now) == (3, 0)


async def test_many_feeds_do_not_keep_a_stream_from_being_opened() -> None:
    turns = Turns(at_once=1, patience=60)
    async with turns.turn("feed"), asyncio.timeout(5), turns.turn("mastodon"):
        pass


async def test_a_stream_that_is_open_and_a_server_that_is_silent_let_others_in() -> None:
    turns = Turns(at_once=1, patience=60)
    async with turns.turn("mastodon") as end_turn:
        end_turn()
        async with asyncio.timeout(5), turns.turn("mastodon"):
            pass
    hasty = Turns(at_once=1, patience=0.01)
    async with hasty.turn("feed"), asyncio.timeout(5), hasty.turn("feed"), hasty.turn("feed"):
        pass


async def test_a_turn_that_ended_early_is_given_back_once() -> None:
    turns = Turns(at_once=1, patience=60)
    for _ in range(3):
        async with turns.turn("feed") as end_turn:
            end_turn()
    async with turns.turn("feed"):
        second = asyncio.ensure_future(turns.turn("feed").__aenter__())
        await asyncio.sleep(0)
        assert not second.done()
        second.cancel()
