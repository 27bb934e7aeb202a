"""A desk with accounts to write with, and somebody who does what a collector does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from msgspec.structs import replace
from tests.clock import Clock
from tests.ui.desk.stage import DeskApp, desk_on, remark, store_with, until
from textual.pilot import Pilot
from textual.widgets import TextArea

from backchannel.model.outgoing import Account, Network, Outgoing
from backchannel.model.outgoing.account import BLUESKY, MASTODON
from backchannel.model.post import CleanText, Post
from backchannel.store import outgoing
from backchannel.store.store import Store
from backchannel.ui.joining.compose import Compose

DESK = Account("@desk@toot.example", Network.MASTODON, "https://toot.example", MASTODON, "en")
TEAM = Account("@team@social.example", Network.MASTODON, "https://social.example", MASTODON)
SKY = Account("@desk.bsky.example", Network.BLUESKY, "https://pds.example", BLUESKY)


def by(handle: str, post: Post) -> Post:
    """The same, said by somebody of another handle."""
    return replace(post, author=replace(post.author, handle=CleanText(handle)))


SKY_POST = replace(
    by("@ana.bsky.example", remark(0, "Said on Bluesky #ideaperf")),
    id="at://did:plc:abc/app.bsky.feed.post/3k",
)
BLOG_POST = by("", remark(0, "Said on a blog #ideaperf"))


@asynccontextmanager
async def writing_desk(
    path: Path,
    *accounts: Account,
    size: tuple[int, int] = (100, 30),
    posts: tuple[Post, ...] = (remark(1),),
    clock: Clock | None = None,
) -> AsyncIterator[tuple[DeskApp, Pilot[None], Store]]:
    """The newest post is chosen."""
    async with store_with(path, posts, clock=clock) as store:
        await store.write(outgoing.know, accounts)
        async with desk_on(store, size) as (app, pilot):
            await pilot.press("j")
            yield app, pilot, store


def area(app: DeskApp) -> TextArea:
    """Where somebody writes."""
    assert isinstance(app.focused, TextArea)
    return app.focused


async def opened(app: DeskApp, pilot: Pilot[None], key: str = "r") -> TextArea:
    """The place where one writes, after the key that opens it."""
    await pilot.press(key)
    await until(pilot, lambda: isinstance(app.screen, Compose))
    return area(app)


async def rows(store: Store) -> tuple[Outgoing, ...]:
    """All that was written."""
    return await store.read(outgoing.listed)
