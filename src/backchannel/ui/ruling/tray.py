"""What is out of sight: by whom or by which rule, since when, and bringing it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from backchannel.model.board import Hidden, Mute
from backchannel.model.moments import from_micros
from backchannel.model.post import StoredPost
from backchannel.store import board
from backchannel.store.connection import Connection
from backchannel.store.roles import rules
from backchannel.store.store import Reader
from backchannel.ui.deciding.acts import Acts
from backchannel.ui.deciding.hand import Hand, Outside
from backchannel.ui.keymap import Keyed
from backchannel.ui.lines.amounts import counted
from backchannel.ui.lines.summary import who_said_what
from backchannel.ui.lines.times import Zone, clock_on
from backchannel.ui.ruling.acts import RuleActs
from backchannel.ui.ruling.words import does
from backchannel.ui.screens.decided_rows import hidden_rows, mute_rows
from backchannel.ui.screens.panel import Panel
from backchannel.ui.screens.panels import OfRow
from backchannel.ui.widgets.rows import Row

RULE = "rule "
"""What the keys of rows begin with that are of a rule."""


def tray(store: Reader, acts: Acts, ruling: RuleActs, zone: Zone, outside: Outside) -> Panel:
    """What is out of sight, and who; Enter brings it back, and so does the key that hides.

    On a rule it is switched off; on a post that a rule hides, this one post is shown.
    """
    by_rules: set[int] = set()

    async def load() -> Sequence[Row]:
        found = await store.read(_everything)
        by_rules.clear()
        by_rules.update(post.place for each in found.by_rules for post in each.posts)
        return tray_rows(found, store.now(), zone())

    async def bring_back(row: Row) -> None:
        if row.key.startswith(RULE):
            await ruled.switch(row.key.removeprefix(RULE))
        elif not row.key.isdecimal():
            await said.unmute(row.key, row.text)
        elif int(row.key) in by_rules:
            await ruled.bring_back(int(row.key), row.text)
        else:
            await said.bring_back(int(row.key), row.text)

    async def bring_back_chosen() -> None:
        if (row := panel.rows.chosen) is not None:
            await bring_back(row)

    hint = Keyed("{rows.open} brings it back · Esc goes back")
    empty = "Nothing is hidden. {hide} hides a post, {mute} mutes its author."
    panel = Panel("Hidden and muted", hint, empty, load, go=bring_back)
    said, ruled = acts.said_by(panel.tell), ruling.said_by(panel.tell)
    hand = Hand(OfRow(store, panel.rows), said, panel.tell, outside)
    kept = {name: deed for name, deed in hand.deeds.items() if name not in {"pin", "stash"}}
    panel.deeds = {**kept, "hide": bring_back_chosen, "mute": bring_back_chosen}
    return panel


class OutOfSight(Struct, frozen=True):
    """By people, and by rules."""

    mutes: tuple[Mute, ...]
    hidden: tuple[Hidden, ...]
    by_rules: tuple[rules.Muted, ...]


def tray_rows(found: OutOfSight, now: datetime, zone: ZoneInfo) -> list[Row]:
    """Who is muted, which rules hide how much, then the posts."""
    ruled = [
        Row(
            key=f"{RULE}{each.rule.name}",
            lead="rule",
            text=f"{each.rule.name} hides {counted(each.count, 'post')}",
            aside=f"{each.rule.when} · {does(each.rule)} · to bring back is to switch off",
        )
        for each in found.by_rules
    ]
    names: dict[int, list[str]] = {}
    posts: dict[int, StoredPost] = {}
    for each in found.by_rules:
        for post in each.posts:
            posts[post.place] = post
            names.setdefault(post.place, []).append(each.rule.name)
    newest = sorted(posts, reverse=True)
    return [
        *mute_rows(found.mutes, now, zone),
        *ruled,
        *hidden_rows(found.hidden, now, zone),
        *(_of_rule(posts[place], names[place], now, zone) for place in newest),
    ]


def _of_rule(post: StoredPost, names: Sequence[str], now: datetime, zone: ZoneInfo) -> Row:
    which = f"the rule {names[0]}" if len(names) == 1 else f"the rules {', '.join(names)}"
    return Row(
        key=str(post.place),
        lead=clock_on(from_micros(post.place), now, zone),
        text=who_said_what(post),
        aside=f"hidden by {which}",
    )


def _everything(db: Connection) -> OutOfSight:
    return OutOfSight(board.muted(db), board.hidden(db), rules.hidden_by_rules(db))
