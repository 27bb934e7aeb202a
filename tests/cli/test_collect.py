"""The real program against the demo's internet: collected, printed, ended."""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest
from tests.cli.conftest import Backchannel

PROGRAM = (sys.executable, "-m", "backchannel")


@contextmanager
def started(*args: str | Path, stdin: int | None = None) -> Iterator[subprocess.Popen[str]]:
    command = [*PROGRAM, *(str(arg) for arg in args)]
    with subprocess.Popen(  # noqa: S603  # our own program
        command, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        # A program that never says what is waited for fails its test instead of stopping them all.
        watchdog = threading.Timer(60, process.kill)
        watchdog.start()
        try:
            yield process
        finally:
            watchdog.cancel()
            process.kill()


def output(process: subprocess.Popen[str]) -> IO[str]:
    assert process.stdout is not None
    return process.stdout


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Path]:
    """The demo's event file, while its places are served."""
    with started("demo", "--serve", "--keep", tmp_path / "demo") as sites:
        yield Path(output(sites).readline().strip())


def test_what_is_collected_is_told_after_its_commit_and_printed(
    demo: Path, tmp_path: Path, backchannel: Backchannel
) -> None:
    store = tmp_path / "demo.db"
    with started("collect", demo, "--store", store, "--json") as collector:
        told = (json.loads(line) for line in output(collector))
        first = next(line for line in told if line["kind"] == "post new")
        numbers = {post["number"] for post in _posts(backchannel, store)}
        assert first["number"] in numbers
        collector.send_signal(signal.SIGINT)
        output(collector).read()
        assert collector.wait(20) == 130
    assert backchannel("store", "check", "--store", store).code == 0


def test_a_child_ends_with_its_parent_and_when_another_collects(demo: Path, tmp_path: Path) -> None:
    store = tmp_path / "demo.db"
    args = ("collect", demo, "--store", store, "--json", "--child")
    with started(*args, stdin=subprocess.PIPE) as collector:
        assert output(collector).readline()
        with started(*args, stdin=subprocess.PIPE) as second:
            output(second).read()
            assert second.wait(20) == 0
        assert collector.poll() is None
        assert collector.stdin is not None
        collector.stdin.close()
        output(collector).read()
        assert collector.wait(20) == 0


def test_the_demo_s_places_do_not_outlive_a_desk_that_was_killed(tmp_path: Path) -> None:
    with started("demo", "--serve", "--child", "--keep", tmp_path, stdin=subprocess.PIPE) as sites:
        assert output(sites).readline()
        assert sites.stdin is not None
        sites.stdin.close()
        assert sites.wait(20) == 130


STREAMS = {"bluesky", "irc"}
"""A first look at them shows only what is said just then."""


def test_every_source_of_the_demo_can_be_read(demo: Path) -> None:
    found = {line["source"]: line for line in _probed(demo)}
    assert len(found) == 11
    assert [line for line in found.values() if line["access"] != "ok"] == []
    assert all(line["posts"] > 0 for line in found.values() if line["kind"] not in STREAMS)


def test_sigterm_ends_a_follower_like_ctrl_c(store: Path) -> None:
    with started("tail", "--store", store, "--follow", "-n", "1") as follower:
        output(follower).readline()
        output(follower).readline()
        follower.send_signal(signal.SIGTERM)
        assert follower.wait(20) == 130


def _posts(backchannel: Backchannel, store: Path) -> list[dict[str, object]]:
    return backchannel("tail", "--store", store, "-n", "all", "--json").objects


def _probed(demo: Path) -> list[dict[str, Any]]:
    done = subprocess.run(  # noqa: S603  # our own program
        [*PROGRAM, "sources", "test", str(demo), "--json"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return [json.loads(line) for line in done.stdout.splitlines()]
