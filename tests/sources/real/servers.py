"""Real servers of other people, run by tests where `make servers` has installed them."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

PROGRAMS: Final = Path(__file__).parents[3] / ".venv" / "servers" / "bin"

PATIENCE: Final = 60.0
"""Seconds until a server must listen, also on a busy machine."""


def free_port() -> int:
    """A port where nobody listens, and that no connection is given before a server takes it.

    Systems give those from 32,768 up, and many are made while tests run side by side.
    """
    chance = random.SystemRandom()  # what a test's own chance gives, other processes draw as well
    while True:
        port = chance.randrange(12_000, 32_000)
        with socket.socket() as free, suppress(OSError):
            free.bind(("127.0.0.1", port))
            return port


class Running:
    """A server on a port, with all processes that it starts."""

    def __init__(self, command: Sequence[str | Path], folder: Path, port: int) -> None:
        self._command, self._folder, self.port = command, folder, port
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Be there; returns when it listens."""
        with (self._folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603  # what `make servers` installed
                [PROGRAMS / self._command[0], *self._command[1:]],
                cwd=self._folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        until = time.monotonic() + PATIENCE
        while not self._listens():
            assert self._process.poll() is None, (self._folder / "server.log").read_text()
            assert time.monotonic() < until, "the server does not listen"
            time.sleep(0.05)

    def kill(self) -> None:
        """End it as a power cut does."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def _listens(self) -> bool:
        with socket.socket() as tried:
            return tried.connect_ex(("127.0.0.1", self.port)) == 0


@contextmanager
def running(command: Sequence[str | Path], folder: Path, port: int) -> Iterator[Running]:
    """A server until the end of the block."""
    server = Running(command, folder, port)
    server.start()
    try:
        yield server
    finally:
        server.kill()
