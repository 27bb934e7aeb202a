"""One text on its way out, whatever happens to it; what came of it is written down.

A request that publishes leaves three things that can be so: it is out, it is surely not, nobody
knows. Of the last the text is looked for before it is sent again, so that it is never out twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from backchannel.clean.terminal import clean_line
from backchannel.config.secrets import redacted
from backchannel.errors import SourceError, SourceRefused, SourceUnreachable, StoreError
from backchannel.ingest.outbox.coming_back import come_back
from backchannel.model.outgoing import (
    STALE,
    Account,
    Network,
    Outgoing,
    Sending,
    at_uri,
    fediverse_uri,
)
from backchannel.sources.posting.api import Letter, Writer, is_surely_not_out
from backchannel.sources.posting.refusals import is_login, sentence
from backchannel.store import outgoing
from backchannel.store.connection import Connection
from backchannel.store.outgoing.sending import OLD
from backchannel.store.store import Store

log = logging.getLogger(__name__)

SHORTEST: Final = 5.0
LONGEST: Final = 60.0
"""Seconds before another try where the server does not say; doubled each time."""

LOGIN_WAIT: Final = timedelta(hours=1)
"""Before another try with an account that is not let in; a change of the accounts comes first."""

LOOK: Final = 15.0
"""Seconds at least before a text is looked for whose answer was lost: the server may be slow."""


class Delivery:
    """Brings texts of one account to its server, one after the other."""

    def __init__(
        self, store: Store, account: Account, writer: Writer, now: Callable[[], datetime]
    ) -> None:
        self._store, self._account, self._writer, self._now = store, account, writer, now
        self._failures: dict[str, int] = {}
        self._is_known = False

    async def introduce(self) -> None:
        """Ask the server who the account is and what it takes, and write that down.

        When it cannot be asked now, it is before the next text.
        """
        try:
            about = await self._writer.about()
        except SourceError as error:
            if is_login(error):
                await self._say(error)
            log.info("account %s: %s", self._account.name, redacted(str(error)))
            return
        # The name is the user file's: by that its token is found.
        known = Account(
            self._account.name,
            about.network,
            self._account.server,
            about.measure,
            clean_line(about.language, limit=35),
        )
        await self._store.write(outgoing.remember, known)
        self._is_known = True

    async def deliver(self, text: Outgoing) -> bool:
        """One text, as far as it gets now. False when the login is no good for the others either.

        Raises StoreError when that cannot be written down: then it is in doubt, until it is.
        """
        if not self._is_known:
            await self.introduce()
        try:
            letter = await self._store.read(_letter, text, self._account)
        except StoreError as error:
            await self._store.write(outgoing.fail, text.id, str(error))
            return True
        try:
            if text.tried is not None and await self._is_out(text, letter):
                return True
            send = await self._writer.prepare(letter)
        except SourceError as error:
            return await self._held_up(text, error)
        if not await self._store.write(outgoing.begin, text):
            return True  # taken back just now
        try:
            published = await send()
        except SourceError as error:
            return await self._not_through(text, error)
        self._failures.pop(text.id, None)
        await self._store.write(come_back, text.id, published, self._account)
        return True

    async def _is_out(self, text: Outgoing, letter: Letter) -> bool:
        """Whether nothing more is to be done about a text that may have gone out before."""
        found = await self._writer.find(letter)
        if found is not None:
            await self._store.write(come_back, text.id, found, self._account)
            return True
        if text.asked is not None and self._now() - text.asked > STALE:
            await self._store.write(outgoing.return_it, text.id, OLD)
            return True
        return False

    async def _held_up(self, text: Outgoing, error: SourceError) -> bool:
        """Nothing was sent now; whether something was before is as open as it was."""
        if text.state is Sending.UNSURE:
            await self._lost(text, error)
        elif _is_final(error):
            await self._failed(text, error)
        else:
            await self._put_off(text, error)
        return not is_login(error)

    async def _not_through(self, text: Outgoing, error: SourceError) -> bool:
        if _is_final(error):
            await self._failed(text, error)
        elif isinstance(error, SourceUnreachable) and (
            error.is_unsent or is_surely_not_out(error.status)
        ):
            await self._put_off(text, error)
        else:
            await self._lost(text, error)
        return not is_login(error)

    async def _failed(self, text: Outgoing, error: SourceError) -> None:
        self._failures.pop(text.id, None)
        await self._store.write(outgoing.fail, text.id, self._why(error))
        if is_login(error):
            await self._say(error)

    async def _put_off(self, text: Outgoing, error: SourceError) -> None:
        why = f"{self._why(error)}; it goes out as soon as it can"
        until = self._now() + self._wait(text, error)
        await self._store.write(outgoing.put_off, text.id, why, until)

    async def _lost(self, text: Outgoing, error: SourceError) -> None:
        why = f"{self._why(error)}; it may be out already, so it is looked for first"
        until = self._now() + max(self._wait(text, error), timedelta(seconds=LOOK))
        await self._store.write(outgoing.lose, text.id, why, until)
        if is_login(error):
            await self._say(error)

    async def _say(self, error: SourceError) -> None:
        await self._store.write(outgoing.has_problem, self._account.name, self._why(error))

    def _wait(self, text: Outgoing, error: SourceError) -> timedelta:
        failures = self._failures[text.id] = self._failures.get(text.id, 0) + 1
        asked = error.retry_after if isinstance(error, SourceUnreachable) else None
        usual = min(SHORTEST * 2 ** min(failures - 1, 10), LONGEST)
        if is_login(error):
            return LOGIN_WAIT  # only a person can help, and servers count who logs in
        return timedelta(seconds=usual if asked is None else max(asked, 1.0))

    def _why(self, error: SourceError) -> str:
        return clean_line(redacted(sentence(error, self._account)), limit=300)


def _is_final(error: SourceError) -> bool:
    """Whether only a person can do something about it; then it is surely not out, either."""
    if isinstance(error, SourceRefused):
        return True
    if not isinstance(error, SourceUnreachable) or error.retry_after is not None:
        return False
    return is_surely_not_out(error.status) and error.status != 429


def _letter(db: Connection, text: Outgoing, account: Account) -> Letter:
    answered = ""
    if text.words.reply_to is not None:
        post = outgoing.answerable(db, text.words.reply_to)
        is_fediverse = account.network is Network.MASTODON
        answered = fediverse_uri(post) if is_fediverse else at_uri(post)
        if not answered:
            raise StoreError(f"{account.name} cannot answer that post")
    claimed = outgoing.claimed(db)
    return Letter(text.words, text.key, text.written, text.tried, answered, claimed)
