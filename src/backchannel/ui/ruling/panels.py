"""The lists of rules and of alerts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from backchannel.model.roles.alert import Alerted
from backchannel.model.roles.rule import RuleState
from backchannel.store.connection import Connection
from backchannel.store.roles import rules
from backchannel.store.roles.rules import alerts
from backchannel.store.roles.rules.counting import COUNTED, found_by_each
from backchannel.store.store import Reader
from backchannel.ui.deciding.acts import Acts
from backchannel.ui.keymap import Keyed
from backchannel.ui.lines.times import Zone, clock_on
from backchannel.ui.ruling.acts import RuleActs
from backchannel.ui.ruling.words import does, sign
from backchannel.ui.screens.panel import Panel
from backchannel.ui.widgets.rows import Row


def rules_panel(store: Reader, acts: Acts, ruling: RuleActs, zone: Zone) -> Panel:
    """Every rule; Enter switches it off and on, the key that hides removes it."""

    async def load() -> Sequence[Row]:
        states, counts = await store.read(_states)
        return [rule_row(each, counts[each.rule.name], store.now(), zone()) for each in states]

    async def switch(row: Row) -> None:
        await ruled.switch(row.key)

    async def remove() -> None:
        if (row := panel.rows.chosen) is not None:
            await ruled.remove(row.key)

    hint = Keyed("{rows.open} switches it off or on · {hide} removes it · Esc goes back")
    empty = "There are no rules. `:` Save as rule makes one of a filter."
    panel = Panel("Rules", hint, empty, load, go=switch)
    said, ruled = acts.said_by(panel.tell), ruling.said_by(panel.tell)
    panel.deeds = {"hide": remove, "undo": said.undo, "redo": said.redo}
    return panel


def alerts_panel(store: Reader, acts: Acts, ruling: RuleActs, zone: Zone) -> Panel:
    """What was set off, the latest first; Enter tells the presenter. To look is to have seen."""

    async def load() -> Sequence[Row]:
        listed = await store.read(alerts.latest)
        if any(each.seen is None for each in listed):
            await ruled.see()
        return [alert_row(each, store.now(), zone()) for each in listed]

    async def tell(row: Row) -> None:
        await ruled.tell_presenter(row.key)

    async def tell_chosen() -> None:
        if (row := panel.rows.chosen) is not None:
            await tell(row)

    hint = Keyed("{rows.open} tells the presenter · Esc goes back")
    empty = 'No alert was set off. A rule with alert = { people = 5, within = "3m" } makes one.'
    panel = Panel("Alerts", hint, empty, load, go=tell)
    said, ruled = acts.said_by(panel.tell), ruling.said_by(panel.tell)
    panel.deeds = {"tell_presenter": tell_chosen, "undo": said.undo, "redo": said.redo}
    return panel


def rule_row(state: RuleState, count: int, now: datetime, zone: ZoneInfo) -> Row:
    """What it looks for, does, finds, and whose it is."""
    rule = state.rule
    finds = f"finds {COUNTED}+" if count >= COUNTED else f"finds {count}"
    whose = "made" if state.is_ours else "from the event file, switched"
    since = f" {clock_on(state.at, now, zone)}" if state.at else ""
    by = f"{whose} by {state.by}{since}" if state.by else "from the event file"
    return Row(
        key=rule.name,
        lead="off" if state.is_off else sign(rule),
        text=f"{rule.name}   {rule.when}",
        aside=f"{does(rule)} · {finds} · {by}",
    )


def alert_row(alert: Alerted, now: datetime, zone: ZoneInfo) -> Row:
    """Since when, until when, who saw it, and whether the presenter was told."""
    over = f"until {clock_on(alert.ended, now, zone)}" if alert.ended else "still so"
    seen = f"seen by {alert.seen_by}" if alert.seen_by else "new"
    told = "presenter told" if alert.cue else ""
    return Row(
        key=alert.id,
        lead=clock_on(alert.at, now, zone),
        text=alert.text,
        aside=" · ".join(filter(None, (over, seen, told))),
        is_loud=alert.ended is None,
    )


def _states(db: Connection) -> tuple[tuple[RuleState, ...], dict[str, int]]:
    return rules.states(db), found_by_each(db)
