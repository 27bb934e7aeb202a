"""`alerts`: what rules set off, and passing it on to the presenter."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from backchannel.cli.answers import answer, answer_json, moment
from backchannel.cli.choice import choose, event_argument, json_option
from backchannel.cli.deciding import write_down, zone_of
from backchannel.cli.events.looking import look_once
from backchannel.cli.exit_codes import DONE, FAILED
from backchannel.cli.verbs.settings import author

if TYPE_CHECKING:
    from backchannel.model.roles.alert import Alerted
    from backchannel.store.connection import Connection


@click.command(name="alerts")
@event_argument
@click.option("--tell", is_flag=True, help="Pass the latest that nobody saw to the presenter.")
@click.option("--seen", is_flag=True, help="Say that all of them were seen.")
@json_option
def alerts_(event: str | None, store: Path | None, *, tell: bool, seen: bool, as_json: bool) -> int:
    """What set off an alert, the latest last."""
    if tell:
        return _tell(event, store, as_json=as_json)
    if seen:
        return _see(event, store, as_json=as_json)
    listed, zone = look_once(choose(event, store).existing_store(), _listed)
    for each in listed[::-1]:
        if as_json:
            answer_json(_fields(each))
        else:
            answer(said(each, zone))
    if not listed and not as_json:
        answer("No alert was set off.")
    return DONE


def said(alert: Alerted, zone: ZoneInfo) -> str:
    """`14:02 to 14:05, too fast: 5 people within 3 min; seen by Jo; the presenter was told`."""
    until = f" to {alert.ended.astimezone(zone):%H:%M}" if alert.ended else ", and still so"
    parts = [f"{alert.at.astimezone(zone):%d %B %H:%M}{until}, {alert.text}"]
    parts.append(f"seen by {alert.seen_by}" if alert.seen_by else "not seen yet")
    parts += ["the presenter was told"] * bool(alert.cue)
    return "; ".join(parts)


def _tell(event: str | None, store: Path | None, *, as_json: bool) -> int:
    from backchannel.store.roles.rules import alerts

    told = write_down(event, store, lambda db: alerts.pass_on(db, author()))
    if as_json:
        changed = {"change": "cue", "changed": told is not None, "by": author()}
        answer_json({**changed, **(_fields(told) if told else {})})
    else:
        answer(f"The presenter is told: {told.text}" if told else "No alert waits to be seen.")
    return DONE if told else FAILED


def _see(event: str | None, store: Path | None, *, as_json: bool) -> int:
    from backchannel.store.roles.rules import alerts

    count = write_down(event, store, lambda db: alerts.see(db, author()))
    if as_json:
        answer_json({"change": "alerts seen", "changed": bool(count), "by": author()})
    else:
        answer(f"{count} seen now." if count else "No alert waited to be seen.")
    return DONE


def _fields(alert: Alerted) -> dict[str, object]:
    return {
        "alert": alert.id, "rule": alert.rule, "text": alert.text, "people": alert.people,
        "at": moment(alert.at), "ended": moment(alert.ended), "seen": moment(alert.seen),
        "seen_by": alert.seen_by, "cue": alert.cue,
    }  # fmt: skip


def _listed(db: Connection) -> tuple[tuple[Alerted, ...], ZoneInfo]:
    from backchannel.store.roles.rules import alerts

    return alerts.latest(db), zone_of(db)
