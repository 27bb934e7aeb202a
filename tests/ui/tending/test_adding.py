"""Adding, testing and removing a source at the desk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tests.clock import Clock
from tests.ui.desk.stage import UNFOLDED, DeskApp, pressed, remark, sees, store_with, until
from textual.pilot import Pilot

from backchannel.config.event_file import read_event_file
from backchannel.model.source import Answer, Probe, Proposal, SourceSpec
from backchannel.sources import registry
from backchannel.store import board, lease, sources
from backchannel.store.connection import Connection
from backchannel.store.desk.layout import layout
from backchannel.store.store import Store
from backchannel.store.tending import errands, wrong_file
from backchannel.ui.tending.adding import AddSource
from backchannel.ui.widgets.rows import Rows
from backchannel.wiring.tending.tender import FileTender

EVENT = """# ours
[event]
name = "Performance plus"
tags = ["ideaperf"]
timezone = "Europe/London"

[[source]]
kind = "mastodon"
name = "social.example"
server = "https://social.example"
"""


class Stage:
    """A desk on an event file, and a collector that answers what a test says."""

    def __init__(self, app: DeskApp, pilot: Pilot[None], store: Store, file: Path) -> None:
        self.app, self.pilot, self.store, self.file = app, pilot, store, file

    async def type(self, *lines: str) -> None:
        for line in lines:
            await self.pilot.press(*("space" if each == " " else each for each in line))
            await self.pilot.press("enter")
            await self.pilot.pause()

    async def sees(self, text: str) -> None:
        await sees(self.pilot, text)

    async def press(self, *keys: str, sees: str) -> None:
        """Keys, and what is on the screen then."""
        await pressed(self.pilot, *keys, shows=sees)

    async def adds(self, *lines: str, sees: str) -> None:
        """The key that adds a source, what is typed then, and what is on the screen."""
        await self.pilot.press("a")
        await self.type(*lines)
        await self.sees(sees)

    async def answers(self, found: Callable[[errands.Errand], Answer]) -> None:
        """What is asked next is answered so."""
        await until(self.pilot, lambda: self.store.read(errands.waiting))
        for each in await self.store.read(errands.waiting):
            await self.store.write(errands.answer, each.id, found(each))

    def chosen(self) -> str:
        """The key of the row under the cursor, in the list on top."""
        row = self.app.screen.query_one(Rows).chosen
        return row.key if row is not None else ""

    async def text(self) -> str:
        return await asyncio.to_thread(self.file.read_text)

    async def followed(self) -> list[SourceSpec]:
        return [each.spec for each in await self.store.read(sources.asked_for)]


@asynccontextmanager
async def stage(folder: Path, size: tuple[int, int] = (140, 40)) -> AsyncIterator[Stage]:
    file = folder / "event.toml"
    await asyncio.to_thread(file.write_text, EVENT)
    found = await asyncio.to_thread(read_event_file, file, registry.load)
    async with store_with(folder, [remark(1)], clock=Clock()) as store:
        await store.write(sources.plan, found.event, found.sources)
        app = DeskApp(store, found.event, arranged=await store.read(layout))
        app.tender = FileTender(file, store, UNFOLDED.by)
        async with app.run_test(size=size) as pilot:
            await until(pilot, lambda: bool(app.desk.status.source_names()))
            await pilot.press("h")
            await until(pilot, lambda: app.shows("How it is going"))
            yield Stage(app, pilot, store, file)


def read(errand: errands.Errand) -> Answer:
    """Three posts."""
    spec = errand.wish.spec
    assert spec is not None
    return Answer(Probe(spec.name, spec.kind, "ok", 0.2, posts=3, others=1))


def refused(errand: errands.Errand) -> Answer:
    """A server that wants a token."""
    spec = errand.wish.spec
    assert spec is not None
    return Answer(Probe(spec.name, spec.kind, "login", 0.2, problem="401 Unauthorized"))


async def test_a_kind_is_added_read_first_and_taken_back(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        await on.adds("flickr", sees="flickr (flickr), what bears the tag, into event.toml")
        await on.sees("asked 14:00 …")
        await on.answers(read)
        await on.sees("● tested 14:00: 3 posts, 1 without the tag")
        await on.press("enter", sees="Added flickr")
        assert await on.text() == f'{EVENT}\n[[source]]\nkind = "flickr"\n'
        assert [each.name for each in await on.followed()] == ["social.example", "flickr"]
        await on.pilot.press("u")
        await until(on.pilot, lambda: not on.app.shows("flickr"))
        assert await on.text() == EVENT
        log = await on.store.read(board.log)
        assert [(each.act, each.by, each.undone) for each in log] == [
            ("add source", UNFOLDED.by, True)
        ]


async def test_all_there_is_can_be_taken(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        await on.adds(
            "feed town.example/news",
            sees="town.example (feed), what bears the tag, into event.toml",
        )
        await on.press("e", sees="town.example (feed), everything there, into event.toml")
        await on.press("e", "e", "enter", sees="Added town.example")
        (_, town) = await on.followed()
        assert town.tagged


async def test_what_is_at_an_address_the_collector_finds_out(tmp_path: Path) -> None:
    found = (
        Proposal("ghost", {"server": "https://blog.example"}, "what has the tag on this site"),
        Proposal("feed", {"url": "https://blog.example/feed"}, "a feed"),
    )
    async with stage(tmp_path) as on:
        await on.adds("blog.example", sees="Looking at https://blog.example")
        await on.answers(lambda _: Answer(proposals=found))
        await on.sees("1 ghost: what has the tag on this site")
        await on.press("2", sees="blog.example (feed), what bears the tag, into event.toml")
        await on.pilot.press("enter")
        await until(on.pilot, lambda: not isinstance(on.app.screen, AddSource))
        assert await on.text() == (
            f'{EVENT}\n[[source]]\nkind = "feed"\nurl = "https://blog.example/feed"\n'
        )


async def test_a_page_leads_to_nothing_on_this_machine_but_what_was_typed_is(
    tmp_path: Path,
) -> None:
    inner = (Proposal("feed", {"url": "http://127.0.0.1:8080/feed"}, "a feed"),)
    async with stage(tmp_path) as on:
        await on.pilot.press("a")
        await on.type("blog.example")
        await on.answers(lambda _: Answer(proposals=inner))
        await on.sees("url: 127.0.0.1 is a private address")
        await on.pilot.press("escape", "a")
        await on.type("http://127.0.0.1:8080/")
        await on.answers(lambda _: Answer(proposals=inner))
        await on.sees("127.0.0.1:8080 (feed), what bears the tag, into event.toml")


@pytest.mark.parametrize("typed", ["ws://127.0.0.1:7447", "nostr ws://127.0.0.1:7447"])
async def test_a_relay_on_this_machine_that_was_typed_is_meant(tmp_path: Path, typed: str) -> None:
    async with stage(tmp_path) as on:
        await on.adds(typed, sees="into event.toml")
        await on.answers(read)
        await on.sees("● tested")
        await on.press("enter", sees="Added")
        assert (await on.followed())[-1].local


async def test_a_password_is_nowhere_to_be_found_again(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        await on.adds("https://ann:word@blog.example/", sees="leave the password out")
        assert await on.store.read(errands.waiting) == ()


async def test_what_is_missing_is_asked_for_and_mended(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        await on.adds("irc", "irc.example", sees="channels? ")
        await on.sees("with or without their #")
        await on.type("")
        await on.sees("it needs channels")
        await on.type("a b")
        await on.sees("'a b' is not a name that a channel can have")
        await on.pilot.press("backspace", "backspace", "backspace")
        await on.type("#town")
        await on.sees("irc.example (irc), what bears the tag, into event.toml")
        await on.sees("BACKCHANNEL_IRC_EXAMPLE_TOKEN")
        await on.answers(refused)
        await on.sees("✕ tested 14:00: login: 401 Unauthorized")
        await on.press("enter", sees="Added irc.example")
        assert (await on.followed())[-1].options == {
            "server": "irc.example",
            "channels": ["#town"],
        }


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("mastdon", "mastdon is no place that is known here; did you mean mastodon?"),
        ("mastodon https://social.example", "social.example asks for the same already"),
        ("feed nothing at all", "url: "),
    ],
)
async def test_what_cannot_be_added_is_said_and_can_be_mended(
    tmp_path: Path, words: str, said: str
) -> None:
    async with stage(tmp_path) as on:
        await on.adds(words, sees=said)
        await on.sees(f"Where? {words}")
        assert await on.text() == EVENT
        await on.press("escape", sees="How it is going")


async def test_where_nobody_collects_it_is_said_and_a_kind_can_still_be_added(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path, size=(80, 24)) as on:
        await on.store.write(lease.release, "tests")
        await on.adds("blog.example", sees="name its kind, as in: feed blog.example")
        await on.press("home", *"feed", "space", "enter", sees="blog.example (feed)")
        await on.sees("nobody is collecting")
        await on.press("enter", sees="Added blog.example")


async def test_a_file_that_cannot_be_written_is_said_and_nothing_is_lost(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        await on.adds("flickr", sees="into event.toml")
        await asyncio.to_thread(on.file.chmod, 0o444)
        await on.press("enter", sees="it is read-only")
        await asyncio.to_thread(on.file.chmod, 0o644)
        await on.press("enter", sees="Added flickr")


async def test_a_source_is_tested_in_its_row(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        await on.press("t", sees="Choose a source with")
        await on.press("G", "t", sees="asked 14:00 …")
        await on.answers(read)
        await on.sees("tested 14:00: 3 posts, 1 without the tag")


async def test_a_source_is_removed_once_asked_and_comes_back(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        await on.store.write(_read_up_to, "here")
        await on.press("G", "x", sees="Remove social.example?")
        await on.sees("1 post of it stays")
        await on.press("2", sees="How it is going")
        assert len(await on.followed()) == 1
        await on.press("x", "1", sees="Removed social.example; 1 post of it stays")
        assert await on.followed() == []
        await on.sees("◌ no source")
        assert "[[source]]" not in await on.text()
        await on.press("u", sees="mastodon · 1 post")
        assert await on.text() == EVENT
        (asked,) = await on.store.read(sources.asked_for)
        assert asked.bookmark == "here"


async def test_the_cursor_goes_to_the_source_that_comes_back(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        await on.adds("flickr", sees="into event.toml")
        await on.press("enter", sees="flickr · 0 posts")
        await on.press("G", "k", "x", "1", sees="Removed social.example")
        assert on.chosen() == "flickr"
        await on.press("u", sees="mastodon · 1 post")
        await until(on.pilot, lambda: on.chosen() == "social.example")


@pytest.mark.parametrize(
    ("words", "takes_one"), [(("folder", "/srv/posts"), False), (("bluesky",), True)]
)
async def test_only_a_kind_that_may_take_a_token_speaks_of_one(
    tmp_path: Path, words: tuple[str, ...], takes_one: bool
) -> None:
    async with stage(tmp_path) as on:
        await on.adds(*words, sees="into event.toml")
        assert on.app.shows("a token, if it needs one") is takes_one


async def test_a_desk_without_an_event_file_says_so(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        on.app.tender = None
        await on.press("escape", "h", "a", sees="opened without an event file")
        await on.pilot.press("escape", "colon")
        await on.type("add source")
        await on.sees("opened without an event file")


async def test_the_palette_adds_one_too(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        await on.pilot.press("escape", "colon")
        await on.type("add source")
        await on.sees("Where? ")


async def test_in_the_panel_the_palette_tests_what_is_chosen(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        await on.pilot.press("G", "colon")
        await on.type("test (t)")
        await on.sees("asked 14:00 …")


async def test_an_event_file_that_is_wrong_is_said(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        await on.store.write(wrong_file.blame, "line 7: source[1].kind: flick is not a kind")
        await on.sees("✕ event file")
        await on.sees("what it said before is followed on")
        await on.store.write(wrong_file.blame, "")
        await until(on.pilot, lambda: not on.app.shows("✕ event file"))


def _read_up_to(db: Connection, bookmark: str) -> None:
    sources.set_bookmark(db, "social.example", bookmark)
