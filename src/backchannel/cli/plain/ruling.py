"""Commands about rules and alerts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from backchannel.clean.terminal import clean_line
from backchannel.cli.plain.desk import Answer
from backchannel.cli.plain.lines import spoken_clock
from backchannel.store.connection import Connection
from backchannel.store.roles import rules
from backchannel.store.roles.rules import alerts
from backchannel.ui.ruling.words import does

if TYPE_CHECKING:
    from backchannel.cli.plain.desk import PlainDesk
    from backchannel.model.roles.alert import Alerted
    from backchannel.model.roles.rule import RuleState


async def rules_(desk: PlainDesk, words: str) -> Answer:
    """Every rule and what it does; `rules off NAME` and `rules on NAME` switch one."""
    verb, _, name = words.strip().partition(" ")
    if not verb:
        states = await desk.read(rules.states)
        said = [
            f"{each.rule.name}{' (off)' if each.is_off else ''}: {each.rule.when}: "
            f"{does(each.rule)}"
            for each in states
        ]
        return Answer(said or ["There are no rules."], fields={"items": _names(states)})
    if verb not in {"on", "off"} or not name.strip():
        raise click.UsageError("say rules, rules off NAME or rules on NAME")
    is_off, named = verb == "off", clean_line(name)

    def switch(db: Connection) -> bool:
        return rules.switch(db, named, desk.by, is_off=is_off)

    is_changed = await desk.write(switch)
    said_so = f"{named} is {verb}{'' if is_changed else ' already'}."
    return Answer([said_so], fields={"change": f"rule {verb}", "rule": named})


async def alerts_(desk: PlainDesk, words: str) -> Answer:
    """What was set off, the latest last; who listed them has seen them."""
    listed = (await desk.read(alerts.latest))[::-1]
    if any(each.seen is None for each in listed):
        await desk.write(alerts.see, desk.by)
    now, zone = desk.reader.now(), desk.printer.zone
    said = [f"{spoken_clock(each.at, now, zone)}, {_state(each)}" for each in listed]
    ids = [each.id for each in listed]
    return Answer(said or ["No alert was set off."], fields={"items": ids})


async def tell(desk: PlainDesk, words: str) -> Answer:
    """Pass the latest alert that nobody saw on to the presenter, as a cue."""
    told = await desk.write(alerts.pass_on, desk.by)
    if told is None:
        return Answer(["No alert waits to be seen."], is_ok=False)
    return Answer([f"The presenter is told: {told.text}"], fields={"change": "cue"})


def _names(states: Iterable[RuleState]) -> list[str]:
    return [each.rule.name for each in states]


def _state(alert: Alerted) -> str:
    over = "" if alert.ended else " (still so)"
    return f"{alert.text}{over}{'. The presenter was told.' if alert.cue else '.'}"
