"""What is half written, kept over Esc, a crash and a restart; and asked to be sent, once."""

from __future__ import annotations

import asyncio
from typing import Final

from backchannel.errors import StoreError
from backchannel.model.outgoing import CHANGEABLE, Outgoing, Words
from backchannel.store import outgoing
from backchannel.store.connection import Connection
from backchannel.ui.deciding.pen import Pen
from backchannel.ui.looks import Looks

TURN: Final = 1.0
"""Seconds between two writes while somebody types: as much as the end of a machine can cost."""


class Letter:
    """One text while it is written. `words` None: nobody has written anything yet."""

    def __init__(self, reply_to: int | None, row: Outgoing | None = None) -> None:
        self.reply_to = reply_to
        self.id = row.id if row else ""
        self.words = self.kept = row.words if row else None
        self.problem = row.problem if row else ""


class Letters:
    """Writes down what becomes of letters. What cannot be written down waits, and is not lost."""

    def __init__(self, pen: Pen, by: str) -> None:
        self._pen, self._by = pen, by
        self._letters: list[Letter] = []
        self._looks = Looks(self._write, turn=TURN)
        self._one_by_one = asyncio.Lock()  # two at once would make two drafts of one letter

    async def run(self) -> None:
        """Keep what is typed. Never returns."""
        await self._looks.run()

    def left(self, reply_to: int | None) -> Letter | None:
        """What was written about a post, or to the event, and could not be written down so far."""
        return next((each for each in self._letters if each.reply_to == reply_to), None)

    def change(self, letter: Letter, words: Words | None) -> None:
        """There are other words for it now; None when nothing of it is worth keeping."""
        letter.words = words
        if letter not in self._letters:
            self._letters.append(letter)
        self._looks.ask()

    async def flush(self) -> None:
        """Write down what is left."""
        await self._write()

    async def send(self, letter: Letter) -> Outgoing:
        """Ask for it to be sent. Raises StoreError when it cannot be; it is a draft still."""
        async with self._one_by_one:
            if letter.words is None:
                raise StoreError("there is nothing to send yet")
            sent = await self._pen.write(_send, letter.id, letter.words, self._by)
            self._forget(letter)
            return sent

    def _forget(self, letter: Letter) -> None:
        self._letters = [each for each in self._letters if each is not letter]

    async def _write(self) -> None:
        async with self._one_by_one:
            for letter in [*self._letters]:
                words = letter.words
                if words != letter.kept:
                    try:
                        letter.id = await self._pen.write(_keep, letter.id, words, self._by)
                    except StoreError:  # the pen has told of it
                        self._looks.ask()
                        return
                    letter.kept = words
                if letter.words == words:  # nobody typed on meanwhile
                    self._forget(letter)


def _keep(db: Connection, id_: str, words: Words | None, by: str) -> str:
    """Write a draft down, or throw it away; its id.

    What was sent from elsewhere meanwhile stays as it is, and this becomes a draft of its own.
    """
    found = _row(db, id_)
    is_ours = found is not None and found.state in CHANGEABLE
    if words is None:
        if is_ours:
            outgoing.discard(db, id_)
        return ""
    if is_ours:
        return outgoing.change(db, id_, words).id
    return outgoing.write(db, words, by).id


def _send(db: Connection, id_: str, words: Words, by: str) -> Outgoing:
    """Both or neither: what cannot be sent stays as it was written down last."""
    found = _row(db, id_)
    if found is not None and found.state not in CHANGEABLE:
        raise StoreError("it was sent from elsewhere meanwhile")
    return outgoing.send(db, _keep(db, id_, words, by))


def _row(db: Connection, id_: str) -> Outgoing | None:
    try:
        return outgoing.of(db, id_)
    except StoreError:
        return None
