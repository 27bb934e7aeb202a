"""Worker processes: whatever a document does, the others are read."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path

import pytest
from tests.ingest import hostile_readers as hostile
from tests.waiting import PATIENCE, until

from backchannel.errors import Refusal, SourceRefused, SourceUnreachable
from backchannel.ingest.reader import MEBIBYTE, DocumentReader
from backchannel.sources.feed_document import read_feed


@pytest.fixture
async def reader() -> AsyncIterator[DocumentReader]:
    async with DocumentReader(seconds=PATIENCE) as reader:
        yield reader


def is_running(pid: int) -> bool:
    """Also true for a process that has ended and that nobody waited for."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def still_reads(reader: DocumentReader) -> bool:
    return (await reader.read(hostile.count, b"abc", {})).length == 3


async def test_a_document_is_read_in_another_process_and_comes_back_typed(
    reader: DocumentReader,
) -> None:
    found = await reader.read(hostile.count, b"abc", {"address": "https://a.example/"})
    assert isinstance(found, hostile.Count)
    assert (found.length, found.seen) == (3, ("https://a.example/",))
    assert found.at is not None
    assert found.at.year == 2026
    assert found.pid != os.getpid()


async def test_no_process_is_started_before_there_is_a_document(reader: DocumentReader) -> None:
    assert reader.pids == frozenset()


async def test_a_worker_is_used_again(reader: DocumentReader) -> None:
    first = await reader.read(hostile.count, b"", {})
    second = await reader.read(hostile.count, b"", {})
    assert first.pid == second.pid


async def test_a_worker_that_has_read_very_many_documents_is_replaced() -> None:
    async with DocumentReader(seconds=PATIENCE, documents=3) as reader:
        pids = [(await reader.read(hostile.count, b"", {})).pid for _ in range(7)]
        first, *_, last = pids
        assert [pids.count(pid) for pid in dict.fromkeys(pids)] == [3, 3, 1]
        await until(lambda: not is_running(first))
        assert reader.pids == {last}


async def test_a_worker_that_a_document_left_large_is_replaced(reader: DocumentReader) -> None:
    a_little = (await reader.read(hostile.hoard, b"", {"bytes": str(MEBIBYTE)})).pid
    assert reader.pids == {a_little}
    assert (await reader.read(hostile.hoard, b"", {"bytes": str(200 * MEBIBYTE)})).pid == a_little
    assert await still_reads(reader)
    assert a_little not in reader.pids


async def test_as_many_documents_are_read_at_once_as_there_are_workers(
    reader: DocumentReader,
) -> None:
    found = await asyncio.gather(
        *(reader.read(hostile.nap, b"", {"seconds": "0.2"}) for _ in range(4))
    )
    assert len({each.pid for each in found}) == 2


async def test_a_document_as_large_as_allowed_is_read(reader: DocumentReader) -> None:
    assert (await reader.read(hostile.count, bytes(15 * MEBIBYTE), {})).length == 15 * MEBIBYTE


@pytest.mark.parametrize("endless", [hostile.spin, hostile.spin_deaf])
async def test_a_document_that_takes_too_long_costs_only_its_worker(
    endless: Callable[[bytes, Mapping[str, str]], hostile.Count],
) -> None:
    async with DocumentReader(seconds=0.3) as reader:
        with pytest.raises(SourceUnreachable, match=r"takes more than 0\.3 s"):
            await reader.read(endless, b"", {})
    async with DocumentReader(seconds=PATIENCE) as reader:
        assert await still_reads(reader)


async def test_a_document_that_needs_too_much_memory_is_refused_in_words(
    reader: DocumentReader,
) -> None:
    with pytest.raises(SourceUnreachable, match="too much memory"):
        await reader.read(hostile.devour, b"", {})
    assert await still_reads(reader)


async def test_a_document_nested_without_end_is_refused_in_words(reader: DocumentReader) -> None:
    with pytest.raises(SourceUnreachable, match="nested too deeply"):
        await reader.read(hostile.recurse, b"", {})
    assert await still_reads(reader)


async def test_an_unexpected_error_is_named_without_the_words_of_the_document(
    reader: DocumentReader,
) -> None:
    with pytest.raises(SourceUnreachable, match=r"cannot be read \(KeyError\)$"):
        await reader.read(hostile.fail, b"", {})
    assert await still_reads(reader)


@pytest.mark.parametrize("deadly", [hostile.die, hostile.leave])
async def test_a_document_that_kills_its_worker_is_refused_and_the_next_is_read(
    reader: DocumentReader, deadly: Callable[[bytes, Mapping[str, str]], hostile.Count]
) -> None:
    with pytest.raises(SourceUnreachable, match="stopped the program that reads it"):
        await reader.read(deadly, b"", {})
    assert await still_reads(reader)


async def test_a_document_read_meanwhile_does_not_notice_a_death(reader: DocumentReader) -> None:
    nap, death = await asyncio.gather(
        reader.read(hostile.nap, b"", {"seconds": "0.3"}),
        reader.read(hostile.die, bytes(MEBIBYTE), {}),
        return_exceptions=True,
    )
    assert isinstance(nap, hostile.Count)
    assert isinstance(death, SourceUnreachable)


async def test_an_answer_of_the_wrong_type_is_an_error_of_the_source(
    reader: DocumentReader,
) -> None:
    with pytest.raises(SourceUnreachable):
        await reader.read(hostile.lie, b"", {})
    assert await still_reads(reader)


