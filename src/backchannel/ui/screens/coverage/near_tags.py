"""The list of tags that are nearly the event's: one is added, or said to be another."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence

from backchannel.errors import ConfigError, StoreError
from backchannel.store.coverage.event_place import place_of
from backchannel.store.coverage.near_tags import NearTag, near_tags, refuse, take
from backchannel.store.store import Reader
from backchannel.ui.deciding.pen import Pen
from backchannel.ui.health.coverage_words import near_text
from backchannel.ui.keymap import Keyed
from backchannel.ui.screens.panel import Panel
from backchannel.ui.widgets.rows import Row

NEAR = "\tnear "
"""How the key of such a row begins among those of sources, none of which is called so."""


def near_rows(found: Sequence[NearTag], aside: str = "") -> list[Row]:
    """Tags with what is known of each."""
    return [
        Row(
            key=f"{NEAR}{each.tag}",
            lead=f"? #{each.tag}",
            text=near_text(each),
            aside=aside or f"in {', '.join(each.sources)}",
        )
        for each in found
    ]


def near_panel(store: Reader, pen: Pen) -> Panel:
    """Enter adds the tag to the event file, the key that hides says that it is another."""

    async def load() -> Sequence[Row]:
        return near_rows(await store.read(near_tags))

    async def said(deed: Awaitable[str]) -> None:
        try:
            panel.tell(await deed)
        except (ConfigError, StoreError) as error:
            panel.tell(str(error), is_problem=True)

    async def add(row: Row) -> None:
        await said(_added(store, pen, row.key.removeprefix(NEAR)))

    async def leave_out() -> None:
        if (row := panel.rows.chosen) is not None:
            await said(_left_out(pen, row.key.removeprefix(NEAR)))

    hint = Keyed("{rows.open} adds it to the event · {hide} says it is another · Esc goes back")
    empty = "No tag was seen in enough posts that is nearly one of the event's."
    panel = Panel("Nearly the event's tags", hint, empty, load, go=add)
    panel.deeds = {"hide": leave_out}
    return panel


async def _added(store: Reader, pen: Pen, tag: str) -> str:
    from backchannel.config.editing.tags import add_tag  # reads TOML, as no other key does

    file = await store.read(place_of)
    if file is None:
        raise ConfigError("nobody knows where the event file is; write the tag there yourself")
    try:
        await asyncio.to_thread(add_tag, file, tag)
    except ConfigError as error:
        raise ConfigError(f"{file.name}: {error.problem}") from error
    await pen.write(take, tag)
    return f"#{tag} is one of the event's tags now; every source is asked for it"


async def _left_out(pen: Pen, tag: str) -> str:
    await pen.write(refuse, tag)
    return f"#{tag} is another tag; it will not be proposed again"
