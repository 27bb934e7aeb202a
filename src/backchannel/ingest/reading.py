"""The program of a worker process: reads untrusted documents, one after another, and may die.

Run as `python -m backchannel.ingest.reading` by `reader.py` and by nobody else. Frames on standard
input and output are a length of four bytes, big-endian, and that much MessagePack: first a
`Start`, answered by `Ready`; then any number of `Job`, each answered by `Done`, `Unreachable`,
`Refused` or `Broken`. The worker ends when its input does, so it never outlives its parent.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, TypeAlias, TypeVar

import msgspec

from backchannel.errors import Refusal, SourceRefused, SourceUnreachable

LENGTH = 4
_GRACE = 1.0  # seconds after which a worker that nobody watches any more ends itself
_LOW_PRIORITY = 10
_LOOKS_FOR_GARBAGE = (50_000, 20, 50)
"""So many objects more, and Python looks for cycles: what a document becomes has hardly any."""


class Start(msgspec.Struct):
    """What a worker is told first: where its parent imports from, bytes and seconds allowed."""

    path: list[str]
    memory: int
    seconds: float


class Job(msgspec.Struct):
    """A document to read. `reader` is `module:function`."""

    reader: str
    body: bytes
    hints: dict[str, str]


class Ready(msgspec.Struct, tag=True):
    """The worker has started and is limited."""


class Done(msgspec.Struct, tag=True):
    """What the reader returned. `held` is the bytes of memory that the worker has now."""

    result: msgspec.Raw
    held: int = 0


class Unreachable(msgspec.Struct, tag=True):
    """The reader raised SourceUnreachable."""

    problem: str
    retry_after: float | None = None
    held: int = 0


class Refused(msgspec.Struct, tag=True):
    """The reader raised SourceRefused."""

    problem: str
    why: Refusal
    held: int = 0


class Broken(msgspec.Struct, tag=True):
    """The document was too much for the reader; the worker ends after saying so."""

    problem: str


Answer: TypeAlias = Ready | Done | Unreachable | Refused | Broken


def main() -> None:
    """Serve until the input ends."""
    inlet, outlet = _private_pipes()
    started = _receive(inlet, Start)
    if started is None:
        return
    sys.path[:] = started.path
    _limit(started)
    gc.set_threshold(*_LOOKS_FOR_GARBAGE)
    sys.excepthook = _last_words(outlet)
    _send(outlet, Ready())
    while (job := _receive(inlet, Job)) is not None:
        signal.setitimer(signal.ITIMER_REAL, started.seconds + _GRACE)
        answer = _answer(job)
        signal.setitimer(signal.ITIMER_REAL, 0)
        answer.held = _held()
        _send(outlet, answer)


def _answer(job: Job) -> Done | Unreachable | Refused:
    module, _, name = job.reader.partition(":")
    read: Callable[[bytes, Mapping[str, str]], object] = getattr(import_module(module), name)
    try:
        return Done(msgspec.Raw(msgspec.msgpack.encode(read(job.body, job.hints))))
    except SourceUnreachable as error:
        return Unreachable(str(error), error.retry_after)
    except SourceRefused as error:
        return Refused(str(error), error.why)


def _held() -> int:
    """Bytes of memory that this process has; 0 where nobody says (proc(5) is Linux's)."""
    try:
        pages = int(Path("/proc/self/statm").read_bytes().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, AttributeError):  # another system
        return 0


def _private_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The pipes to the parent, out of reach of any library that prints or reads input."""
    inlet, outlet = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1):
        os.dup2(nowhere, standard)
    os.close(nowhere)
    return os.fdopen(inlet, "rb"), os.fdopen(outlet, "wb")


def _limit(started: Start) -> None:
    """Bound memory and time, and leave nothing behind: no core, no files. As far as possible."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's ctrl+c is for the parent
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    with suppress(OSError):
        os.nice(_LOW_PRIORITY)  # the person at the keyboard goes first
    try:
        import resource
    except ImportError:
        return
    for limit, most in (
        (resource.RLIMIT_AS, started.memory),
        (resource.RLIMIT_DATA, started.memory),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(limit, (most, most))


def _last_words(
    outlet: BinaryIO,
) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    """An excepthook that tells the parent why the worker ends."""

    def tell(
        kind: type[BaseException], _error: BaseException, _trace: TracebackType | None
    ) -> None:
        if issubclass(kind, MemoryError):
            problem = "needs too much memory to read"
        elif issubclass(kind, RecursionError):
            problem = "is nested too deeply to read"
        else:
            problem = f"cannot be read ({kind.__name__})"
        with suppress(OSError):
            _send(outlet, Broken(problem))

    return tell


F = TypeVar("F", Start, Job)


def _receive(inlet: BinaryIO, kind: type[F]) -> F | None:
    length = inlet.read(LENGTH)
    if len(length) < LENGTH:
        return None
    return msgspec.msgpack.decode(inlet.read(int.from_bytes(length)), type=kind)


def _send(outlet: BinaryIO, answer: Answer) -> None:
    payload = msgspec.msgpack.encode(answer)
    outlet.write(len(payload).to_bytes(LENGTH) + payload)
    outlet.flush()


if __name__ == "__main__":
    main()
