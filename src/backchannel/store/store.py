"""The one door to the store: read, follow, and for those who may, write."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections import deque
from collections.abc import AsyncGenerator, Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, Final, ParamSpec, Self, TypeVar

from backchannel.model.change import Change, ChangeKind
from backchannel.store import changes, schema
from backchannel.store.at_work import AtWork
from backchannel.store.connection import BUSY_MS, Connection, connect, utc_now, wrapped
from backchannel.store.replay.sign import is_played
from backchannel.store.writing.together import Together

if TYPE_CHECKING:
    from backchannel.store.replay.clock import PlayedClock

P = ParamSpec("P")
T = TypeVar("T")

READERS: Final = 2

LEAST: Final = 0.25
MOST: Final = 3.0
"""Seconds between two looks at the clock: of a played event, and of any.

A machine that sleeps and a clock that is set move time on or back, as does whoever plays an event;
what waits in seconds of its own hears of none of them.
"""


class Reader:
    """Reads and follows; the types say that it cannot write.

        async with Reader(path) as store:
            found = await store.read(pages.by_places, [place])
            async for news in store.follow(since): ...

    Functions get a connection of their own and run in a thread; they raise StoreError only.
    `busy_ms` is how long they wait for another program's lock, `look` how many seconds lie between
    two looks at what other programs wrote. Of a store into which a recorded event is played, `now`
    tells the time in that event once it is open, and `wall` the time outside.
    """

    def __init__(
        self,
        path: Path,
        *,
        now: Callable[[], datetime] = utc_now,
        busy_ms: int = BUSY_MS,
        look: float = changes.LOOK,
    ) -> None:
        self.path = path
        self.now = self.wall = now
        self._played: PlayedClock | None = None
        self._busy_ms, self._look = busy_ms, look
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="store-read")
        self._mine = threading.local()
        self._open: list[Connection] = []
        self._memory: dict[str, object] = {}
        self._lock = threading.Lock()
        self._watches: set[changes.Watch] = set()

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self._readers, self._prepare)
        except BaseException:
            await loop.run_in_executor(None, self._close)
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.get_running_loop().run_in_executor(None, self._close)

    @property
    def is_played(self) -> bool:
        """Whether a recorded event is played into it."""
        return self._played is not None

    def pace(self) -> float:
        """How many seconds of `now` pass in a second: 1, but where an event is played."""
        return 1.0 if self._played is None else self._played.pace()

    def nap(self, left: float) -> float:
        """For how many seconds to sleep until the clock is looked at, if `left` are left by it."""
        pace, least = self.pace(), LEAST if self.is_played else 0.0
        return max(least, min(MOST, left / pace)) if pace else MOST

    async def read(
        self, look: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a function on one consistent state of the store; it returns what it read, whole.

        A caller that is cancelled ends it wherever it is.
        """
        at_work = AtWork()

        def run() -> T:
            db = self._connection()
            with wrapped(self.path), _transaction(db, "BEGIN"), at_work.on(db):
                found = look(db, *args, **kwargs)
            if isinstance(found, Iterator):
                raise TypeError(f"{look} would go on reading when its transaction is over")
            return found

        try:
            return await asyncio.get_running_loop().run_in_executor(self._readers, run)
        except asyncio.CancelledError:
            at_work.end()
            raise

    async def follow(
        self, since: int, kinds: Collection[ChangeKind] = ()
    ) -> AsyncGenerator[tuple[Change, ...]]:
        """What happens after change `since`, as it is committed by any process, in batches.

        Of these `kinds`, or of all if none are named. Never ends. A store that cannot be read for a
        while raises StoreError; follow again.
        """
        loop = asyncio.get_running_loop()
        db = await loop.run_in_executor(self._readers, self._watching)
        watch = changes.Watch(db, self._look, kinds)
        self._watches.add(watch)
        try:
            while True:
                with wrapped(self.path):
                    has_moved = watch.has_moved()
                while has_moved:
                    news = await self.read(changes.news, since, kinds)
                    since, has_moved = news.until, news.is_more
                    if news.changes:
                        yield news.changes
                await watch.wait()
        finally:
            self._watches.discard(watch)
            self._drop(db)

    def _prepare(self) -> None:
        """Refuse a file that is not ours to read before anything else is done."""
        schema.open_to_read(self.path, now=self.now, busy_ms=self._busy_ms).close()
        db = self._connection()
        with wrapped(self.path):
            if is_played(db):
                self._tell_played_time(db)

    def _tell_played_time(self, db: Connection) -> None:
        from backchannel.store.replay.clock import PlayedClock
        from backchannel.store.replay.course import course_of

        if (course := course_of(db)) is not None:
            self.now = self._played = PlayedClock(self._watching(), course, self.wall)
            for each in self._connections():
                each.now = self.now

    def _connection(self) -> Connection:
        db: Connection | None = getattr(self._mine, "db", None)
        if db is None:
            db = self._mine.db = self._another(self._busy_ms)
        return db

    def _another(self, busy_ms: int) -> Connection:
        db = connect(self.path, now=self.now, read_only=True, busy_ms=busy_ms)
        db.wall, db.memory = self.wall, self._memory
        with self._lock:
            self._open.append(db)
        return db

    def _connections(self) -> list[Connection]:
        return list(self._open)

    def _watching(self) -> Connection:
        """Looked at from the event loop, so it never waits for a lock."""
        db = self._another(self._busy_ms)
        db.set_busy_timeout(0)
        return db

    def _drop(self, db: Connection) -> None:
        with self._lock:
            if db in self._open:
                self._open.remove(db)
                db.close()

    def _close(self) -> None:
        self._readers.shutdown(wait=True)
        with self._lock:
            for db in self._open:
                db.close()
            self._open.clear()


