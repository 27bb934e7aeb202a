"""A plain desk on a store, and what it answers."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from backchannel.cli.plain.commands import do
from backchannel.cli.plain.desk import PlainDesk
from backchannel.cli.plain.lines import Printer
from backchannel.model.query import EVERYTHING
from backchannel.store import changes, pages
from backchannel.store.store import Reader

LONDON = ZoneInfo("Europe/London")


class Talk:
    """Types lines and reads what is printed."""

    def __init__(self, desk: PlainDesk, capture: pytest.CaptureFixture[str]) -> None:
        self.desk, self._capture = desk, capture
        self.is_going = True

    async def __call__(self, line: str) -> list[str]:
        """What is printed for a line."""
        self.heard()
        self.is_going = await self.desk.obey(line, do)
        return self.heard()

    async def one(self, line: str) -> str:
        """The same, when it is one line."""
        (said,) = await self(line)
        return said

    async def objects(self, line: str) -> list[dict[str, Any]]:
        """The same with --json."""
        return [json.loads(said) for said in await self(line)]

    def heard(self) -> list[str]:
        """What was printed since."""
        return self._capture.readouterr().out.splitlines()


@asynccontextmanager
async def talk_on(
    path: Path,
    capture: pytest.CaptureFixture[str],
    *,
    as_json: bool = False,
    event_file: Path | None = None,
    **reading: Any,
) -> AsyncIterator[Talk]:
    """A desk that has printed nothing yet and goes on with what arrives."""
    view = pages.View(None, EVERYTHING, LONDON.key)
    async with (
        Reader(path, **reading) as reader,
        PlainDesk(
            reader, Printer(LONDON, as_json=as_json), view, "Ann", event_file=event_file
        ) as desk,
    ):
        desk.change, desk.printed = (
            await reader.read(changes.latest),
            await reader.read(pages.latest),
        )
        yield Talk(desk, capture)
