"""A desk of words: what arrives is printed, what is typed is done. Nothing is drawn."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Concatenate, Final, ParamSpec, Self, TypeVar

import click
from msgspec import Struct, field

from backchannel.cli.answers import answer, answer_json
from backchannel.cli.outgoing import told
from backchannel.cli.plain import following
from backchannel.cli.plain.lines import Printer
from backchannel.errors import ConfigError, StoreError
from backchannel.model.board import Decision
from backchannel.model.change import Change, ChangeKind
from backchannel.model.post import StoredPost
from backchannel.store import outgoing, pages
from backchannel.store.connection import Connection
from backchannel.store.store import Reader, Store
from backchannel.ui.lines.amounts import counted

P = ParamSpec("P")
T = TypeVar("T")

AT_ONCE: Final = 50
"""Posts that waited and are printed when they may; `more` has those before them."""


class Answer(Struct, frozen=True):
    """What comes of a command: posts, then sentences, each on a line. `fields` are for JSON."""

    said: Sequence[str]
    posts: Sequence[StoredPost] = ()
    fields: Mapping[str, object] = field(default_factory=dict)
    is_ok: bool = True
    is_last: bool = False
    lines: Sequence[str] = ()
    """Posts in other words than the stream's, printed in the place of `posts`."""


More = Callable[[int], Awaitable[Answer]]


class PlainDesk:
    """What is read and printed, and by whom. `view` says which posts; `more` reads on.

    What is new waits while it is held, and while somebody says that they are typing. Sources that
    come back by undo are written into the `event_file`.
    """

    def __init__(
        self,
        reader: Reader,
        printer: Printer,
        view: pages.View,
        by: str,
        *,
        event_file: Path | None = None,
    ) -> None:
        self.reader, self.printer, self.view, self.by = reader, printer, view, by
        self._event_file = event_file
        self.change = self.printed = 0
        self.is_held = self.is_typing = False
        self.more: More | None = None
        self.written = ""  # the id of what was written last
        self._told: dict[str, str] = {}
        self._untold: list[str] = []
        self._stack = contextlib.AsyncExitStack()
        self._writer: Store | None = None
        self._printing = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def read(
        self, look: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """See `Reader.read`."""
        return await self.reader.read(look, *args, **kwargs)

    async def write(
        self, act: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """See `Store.write`. The store is opened for writing at the first decision only."""
        if self._writer is None:
            await self.use(Store(self.reader.path, now=self.reader.now))
        assert self._writer is not None  # noqa: S101  # it is now
        return await self._writer.write(act, *args, **kwargs)

    async def carry_out(self, decision: Decision | None) -> None:
        """Where a decision was about the event file: let that say so, too."""
        from backchannel.wiring.tending import changes

        if self._writer is not None:
            await changes.carry_out(self._event_file, self._writer, decision)

    async def use(self, writer: Store) -> None:
        """Write by this store from now on."""
        self._writer = await self._stack.enter_async_context(writer)

    async def follow(self) -> None:
        """Print what arrives, for ever; a store that cannot be read is tried again."""
        await following.follow(self.reader, self.change, self._heard, self.tell)

    async def _heard(self, news: Sequence[Change]) -> None:
        gone = [int(change.key) for change in news if change.kind is ChangeKind.POST_GONE]
        for post in (await self.read(pages.by_places, gone)).values():
            if post.is_hidden or post.is_muted:  # it was not to be heard of before, either
                continue
            self._untold.append(f"{post.number}, {post.post.author.name}: deleted by its author.")
        for change in news:
            if change.kind is ChangeKind.COLLECTOR:
                self._untold.append("Posts are collected now." if change.key else NOBODY)
        asked = {change.key for change in news if change.kind is ChangeKind.OUTGOING}
        if asked - {""}:
            await self._tell_of(asked)
        if any(change.kind is ChangeKind.ALERT for change in news):
            await self._tell_of_alerts()
        if not (self.is_held or self.is_typing):
            await self.catch_up()

    async def _tell_of(self, ids: set[str]) -> None:
        """Say what came of texts that go out, once for each turn."""
        for text in await self.read(outgoing.listed):
            said = told(text) if text.id in ids else ""
            if said and self._told.get(text.id) != said:
                self._told[text.id] = said
                self._untold.append(said)

    async def _tell_of_alerts(self) -> None:
        """Say what was set off, once each."""
        for id_, said in (await self.read(following.alerts)).items():
            if id_ not in self._told:
                self._told[id_] = said
                self._untold.append(said)

    async def waiting(self) -> int:
        """How many new posts were not printed yet."""
        return len(await self.read(pages.arrived, self.view, self.printed))

    async def catch_up(self, most: int | None = None) -> str:
        """Print what arrived since; of more than `most` the newest. Says what was left out."""
        async with self._printing:
            fresh, self.printed = await self.read(following.arrived, self.view, self.printed)
            left = 0 if most is None else max(0, len(fresh) - most)
            for post in fresh[left:]:
                self.printer.show(post)
            untold, self._untold = self._untold, []
            for text in untold:
                self.tell(text)
        if not left:
            return ""
        return f"{counted(left, 'older post')} waited, too; last shows as many as you say."

    async def obey(self, line: str, do: Callable[[PlainDesk, str], Awaitable[Answer]]) -> bool:
        """Do what a line asks and say what came of it; False when that was the last one."""
        was_typing, self.is_typing = self.is_typing, False
        if not line.strip():
            self.is_typing = not was_typing
            self.say("", Answer([WAITS] if self.is_typing else []))
        else:
            done = await _tried(do(self, line))
            self.say(line, done)
            if done.is_last:
                return False
        if was_typing and not self.is_held:
            with contextlib.suppress(StoreError):  # following will say it
                self.tell(await self.catch_up(AT_ONCE))
        return True

    def say(self, line: str, done: Answer) -> None:
        """Print an answer."""
        if not self.printer.as_json:
            for text in done.lines:
                answer(text)
        if self.printer.as_json or not done.lines:
            for post in done.posts:
                self.printer.show(post)
        if self.printer.as_json:
            said = "\n".join(done.said)
            asked = " ".join(line.split())
            answer_json({"asked": asked, "ok": done.is_ok, "said": said, **done.fields})
        else:
            for text in done.said:
                answer(text)

    def tell(self, text: str) -> None:
        """Print a sentence that nobody asked for."""
        if text and self.printer.as_json:
            answer_json({"asked": None, "ok": True, "said": text})
        elif text:
            answer(text)


NOBODY: Final = (
    "Nobody is collecting, so nothing new arrives; backchannel collect in another terminal does."
)
WAITS: Final = "New posts wait until your next line."


async def converse(
    desk: PlainDesk,
    lines: AsyncIterator[str],
    do: Callable[[PlainDesk, str], Awaitable[Answer]],
) -> None:
    """Follow, and obey each line, until one says that it is enough or there are no more."""

    async def listen() -> None:
        async for line in lines:
            if not await desk.obey(line, do):
                return

    tasks: list[asyncio.Task[Any]] = [  # Any: neither returns anything
        asyncio.create_task(listen()),
        asyncio.create_task(desk.follow()),
    ]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


async def _tried(doing: Awaitable[Answer]) -> Answer:
    try:
        return await doing
    except click.UsageError as mistake:
        text = mistake.format_message()
        return Answer([f"{text[:1].upper()}{text[1:]}."], is_ok=False)
    except (ConfigError, StoreError) as error:
        return Answer([f"Not done: {error}."], is_ok=False)
