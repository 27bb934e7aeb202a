"""The collector: what to follow, and collecting until told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from backchannel.config.places import places
from backchannel.config.secrets import Secrets
from backchannel.config.settings import Settings, place_of
from backchannel.errors import StoreError
from backchannel.ingest.ending import first_to_end
from backchannel.model.change import Change
from backchannel.sources import registry
from backchannel.store import changes, sources
from backchannel.store.connection import utc_now
from backchannel.store.coverage.event_place import keep_place
from backchannel.store.coverage.places import tell_unseen
from backchannel.store.store import Reader, Store
from backchannel.store.tending import wrong_file
from backchannel.wiring import standard_input
from backchannel.wiring.accounts import Logins, OwnAccounts
from backchannel.wiring.net import Calls, Net

if TYPE_CHECKING:
    from backchannel.config.event_file import EventFile
    from backchannel.ingest.afterwards.pace import Pace
    from backchannel.ingest.collector import Collector, Job
    from backchannel.ingest.supervisor import Supervisor
    from backchannel.ingest.watch import Build
    from backchannel.wiring.tending.following import FollowedFile


_LOOK: Final = 60.0
"""Seconds between two looks at whether the time is over."""


async def plan(store: Store, event_file: EventFile) -> None:
    """Tell a store which event it is of and what to follow."""
    manners = registry.manners_of(event_file.sources)
    await store.write(sources.plan, event_file.event, event_file.sources, manners)
    unseen = {each.name: registry.unseen_of(each, event_file.event) for each in event_file.sources}
    await store.write(tell_unseen, unseen)
    await store.write(keep_place, event_file.path)


async def collect(
    store_path: Path,
    event_file: EventFile | None,
    secrets: Secrets,
    *,
    is_child: bool = False,
    told: Callable[[Change], None] | None = None,
    secrets_of: Callable[[EventFile], Secrets] | None = None,
    settings: Settings | None = None,
    pace: Pace | None = None,
) -> bool:
    """Collect until told to stop by SIGTERM or SIGINT. False when another collector is alive.

    Without `is_child` it waits for its turn. A child does not, and stops when its standard input
    closes. `told` hears every change after its commit. With `secrets_of`, which says where the
    tokens of a file are, what is changed in the event file is followed without a restart.
    `settings` say whether hubs can call. With a `pace` it slows down while nothing comes, and ends
    when that says so. Where a recorded event is played, this plays it.
    """
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(Store(store_path))
        stop = _told_to_stop(watch_input=is_child)
        if store.is_played:
            await first_to_end(stop.wait(), _player(store).run(is_patient=not is_child))
            return stop.is_set()
        if event_file is not None:
            await plan(store, event_file)

        async def wake(name: str) -> None:
            await supervisor.fetch(name)

        reaching = _net(secrets, settings, wake, is_child=is_child)
        net = await stack.enter_async_context(reaching)
        build: Build = net.build
        jobs: list[Awaitable[object]] = [stop.wait()]
        if event_file is not None and secrets_of is not None:
            file = _followed(store, event_file, secrets, secrets_of)
            build = file.asked_by(net.build)
            jobs.append(file.run())
        supervisor, collector = _workers(store, build, net, pace)
        jobs.append(collector.run(is_patient=not is_child))
        jobs += [_over(pace.until)] if pace and pace.until else []
        if told is not None:
            jobs.append(_tell(store, await store.read(changes.latest), told))
        await first_to_end(*jobs)
        return stop.is_set()


def _net(
    secrets: Secrets,
    settings: Settings | None,
    wake: Callable[[str], Awaitable[None]],
    *,
    is_child: bool,
) -> Net:
    # A child's standard input tells it of its parent's end, and nothing else.
    stdin = None if is_child else standard_input.given()
    calls = _calls(settings, wake) if settings else None
    return Net(secrets, stdin=stdin, calls=calls, logins=Logins(places().accounts_file))


async def _over(until: datetime) -> None:
    """Returns at that moment, by the clock of the wall: a machine may be asleep."""
    while (left := (until - utc_now()).total_seconds()) > 0:  # noqa: ASYNC110  # it is a time
        await asyncio.sleep(min(left, _LOOK))


def _player(store: Store) -> Collector:
    """What collects where a recorded event is played: it asks nobody, and sends nothing."""
    from backchannel.ingest.collector import Collector
    from backchannel.ingest.replay.player import Player
    from backchannel.ingest.tending.ruling import Ruling

    return Collector(store, Player(store), utc_now, beside=[Ruling(store).run])


def _workers(
    store: Store, build: Build, net: Net, pace: Pace | None
) -> tuple[Supervisor, Collector]:
    from backchannel.ingest.afterwards.waking import Waking
    from backchannel.ingest.collector import Collector
    from backchannel.ingest.many.refining import Elsewhere
    from backchannel.ingest.outbox.sender import Sender, keep_sending
    from backchannel.ingest.outbox.turn import in_turn
    from backchannel.ingest.pictures.fetching import Pictures
    from backchannel.ingest.supervisor import Supervisor
    from backchannel.ingest.tending.calendars import Calendars
    from backchannel.ingest.tending.errands import Errands
    from backchannel.ingest.tending.ruling import Ruling
    from backchannel.ingest.tending.settling import Settling
    from backchannel.ingest.tending.timekeeping import Timekeeping
    from backchannel.ingest.watch import Chance

    chance, refine = Chance(utc_now, noticed=net.noticed), Elsewhere(net.documents)
    net.documents_of = partial(refine.documents_of, now=utc_now)
    supervisor = Supervisor(store, build, chance, refine=refine, pace=pace)
    errands = Errands(store, build, net.look)
    calendars = Calendars(store, net.document, utc_now)
    sender = Sender(store, OwnAccounts(places().accounts_file, utc_now), utc_now)
    send = partial(in_turn, store, partial(keep_sending, sender))
    pictures = Pictures(store, net.picture, net.documents)
    ruling, clock, waking = Ruling(store), Timekeeping(store), Waking(store)
    beside: list[Job] = [errands.run, send, pictures.run, calendars.run, ruling.run, clock.run]
    beside += [Settling(store).run, *([waking.run] if pace else [])]
    return supervisor, Collector(store, supervisor, utc_now, beside=beside, is_slow=bool(pace))


def _followed(
    store: Store,
    event_file: EventFile,
    secrets: Secrets,
    secrets_of: Callable[[EventFile], Secrets],
) -> FollowedFile:
    from backchannel.wiring.tending.following import FollowedFile

    return FollowedFile(
        event_file,
        secrets,
        plan=lambda found: plan(store, found),
        blame=lambda problem: _blame(store, problem),
        secrets_of=secrets_of,
    )


async def _blame(store: Store, problem: str) -> None:
    if problem != await store.read(wrong_file.wrong):
        await store.write(wrong_file.blame, problem)


def _calls(settings: Settings, wake: Callable[[str], Awaitable[None]]) -> Calls | None:
    place = place_of(settings.listen)
    if not settings.public_url or place is None:
        return None
    from backchannel.sources.websub.listener import Listener

    return Calls(Listener(settings.public_url, place), wake)


async def follow(store: Reader, since: int) -> AsyncIterator[Change]:
    """Changes one by one."""
    async for news in store.follow(since):
        for change in news:
            yield change


async def _tell(store: Reader, since: int, told: Callable[[Change], None]) -> None:
    """Never returns; a store that fails for a while costs nothing that was written."""
    while True:
        try:
            async for change in follow(store, since):
                told(change)
                since = change.number
        except StoreError as error:
            logging.getLogger(__name__).warning("store: %s", error)
            await asyncio.sleep(1)


def _told_to_stop(*, watch_input: bool) -> asyncio.Event:
    """An event that is set by SIGTERM, SIGINT or, for a child, by its parent's end."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows: ctrl+c raises instead
            loop.add_signal_handler(number, stop.set)
    if watch_input:

        def wait_for_end() -> None:
            # Not through sys.stdin: a thread that waits in it aborts Python when it ends.
            with contextlib.suppress(OSError, ValueError):
                while os.read(sys.stdin.fileno(), 4_096):
                    pass
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(stop.set)

        threading.Thread(target=wait_for_end, daemon=True, name="parent").start()
    return stop
