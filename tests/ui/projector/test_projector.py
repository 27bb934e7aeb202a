from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import pytest
from msgspec.structs import replace
from tests.clock import Clock
from tests.hostile import HOSTILE
from tests.ui.desk.stage import EVENT, SOCIAL, FailingStore, remark, store_with, until
from textual.pilot import Pilot

from backchannel.clean.terminal import clean_text
from backchannel.errors import StoreError
from backchannel.model.moments import from_micros
from backchannel.model.post import Media, MediaKind, Post, Url
from backchannel.model.programme import Rule
from backchannel.model.roles.stage import Look, Part, Room, Shown, Size
from backchannel.store import board, pages, posts, sources
from backchannel.store.connection import Connection
from backchannel.store.roles import stage
from backchannel.store.roles.stage import pictures
from backchannel.store.store import Reader, Store
from backchannel.ui.lines.wrap import cells
from backchannel.ui.projector.app import Projector
from backchannel.ui.projector.canvas import Canvas
from backchannel.ui.themes import BRIGHT

P = ParamSpec("P")
T = TypeVar("T")


async def place(store: Reader, number: int) -> int:
    post = await store.read(pages.by_number, number)
    assert post is not None
    return post.place


@asynccontextmanager
async def stage_with(
    path: Path,
    arrived: Iterable[Post] = (),
    *,
    clock: Clock | None = None,
    kind: type[Store] = Store,
) -> AsyncIterator[Store]:
    """A store whose stage is shown in the terminal's own letters, which a test can read."""
    async with store_with(path, arrived, clock=clock, kind=kind) as store:
        await store.write(stage.set_look, "op", "small letters", Look(size=Size.SMALL))
        yield store


def text(app: Projector) -> str:
    """The whole screen as text."""
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips)


@asynccontextmanager
async def projecting(
    store: Reader, size: tuple[int, int] = (100, 30)
) -> AsyncIterator[tuple[Projector, Pilot[None]]]:
    app = Projector(store)
    async with app.run_test(size=size) as pilot:
        await shows(app, pilot, lambda seen: "Performance" in seen or size[0] < 30)
        yield app, pilot


async def shows(app: Projector, pilot: Pilot[None], holds: Callable[[str], bool]) -> None:
    await until(pilot, lambda: holds(text(app)))


async def test_what_is_taken_elsewhere_is_shown_with_who_where_and_when(tmp_path: Path) -> None:
    async with (
        stage_with(tmp_path, [remark(2), remark(1, "Is that so?")]) as store,
        projecting(store) as (app, pilot),
    ):
        assert "#ideaperf" in text(app)
        assert "Remark" not in text(app)
        await store.write(stage.put_on_air, await place(store, 2), "op")
        await shows(app, pilot, lambda seen: "Is that so?" in seen)
        seen = text(app)
        assert "Ana Example  @ana@social.example" in seen
        assert "social.example · 13:59" in seen
        assert "Performance plus" in seen.splitlines()[1]


async def test_what_is_hidden_or_blanked_leaves_and_nothing_else_is_said(tmp_path: Path) -> None:
    async with (
        stage_with(tmp_path, [remark(2), remark(1, "Is that so?")]) as store,
        projecting(store) as (app, pilot),
    ):
        await store.write(stage.put_on_air, await place(store, 2), "op")
        await shows(app, pilot, lambda seen: "Is that so?" in seen)
        await store.write(stage.blank, "lena")
        await shows(app, pilot, lambda seen: not seen.strip())
        await store.write(stage.unblank, "lena")
        await shows(app, pilot, lambda seen: "Is that so?" in seen)
        await store.write(board.hide, await place(store, 2), "lena")
        await shows(app, pilot, lambda seen: "Is that so?" not in seen and "Performance" in seen)


async def test_the_operator_says_what_is_shown_of_a_post_and_for_which_light(
    tmp_path: Path,
) -> None:
    async with (
        stage_with(tmp_path, [remark(1, "Is that so?")]) as store,
        projecting(store) as (app, pilot),
    ):
        await store.write(stage.put_on_air, await place(store, 1), "op")
        look = Look(size=Size.SMALL, parts=(Part.AUTHOR,), room=Room.BRIGHT)
        await store.write(stage.set_look, "op", "less", look)
        await shows(app, pilot, lambda seen: "Is that so?" in seen and "@ana" not in seen)
        assert ("13:59" in text(app), "Performance" in text(app)) == (False, False)
        assert app.theme == BRIGHT.name


