"""What a rule does, in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from backchannel.model.programme import Rule
from backchannel.model.roles.rule import Level, lasting
from backchannel.ui.lines.amounts import counted


def does(rule: Rule) -> str:
    """`highlights · mutes each post for 2 h · alert at 5 people within 3 min`."""
    return " · ".join(_done(rule)) or "only has a name, for rule:"


def sign(rule: Rule) -> str:
    """How what it finds is marked in the stream, if it is."""
    signs = {Level.LOW: "☆", Level.NORMAL: "★", Level.HIGH: "✹"}
    if rule.level is not None:
        return signs[rule.level]
    return "×" if rule.mute else "▲" if rule.alert else "·"


def _done(rule: Rule) -> Iterator[str]:
    if rule.level is not None:
        yield "highlights" + ("" if rule.level is Level.NORMAL else f" ({rule.level})")
    if rule.mute:
        yield "mutes" + _for_a_time(rule.mute)
    if rule.tag:
        yield f"tags #{rule.tag}"
    if rule.pin:
        yield "suggests a pin"
    if rule.auto_pin:
        yield "pins"
    if rule.file:
        yield f"files under {rule.file}"
    if rule.alert:
        people = counted(rule.alert.people, "person", "people")
        yield f"alert at {people} within {lasting(rule.alert.within)}"


def _for_a_time(mute: timedelta | bool) -> str:  # as it stands in the rule
    return f" each post for {lasting(mute)}" if isinstance(mute, timedelta) else ""
