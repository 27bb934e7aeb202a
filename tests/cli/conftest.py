from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.store.fresh import fresh

from backchannel.clean.terminal import clean_line, clean_text
from backchannel.clean.urls import canonical
from backchannel.cli import run
from backchannel.model.post import Author, Kind, Media, MediaKind, Post
from backchannel.model.programme import Event
from backchannel.model.source import SourceSpec
from backchannel.store import posts, sources
from backchannel.store.store import Store

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
RIVER = SourceSpec("river.example", "mastodon", "backchannel", {"server": "https://river.example"})
RIVERS = Event("Rivers", ("rivers",), "Europe/London")


@dataclass(frozen=True)
class Ran:
    """What a command line came to."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    @property
    def objects(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.lines]


Backchannel = Callable[..., Ran]


@pytest.fixture
def backchannel(capsys: pytest.CaptureFixture[str]) -> Backchannel:
    """The command line in this process: `backchannel("tail", "--json")`."""

    def call(*args: str | Path) -> Ran:
        capsys.readouterr()
        code = run([str(arg) for arg in args])
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return call


def post(number: int, text: str, **changes: Any) -> Post:
    """An invented post, one minute after the one before."""
    values: Mapping[str, Any] = {
        "id": f"https://river.example/posts/{number}",
        "kind": Kind.POST,
        "author": Author(clean_line(f"Ann {number}"), clean_line(f"@ann{number}@river.example")),
        "title": clean_line(""),
        "text": clean_text(text),
        "url": canonical(f"https://river.example/@ann/{number}"),
        "published": NOON + timedelta(minutes=number),
        "tags": ("rivers",),
    }
    return Post(**{**values, **changes})


def photo(alt: str) -> Media:
    """An invented photo."""
    url = canonical("https://river.example/photo.jpg")
    assert url is not None
    return Media(MediaKind.PHOTO, url, clean_line(alt))


def fill(path: Path, *arrived: Post) -> None:
    """Put posts into a store, as a collector does."""
    asyncio.run(filled(path, *arrived))


async def filled(path: Path, *arrived: Post, event: Event = RIVERS) -> None:
    """The same, where an event loop is running."""
    async with Store(fresh(path), now=lambda: NOON + timedelta(hours=6)) as store:
        await store.write(sources.plan, event, [RIVER])
        await store.write(posts.save, RIVER, arrived)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with three posts."""
    path = tmp_path / "rivers.db"
    words: Sequence[str] = ("The river is rising", "Who measures it?", "Lunch is late")
    fill(path, *(post(number, text) for number, text in enumerate(words, 1)))
    return path


@pytest.fixture
def event_file(tmp_path: Path) -> Path:
    """An event file that is all right."""
    path = tmp_path / "rivers.toml"
    path.write_text(
        '[event]\nname = "Rivers"\ntags = ["rivers"]\n\n'
        '[[source]]\nkind = "mastodon"\nserver = "https://river.example"\n'
    )
    return path