async def test_while_the_store_cannot_be_read_the_last_picture_stays(tmp_path: Path) -> None:
    async with (
        stage_with(tmp_path, [remark(1, "Is that so?")], kind=FailingStore) as store,
        projecting(store) as (app, pilot),
    ):
        await store.write(stage.put_on_air, await place(store, 1), "op")
        await shows(app, pilot, lambda seen: "Is that so?" in seen)
        assert isinstance(store, FailingStore)
        before = text(app)
        store.reading = StoreError("the disk is gone")
        await store.write(stage.blank, "op")
        await pilot.pause(0.2)
        assert text(app) == before
        store.reading = None
        await shows(app, pilot, lambda seen: not seen.strip())


async def test_only_the_second_press_ends_it_and_no_other_key_does_anything(
    tmp_path: Path,
) -> None:
    async with stage_with(tmp_path) as store, projecting(store) as (app, pilot):
        before = text(app)
        await pilot.press("x", "enter", "question_mark", "colon", "escape", "f", "tab", "q")
        assert (text(app), app.is_running) == (before, True)
        await pilot.press("q")
        await until(pilot, lambda: not app.is_running)


async def test_a_display_delay_passes_by_itself(tmp_path: Path) -> None:
    clock = Clock()
    async with (
        stage_with(tmp_path, [remark(1, "Is that so?")], clock=clock) as store,
        projecting(store) as (app, pilot),
    ):
        await store.write(stage.set_look, "op", "delay", Look(size=Size.SMALL, delay=1))
        await store.write(stage.put_on_air, await place(store, 1), "op")
        await pilot.pause(0.1)
        assert "Is that so?" not in text(app)
        clock.advance(2)
        await shows(app, pilot, lambda seen: "Is that so?" in seen)


@pytest.mark.parametrize("is_first_muted", [True, False])
async def test_what_a_rule_mutes_for_a_time_only_comes_and_goes_by_itself(
    tmp_path: Path, *, is_first_muted: bool
) -> None:
    clock = Clock()
    async with (
        stage_with(tmp_path, [remark(1, "Is that so?")], clock=clock) as store,
        projecting(store) as (app, pilot),
    ):
        on_air = await place(store, 1)
        await store.write(stage.put_on_air, on_air, "op")
        age = round((clock() - from_micros(on_air)).total_seconds()) + 2
        field = "since" if is_first_muted else "before"
        rule = Rule("for a while", f"so {field}:{age}s", mute=True)
        await store.write(sources.plan, replace(EVENT, rules=(rule,)), ())
        await shows(app, pilot, lambda seen: ("Is that so?" in seen) != is_first_muted)
        clock.advance(3)
        await shows(app, pilot, lambda seen: ("Is that so?" in seen) == is_first_muted)


async def test_a_display_delay_passes_though_the_clock_stood_or_was_set_back(
    tmp_path: Path,
) -> None:
    clock = Clock()
    async with (
        stage_with(tmp_path, [remark(1, "Is that so?")], clock=clock) as store,
        projecting(store) as (app, pilot),
    ):
        await store.write(stage.set_look, "op", "delay", Look(size=Size.SMALL, delay=1))
        await store.write(stage.put_on_air, await place(store, 1), "op")
        await pilot.pause(1.5)  # longer than the delay, and nothing has passed of it
        assert "Is that so?" not in text(app)
        clock.advance(2)
        await shows(app, pilot, lambda seen: "Is that so?" in seen)


