from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import NOON

from backchannel.cli.telling import teller
from backchannel.errors import StoreError
from backchannel.model.change import Change, ChangeKind
from backchannel.store import board, changes, pages
from backchannel.store.store import Store

Capture = pytest.CaptureFixture[str]


def told(capsys: Capture) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_every_change_about_a_post_says_which(store: Path, capsys: Capture) -> None:
    async def decided() -> tuple[Change, ...]:
        async with Store(store) as opened:
            since = await opened.read(changes.latest)
            post = await opened.read(pages.by_number, 2)
            assert post is not None
            for act in (board.pin, board.stash, board.hide):
                await opened.write(act, post.place, "Ann")
            await opened.write(board.note, "Asked twice", "Ann", post.place)
            return await opened.read(changes.since, since)

    tell = teller(store)
    for change in asyncio.run(decided()):
        tell(change)
    lines = told(capsys)
    about = {line["kind"]: (line.get("number"), line.get("id")) for line in lines}
    post = (2, "https://river.example/posts/2")
    assert about == {"pin": post, "stash": post, "hidden": post, "note": (None, None)}


def test_a_store_that_cannot_be_read_is_an_error_of_ours(tmp_path: Path, capsys: Capture) -> None:
    """Whoever tells tries again after one; another would end the collector."""
    letter = tmp_path / "letter.db"
    letter.write_text("Dear Ada, " * 1_000)
    with pytest.raises(StoreError, match="not a backchannel store"):
        teller(letter)(Change(1, ChangeKind.POST_NEW, "5", "desk", NOON))
    assert told(capsys) == []
