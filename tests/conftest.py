"""Guards that hold in every test: no network, no home directory, no blocked event loop."""

from __future__ import annotations

import gc
import ipaddress
import os
import shutil
import socket
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from blockbuster import BlockBuster
from hypothesis import settings
from tests.clock import Clock

settings.register_profile("default", deadline=None, max_examples=50, print_blob=True)
settings.register_profile("ci", settings.get_profile("default"), derandomize=True)
settings.register_profile("fuzz", settings.get_profile("default"), max_examples=5_000)
settings.load_profile("ci" if os.environ.get("CI") else "default")


_RINGS = (50_000, 10, 10)
"""So many objects more, and Python looks for rings that nobody holds any more: each program of a
test leaves some, and looking as often as Python does by itself takes a sixth of the whole time."""

_MEMORY = Path("/dev/shm")  # noqa: S108  # pytest makes a folder of its own in it
_ROOM = 2**31


def pytest_configure() -> None:
    """A store waits for the disk at every commit; where there is room, its disk is memory."""
    gc.set_threshold(*_RINGS)
    if os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))


def pytest_collection_finish() -> None:
    """Modules and tests stay to the end, so they are never looked through for rings again."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still; pass it where `now` is asked for."""
    return Clock()


@pytest.fixture
def now(clock: Clock) -> datetime:
    """The moment at which every test happens."""
    return clock()


@pytest.fixture(autouse=True)
def _home_is_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(("BACKCHANNEL_", "XDG_"))]:
        monkeypatch.delenv(name)
    home = tmp_path / "home"
    for name, place in {
        "HOME": home,
        "XDG_CONFIG_HOME": home / ".config",
        "XDG_DATA_HOME": home / ".local/share",
        "XDG_STATE_HOME": home / ".local/state",
        "XDG_CACHE_HOME": home / ".cache",
        "XDG_RUNTIME_DIR": home / ".run",
    }.items():
        monkeypatch.setenv(name, str(place))
    home.mkdir()


@pytest.fixture(autouse=True)
def _terminal_has_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the tests run in: what is drawn depends on what a terminal can show."""
    monkeypatch.setenv("TERM", "xterm-256color")
    for name in ("COLORTERM", "NO_COLOR", "LC_ALL", "LC_CTYPE", "PYTHONIOENCODING"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")


@pytest.fixture(autouse=True)
def _network_is_loopback(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A refusal is also an assertion at the end: the program may have caught the error."""
    attempts: list[str] = []

    def guard(call: Callable[..., Any], host_of: Callable[[Any], object]) -> Callable[..., Any]:
        def guarded(*args: Any, **kwargs: Any) -> Any:
            host = next((host_of(arg) for arg in args if not isinstance(arg, socket.socket)), None)
            if _is_outside(host):
                attempts.append(f"{call.__name__} {host!r}")
                raise ConnectionRefusedError(f"tests reach loopback only, not {host!r}")
            return call(*args, **kwargs)

        return guarded

    def first(address: Any) -> object:
        return address[0] if isinstance(address, tuple) else None  # a path is a Unix socket

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, guard(getattr(socket.socket, name), first))
    monkeypatch.setattr(socket, "getaddrinfo", guard(socket.getaddrinfo, _name_to_look_up))
    yield
    assert not attempts, f"the test reached for the network: {attempts}"


@pytest.fixture(autouse=True)
def _event_loop_is_never_blocked() -> Iterator[None]:
    """Our own code may not sleep, read files or wait for a socket on the event loop."""
    _BLOCKBUSTER.activate()
    yield
    _BLOCKBUSTER.deactivate()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI nothing is skipped."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _name_to_look_up(host: object) -> object:
    """Numbers need no look-up and reach nobody."""
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    return None if isinstance(name, str) and _address(name) is not None else name


def _is_outside(host: object) -> bool:
    if not isinstance(host, str) or host in {"", "localhost"}:
        return False
    address = _address(host)
    return address is None or not (address.is_loopback or address.is_unspecified)


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None


_BLOCKBUSTER = BlockBuster("backchannel")
