"""Decisions that need a word more: why, for how long, under which session."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from backchannel.clean.terminal import clean_line
from backchannel.model.board import Note
from backchannel.model.moments import from_micros
from backchannel.model.post import StoredPost
from backchannel.model.programme import AFTER, BEFORE, Session, filed_at
from backchannel.model.who import server_of, shown_as
from backchannel.store.connection import Connection
from backchannel.store.roles import filing
from backchannel.ui.deciding.acts import Acts, Muting, Way
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

OUTSIDE: Final = {BEFORE: "before the first session", AFTER: "after the last session"}
"""What is outside the programme, and how that is said."""


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

    def move_note(self, note: Note, sessions: Sequence[Session], now: datetime) -> None:
        """Under which session a note belongs."""

        async def move(session: str) -> None:
            await self._acts.move_note(note.id, session)

        self._offer_sessions(sessions, now, move, note.session)

    async def file_under(self, sessions: Sequence[Session], now: datetime) -> None:
        """Under which session posts belong, other than by the clock."""
        if not (posts := await self._hand.posts()):
            return

        async def file(session: str) -> None:
            def act(db: Connection, place: int, by: str) -> bool:
                return filing.file_post(db, place, session, by)

            said = clean_line(session) or "no session"
            if await self._acts.turn(posts, (Way(act, f"Filed under {said}"),)):
                self._hand.unmark()

        own = {_session_of(post, sessions) for post in posts}
        here = own.pop() if len(own) == 1 else None
        self._offer_sessions(sessions, now, file, here, outside=OUTSIDE)

    def file_question(
        self,
        file: Callable[[str], Awaitable[None]],
        here: str,
        sessions: Sequence[Session],
        now: datetime,
    ) -> None:
        """Under which session a question belongs."""
        self._offer_sessions(sessions, now, file, here)

    def _offer_sessions(
        self,
        sessions: Sequence[Session],
        now: datetime,
        then: Callable[[str], Awaitable[None]],
        here: str | None,
        *,
        outside: Mapping[str, str] | None = None,
    ) -> None:
        """Each with its time, in the zone of `now`; the one it is under is marked."""
        named = {each.name: each for each in sessions}
        found = sorted(named.values(), key=lambda each: each.starts)
        others = {key: said for key, said in (outside or {}).items() if found and key not in named}
        keys = ["", *(each.name for each in found), *others]
        titles = ["no session", *(_title(each, found) for each in found), *others.values()]
        whens = ["", *(clock_on(each.starts, now, now.tzinfo or UTC) for each in found)]
        rows = [
            Row(
                key=str(n),
                lead=str(n) if n < 10 else " ",
                text=f"{whens[n] if n < len(whens) else ''}  {titles[n]}".strip(),
                aside="▸ here it is now" if key == here else "",
                is_loud=key == here,
            )
            for n, key in enumerate(keys)
        ]

        async def chosen(row: Row) -> None:
            await then(keys[int(row.key)])

        self._outside.offer("File under", rows, chosen)


def _title(session: Session, beside: Sequence[Session]) -> str:
    """Its title, or its name where another has the same."""
    is_alone = sum(each.title == session.title for each in beside) == 1
    return clean_line(session.title if is_alone else session.name)


def _session_of(post: StoredPost, sessions: Sequence[Session]) -> str:
    if post.filed is not None:
        return post.filed
    return filed_at(sessions, from_micros(post.posted))


def _mutings(post: StoredPost) -> list[Muting]:
    kinds = (False, True) if server_of(post.post.author) else (False,)
    return [
        Muting(post.place, is_server, lasts, how_long)
        for is_server in kinds
        for lasts, how_long in LENGTHS
    ]


def _whom(post: StoredPost, *, is_server: bool) -> str:
    author = post.post.author
    if is_server:
        return f"everybody on {server_of(author)}"
    return author.name if author.handle else shown_as(post.post)
