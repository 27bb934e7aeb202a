"""The desk and its peers: how each is fed the same posts, started, and moved in.

The peers are what people read posts with in a terminal: newsboat (C++ and Rust, a feed reader; its
cache is filled beforehand), and two clients of Mastodon, toot (Python and urwid) and tooi (Python
and Textual, toot's successor), which read from a server on this machine.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.harness.desk import PROGRAM, desk
from benchmarks.harness.event import pane_of
from benchmarks.harness.keyboard import PAGE_DOWN
from benchmarks.harness.terminal import Terminal, surroundings
from benchmarks.harness.timeline import FIRST, HOST, Timeline, entries, feed, served

from backchannel.demo.sites.shelf import Entry

FEW: Final = 200
"""Posts tooi is fed. It makes five widgets for each: a thousand take it most of a minute."""

HOME, END = "\x1bOH", "\x1b[F"
NEWSBOAT: Final = """\
run-on-startup open
bind-key j down articlelist
"""
"""Opens its one feed at once, and goes down with the key of the others."""

ACCOUNT: Final = f"person1@{HOST}"
READER: Final = {"instance": HOST, "username": "person1", "access_token": "invented"}
APPLICATION: Final = {"client_id": "invented", "client_secret": "invented"}


@dataclass(frozen=True, slots=True)
class Program:
    """A program that is fed `held` posts, of which it has `first` when it opens.

    `rows` are those its list has, newest first. `newest` are the keys that lead to the first of
    them, and `oldest`, if it has to read the rest, those that lead to the last and let it read on.
    """

    name: str
    start: Callable[[], Terminal]
    rows: Sequence[Entry]
    first: int
    held: int
    page: str = PAGE_DOWN
    newest: str = HOME
    oldest: str = ""


@dataclass(frozen=True, slots=True)
class Package:
    """A peer that may be installed or not, and what it is called where it comes from."""

    command: str
    comes_from: str
    fed: Callable[[Path, Sequence[Entry], ExitStack], Program]

    @property
    def is_installed(self) -> bool:
        """Whether it can be run."""
        return shutil.which(self.command) is not None


def programs(folder: Path, count: int, stack: ExitStack) -> Iterator[Program]:
    """The desk, and each peer that is installed; says which is not. `stack` ends their servers."""
    found = entries(count)
    yield backchannel(folder, found)
    for package in PACKAGES:
        if package.is_installed:
            yield package.fed(folder / package.command, found, stack)
        else:
            print(f"Without {package.command}, which is not installed: {package.comes_from}.")


def backchannel(folder: Path, found: Sequence[Entry]) -> Program:
    """The desk on a store of all posts. Nine in ten are rows of the pane that has the cursor."""
    held = len(found)
    rows = [entry for entry in found if pane_of(entry.id - 1) == "backchannel"]
    name = f"backchannel {_version(PROGRAM)}"
    return Program(name, lambda: desk(folder, held), rows, held, held, newest="gj")


def newsboat(folder: Path, found: Sequence[Entry], _: ExitStack) -> Program:
    """All posts as one feed, read into its cache beforehand."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "feed.xml").write_text(feed(found), "utf-8")
    (folder / "urls").write_text(f"file://{folder}/feed.xml\n", "utf-8")
    (folder / "config").write_text(NEWSBOAT, "utf-8")
    command = ["newsboat", "-u", f"{folder}/urls", "-c", f"{folder}/cache.db"]
    command += ["-C", f"{folder}/config"]
    reload = [*command, "-x", "reload"]
    subprocess.run(reload, check=True, env=surroundings(folder))  # noqa: S603  # a peer
    name = f"newsboat {_version('newsboat')}"
    held = len(found)
    return Program(name, lambda: Terminal(command, folder, leave="Q"), found, held, held)


def toot(folder: Path, found: Sequence[Entry], stack: ExitStack) -> Program:
    """A timeline of all posts. It reads a page more when the cursor wants to pass the last post."""
    base = stack.enter_context(served(Timeline(found)))
    signed_in = {
        "apps": {HOST: {"instance": HOST, "base_url": base, **APPLICATION}},
        "users": {ACCOUNT: READER},
        "active_user": ACCOUNT,
        "dismiss_tui_deprecation_notice": True,
    }
    _write(folder / "config" / "toot" / "config.json", signed_in)
    return Program(
        f"toot {_version('toot')}",
        lambda: Terminal(["toot", "tui"], folder, leave="q"),
        found,
        first=FIRST,
        held=len(found),
        oldest=f"{END}j",
    )


def tooi(folder: Path, found: Sequence[Entry], stack: ExitStack) -> Program:
    """A timeline of a few posts, without pictures, and without movement that takes time."""
    base = stack.enter_context(served(Timeline(found[:FEW])))
    signed_in = {
        "apps": {HOST: {"title": HOST, "domain": HOST, "base_url": base, **APPLICATION}},
        "accounts": {ACCOUNT: {"acct": ACCOUNT, **READER}},
        "active_acct": ACCOUNT,
    }
    _write(folder / "share" / "tooi" / "credentials.json", signed_in)
    command = ["tooi", "--image-type", "none", "--animation-level", "none"]
    return Program(
        f"tooi {_version('tooi')}",
        lambda: Terminal(command, folder),
        found[:FEW],
        first=FIRST,
        held=FEW,
        page="J",
        newest="\x1b[1;2H",
        oldest="\x1b[1;2F",
    )


PACKAGES: Final = (
    Package("newsboat", "newsboat, a package of Debian", newsboat),
    Package("toot", "toot, a package of PyPI", toot),
    Package("tooi", "toot-tooi, a package of PyPI", tooi),
)


def _write(path: Path, signed_in: Mapping[str, object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(signed_in), "utf-8")


def _version(command: str) -> str:
    said = subprocess.run([command, "--version"], check=True, capture_output=True, text=True)  # noqa: S603  # a peer
    number = re.search(r"\d+(\.\d+)+", said.stdout)
    return number[0] if number else ""
