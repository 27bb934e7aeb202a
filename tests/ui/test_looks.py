"""Looking again: what was read first never replaces what was read after it."""

from __future__ import annotations

import asyncio

from tests.waiting import until

from backchannel.ui.looks import Looks


async def test_a_look_that_began_before_does_not_end_after_one_that_was_waited_for() -> None:
    stored, shown, slow = ["old"], list[str](), asyncio.Event()

    async def look() -> None:
        read = stored[0]
        if read == "old":
            await slow.wait()
        shown.append(read)

    looks = Looks(look)
    looks.ask()
    async with asyncio.TaskGroup() as jobs:
        running = jobs.create_task(looks.run())
        await until(lambda: not looks.is_due)
        stored[0] = "new"
        wanted = jobs.create_task(looks.look())
        await asyncio.sleep(0)
        slow.set()
        await wanted
        await until(lambda: len(shown) >= 2)
        running.cancel()
    assert shown[-1] == "new"
