import asyncio
from contextlib import closing
from pathlib import Path
from threading import Event
from time import monotonic, sleep

import pytest
from tests.store.written import HERE, a_post, texts

from backchannel.cli.verbs.record.interrupting import Check, run_whole, write_whole
from backchannel.store import posts, schema
from backchannel.store.connection import Connection


def stored(path: Path) -> list[str]:
    with closing(schema.open_to_read(path)) as db:
        return texts(db)


async def begun_and_cancelled(path: Path, is_done: Event) -> None:
    loop, has_begun = asyncio.get_running_loop(), asyncio.Event()

    def act(db: Connection, check: Check) -> None:
        posts.save(db, HERE, [a_post(1)])
        loop.call_soon_threadsafe(has_begun.set)
        until = monotonic() + 10
        while monotonic() < until:  # as a long record would
            check()
            sleep(0.001)

    writing = asyncio.create_task(write_whole(path, act, is_done))
    await has_begun.wait()
    writing.cancel()
    await writing


def test_what_is_interrupted_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    path, is_done = tmp_path / "event.db", Event()
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(begun_and_cancelled(path, is_done))
    assert (stored(path), is_done.is_set()) == ([], False)
    run_whole(path, lambda db, _: posts.save(db, HERE, [a_post(1)]))
    assert stored(path) == ["Words"]


def test_who_interrupts_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def act(_db: Connection, _check: Check) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_whole(tmp_path / "event.db", act)
    assert capsys.readouterr().err == "Nothing was taken.\n"
