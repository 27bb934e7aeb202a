"""The facts of a machine that `doctor` tells, each in a few words: versions, paths, terminal."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from backchannel import __version__
from backchannel.cli.choice import Choice
from backchannel.cli.events.looking import look_once
from backchannel.config.places import places
from backchannel.errors import BackchannelError
from backchannel.ui.lines.amounts import counted, size

PACKAGES: Final = ("apsw", "httpx", "textual", "websockets", "feedparser", "keyring")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `is_well` is False when somebody should act."""

    about: str
    value: str
    is_well: bool = True


def versions() -> Iterator[Finding]:
    """What runs here."""
    yield Finding("backchannel", __version__)
    yield Finding("python", f"{platform.python_version()} on {platform.platform(terse=True)}")
    for package in PACKAGES:
        try:
            yield Finding(package, version(package))
        except PackageNotFoundError:
            yield Finding(package, "not installed", is_well=package == "keyring")
    import apsw

    yield Finding("sqlite", apsw.sqlite_lib_version())


def plug_ins() -> Iterator[Finding]:
    """Installed kinds of sources that nobody can tell apart."""
    from backchannel.sources import registry

    for kind, points in registry.rivals().items():
        first, *others = map(registry.package_of, points)
        said = (
            f"{' and '.join(others)} also gives the kind {kind}; ours is used"
            if first == __name__.partition(".")[0]
            else f"{' and '.join((first, *others))} give the kind {kind}; uninstall all but one"
        )
        yield Finding("plug-ins", said, is_well=False)


def account_findings(*, is_asking: bool) -> Iterator[Finding]:
    """Whether the accounts of the user file can write; asks their servers if it may."""
    from backchannel.cli.verbs.joining.accounts import looked_at
    from backchannel.config.user_file import read_user_file

    try:
        own = read_user_file(places().accounts_file).accounts
    except BackchannelError as error:
        yield from (Finding("accounts", line, is_well=False) for line in str(error).splitlines())
        return
    for each in own:
        origin, problem = looked_at(each, is_checked=is_asking)
        state = problem or ("logged in" if is_asking else f"token from {origin}")
        name = each.account.name
        said = state if name in state else f"{name}: {state}"
        yield Finding("account", said, is_well=not problem)


def files(choice: Choice | None) -> Iterator[Finding]:
    """Where things are kept and whether they can be written."""
    where = places()
    yield Finding("user file", _shown(where.user_file))
    yield Finding("log", _shown(where.log_file))
    for name, directory in (("data", where.data), ("state", where.state)):
        yield Finding(f"{name} directory", str(directory), is_well=_is_writable(directory))
    if choice is not None:
        yield Finding("event file", _shown(choice.event_file) if choice.event_file else "none")


def terminal(environ: Mapping[str, str]) -> Iterator[Finding]:
    """What this terminal can show."""
    if sys.stdout.isatty():
        columns, rows = os.get_terminal_size(sys.stdout.fileno())
        yield Finding("terminal size", f"{columns}x{rows}", is_well=columns >= 40 and rows >= 12)
    else:
        yield Finding("terminal", "stdout is not a terminal")
    yield Finding("TERM", environ.get("TERM", "not set"))
    has_truecolor = environ.get("COLORTERM", "") in {"truecolor", "24bit"}
    yield Finding("colours", "16 million" if has_truecolor else "by TERM")
    encoding = (sys.stdout.encoding or "unknown").lower()
    yield Finding("encoding", encoding, is_well=encoding.replace("-", "") == "utf8")
    if environ.get("NO_COLOR"):
        yield Finding("NO_COLOR", "set")


def store_findings(store: Path) -> Iterator[Finding]:
    """Whether the store can be read, and who collects into it."""
    from backchannel.store import lease, pages
    from backchannel.store.connection import Connection

    if not store.is_file():
        yield Finding("store", f"{store} (nothing collected yet)")
        return

    def look(db: Connection) -> tuple[int, str]:
        held = lease.read(db) if lease.is_collected(db) else None
        who = f"process {held.pid} on {held.host}" if held else "nobody"
        return pages.latest(db), who

    try:
        count, collector = look_once(store, look)
    except BackchannelError as error:
        yield Finding("store", f"{store}: {error}", is_well=False)
        return
    yield Finding("store", f"{store} ({counted(count, 'post')}, {size(store.stat().st_size)})")
    yield Finding("collected by", collector)


def skew_finding(seconds: float) -> Finding:
    """How far this machine's clock is from a server's; positive when ours is ahead."""
    from backchannel.ui.health.clock_words import WRONG, clock_text

    return Finding("clock", clock_text(seconds), is_well=abs(seconds) < WRONG)


def room_beside(store: Path) -> int:
    """Bytes that are free on the disk where a store is, or will be."""
    return shutil.disk_usage(_there(store.parent)).free


def _shown(path: Path) -> str:
    return str(path) if path.exists() else f"{path} (not there)"


def _is_writable(directory: Path) -> bool:
    return os.access(_there(directory), os.W_OK)


def _there(directory: Path) -> Path:
    """The directory, or the nearest one above it that is there."""
    while not directory.exists() and directory != directory.parent:
        directory = directory.parent
    return directory
