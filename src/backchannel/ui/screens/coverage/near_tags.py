"""The list of tags that are nearly the event's: one is added, or said to be another."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence

from backchannel.errors import ConfigError, StoreError
from backchannel.store.coverage import near_tags
from backchannel.store.coverage.event_place import place_of
from backchannel.store.coverage.near_tags import NearTag, Refused
from backchannel.store.store import Reader
from backchannel.ui.deciding.acts import UNDOES, Acts
from backchannel.ui.deciding.pen import Pen
from backchannel.ui.health.coverage_words import Clock, near_text, refused_text
from backchannel.ui.keymap import Keyed
from backchannel.ui.lines.times import Zone, clock_on
from backchannel.ui.screens.panel import Panel
from backchannel.ui.widgets.rows import Row

NEAR, OTHER = "\tnear ", "\tnear other "
"""How the keys of such rows begin among those of sources, none of which is called so."""


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


def refused_row(found: Sequence[Refused], aside: str) -> list[Row]:
    """All that were said to be others, in one row; none where there is none."""
    tags = " ".join(f"#{each.tag}" for each in found)
    said = f"{'is another tag' if len(found) == 1 else 'are other tags'}, somebody said"
    return [Row(f"{OTHER}", "· refused", f"{tags} {said}", aside)] if found else []


def near_panel(store: Reader, pen: Pen, acts: Acts, zone: Zone) -> Panel:
    """Enter adds the tag to the event file, the key that hides says that it is another.

    Enter on one of which that was said takes it back.
    """

    async def load() -> Sequence[Row]:
        others, now = await store.read(near_tags.refused), store.now()
        shown = _other_rows(others, lambda at: clock_on(at, now, zone()))
        return [*near_rows(await store.read(near_tags.near_tags)), *shown]

    async def said(deed: Awaitable[str]) -> None:
        try:
            panel.tell(await deed, UNDOES)
        except (ConfigError, StoreError) as error:
            panel.tell(str(error), is_problem=True)

    async def go(row: Row) -> None:
        if row.key.startswith(OTHER):
            await said(_proposed(pen, row.key.removeprefix(OTHER), acts.by))
        else:
            await said(_added(store, pen, row.key.removeprefix(NEAR), acts.by))

    async def leave_out() -> None:
        row = panel.rows.chosen
        if row is not None and not row.key.startswith(OTHER):
            await said(_left_out(pen, row.key.removeprefix(NEAR), acts.by))

    hint = Keyed(
        "{rows.open} adds it, or proposes again what was refused · {hide} says it is another · "
        "Esc goes back"
    )
    empty = "No tag was seen in enough posts that is nearly one of the event's."
    panel = Panel("Nearly the event's tags", hint, empty, load, go=go)
    own = acts.said_by(panel.tell)
    panel.deeds = {"hide": leave_out, "undo": own.undo, "redo": own.redo}
    return panel


def _other_rows(found: Sequence[Refused], clock: Clock) -> list[Row]:
    """Those that were said to be others, each with who said it."""
    return [
        Row(f"{OTHER}{each.tag}", f"· #{each.tag}", refused_text(each, clock)) for each in found
    ]


async def _added(store: Reader, pen: Pen, tag: str, by: str) -> str:
    from backchannel.config.editing.tags import add_tag  # reads TOML, as no other key does

    file = await store.read(place_of)
    if file is None:
        raise ConfigError("nobody knows where the event file is; write the tag there yourself")
    try:
        await asyncio.to_thread(add_tag, file, tag)
    except ConfigError as error:
        raise ConfigError(f"{file.name}: {error.problem}") from error
    await pen.write(near_tags.take, tag, by)
    return f"#{tag} is one of the event's tags now; every source is asked for it"


async def _left_out(pen: Pen, tag: str, by: str) -> str:
    await pen.write(near_tags.refuse, tag, by)
    return f"#{tag} is another tag; it will not be proposed again"


async def _proposed(pen: Pen, tag: str, by: str) -> str:
    await pen.write(near_tags.propose_again, tag, by)
    return f"#{tag} is proposed again once it was seen in enough posts"
