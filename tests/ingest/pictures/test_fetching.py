from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from msgspec.structs import replace
from tests.clock import Clock
from tests.ui.desk.stage import SOCIAL, remark, store_with

from backchannel.clean.terminal import clean_text
from backchannel.errors import SourceUnreachable
from backchannel.ingest.pictures.fetching import Pictures
from backchannel.model.post import Media, MediaKind, Post, Url
from backchannel.store import board, pages, posts
from backchannel.store.roles import stage
from backchannel.store.roles.stage import pictures
from backchannel.store.store import Store

T = TypeVar("T")


class Net:
    """Answers with what is at an address, and remembers what was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, bool]] = []
        self.is_down = False

    async def fetch(self, url: str, local: bool) -> bytes:
        self.asked.append((url, local))
        if self.is_down:
            raise SourceUnreachable("nobody answers")
        return b"a picture"

    async def read(
        self, reader: Callable[[bytes, Mapping[str, str]], T], body: bytes, hints: Mapping[str, str]
    ) -> T:
        made: object = body + b", small"
        return made  # type: ignore[return-value]  # as a worker would answer


def photo(number: int, **more: object) -> Post:
    media = Media(MediaKind.PHOTO, Url(f"https://cdn.example/{number}.jpg"), clean_text("A hall"))
    return replace(remark(number), media=(media,), **more)


async def place(store: Store, number: int) -> int:
    post = await store.read(pages.by_number, number)
    assert post is not None
    return post.place


async def test_only_what_is_pinned_is_fetched_and_then_shown(tmp_path: Path) -> None:
    net = Net()
    async with store_with(tmp_path, [photo(2), photo(1)]) as store:
        job = Pictures(store, net.fetch, net)
        await job.look()
        assert net.asked == []
        await store.write(stage.put_on_air, await place(store, 1), "op")
        await job.look()
        await job.look()
        assert net.asked == [("https://cdn.example/2.jpg", False)]
        (shown,) = (await store.read(stage.shown)).photos
        file = pictures.folder_of(store.path) / shown.file
        assert (shown.alt, file.read_bytes()) == ("A hall", b"a picture, small")


async def test_what_its_author_deletes_or_nobody_pins_any_more_is_taken_from_the_disk(
    tmp_path: Path,
) -> None:
    net = Net()
    async with store_with(tmp_path, [photo(2), photo(1)]) as store:
        for number in (1, 2):
            await store.write(board.pin, await place(store, number), "op")
        job = Pictures(store, net.fetch, net)
        await job.look()
        folder = pictures.folder_of(store.path)
        assert len(list(folder.iterdir())) == 2
        await store.write(posts.retract, SOCIAL.name, ["https://social.example/1"])
        await store.write(board.unpin, await place(store, 1), "op")
        await job.look()
        assert list(folder.iterdir()) == []


async def test_what_cannot_be_had_is_not_asked_for_again_at_once(tmp_path: Path) -> None:
    net, clock = Net(), Clock()
    net.is_down = True
    async with store_with(tmp_path, [photo(1)], clock=clock) as store:
        await store.write(board.pin, await place(store, 1), "op")
        job = Pictures(store, net.fetch, net)
        await job.look()
        await job.look()
        assert len(net.asked) == 1
        net.is_down = False
        clock.advance(600)
        await job.look()
        assert len(net.asked) == 2
        await store.write(stage.take, await place(store, 1), "op")
        assert (await store.read(stage.shown)).photos


async def test_what_was_left_behind_where_a_store_was_moved_is_fetched_again(
    tmp_path: Path,
) -> None:
    net = Net()
    async with store_with(tmp_path, [photo(1)]) as store:
        await store.write(stage.put_on_air, await place(store, 1), "op")
        await Pictures(store, net.fetch, net).look()
        folder = pictures.folder_of(store.path)
        await asyncio.to_thread(shutil.rmtree, folder)
        await Pictures(store, net.fetch, net).look()
        (shown,) = (await store.read(stage.shown)).photos
        assert (folder / shown.file).read_bytes() == b"a picture, small"
        assert len(net.asked) == 2


async def test_pictures_of_what_is_covered_are_not_fetched(tmp_path: Path) -> None:
    net = Net()
    async with store_with(tmp_path, [photo(1, is_sensitive=True)]) as store:
        await store.write(board.pin, await place(store, 1), "op")
        await Pictures(store, net.fetch, net).look()
        assert net.asked == []
