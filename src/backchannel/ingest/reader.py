"""Documents parsed in worker processes that can be killed, so that none can stop the rest."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from functools import cache
from typing import Self, TypeVar, get_type_hints

import msgspec

from backchannel.errors import SourceRefused, SourceUnreachable
from backchannel.ingest import reading

T = TypeVar("T")

MEBIBYTE = 1024 * 1024

FULL = 4
"""A worker that is left with this part of the memory it may have is replaced."""

_LARGEST_ANSWER = 64 * MEBIBYTE
_TO_START = 30.0
_TO_STOP = 2.0
_ENVIRONMENT = ("PATH", "PYTHONHOME", "PYTHONPATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TZ")


class DocumentReader:
    """A few worker processes, started when first needed and stopped when idle for a minute.

    Implements `backchannel.sources.api.Documents`. A document that takes more than `seconds` or
    `memory` bytes costs its worker, and nothing else: the next document gets a fresh one. So does
    the next after `documents` of them, and after one that left its worker large: what a parser or
    the allocator beneath it never gives back is not kept for weeks. More documents than `workers`
    at a time wait their turn, which does not count as their time. A cancelled read ends its worker
    at once. Belongs to the event loop it is used in; `close` it or use it as an async context
    manager, and no process is left.
    """

    def __init__(
        self,
        *,
        workers: int = 2,
        seconds: float = 10.0,
        memory: int = 512 * MEBIBYTE,
        idle: float = 60.0,
        documents: int = 2_000,
    ) -> None:
        self._seconds, self._memory, self._idle = seconds, memory, idle
        self._documents = documents
        self._turns = asyncio.Semaphore(workers)
        self._resting: dict[_Worker, asyncio.TimerHandle] = {}
        self._busy: set[_Worker] = set()
        self._ending: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @property
    def pids(self) -> frozenset[int]:
        """The process ids of the workers there are now, busy or resting."""
        return frozenset(worker.pid for worker in (*self._resting, *self._busy))

    async def read(
        self, reader: Callable[[bytes, Mapping[str, str]], T], body: bytes, hints: Mapping[str, str]
    ) -> T:
        """`reader(body, hints)` in a worker; see `Documents.read`."""
        job = reading.Job(name_of(reader), body, dict(hints))
        async with self._turns:
            answer = await self._ask(job)
        if isinstance(answer, reading.Done):
            return typed(reader, answer.result)
        if isinstance(answer, reading.Refused):
            raise SourceRefused(answer.problem, why=answer.why)
        if isinstance(answer, reading.Unreachable):
            raise SourceUnreachable(answer.problem, retry_after=answer.retry_after)
        problem = answer.problem if isinstance(answer, reading.Broken) else "cannot be read"
        raise SourceUnreachable(f"the document {problem}")

    async def close(self) -> None:
        """Stop every worker, resting ones gently; returns when all have ended."""
        for worker in list(self._busy):
            self._end(worker)
        for worker in list(self._resting):
            self._retire(worker)
        while self._ending:
            await asyncio.gather(*self._ending)

    async def _ask(self, job: reading.Job) -> reading.Answer:
        worker = await self._take()
        answer: reading.Answer | None = None
        try:
            async with asyncio.timeout(self._seconds):
                answer = await worker.ask(job)
        except TimeoutError as error:
            raise SourceUnreachable(
                f"the document takes more than {self._seconds:g} s to read"
            ) from error
        except (OSError, asyncio.IncompleteReadError, msgspec.DecodeError) as error:
            raise SourceUnreachable("the document stopped the program that reads it") from error
        finally:
            self._busy.discard(worker)
            if answer is None or isinstance(answer, reading.Broken):
                self._end(worker)
            elif worker.documents >= self._documents or worker.held > self._memory / FULL:
                self._await(worker.stop())  # what it has read is read
            else:
                self._rest(worker)
        return answer

    async def _take(self) -> _Worker:
        while self._resting:
            worker, timer = self._resting.popitem()
            timer.cancel()
            if worker.is_alive:
                self._busy.add(worker)
                return worker
            self._end(worker)  # somebody killed it while it rested
        worker = await _Worker.spawn()
        self._busy.add(worker)
        is_ready = False
        try:
            async with asyncio.timeout(_TO_START):
                await worker.ask(reading.Start(sys.path, self._memory, self._seconds))
            is_ready = True
        except (TimeoutError, OSError, asyncio.IncompleteReadError) as error:
            raise SourceUnreachable("the program that reads documents does not start") from error
        finally:
            if not is_ready:
                self._busy.discard(worker)
                self._end(worker)
        return worker

    def _rest(self, worker: _Worker) -> None:
        loop = asyncio.get_running_loop()
        self._resting[worker] = loop.call_later(self._idle, self._retire, worker)

    def _retire(self, worker: _Worker) -> None:
        if timer := self._resting.pop(worker, None):
            timer.cancel()
        self._await(worker.stop())

    def _end(self, worker: _Worker) -> None:
        worker.kill()
        self._await(worker.stop())

    def _await(self, ending: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(ending)
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)


class _Worker:
    """One worker process and the pipes to it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        if process.stdin is None or process.stdout is None:
            raise TypeError("a worker needs both pipes")
        self._process, self._inlet, self._outlet = process, process.stdin, process.stdout
        self.documents = self.held = 0
        """How many it has read, and the bytes of memory it had after the last one."""

    @classmethod
    async def spawn(cls) -> _Worker:
        """Start the process, away from the terminal and from the parent's secrets."""
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-P", "-B", "-X", "utf8", "-m", reading.__name__),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
                start_new_session=True,
                limit=MEBIBYTE,
            )
        except OSError as error:
            raise SourceUnreachable("the program that reads documents does not start") from error
        return cls(process)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        return self._process.returncode is None and not self._outlet.at_eof()

    async def ask(self, question: reading.Start | reading.Job) -> reading.Answer:
        """Send a frame and wait for the answer to it."""
        payload = msgspec.msgpack.encode(question)
        self._inlet.write(len(payload).to_bytes(reading.LENGTH))
        self._inlet.write(payload)
        with suppress(ConnectionError):  # a worker that dies may still have said why
            await self._inlet.drain()
        length = int.from_bytes(await self._outlet.readexactly(reading.LENGTH))
        if length > _LARGEST_ANSWER:
            raise ConnectionError
        answer: reading.Answer = msgspec.msgpack.decode(
            await self._outlet.readexactly(length), type=reading.Answer
        )
        if isinstance(answer, reading.Done | reading.Unreachable | reading.Refused):
            self.documents, self.held = self.documents + 1, answer.held
        return answer

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            self._process.kill()

    async def stop(self) -> None:
        """Let the process end by itself, else make it; returns when it has ended."""
        self._inlet.close()
        try:
            async with asyncio.timeout(_TO_STOP):
                await self._process.wait()
        except TimeoutError:
            self.kill()
            await self._process.wait()
        with suppress(ConnectionError):
            await self._inlet.wait_closed()


def typed(reader: Callable[..., T], result: msgspec.Raw) -> T:
    """What a reader returned, as it came from a worker. Raises SourceUnreachable for rubbish."""
    try:
        found: T = _decoder(reader).decode(result)
    except msgspec.DecodeError as error:
        raise SourceUnreachable("the document cannot be read") from error
    return found


@cache  # there are a few readers, and each is used again and again
def _decoder(reader: Callable[..., T]) -> msgspec.msgpack.Decoder[T]:
    return msgspec.msgpack.Decoder(get_type_hints(reader)["return"])


def name_of(reader: Callable[..., object]) -> str:
    """`module:function`; raises TypeError for what another process cannot import."""
    module, name = reader.__module__, reader.__qualname__
    if "." in name or "<" in name or module == "__main__":
        raise TypeError(f"{name} is not a function of a module")
    return f"{module}:{name}"
