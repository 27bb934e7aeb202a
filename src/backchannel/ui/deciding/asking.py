"""Decisions that need a word more: why, for how long, under which session."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Final, Protocol

from backchannel.model.board import Note
from backchannel.model.post import StoredPost
from backchannel.model.programme import Session
from backchannel.model.who import server_of
from backchannel.ui.deciding.acts import Acts, Muting
from backchannel.ui.deciding.hand import Hand
from backchannel.ui.lines.summary import summary
from backchannel.ui.lines.times import clock_on
from backchannel.ui.widgets.rows import Row

WHY: Final = "why?"

LENGTHS: Final = (
    (timedelta(minutes=30), "for 30 minutes"),
    (timedelta(hours=2), "for 2 hours"),
    (timedelta(days=1), "for a day"),
    (None, "for good"),
)
"""For how long somebody can be muted, and how that is said."""


class Outside(Protocol):
    """Who asks."""

    async def ask(
        self, question: str, then: Callable[[str], Awaitable[None]], text: str = ""
    ) -> None:
        """For a few words; `then` hears them."""

    def offer(
        self, title: str, rows: Sequence[Row], then: Callable[[Row], Awaitable[None]]
    ) -> None:
        """One of several; `then` hears which."""


class Asking:
    """Does by name what is declared as `do('name')` and needs an answer first."""

    def __init__(self, hand: Hand, acts: Acts, outside: Outside) -> None:
        self._hand, self._acts, self._outside = hand, acts, outside

    async def hide_because(self) -> None:
        """Hide with a reason."""
        if posts := await self._hand.posts():

            async def hide(reason: str) -> None:
                await self._hand.hide_these(posts, reason)

            what = summary(posts[0], 44) if len(posts) == 1 else f"{len(posts)} posts"
            await self._outside.ask(f"why hide {what}?", hide)

    async def mute(self) -> None:
        """`X`."""
        post = await self._hand.post()
        if post is None:
            return
        choices = {str(number): each for number, each in enumerate(_mutings(post), 1)}

        async def chosen(row: Row) -> None:
            muting = choices[row.key]

            async def mute(reason: str) -> None:
                await self._acts.mute(muting, reason)

            await self._outside.ask(f"mute {muting.how_long}, {WHY}", mute)

        rows = [
            Row(key, key, f"{_whom(post, is_server=each.is_server)} {each.how_long}")
            for key, each in choices.items()
        ]
        self._outside.offer("Mute", rows, chosen)

    async def remark(self, place: int, text: str) -> None:
        """`e` on a pin: what is written to it."""

        async def write(words: str) -> None:
            await self._acts.remark(place, words)

        await self._outside.ask("a line below this pin", write, text)

    def move_note(
        self, note: Note, sessions: Sequence[Session], now: datetime, zone: tzinfo
    ) -> None:
        """Under which session a note belongs, each with its time; the one it is under is marked."""
        named = {each.name: each for each in sessions}
        found = sorted(named.values(), key=lambda each: each.starts)
        titles = ["", *(each.name for each in found)]
        whens = ["", *(clock_on(each.starts, now, zone) for each in found)]
        rows = [
            Row(
                key=str(n),
                lead=str(n) if n < 10 else "",
                text=f"{whens[n]}  {title or 'no session'}".strip(),
                aside="▸ where the note is" if title == note.session else "",
                is_loud=title == note.session,
            )
            for n, title in enumerate(titles)
        ]

        async def move(row: Row) -> None:
            await self._acts.move_note(note.id, titles[int(row.key)])

        self._outside.offer("File the note under", rows, move)


def _mutings(post: StoredPost) -> list[Muting]:
    kinds = (False, True) if server_of(post.post.author) else (False,)
    return [
        Muting(post.place, is_server, lasts, how_long)
        for is_server in kinds
        for lasts, how_long in LENGTHS
    ]


def _whom(post: StoredPost, *, is_server: bool) -> str:
    author = post.post.author
    return f"everybody on {server_of(author)}" if is_server else author.name
