"""Five hundred feeds of 50 entries, next to newsboat: the first time, and when nothing is new.

A server on this machine answers; each feed is at an address of its own. newsboat reloads them
without a screen, with as many at a time as backchannel asks. Both are started, read every feed and
put what they find where it lasts; newsboat has ended when it has, the collector is timed to the
last post stored and the last source read. Then both are started again on what they have, and the
server says of every feed that it has not changed. newsboat remembers what a server calls a feed's
state only of feeds that it has read before, so it reads all a second time, which is not counted.

The first time may take no longer than newsboat, and the second no more than a third of it.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from benchmarks.harness.desk import PROGRAM
from benchmarks.harness.feeds import served
from benchmarks.harness.terminal import surroundings
from benchmarks.harness.verdict import Bound, judge

from backchannel.errors import StoreError
from backchannel.ingest.turns import AT_ONCE
from backchannel.model.source import State
from backchannel.store import pages, schema, sources
from backchannel.store.connection import Connection

FEEDS, ENTRIES = 500, 50
ROUNDS: Final = 3
PATIENCE: Final = 300.0
LOOK: Final = 0.05


@dataclass(slots=True)
class Taken:
    """Seconds from the start, and on processors, in all processes."""

    began: float
    seconds: float = 0.0
    busy: float = 0.0


@contextmanager
def timed() -> Iterator[Taken]:
    """What the processes take that are started and ended in the block."""
    before, taken = _busy(), Taken(time.perf_counter())
    yield taken
    taken.seconds, taken.busy = time.perf_counter() - taken.began, _busy() - before


def _busy() -> float:
    found = resource.getrusage(resource.RUSAGE_CHILDREN)
    return found.ru_utime + found.ru_stime


class Newsboat:
    """Its cache in a folder; each `read` is a start, a reload and an end."""

    def __init__(self, folder: Path, feeds: Sequence[str]) -> None:
        folder.mkdir()
        (folder / "urls").write_text("".join(f"{feed}\n" for feed in feeds), "utf-8")
        (folder / "config").write_text(f"reload-threads {AT_ONCE}\n", "utf-8")
        self._folder = folder

    def read(self) -> Taken:
        """Once."""
        command = ["newsboat", "-u", f"{self._folder}/urls", "-c", f"{self._folder}/cache.db"]
        command += ["-C", f"{self._folder}/config", "-x", "reload"]
        with timed() as taken:
            subprocess.run(command, check=True, env=surroundings(self._folder))  # noqa: S603  # a peer
        return taken


class Ours:
    """An event file and a store in a folder; each `read` starts a collector and ends it."""

    def __init__(self, folder: Path, feeds: Sequence[str]) -> None:
        folder.mkdir()
        lines = ['[event]\nname = "Everything"\ntags = ["ideaperf"]\n']
        lines += [
            f'[[source]]\nkind = "feed"\nname = "blog {number}"\nurl = "{feed}"\n'
            "tagged = true\nlocal = true\n"
            for number, feed in enumerate(feeds)
        ]
        (folder / "event.toml").write_text("\n".join(lines), "utf-8")
        self._folder, self._store = folder, folder / "store.db"

    def read(self) -> Taken:
        """Once, without the time it takes to end."""
        command = [PROGRAM, "collect", f"{self._folder}/event.toml", "--store", f"{self._store}"]
        env = surroundings(self._folder)
        since, quiet = time.time(), subprocess.DEVNULL
        with (
            timed() as taken,
            subprocess.Popen(command, env=env, stdout=quiet, stderr=quiet) as collector,  # noqa: S603  # our own
        ):
            try:
                self._wait(since)
                seconds = time.perf_counter() - taken.began
            finally:
                collector.terminate()
        return replace(taken, seconds=seconds)

    def ask_again(self) -> None:
        """Let everything be due at the next start."""
        with closing(schema.open_to_write(self._store)) as db:
            sources.fetch_now(db)

    def _wait(self, since: float) -> None:
        """Until every post is stored and every source was read."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            time.sleep(LOOK)
            with suppress(StoreError), closing(schema.open_to_read(self._store)) as db:
                while not _is_read(db, since) and time.monotonic() < until:
                    time.sleep(LOOK)
                return
        raise TimeoutError(f"not all was read within {PATIENCE:g} s")


def _is_read(db: Connection, since: float) -> bool:
    if pages.latest(db) < FEEDS * ENTRIES:
        return False
    found = sources.health(db)
    return all(one.state is State.OK and _at(one.ok_at) > since for one in found)


def _at(moment: datetime | None) -> float:
    return moment.timestamp() if moment else 0.0


def measure(folder: Path) -> list[Bound]:
    """In turns, each on a fresh cache or store; the best of each."""
    has_peer = shutil.which("newsboat") is not None
    if not has_peer:
        print("Without newsboat, which is not installed: a package of Debian.")
    times: dict[str, list[Taken]] = {}
    with served(FEEDS, ENTRIES) as feeds:
        for number in range(ROUNDS):
            ours = Ours(folder / f"ours{number}", feeds)
            times.setdefault("ours cold", []).append(ours.read())
            ours.ask_again()
            times.setdefault("ours warm", []).append(ours.read())
            if has_peer:
                theirs = Newsboat(folder / f"theirs{number}", feeds)
                times.setdefault("theirs cold", []).append(theirs.read())
                theirs.read()
                times.setdefault("theirs warm", []).append(theirs.read())
            _forget(folder)
    best = {name: min(found, key=lambda taken: taken.seconds) for name, found in times.items()}
    return list(_bounds(best))


def _bounds(best: Mapping[str, Taken]) -> Iterator[Bound]:
    print(f"{FEEDS} feeds of {ENTRIES} entries, {AT_ONCE} at a time, best of {ROUNDS}, in seconds")
    print(f"{'':14}{'first':>10}{'unchanged':>12}{'on processors':>18}{'unchanged':>12}")
    for whose in ("ours", "theirs"):
        if f"{whose} cold" in best:
            cold, warm = best[f"{whose} cold"], best[f"{whose} warm"]
            name = "backchannel" if whose == "ours" else "newsboat"
            print(f"  {name:12}{cold.seconds:10.2f}{warm.seconds:12.2f}", end="")
            print(f"{cold.busy:18.2f}{warm.busy:12.2f}")
    if "theirs cold" in best:
        first, unchanged = (
            best[f"ours {which}"].seconds / best[f"theirs {which}"].seconds
            for which in ("cold", "warm")
        )
        yield Bound("the first time / newsboat", first, 1.0)
        yield Bound("unchanged / newsboat", unchanged, 1 / 3)


def _forget(folder: Path) -> None:
    for each in folder.iterdir():
        shutil.rmtree(each)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        sys.exit(judge(lambda: measure(Path(made))))