@pytest.mark.parametrize("size", [(140, 40), (60, 20), (20, 6), (3, 2), (1, 1)])
async def test_nothing_that_a_stranger_writes_is_an_error_in_any_terminal(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    arrived = [
        replace(remark(number, "x"), text=clean_text(words), title=clean_text(words[:99]))
        for number, words in enumerate(HOSTILE, 1)
    ]
    async with (
        stage_with(tmp_path, arrived) as store,
        projecting(store, size) as (app, pilot),
    ):
        found = await store.read(pages.around, pages.View(), None, newer=0, older=500, since=None)
        for post in found.posts:
            app.screen.query_one(Canvas).show(Shown(post=post, event=EVENT))
            await pilot.pause()
            assert all(cells(line) <= size[0] for line in text(app).splitlines())
        assert app.fault is None


async def test_a_terminal_without_blocks_gets_letters_and_no_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LANG"):
        monkeypatch.setenv(name, "C")
    event = replace(EVENT, url="https://connect.example/")
    async with (
        store_with(tmp_path, [remark(1, "Is that so?")], event=event) as store,
        projecting(store, (140, 40)) as (app, pilot),
    ):
        assert "▄" not in text(app)
        await store.write(stage.put_on_air, await place(store, 1), "op")
        await shows(app, pilot, lambda seen: "Is that so?" in seen)


async def test_posts_that_their_author_deletes_leave_while_they_are_on_air(tmp_path: Path) -> None:
    async with (
        stage_with(tmp_path, [remark(1, "Is that so?")]) as store,
        projecting(store) as (app, pilot),
    ):
        await store.write(stage.put_on_air, await place(store, 1), "op")
        await shows(app, pilot, lambda seen: "Is that so?" in seen)
        await store.write(posts.retract, SOCIAL.name, ["https://social.example/1"])
        await shows(app, pilot, lambda seen: "Is that so?" not in seen)


async def test_a_projector_comes_back_to_what_is_on_air(tmp_path: Path) -> None:
    async with stage_with(tmp_path, [remark(1, "Is that so?")]) as store:
        await store.write(stage.put_on_air, await place(store, 1), "op")
        async with Reader(tmp_path / "event.db", now=Clock()) as reader:
            assert not isinstance(reader, Store)
            for _ in range(2):
                async with projecting(reader) as (app, pilot):
                    await shows(app, pilot, lambda seen: "Is that so?" in seen)


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # Pillow's, of a pipe
async def test_new_words_wait_for_their_photo_and_no_longer(tmp_path: Path) -> None:
    url = Url("https://cdn.example/hall.jpg")
    photo = Media(MediaKind.PHOTO, url, clean_text(""))
    arrived = [replace(remark(2, "The hall"), media=(photo,)), remark(1, "The garden")]
    async with (
        stage_with(tmp_path, arrived) as store,
        projecting(store, (120, 40)) as (app, pilot),
    ):
        folder = pictures.folder_of(store.path)
        folder.mkdir()
        os.mkfifo(folder / "hall.jpg")  # whoever reads it waits for somebody who writes
        await store.write(pictures.keep, url, "hall.jpg", 3)
        await store.write(stage.put_on_air, await place(store, 2), "op")
        await shows(app, pilot, lambda seen: "The garden" in seen)
        await store.write(stage.put_on_air, await place(store, 1), "op")
        await pilot.pause(0.2)
        seen = text(app)
        (folder / "hall.jpg").write_bytes(b"no photo at all")
        assert ("The garden" in seen, "The hall" in seen) == (True, False)
        await shows(app, pilot, lambda seen: "The hall" in seen and "The garden" not in seen)


async def test_what_waits_for_its_time_is_shown_though_the_store_failed_just_then(
    tmp_path: Path,
) -> None:
    clock = Clock()
    async with stage_with(
        tmp_path, [remark(1, "Is that so?")], clock=clock, kind=FailingStore
    ) as store:
        assert isinstance(store, FailingStore)
        await store.write(stage.set_look, "op", "delay", Look(size=Size.SMALL, delay=1))
        await store.write(stage.put_on_air, await place(store, 1), "op")
        clock.advance(0.7)
        async with projecting(store) as (app, pilot):
            store.reading = StoreError("the disk is busy")
            clock.advance(1)
            await pilot.pause(0.4)
            store.reading = None
            await shows(app, pilot, lambda seen: "Is that so?" in seen)


class StumblingStore(Store):
    """A store of which one look fails in a way that nobody expects."""

    stumbles = False

    async def read(
        self, look: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        if self.stumbles:
            self.stumbles = False
            raise RuntimeError("nobody expected this")
        return await super().read(look, *args, **kwargs)


async def test_what_nobody_expects_is_not_seen_and_does_not_stop_it(tmp_path: Path) -> None:
    async with (
        stage_with(tmp_path, [remark(1, "Is that so?")], kind=StumblingStore) as store,
        projecting(store) as (app, pilot),
    ):
        assert isinstance(store, StumblingStore)
        store.stumbles = True
        await store.write(stage.put_on_air, await super(StumblingStore, store).read(first), "op")
        await shows(app, pilot, lambda seen: "Is that so?" in seen)
        assert (store.stumbles, "nobody" in text(app)) == (False, False)


def first(db: Connection) -> int:
    post = pages.by_number(db, 1)
    assert post is not None
    return post.place
