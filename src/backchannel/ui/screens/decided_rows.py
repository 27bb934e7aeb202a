"""What is hidden, muted and put aside, and who decided what, as rows of a list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from backchannel.model.board import Decision, Hidden, Mute, Stashed
from backchannel.ui.health.source_words import minutes
from backchannel.ui.lines.summary import who_said_what
from backchannel.ui.lines.times import clock_on
from backchannel.ui.widgets.rows import Row


def hidden_rows(hidden: Iterable[Hidden], now: datetime, zone: ZoneInfo) -> list[Row]:
    """What is out of sight, by whom, when and why."""
    return [
        Row(
            key=str(each.post.place),
            lead=clock_on(each.at, now, zone),
            text=who_said_what(each.post),
            aside=f"hidden by {each.by}" + (f": {each.reason}" if each.reason else ""),
        )
        for each in hidden
    ]


def mute_rows(mutes: Iterable[Mute], now: datetime, zone: ZoneInfo) -> list[Row]:
    """Who is out of sight, by whom, until when and why."""
    return [
        Row(
            key=each.key,
            lead=clock_on(each.at, now, zone),
            text=each.shown,
            aside=f"muted {_until(each, now)} by {each.by}"
            + (f": {each.reason}" if each.reason else ""),
        )
        for each in mutes
    ]


def stash_rows(stashed: Iterable[Stashed], now: datetime, zone: ZoneInfo) -> list[Row]:
    """What is put aside, by whom and when."""
    return [
        Row(
            key=str(each.post.place),
            lead=clock_on(each.at, now, zone),
            text=who_said_what(each.post),
            aside=f"put aside by {each.by}",
        )
        for each in stashed
    ]


def decision_rows(decisions: Iterable[Decision], now: datetime, zone: ZoneInfo) -> list[Row]:
    """Who decided what and when; what was taken back says so."""
    return [
        Row(
            key=str(each.id),
            lead=clock_on(each.at, now, zone),
            text=f"{each.act}: {each.about}",
            aside=f"{each.by} · taken back" if each.undone else each.by,
        )
        for each in decisions
    ]


def _until(mute: Mute, now: datetime) -> str:
    if mute.until is None:
        return "for good"
    left = mute.until - now
    if left.total_seconds() < 7_200:
        return f"for {minutes(left)} min more"
    return f"for {round(left.total_seconds() / 3_600)} h more"
