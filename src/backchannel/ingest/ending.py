"""Jobs that run beside each other and end together."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable


async def first_to_end(*jobs: Awaitable[object]) -> None:
    """Run jobs until one ends, then end the others; the first error is raised."""
    tasks = [asyncio.ensure_future(job) for job in jobs]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
