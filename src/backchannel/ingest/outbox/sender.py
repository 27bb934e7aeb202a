"""Sends what people asked for, account by account; the rows of the store say what that is."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from datetime import datetime, timedelta
from functools import partial
from typing import Final, Protocol

from msgspec import Struct

from backchannel.errors import ConfigError, SourceError, StoreError
from backchannel.ingest.outbox.delivery import Delivery
from backchannel.model.change import ChangeKind
from backchannel.model.moments import to_micros
from backchannel.model.outgoing import STALE, Account, Outgoing, Sending
from backchannel.sources.posting.api import Writer
from backchannel.store import changes, outgoing
from backchannel.store.connection import Connection
from backchannel.store.store import Store

log = logging.getLogger(__name__)

LOOK: Final = 5.0
"""Seconds between looks at which accounts there are."""

STORE_WAIT: Final = 2.0
FAULT_WAIT: Final = 60.0

LONGEST: Final = timedelta(minutes=3)
"""Nothing is on its way for longer: whoever sent it then had lost the lease, and ended."""

UNSURE_WAIT: Final = timedelta(minutes=1)
"""Before a text is looked for again whose account is not to be had."""


class Accounts(Protocol):
    """The accounts of whoever sits here, and what writes with them."""

    async def now(self) -> Sequence[Account] | None:
        """All of them, when they are others than at the last look, or were logged in anew.

        Else None. Raises ConfigError when they cannot be read.
        """

    def writer(self, account: Account) -> AbstractAsyncContextManager[Writer]:
        """What writes with one; raises SourceError when its secret is not to be had."""


class _Outlook(Struct, frozen=True):
    """What is to be done now, and when there will be something."""

    due: tuple[Outgoing, ...]
    next_due: datetime | None
    is_stale: bool
    is_forgotten: bool


class Sender:
    """Runs while the lease of those who send is held, see `turn`."""

    def __init__(
        self, store: Store, accounts: Accounts, now: Callable[[], datetime], *, look: float = LOOK
    ) -> None:
        self._store, self._accounts, self._now, self._look = store, accounts, now, look
        self._stirred = asyncio.Event()
        self._at_work: dict[str, asyncio.Task[None]] = {}
        self._resting: dict[str, float] = {}
        self._deliveries: dict[str, tuple[Delivery, AsyncExitStack]] = {}
        self._others: Sequence[Account] | None = None
        self._problem = ""

    async def run(self) -> None:
        """Until cancelled; a request that is on its way then leaves its text in doubt."""
        try:
            await self._until_it_works(outgoing.interrupted)
            listening = asyncio.create_task(self._listen(), name="outgoing")
            try:
                while True:
                    self._stirred.clear()
                    await self._turn_or_wait()
            finally:
                listening.cancel()
                await asyncio.gather(listening, return_exceptions=True)
        finally:
            await self._stop()

    async def _until_it_works(self, act: Callable[[Connection], object]) -> None:
        while True:
            try:
                await self._store.write(act)
            except StoreError as error:
                log.warning("store: %s", error)
                await asyncio.sleep(STORE_WAIT)
            else:
                return

    async def _listen(self) -> None:
        """Stir when somebody writes, asks to send or takes back."""
        while True:
            try:
                number = await self._store.read(changes.latest)
                self._stirred.set()
                async for _ in self._store.follow(number, {ChangeKind.OUTGOING}):
                    self._stirred.set()
            except StoreError as error:
                log.warning("store: %s", error)
                await asyncio.sleep(STORE_WAIT)

    async def _turn_or_wait(self) -> None:
        try:
            wait = await self._turn()
        except StoreError as error:
            log.warning("store: %s", error)
            wait = STORE_WAIT
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(wait):
                await self._stirred.wait()

    async def _turn(self) -> float:
        """Start what can be started; seconds until there may be more."""
        if await self._has_to_wait():
            return self._look
        outlook = await self._store.read(_outlook)
        if outlook.is_stale:
            await self._store.write(outgoing.return_stale)
            return 0.0
        if outlook.is_forgotten and not self._at_work:
            await self._store.write(outgoing.interrupted, since=LONGEST)
        known = {each.name: each for each in await self._store.read(outgoing.accounts)}
        for name in dict.fromkeys(each.words.account for each in outlook.due):
            if name not in self._at_work and not self._is_resting(name):
                mine = [each for each in outlook.due if each.words.account == name]
                self._begin(name, known.get(name), mine)
        is_at_rest = all(self._is_resting(each.words.account) for each in outlook.due)
        if outlook.next_due is None or self._at_work or (outlook.due and is_at_rest):
            return self._look
        left = (outlook.next_due - self._now()).total_seconds()
        return min(max(left, 0.05), self._look)

    def _begin(self, name: str, account: Account | None, texts: Sequence[Outgoing]) -> None:
        work = self._work(name, account, texts)
        task = asyncio.create_task(work, name=f"account {name}")
        task.add_done_callback(partial(self._ended, name))
        self._at_work[name] = task

    def _ended(self, name: str, task: asyncio.Task[None]) -> None:
        """A fault of ours rests one account; what was on its way is found to be in doubt later."""
        self._at_work.pop(name, None)
        if not task.cancelled() and (fault := task.exception()) is not None:
            log.error("account %s", name, exc_info=fault)
            self._resting[name] = asyncio.get_running_loop().time() + FAULT_WAIT
        self._stirred.set()

    def _is_resting(self, name: str) -> bool:
        return self._resting.get(name, 0.0) > asyncio.get_running_loop().time()

    async def _work(self, name: str, account: Account | None, texts: Sequence[Outgoing]) -> None:
        try:
            if account is None:
                for each in texts:
                    await self._store.write(_left_behind, each)
            else:
                await self._deliver(account, texts)
        except StoreError as error:
            # What was on its way may be out, and could not be written down.
            log.warning("store: %s", error)
            await self._until_it_works(partial(outgoing.interrupted, account=name))

    async def _deliver(self, account: Account, texts: Sequence[Outgoing]) -> None:
        try:
            delivery = await self._delivery(account)
        except SourceError as error:  # no secret to be had
            for each in texts:
                await self._store.write(_without_login, each, str(error))
            await self._store.write(outgoing.has_problem, account.name, str(error))
            return
        for each in texts:
            if not await delivery.deliver(each):
                await self._drop(account.name)
                return

    async def _delivery(self, account: Account) -> Delivery:
        """What writes with an account, made and asked about when it is first needed."""
        if account.name not in self._deliveries:
            stack = AsyncExitStack()
            writer = await stack.enter_async_context(self._accounts.writer(account))
            delivery = Delivery(self._store, account, writer, self._now)
            self._deliveries[account.name] = delivery, stack
            await delivery.introduce()
        return self._deliveries[account.name][0]

    async def _drop(self, name: str) -> None:
        """Its login is asked for anew the next time."""
        _, stack = self._deliveries.pop(name)
        await stack.aclose()

    async def _stop(self) -> None:
        tasks = list(self._at_work.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for name in list(self._deliveries):
            await self._drop(name)

    async def _has_to_wait(self) -> bool:
        """Look which accounts there are; others have to wait until nothing is on its way."""
        await self._look_at_accounts()
        if self._others is None:
            return False
        if self._at_work:
            return True
        others, self._others = self._others, None
        await self._learn(others)
        return False

    async def _look_at_accounts(self) -> None:
        try:
            found = await self._accounts.now()
        except ConfigError as error:
            if str(error) != self._problem:
                log.warning("accounts: %s", error)
            self._problem = str(error)
            return
        self._problem = ""
        if found is not None:
            self._others = found

    async def _learn(self, found: Sequence[Account]) -> None:
        """Tell the store who there is; each is asked about anew."""
        await self._stop()
        told = await self._store.write(outgoing.learn, found)
        for account in told:
            self._begin(account.name, account, ())


async def keep_sending(sender: Sender) -> None:
    """Until cancelled; a fault of ours is written down, and stops no source."""
    while True:
        task = asyncio.create_task(sender.run(), name="sender")
        try:
            await asyncio.wait({task})
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        log.error("what is sent stopped", exc_info=None if task.cancelled() else task.exception())
        await asyncio.sleep(FAULT_WAIT)


def _outlook(db: Connection) -> _Outlook:
    oldest = to_micros(db.now() - STALE)
    stale = "SELECT 1 FROM outgoing WHERE state = ? AND asked < ?"
    is_stale = db.value(stale, (str(Sending.WAITING), oldest)) is not None
    forgotten = "SELECT 1 FROM outgoing WHERE state = ? AND at <= ?"
    long_ago = to_micros(db.now() - LONGEST)
    is_forgotten = db.value(forgotten, (str(Sending.SENDING), long_ago)) is not None
    return _Outlook(outgoing.due(db), outgoing.next_due(db), is_stale, is_forgotten)


def _left_behind(db: Connection, text: Outgoing) -> None:
    _without_login(db, text, f"there is no account {text.words.account} here any more")


def _without_login(db: Connection, text: Outgoing, why: str) -> None:
    """Nothing can be sent, nor looked for."""
    if text.state is Sending.UNSURE:
        outgoing.lose(db, text.id, why, db.now() + UNSURE_WAIT)
    else:
        outgoing.fail(db, text.id, why)