async def test_our_own_errors_come_through_with_what_they_carry(reader: DocumentReader) -> None:
    with pytest.raises(SourceRefused, match=r"^it has ended$") as refused:
        await reader.read(hostile.refuse, b"", {})
    assert refused.value.why is Refusal.GONE
    with pytest.raises(SourceUnreachable, match=r"^not now$") as put_off:
        await reader.read(hostile.put_off, b"", {})
    assert put_off.value.retry_after == 7.5


async def test_a_parser_that_prints_disturbs_nobody(reader: DocumentReader) -> None:
    assert (await reader.read(hostile.chatter, b"abc", {})).length == 3
    assert await still_reads(reader)


async def test_a_worker_killed_while_it_rested_is_replaced(reader: DocumentReader) -> None:
    pid = (await reader.read(hostile.count, b"", {})).pid
    [worker] = reader._resting
    os.kill(pid, signal.SIGKILL)
    await until(lambda: not worker.is_alive)  # the loop hears of it a little after it is so
    assert await still_reads(reader)
    assert pid not in reader.pids


async def test_a_cancelled_read_ends_its_worker(reader: DocumentReader) -> None:
    reading = asyncio.create_task(reader.read(hostile.spin, b"", {}))
    await until(lambda: bool(reader.pids))
    [pid] = reader.pids
    await asyncio.sleep(0.1)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    await until(lambda: not is_running(pid))
    assert await still_reads(reader)


async def test_a_read_cancelled_at_any_moment_leaves_a_reader_that_reads(
    reader: DocumentReader,
) -> None:
    for pause in (0, 0.001, 0.01, 0.05, 0.1, 0.2):
        reading = asyncio.create_task(reader.read(hostile.count, bytes(MEBIBYTE), {}))
        await asyncio.sleep(pause)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
    assert await still_reads(reader)


async def test_idle_workers_are_stopped() -> None:
    async with DocumentReader(seconds=PATIENCE, idle=0.05) as reader:
        pid = (await reader.read(hostile.count, b"", {})).pid
        await until(lambda: not is_running(pid))
        assert reader.pids == frozenset()
        assert await still_reads(reader)


async def test_closing_leaves_no_process_not_even_a_busy_one() -> None:
    reader = DocumentReader(seconds=PATIENCE)
    resting = (await reader.read(hostile.count, b"", {})).pid
    busy = asyncio.create_task(reader.read(hostile.spin, b"", {}))
    other = asyncio.create_task(reader.read(hostile.spin, b"", {}))
    await until(lambda: len(reader.pids) == 2)
    pids = {resting, *reader.pids}
    await reader.close()
    assert not any(is_running(pid) for pid in pids)
    for task in (busy, other):
        with pytest.raises(SourceUnreachable):
            await task
    await reader.close()


async def test_workers_end_with_their_parent_even_if_that_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        "import asyncio\n"
        "from backchannel.ingest.reader import DocumentReader\n"
        "from tests.ingest import hostile_readers as hostile\n"
        "async def main():\n"
        "    reader = DocumentReader(seconds=2)\n"  # enough for the first, on a busy machine too
        "    await reader.read(hostile.count, b'', {})\n"
        "    busy = [reader.read(hostile.spin_deaf, b'', {}) for _ in range(2)]\n"
        "    reading = asyncio.gather(*busy)\n"
        "    while len(reader.pids) < 2: await asyncio.sleep(0.01)\n"
        "    print(*reader.pids, flush=True)\n"
        "    await asyncio.sleep(60)\n"
        "asyncio.run(main())\n"
    )
    parent = await asyncio.create_subprocess_exec(
        sys.executable,
        str(script),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    assert parent.stdout is not None
    pids = [int(pid) for pid in (await parent.stdout.readline()).split()]
    parent.kill()
    await parent.wait()
    assert pids
    await until(lambda: not any(is_running(pid) for pid in pids))


async def test_a_worker_sees_no_secrets_and_writes_no_files(
    reader: DocumentReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKCHANNEL_TOKEN", "secret")
    seen = (await reader.read(hostile.environment, b"", {})).seen
    assert "BACKCHANNEL_TOKEN" not in seen
    assert "HOME" not in seen
    target = tmp_path / "planted"
    assert (await reader.read(hostile.write_file, b"", {"path": str(target)})).length == 0
    assert not target.exists() or target.read_text() == ""


async def test_a_module_in_the_current_directory_is_not_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "feedparser.py").write_text("raise SystemExit")
    (tmp_path / "msgspec.py").write_text("raise SystemExit")
    monkeypatch.chdir(tmp_path)
    async with DocumentReader(seconds=PATIENCE) as reader:
        assert await still_reads(reader)


async def test_only_functions_of_a_module_can_be_readers(reader: DocumentReader) -> None:
    with pytest.raises(TypeError):
        await reader.read(lambda _body, _hints: hostile.Count(0, 0), b"", {})


async def test_a_feed_is_read_as_it_would_be_here(reader: DocumentReader) -> None:
    path = Path(__file__).parent.parent / "sources" / "feeds" / "blog.rss.xml"
    hints = {"address": "https://blog.example/feed.xml", "now": "2026-01-09T14:00:00+00:00"}
    assert await reader.read(read_feed, path.read_bytes(), hints) == read_feed(
        path.read_bytes(), hints
    )
