"""`store check`: counts, integrity, and one hash over everything that is shared."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from backchannel.cli.answers import answer, answer_json
from backchannel.cli.choice import choose, event_argument, json_option
from backchannel.cli.exit_codes import DONE, NO_STORE


@click.group(name="store")
def store_() -> None:
    """Check an event's store."""


@store_.command()
@event_argument
@json_option
def check(event: str | None, store: Path | None, *, as_json: bool) -> int:
    """Counts, integrity of the file and of the index, and one hash over all that is shared."""
    from backchannel.store import check as checking
    from backchannel.store.store import Reader

    path = choose(event, store).existing_store()

    async def look() -> checking.Report:
        async with Reader(path) as opened:
            return await opened.read(checking.check)

    report = asyncio.run(look())
    if as_json:
        answer_json(
            {
                "store": str(path),
                "ok": not report.problems,
                "counts": dict(report.counts),
                "problems": list(report.problems),
                "shared": report.shared,
            }
        )
    else:
        answer(", ".join(f"{name} {count:,}" for name, count in report.counts.items()))
        for problem in report.problems or ("all is well",):
            answer(problem)
        answer(f"shared {report.shared}")
    return NO_STORE if report.problems else DONE
