"""What every act without a screen does: one transaction on the chosen store, then the answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from backchannel.cli.answers import answer, answer_json
from backchannel.cli.choice import choose, split_event
from backchannel.cli.numbers import numbers_of, on_each
from backchannel.cli.plain.lines import named
from backchannel.cli.verbs.settings import author

if TYPE_CHECKING:
    from backchannel.model.board import Decision
    from backchannel.model.post import StoredPost
    from backchannel.store.connection import Connection

T = TypeVar("T")

Act = Callable[["Connection", int, str], bool]


def decide(
    name: str,
    said: tuple[str, str],
    act: Act,
    words: tuple[str, ...],
    store: Path | None,
    *,
    as_json: bool,
) -> None:
    """All of the posts or, if one of them is not there, none. Doing it twice is not an error."""
    event, rest = split_event(words)
    numbers = numbers_of(rest)
    by = author()

    def write(db: Connection) -> list[tuple[StoredPost, bool]]:
        return on_each(db, numbers, act, by)

    for post, is_changed in write_down(event, store, write):
        if as_json:
            answer_json(
                {"change": name, "post": post.number, "id": post.post.id, "changed": is_changed,
                 "by": by}
            )  # fmt: skip
        else:
            answer(f"{post.number} {said[0] if is_changed else said[1]}: {named(post)}")


def write_down(event: str | None, store: Path | None, act: Callable[[Connection], T]) -> T:
    """Run one transaction on the chosen store, which must be there already."""
    from backchannel.store.store import Store

    path = choose(event, store).existing_store()

    async def write() -> T:
        async with Store(path) as opened:
            return await opened.write(act)

    return asyncio.run(write())


def carry_out(event: str | None, store: Path | None, decision: Decision | None) -> None:
    """Where a decision was about the event file: let that say so, too. Raises ConfigError."""
    from backchannel.store.store import Store
    from backchannel.wiring.tending import changes

    if not changes.is_of_the_file(decision):
        return
    choice = choose(event, store)
    path = choice.existing_store()

    async def write() -> None:
        async with Store(path) as opened:
            await changes.carry_out(choice.event_file, opened, decision)

    asyncio.run(write())


def zone_of(db: Connection) -> ZoneInfo:
    """The time zone of the event of a store."""
    from backchannel.model import programme
    from backchannel.store.sources import event_of

    return programme.zone_of(event_of(db))
