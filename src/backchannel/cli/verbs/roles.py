"""`open`, `demo` and `collect`: the roles this program can take."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from backchannel.cli.again import Opening, remember, sign_of
from backchannel.cli.answers import answer, say
from backchannel.cli.choice import (
    Choice,
    choose,
    event_argument,
    json_option,
    secrets_of,
    source_options,
    write_tag_file,
)
from backchannel.cli.dispatch import has_terminal
from backchannel.cli.events.demo import ACCOUNTS_BESIDE, EVENT, STORE
from backchannel.cli.exit_codes import DONE, INTERRUPTED
from backchannel.cli.telling import teller
from backchannel.cli.verbs.settings import allow_commands, preferences_of, settings_of
from backchannel.config.places import ACCOUNTS, places
from backchannel.errors import BackchannelError

if TYPE_CHECKING:
    from backchannel.config.event_file import EventFile
    from backchannel.ingest.afterwards.pace import Pace

_KEEP = 2.0
"""Seconds between two looks at how far the demo has come."""


@click.command(name="collect")
@event_argument
@source_options
@json_option
@click.option("--until", metavar="WHEN", default="",
              help="Slow down while nothing comes, and end at 2027-01-31, or 6w after the event; "
              "daily or weekly: never, and ask that often.")  # fmt: skip
@click.option("--child", "is_child", is_flag=True, hidden=True)
def collect_(
    event: str | None, store: Path | None, servers: tuple[str, ...], feeds: tuple[str, ...],
    *, as_json: bool, until: str, is_child: bool,
) -> int:  # fmt: skip
    """Collect without a screen until ctrl+c; with --json one line for each stored change."""
    from backchannel.config.secrets import Secrets
    from backchannel.wiring.collecting import collect
    from backchannel.wiring.log import log_to_file

    choice = followed(event, store, servers, feeds, is_remembered=not is_child)
    event_file = choice.checked
    if event_file and not is_child:
        allow_commands(event_file)
    pace, said = _pace(until, event_file)
    if pace is not None and pace.until is not None and pace.until <= datetime.now(UTC):
        say(f"--until {until} is over: nothing is collected any more")
        return DONE
    secrets = secrets_of(event_file) if event_file else Secrets()
    log_to_file(secrets.redact)
    if not is_child:  # whose last words a desk shows
        say(f"collecting into {choice.store}{said}; ctrl+c ends it")
    told = teller(choice.store) if as_json else None
    collecting = collect(
        choice.store,
        event_file,
        secrets,
        is_child=is_child,
        told=told,
        secrets_of=secrets_of,
        settings=settings_of(event_file).values,
        pace=pace,
    )
    was_ours = asyncio.run(collecting)
    if is_child or not was_ours:
        return DONE
    return INTERRUPTED


def _pace(until: str, event_file: EventFile | None) -> tuple[Pace | None, str]:
    """How seldom is asked, if that was said, and how that is told."""
    if not until:
        return None, ""
    from backchannel.cli.events.until import pace_of, told

    event = event_file.event if event_file else None
    pace = pace_of(until, event)
    return pace, f" {told(pace, event)}"


@click.command(name="open")
@event_argument
@source_options
def open_(
    event: str | None, store: Path | None, servers: tuple[str, ...], feeds: tuple[str, ...]
) -> None:
    """Open the desk on EVENT: an event file, a '#tag', or what was opened last."""
    choice = followed(event, store, servers, feeds)
    _show_desk(choice)


@click.command(name="demo")
@click.option("--speed", type=click.FloatRange(0.1, 1_000), default=4.0, show_default=True,
              help="Event seconds a second.")  # fmt: skip
@click.option("--seed", type=int, default=1, show_default=True, help="Another event.")
@click.option("--keep", type=click.Path(file_okay=False, path_type=Path), metavar="DIRECTORY",
              help="Keep the event there, to go on with it the next time.")  # fmt: skip
@click.option("--serve", "is_server", is_flag=True,
              help="Without a desk: serve the event, and its event file in --keep.")  # fmt: skip
@click.option("--child", "is_child", is_flag=True, hidden=True)
def demo_(
    speed: float, seed: int, keep: Path | None, *, is_server: bool, is_child: bool
) -> int:  # fmt: skip
    """Open the desk on an invented event, served by this machine to itself."""
    import tempfile

    with contextlib.ExitStack() as stack:
        if keep is None:
            made = tempfile.TemporaryDirectory(prefix="backchannel-demo-")
            keep = Path(stack.enter_context(made))
        try:
            keep.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise click.UsageError(f"--keep {keep}: {error.strerror}") from error
        file = keep / EVENT
        if is_server:
            if is_child:
                _end_with_our_parent()
            asyncio.run(_serve(file, speed, seed, is_child=is_child))
            return INTERRUPTED
        _say_where_it_goes_on(file, seed)
        stack.enter_context(_served(file, speed, seed))
        _show_desk(Choice(file, keep / STORE), is_demo=True)
    return DONE


def followed(
    event: str | None,
    store: Path | None,
    servers: tuple[str, ...],
    feeds: tuple[str, ...],
    *,
    is_remembered: bool = True,
) -> Choice:
    """The event that was named; for a `#tag` its file is written first.

    It is remembered as the one opened last, but by a desk's own collector or for another store.
    """
    where = places()
    if event is not None and event.startswith(("#", "＃")):
        asked = servers or (() if feeds else (settings_of(None).values.server,))
        file = write_tag_file(event, asked, feeds, where, is_asked=bool(servers or feeds))
        say(f"following {event}; what is followed is written in {file}")
    elif servers or feeds:
        raise click.UsageError(
            "--mastodon and --feed go with a '#tag'; an event file names its own"
        )
    choice = choose(event, store, where=where)
    if choice.event_file is None:
        return choice
    found = choice.event()  # what is wrong with it is said before anything is remembered or made
    if is_remembered and store is None:  # without its store the file alone would mislead
        where.remember_opened(choice.event_file)
    return replace(choice, checked=found)


def _show_desk(choice: Choice, *, is_demo: bool = False) -> None:
    """The screen, with a collector of its own unless another one is at work."""
    from backchannel.wiring.desk import show_desk

    if choice.event_file is None:
        choice.existing_store()  # a name typed wrongly is not a new event
    where = places()
    # Before the file is read: what changes while a question is answered was not checked.
    sign = sign_of(choice.event_file.resolve(), where) if choice.event_file is not None else ""
    event_file = choice.event() if choice.event_file is not None else None
    if not has_terminal():
        raise BackchannelError("the desk needs a terminal; collect and tail work without one")
    is_settled = event_file is not None and allow_commands(event_file)
    preferences = preferences_of(event_file)

    def planned() -> None:
        if event_file is not None and is_settled:
            file, store = str(event_file.path.resolve()), str(choice.store.resolve())
            event = event_file.event
            remember(Opening(file, store, event, preferences, sign), where)

    file, store = choice.event_file, choice.store
    asyncio.run(show_desk(store, file, event_file, preferences, planned=planned, is_demo=is_demo))


async def _serve(file: Path, speed: float, seed: int, *, is_child: bool) -> None:
    """Serve the demo's sites until somebody interrupts; go on where they stopped before.

    As a child it prints a second line, for the person who looks at our parent; it may be empty.
    """
    from backchannel.demo import keeping
    from backchannel.demo.world import World

    place = file.with_suffix(".json")
    kept = await asyncio.to_thread(keeping.recall, place, seed)
    world = World(seed=seed, speed=speed, start=kept.moment, past=kept.past, ports=kept.ports)
    async with world.serve() as addresses:
        accounts = file.with_name(ACCOUNTS_BESIDE)
        await asyncio.to_thread(accounts.write_text, world.accounts_file(), "utf-8")
        said = await asyncio.to_thread(keeping.put_event_file, file, world.event_file())
        for name, address in addresses.items():
            say(f"{name:10} {address}")
        answer(str(file))
        if is_child:
            answer(said)
        elif said:
            say(said)
        try:
            while True:
                await asyncio.to_thread(keeping.keep, place, seed, world)
                await asyncio.sleep(_KEEP)
        finally:
            keeping.keep(place, seed, world)


def _say_where_it_goes_on(file: Path, seed: int) -> None:
    from backchannel.demo import keeping

    kept = keeping.recall(file.with_suffix(".json"), seed)
    if kept.is_over:
        say(f"this event is over; delete {file.parent} to see it from the beginning")
    elif kept.past:
        say("the event goes on where it was left")


def _end_with_our_parent() -> None:
    """It holds the other end of our standard input, which closes however the parent ends."""
    import signal
    import threading

    def wait() -> None:
        # Not through sys.stdin: a thread that waits in it aborts Python when it ends.
        with contextlib.suppress(OSError, ValueError):
            while os.read(sys.stdin.fileno(), 4_096):
                pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True, name="parent").start()


@contextlib.contextmanager
def _served(file: Path, speed: float, seed: int) -> Iterator[None]:
    """Serve the demo's sites from a process of their own while this lasts.

    Another process, because the desk's may wait for nobody.
    """
    import subprocess

    from backchannel.demo.event import environment

    os.environ.update(environment())  # the collector is our child and finds its token there
    os.environ[ACCOUNTS] = str(file.with_name(ACCOUNTS_BESIDE).absolute())
    command = [sys.executable, "-m", "backchannel", "demo", "--serve", "--keep", str(file.parent)]
    command += ["--speed", str(speed), "--seed", str(seed), "--child"]
    # ctrl+c in the terminal is the desk's, not the sites'.
    pipe, quiet = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(  # noqa: S603  # our own program
        command, stdin=pipe, stdout=pipe, stderr=quiet, start_new_session=True
    ) as sites:
        try:
            if sites.stdout is None or not sites.stdout.readline():
                raise BackchannelError("the demo's sites could not be served")
            if said := sites.stdout.readline().decode("utf-8", "replace").strip():
                say(said)
            yield
        finally:
            sites.terminate()
