"""The topics that one source follows at hubs: subscribed, renewed, doubted and given up.

A hub only says that there is something new; what it is, is fetched where it was published. So what
a hub sends can do no more harm than a key press, and a hub that falls silent costs only time: every
topic is still polled, seldom while its hub is trusted and as before when it is not.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from backchannel.errors import SourceError
from backchannel.sources.api import Http, Pushed
from backchannel.sources.network.waits import in_words
from backchannel.sources.websub.listener import Listener
from backchannel.sources.websub.subscription import Mode, Subscription

log = logging.getLogger(__name__)

HOUR: Final = 3_600.0
"""Seconds between two polls of what a hub tells of."""

AGAIN: Final = 60.0
"""Seconds after which a call that led to nothing new is looked into again: it may be cached."""

RETRY, LONGEST_RETRY = timedelta(minutes=15), timedelta(hours=6)
_KNOWN: Final = 2_000  # entries of a topic that are remembered


@dataclass(slots=True)
class _Followed:
    """`seen` are the entries there were; `is_trusted` is false since the hub missed something.

    `is_doubtful` after a call that led to nothing new. It is not asked again before `retry_at`.
    """

    subscription: Subscription
    seen: dict[str, None] = field(default_factory=dict)
    is_on: bool = False
    is_trusted: bool = True
    is_doubtful: bool = False
    has_said: bool = False
    problem: str = ""
    retry_at: datetime | None = None
    failures: int = 0

    def looks(self, entries: Iterable[str]) -> None:
        """Compare what was found with what the hub told."""
        new = [entry for entry in entries if entry not in self.seen]
        is_missed = self.is_on and bool(new) and bool(self.seen) and not self.is_doubtful
        called, self.subscription.is_called = self.subscription.is_called, False
        self.is_doubtful = called and not new and not self.is_doubtful
        if called:
            self.is_trusted = True
        elif is_missed and self.is_trusted:
            self.is_trusted, self.retry_at = False, None
        self.seen |= dict.fromkeys(new)
        for entry in list(self.seen)[:-_KNOWN]:
            del self.seen[entry]
        is_new = self.subscription.left > 0 and not self.is_on
        if is_new:
            self.failures, self.retry_at = 0, self.subscription.now()
        self.is_on = self.subscription.left > 0

    def is_to_ask(self, now: datetime) -> bool:
        """At first, when half of the lease is over, and when the hub missed something."""
        is_early = self.subscription.left > self.subscription.lease / 2
        return self.retry_at is None or (not is_early and now >= self.retry_at)

    def was_asked(self, problem: str, now: datetime) -> None:
        """Wait before the next question, longer each time that nothing comes of it."""
        lease = self.subscription.left
        self.problem = problem
        self.failures = 0 if lease else self.failures + 1
        wait = min(RETRY * 2 ** min(max(self.failures - 1, 0), 10), LONGEST_RETRY)
        self.retry_at = now + (timedelta(seconds=lease / 4) if lease else wait)


class Following:
    """The `Push` of the source contract, for one source.

    `wake` makes it due now, at most once in `rest` seconds. A hub has `goodbye` seconds to let go.
    """

    def __init__(
        self,
        http: Http,
        listener: Listener,
        wake: Callable[[], Awaitable[None]],
        now: Callable[[], datetime],
        *,
        rest: float = 2.0,
        goodbye: float = 2.0,
    ) -> None:
        self._http, self._listener, self._wake, self._now = http, listener, wake, now
        self._rest, self._goodbye = rest, goodbye
        self._followed: dict[str, _Followed] = {}
        self._telling: asyncio.Task[None] | None = None
        self._is_told = False

    async def follow(
        self, feed: str, topic: str, hub: str, entries: Iterable[str], interval: float
    ) -> Pushed:
        """See `Push.follow`."""
        known = self._followed.get(feed)
        if known is not None and (known.subscription.topic, known.subscription.hub) != (topic, hub):
            await self._leave(feed)
            known = None
            if not hub:
                return Pushed(note=" ")
        if not hub:
            return Pushed()
        if problem := await self._listener.open():
            return Pushed(note=problem)
        if known is None:
            known = self._followed[feed] = self._new(topic, hub)
        known.looks(entries)
        if known.is_to_ask(self._now()):
            await self._subscribe(known)
        pushed = self._pushed(known, interval)
        if known.has_said and not pushed.note:
            pushed = Pushed(note=" ")  # what was said is no longer so
        known.has_said = bool(pushed.note.strip())
        return pushed

    async def close(self) -> None:
        """Ask every hub to call no more, for a moment: who does not answer meets nobody."""
        if self._telling is not None:
            self._telling.cancel()
        leaving = [self._leave(feed) for feed in self._followed]
        await asyncio.gather(*leaving, return_exceptions=True)

    def _new(self, topic: str, hub: str) -> _Followed:
        subscription = Subscription(topic, hub, self._tell, self._now)
        subscription.address = self._listener.new_address(subscription)
        return _Followed(subscription)

    async def _subscribe(self, known: _Followed) -> None:
        subscription, problem = known.subscription, ""
        if known.failures and not (known.is_on or known.problem):
            problem = f"not pushed: {subscription.host} did not call {self._listener.public_url}"
        try:
            await self._send(subscription, "subscribe")
        except SourceError as error:
            problem = f"not pushed: {subscription.host} says {error}"
        known.was_asked(problem[:150], self._now())

    def _pushed(self, known: _Followed, interval: float) -> Pushed:
        host, left = known.subscription.host, known.subscription.left
        if known.subscription.denied:
            return Pushed(note=f"not pushed: {host} refuses ({known.subscription.denied})")
        if not known.is_on:
            return Pushed(note=known.problem)
        if not known.is_trusted:
            return Pushed(note=f"{host} did not push something new, so it is polled as before")
        seconds = max(interval, min(HOUR, max(left / 3, AGAIN)))
        rhythm = "hour" if seconds == HOUR else in_words(seconds)
        note = f"pushed by {host}, polled every {rhythm} besides"
        return Pushed(note, AGAIN if known.is_doubtful else seconds)

    async def _leave(self, feed: str) -> None:
        subscription = self._followed.pop(feed).subscription
        try:
            if subscription.until is not None:
                async with asyncio.timeout(self._goodbye):
                    await self._send(subscription, "unsubscribe")
                    while not subscription.is_ended:  # noqa: ASYNC110  # the hub calls, or does not
                        await asyncio.sleep(0.02)
        except (SourceError, TimeoutError) as error:
            log.info("%s: %s", subscription.host, error)
        finally:
            self._listener.forget(subscription.address)

    async def _send(self, subscription: Subscription, mode: Mode) -> None:
        form = "application/x-www-form-urlencoded"
        body = subscription.asks(mode)
        await self._http.post(subscription.hub, body, content_type=form, accept="*/*")

    def _tell(self) -> None:
        self._is_told = True
        if self._telling is None or self._telling.done():
            self._telling = asyncio.get_running_loop().create_task(self._pass_on())

    async def _pass_on(self) -> None:
        """Wake the source now; what is told meanwhile has to wait a little."""
        while self._is_told:
            self._is_told = False
            await self._wake()
            await asyncio.sleep(self._rest)
