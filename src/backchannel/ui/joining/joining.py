"""Joining in from the desk: opens the place where one writes, and tells what came of it."""

from __future__ import annotations

import contextlib
import re
import time
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from backchannel.clean.terminal import clean_line
from backchannel.errors import StoreError
from backchannel.model.outgoing import CHANGEABLE, Outgoing, Sending
from backchannel.model.post import StoredPost
from backchannel.store import lease, outgoing, pages
from backchannel.store.connection import Connection
from backchannel.store.outgoing.answers import Asked
from backchannel.ui.deciding.acts import Voice
from backchannel.ui.joining import telling
from backchannel.ui.joining.compose import Compose, Done, Subject
from backchannel.ui.joining.letters import Letter, Letters
from backchannel.ui.keymap import Keyed, with_keys
from backchannel.ui.lines.summary import who_said_what

if TYPE_CHECKING:
    from backchannel.ui.desk.screen import Desk

QUICK: Final = 0.5
"""Seconds."""

_CLAUSE: Final = re.compile("[;:] ")


class _Known(Struct, frozen=True):
    """What is read at once before somebody writes."""

    asked: Asked
    post: StoredPost | None
    row: Outgoing | None
    answered: Outgoing | None
    has_accounts: bool


class Joining:
    """Made when it is first needed; lives as long as the desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._store = desk, desk.store
        self.letters = Letters(desk.pen, desk.preferences.by)
        self._seen: dict[str, Outgoing] | None = None
        self._sent_at = -QUICK
        desk.run_worker(self.letters.run(), exit_on_error=False)

    async def reply(self, post: StoredPost, say: Voice) -> None:
        """`r`: answer a post, or go on with the answer that was begun."""
        await self._begin(post.place, say)

    async def post(self) -> None:
        """Write to the event, or go on with what was begun."""
        await self._begin(None, self._desk.said.say)

    async def edit(self, row: Outgoing, say: Voice, *, is_ready: bool = False) -> None:
        """Go on with a draft, or with what was refused; at its preview if it `is_ready`."""
        await self._begin(row.words.reply_to, say, row=row, is_ready=is_ready)

    async def look(self) -> None:
        """Tell what became of what was to be sent, since the last look. Raises StoreError."""
        rows = await self._store.read(outgoing.listed)
        before, self._seen = self._seen, {row.id: row for row in rows}
        if before is not None and (said := telling.worst(before, rows)):
            self._say(said, self._desk.said.say)
        self._desk.said.stand(with_keys(self._desk, telling.standing(rows)))

    @property
    def has_just_sent(self) -> bool:
        """Whether an Enter may be the second of two quick ones, of which only one was meant."""
        return time.monotonic() - self._sent_at < QUICK

    async def flush(self) -> None:
        """Write down what is half written, before the desk closes."""
        await self.letters.flush()

    async def _begin(
        self, place: int | None, say: Voice, *, row: Outgoing | None = None, is_ready: bool = False
    ) -> None:
        if isinstance(self._desk.app.screen, Compose):
            return
        await self.letters.flush()
        try:
            known = await self._store.read(_known, place)
            if self._seen is None:
                await self.look()
        except StoreError as error:
            say(str(error), is_problem=True)
            return
        if known.asked.problem:
            _refuse(known, say)
            return
        left = self.letters.left(place) if row is None else None
        letter = left or Letter(place, row or known.row)
        subject = _subject(known)
        if letter.words is not None:
            subject = replace(subject, title=f"{subject.title} · your draft")
        screen = Compose(letter, subject, self.letters, self._done(letter, say))
        await self._desk.app.push_screen(screen)
        if is_ready:
            screen.action_preview()

    def _done(self, letter: Letter, say: Voice) -> Done:
        async def done(row: Outgoing | None) -> None:
            if row is not None:
                await self._sent(row, say)
                return
            await self.letters.flush()
            if letter.words is not None and letter.words == letter.kept:
                again = "{post}" if letter.reply_to is None else "{reply}"
                say(Keyed(f"Kept as a draft; {again} goes on"))

        return done

    async def _sent(self, row: Outgoing, say: Voice) -> None:
        self._sent_at = time.monotonic()
        self._seen = {**(self._seen or {}), row.id: row}
        with contextlib.suppress(StoreError):  # whoever shows posts tells of it
            is_collected = await self._store.read(lease.is_collected)
            self._say(telling.asked_for(row, is_collected=is_collected), say)

    def _say(self, news: telling.News, say: Voice) -> None:
        say(news.text, news.tail, is_problem=news.is_problem)


def _known(db: Connection, place: int | None) -> _Known:
    rows = [row for row in outgoing.listed(db) if row.words.reply_to == place]
    return _Known(
        outgoing.ask_about(db, place),
        None if place is None else pages.by_places(db, [place]).get(place),
        next((row for row in rows if row.state in CHANGEABLE), None),
        next((row for row in rows if row.state not in CHANGEABLE), None),
        bool(outgoing.accounts(db)),
    )


def _subject(known: _Known) -> Subject:
    if known.post is None:
        followers = f"To everybody who follows {known.asked.tag}" if known.asked.tag else ""
        return Subject("Post to the event", followers, known.asked)
    title = f"Reply to {clean_line(known.post.post.author.name)}"
    if known.answered is not None:
        is_sent = known.answered.state is Sending.SENT
        title += f" · {'answered' if is_sent else 'an answer is on its way'} already"
    return Subject(title, who_said_what(known.post), known.asked)


def _refuse(known: _Known, say: Voice) -> None:
    """Why it cannot be answered, and the browser, where it can."""
    if not known.has_accounts:
        say("No account to write with; `backchannel login mastodon HOST` adds one", is_problem=True)
    elif known.post is None or known.post.is_gone:
        say(known.asked.problem, is_problem=True)
    else:
        opens = "{open_in_browser} opens it" if known.post.post.url or known.post.post.link else ""
        say(_CLAUSE.split(known.asked.problem)[0], opens, is_problem=True)
