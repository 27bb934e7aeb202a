"""Presenter, projector and desk in terminals that write letters larger, and in others."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from signal import SIGCONT, SIGTSTP

import pytest
from tests.hostile import OBEYED
from tests.ui.desk.stage import EVENT, SOCIAL, remark
from tests.ui.terminal.sized import Knows, SizedTerminal, role

from backchannel.clean.terminal import clean_text
from backchannel.store import pages, posts, sources
from backchannel.store.roles import cues, questions, stage
from backchannel.store.store import Store

ASKED = ("Кто за это платит?", "من يدفع ثمن ذلك؟", "谁来付钱？", "Ποιος πληρώνει;")
PROBE = "\x1b]66;w=2; \x07"
WRITTEN = re.compile("\x1b\\]66;s=[2-7][:;][^\x07]*[^\x07 ]\x07")


def stored(path: Path, *acts: Callable[[Store], Awaitable[object]]) -> Path:
    """A store in which something was done."""

    async def act() -> None:
        async with Store(path) as store:
            for each in acts:
                await each(store)

    asyncio.run(act())
    return path


async def planned(store: Store) -> None:
    await store.write(sources.plan, EVENT, (SOCIAL,))


async def asked_for(store: Store) -> None:
    for words in ASKED:
        await store.write(questions.ask_for, words, "", "me")


async def taken_up(store: Store) -> None:
    await store.write(questions.take_next, "lena")


def shows(terminal: SizedTerminal, words: str) -> bool:
    """Wait until exactly these letters are larger, in whichever lines and order of words."""
    expected = sorted(words.replace(" ", ""))
    return terminal.until(
        lambda: sorted("".join(terminal.grid.enlarged()).replace(" ", "")) == expected
    )


def is_settled(terminal: SizedTerminal) -> bool:
    """Wait until nothing more comes."""
    while True:
        before = len(terminal.painted)
        terminal.until(lambda: False, 0.3)
        if len(terminal.painted) == before:
            return not terminal.grid.faults


def test_each_question_is_in_larger_letters_and_leaves_none_behind(tmp_path: Path) -> None:
    store = stored(tmp_path / "event.db", planned, asked_for, taken_up)
    with role("presenter", store) as terminal:
        assert shows(terminal, ASKED[0])
        assert min(each.scale for each in terminal.grid.big()) >= 5
        for key, words in ((b"b", ASKED[1]), (b"n", ASKED[2]), (b"\x1b[D", ASKED[1])):
            terminal.type(key)
            assert shows(terminal, words)
        assert is_settled(terminal)
        assert "waiting" in str(terminal.grid)
        assert "next" in str(terminal.grid)


def test_what_changes_beside_them_does_not_write_them_again(tmp_path: Path) -> None:
    store = stored(tmp_path / "event.db", planned, asked_for, taken_up)
    with role("presenter", store) as terminal:
        assert shows(terminal, ASKED[0])
        assert is_settled(terminal)
        before = len(WRITTEN.findall(terminal.painted))
        terminal.type(b"q")  # asks in the first line
        assert terminal.until(lambda: "again leaves" in str(terminal.grid))
        assert len(WRITTEN.findall(terminal.painted)) == before


def test_in_another_size_all_is_written_anew(tmp_path: Path) -> None:
    store = stored(tmp_path / "event.db", planned, asked_for, taken_up)
    sizes = (60, 20), (120, 40)
    expected = []
    for size in sizes:
        with role("presenter", store, Knows.ALL, size) as fresh:
            assert shows(fresh, ASKED[0])
            assert is_settled(fresh)
            expected.append((str(fresh.grid), fresh.grid.big()))
    with role("presenter", store, Knows.ALL, (80, 24)) as terminal:
        assert shows(terminal, ASKED[0])
        assert is_settled(terminal)
        for size, wanted in zip(sizes, expected, strict=True):
            terminal.resize(*size)
            assert terminal.until(lambda: (str(terminal.grid), terminal.grid.big()) == wanted)  # noqa: B023  # at once
        assert is_settled(terminal)


def has_stopped(pid: int) -> bool:
    """Whether it really stands still: it tidies up before."""
    return os.waitid(os.P_PID, pid, os.WSTOPPED | os.WNOHANG | os.WNOWAIT) is not None


def test_after_it_was_stopped_it_asks_again_and_writes_all_anew(tmp_path: Path) -> None:
    store = stored(tmp_path / "event.db", planned, asked_for, taken_up)
    with role("presenter", store) as terminal:
        assert shows(terminal, ASKED[0])
        assert is_settled(terminal)
        before = str(terminal.grid), terminal.grid.big()
        os.kill(terminal.pid, SIGTSTP)
        assert terminal.until(lambda: "\x1b[?1049l" in terminal.painted)
        assert terminal.until(lambda: has_stopped(terminal.pid))
        os.kill(terminal.pid, SIGCONT)
        assert terminal.until(lambda: terminal.painted.count(PROBE) == 2)
        assert terminal.until(lambda: (str(terminal.grid), terminal.grid.big()) == before)
        assert is_settled(terminal)


@pytest.mark.parametrize("knows", [Knows.NOTHING, Knows.WIDTH], ids=["nothing", "width"])
def test_a_terminal_that_has_none_is_asked_once_and_shows_its_own(
    tmp_path: Path, knows: Knows
) -> None:
    store = stored(tmp_path / "event.db", planned, asked_for, taken_up)
    with role("presenter", store, knows) as terminal:
        assert terminal.until(lambda: ASKED[0] in str(terminal.grid))
        assert is_settled(terminal)
        assert terminal.painted.count(PROBE) == 1
        assert not WRITTEN.findall(terminal.painted)
        assert not terminal.grid.big()
        with role("presenter", store, knows, (80, 24), "small") as unasked:
            assert unasked.until(lambda: ASKED[0] in str(unasked.grid))
            assert is_settled(unasked)
            assert "\x1b]66" not in unasked.painted
            assert str(unasked.grid) == str(terminal.grid)


def test_a_message_is_larger_too_and_goes_when_it_was_seen(tmp_path: Path) -> None:
    async def told(store: Store) -> None:
        await store.write(cues.cue, "请大声", "lena")

    store = stored(tmp_path / "event.db", planned, asked_for, taken_up, told)
    with role("presenter", store) as terminal:
        assert shows(terminal, ASKED[0] + "请大声")
        assert is_settled(terminal)
        terminal.type(b"k")
        assert shows(terminal, ASKED[0])
        assert is_settled(terminal)
        assert "next" in str(terminal.grid)


async def put_on_air(store: Store, number: int) -> None:
    post = await store.read(pages.by_number, number)
    assert post is not None
    await store.write(stage.put_on_air, post.place, "op")


def test_what_is_on_air_is_in_larger_letters_until_it_leaves(tmp_path: Path) -> None:
    words = ("我们衡量的是产出还是结果？", "Is anyone measuring outcomes?")

    async def arrived(store: Store) -> None:
        await store.write(posts.save, SOCIAL, tuple(map(remark, (2, 1), words)))

    store = stored(tmp_path / "event.db", planned, arrived)
    with role("projector", store, Knows.ALL, (100, 30)) as terminal:
        assert shows(terminal, "#ideaperf")
        stored(store, lambda opened: put_on_air(opened, 1))
        assert shows(terminal, words[0])
        assert is_settled(terminal)
        assert "@ana@social.example" in str(terminal.grid)
        before = str(terminal.grid), terminal.grid.big()
        terminal.type(b"f")
        assert is_settled(terminal)
        assert (str(terminal.grid), terminal.grid.big()) == before
        stored(store, lambda opened: opened.write(stage.blank, "op"))
        assert terminal.until(lambda: not str(terminal.grid).strip())
        stored(store, lambda opened: opened.write(stage.unblank, "op"))
        stored(store, lambda opened: put_on_air(opened, 2))
        assert shows(terminal, words[1])
        assert is_settled(terminal)


def test_at_the_desk_the_same_is_seen_and_goes_with_it(tmp_path: Path) -> None:
    store = stored(tmp_path / "event.db", planned, asked_for, taken_up)
    with role("desk", store, Knows.ALL, (140, 40)) as terminal:
        assert terminal.until(lambda: "4 Pins" in str(terminal.grid))
        for _ in range(2):
            terminal.type(b"V")
            assert shows(terminal, ASKED[0])
            terminal.type(b"\x1b")
            assert terminal.until(lambda: "4 Pins" in str(terminal.grid))
            assert not terminal.grid.big()
        assert is_settled(terminal)


def test_strangers_write_nothing_but_text_in_larger_letters(tmp_path: Path) -> None:
    async def evil(store: Store) -> None:
        for text in OBEYED:
            if words := clean_text(text).strip():
                await store.write(questions.ask_for, words[:60], "", "me")
        await store.write(questions.take_next, "lena")

    store = stored(tmp_path / "event.db", planned, evil)
    with role("presenter", store) as terminal:
        for _ in range(12):
            assert is_settled(terminal)
            terminal.type(b"b")
        assert is_settled(terminal)
        assert WRITTEN.findall(terminal.painted)
        for _, text in re.findall("\x1b\\]66;([^;]*);([^\x07]*)", terminal.painted):
            assert not re.search("[\x00-\x1f\x7f-\x9f]", text)
