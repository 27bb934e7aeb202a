from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.ingest.scripted import Sources, beside, spec
from tests.waiting import until

from backchannel.config.event_file import EventFile, read_event_file
from backchannel.config.secrets import Secrets, TokenPlace
from backchannel.errors import StoreBusy
from backchannel.model.programme import Event
from backchannel.sources import registry
from backchannel.wiring.tending.following import FollowedFile

EVENT = '[event]\nname = "Rivers"\ntags = ["rivers"]\n'
FLICKR = '\n[[source]]\nkind = "flickr"\ntoken_env = "BACKCHANNEL_FLICKR_TOKEN"\n'


@dataclass
class Planned:
    """What was planned; a store that fails first does so as often as told."""

    failures: int = 0
    files: list[EventFile] = field(default_factory=list)
    wrong: str = ""

    async def plan(self, found: EventFile) -> None:
        if self.failures:
            self.failures -= 1
            raise StoreBusy("busy")
        self.files.append(found)

    async def blame(self, problem: str) -> None:
        self.wrong = problem

    async def is_wrong(self, problem: str) -> None:
        """Wait until this is said of the file."""

        async def holds() -> bool:
            return self.wrong == problem

        await until(holds)

    async def has(self, *kinds: str) -> None:
        """Wait until these are followed."""

        async def holds() -> bool:
            return bool(self.files) and [each.kind for each in self.files[-1].sources] == [*kinds]

        await until(holds)


@dataclass
class Followed:
    """A file that is followed."""

    path: Path
    secrets: Secrets = field(default_factory=Secrets)
    planned: Planned = field(default_factory=Planned)

    def write(self, text: str) -> None:
        beside_it = self.path.with_suffix(".new")
        beside_it.write_text(text, "utf-8")
        beside_it.replace(self.path)

    def follow(self) -> FollowedFile:
        return FollowedFile(
            read_event_file(self.path, registry.load),
            self.secrets,
            plan=self.planned.plan,
            blame=self.planned.blame,
            secrets_of=lambda found: Secrets(found.tokens),
            pause=0.01,
        )


@pytest.fixture
def followed(tmp_path: Path) -> Followed:
    file = tmp_path / "event.toml"
    file.write_text(EVENT)
    return Followed(file)


async def test_a_source_that_is_written_into_the_file_is_followed(followed: Followed) -> None:
    file = await asyncio.to_thread(followed.follow)
    async with beside(file.run()):
        await followed.planned.has()
        await asyncio.to_thread(followed.write, EVENT + FLICKR)
        await followed.planned.has("flickr")
        await asyncio.to_thread(followed.write, EVENT)
        await followed.planned.has()


async def test_a_file_that_is_wrong_or_away_changes_nothing(followed: Followed) -> None:
    await asyncio.to_thread(followed.write, EVENT + FLICKR)
    file = await asyncio.to_thread(followed.follow)
    async with beside(file.run()):
        await followed.planned.has("flickr")
        await asyncio.to_thread(followed.write, f"{EVENT}[[source]]\nkind = 'flick'\n")
        await followed.planned.is_wrong(
            "line 5: source[1].kind: flick is not a kind of source; did you mean flickr?"
        )
        await asyncio.to_thread(followed.path.unlink)
        await followed.planned.is_wrong("it is not there any more")
        assert len(followed.planned.files) == 1
        await asyncio.to_thread(followed.write, f'{EVENT}[[source]]\nkind = "medium"\n')
        await followed.planned.has("medium")
        await followed.planned.is_wrong("")


async def test_a_store_that_fails_is_told_again(followed: Followed) -> None:
    followed.planned.failures = 2
    file = await asyncio.to_thread(followed.follow)
    async with beside(file.run()):
        await followed.planned.has()


async def test_whoever_builds_a_source_knows_where_its_token_is_by_then(
    followed: Followed,
) -> None:
    file = await asyncio.to_thread(followed.follow)
    await asyncio.to_thread(followed.write, EVENT + FLICKR)
    build = file.asked_by(Sources(river=[]).build)
    async with build(spec(), await asyncio.to_thread(_event, followed.path)):
        places = followed.secrets.places
    assert TokenPlace("", "BACKCHANNEL_FLICKR_TOKEN") in places.values()


def _event(path: Path) -> Event:
    return read_event_file(path, registry.load).event