class Store(Reader):
    """Also writes: one thread a process, one function from BEGIN IMMEDIATE to COMMIT.

    The file is created, or brought up to date with a copy beside it first.
    """

    def __init__(
        self,
        path: Path,
        *,
        now: Callable[[], datetime] = utc_now,
        busy_ms: int = BUSY_MS,
        look: float = changes.LOOK,
    ) -> None:
        super().__init__(path, now=now, busy_ms=busy_ms, look=look)
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="store-write")
        self._writing: Connection | None = None
        self._told: deque[frozenset[str]] = deque()
        self._along = Together(self._writer, self._transact, self._tell)

    async def write(
        self, act: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a function as one transaction; it is on the disk when this returns.

        All of it happens or none. A caller that is cancelled leaves all of it or none.
        """

        def run() -> T:
            return self._transact(lambda db: act(db, *args, **kwargs))

        done = await asyncio.get_running_loop().run_in_executor(self._writer, run)
        self._tell()
        return done

    async def write_along(
        self, act: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """As `write`, but in one transaction with others that wait: the disk is waited for once.

        `act` may be run twice, for where one of them fails each gets a transaction of its own.
        """

        def run(db: Connection) -> T:
            return act(db, *args, **kwargs)

        return await self._along.add(run)

    async def write_on(self, who: str, act: Callable[[Connection], T]) -> T:
        """As `write_along`, for one `who` writes again and again and is not to be held up by it."""
        return await self._along.add(act, who=who)

    def _tell(self) -> None:
        told = set[str]()
        while self._told:
            told |= self._told.popleft()
        for watch in self._watches:
            watch.wake(told)

    def _prepare(self) -> None:
        self._writer.submit(self._writing_connection).result()
        super()._prepare()

    def _transact(self, act: Callable[[Connection], T]) -> T:
        db = self._writing_connection()
        db.told.clear()
        with wrapped(self.path), _transaction(db, "BEGIN IMMEDIATE"):
            found = act(db)
        self._told.append(frozenset(db.told))
        return found

    def _writing_connection(self) -> Connection:
        if self._writing is None:
            self._writing = schema.open_to_write(self.path, now=self.now, busy_ms=self._busy_ms)
            self._writing.memory = self._memory
        return self._writing

    def _connections(self) -> list[Connection]:
        return [*super()._connections(), *([self._writing] if self._writing else [])]

    def _close(self) -> None:
        self._writer.shutdown(wait=True)
        super()._close()
        if self._writing is not None:
            self._writing.close()


@contextlib.contextmanager
def _transaction(db: Connection, begin: str) -> Iterator[None]:
    db.execute(begin)
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        db.crowded.clear()  # what was found in it is not so
        if db.in_transaction:  # SQLite has already rolled back after some errors
            db.execute("ROLLBACK")
        raise
