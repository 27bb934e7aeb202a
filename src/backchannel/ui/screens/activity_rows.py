"""What comes up most, as rows of a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from backchannel.clean.terminal import clean_line
from backchannel.model.programme import Session
from backchannel.store.activity.window import Activity, Frequent
from backchannel.ui.lines.amounts import counted
from backchannel.ui.widgets.rows import Row

_BAR: Final = 6
"""Cells of the bar of what is the most frequent of its kind."""


def activity_rows(activity: Activity) -> list[Row]:
    """People, links, words and hashtags, each kind under its heading; none without any."""
    rows: list[Row] = []
    for kind, heading, found in _kinds(activity):
        if found:
            rows.append(Row(key=kind, lead="", text=heading, is_loud=True))
            rows += [_row(kind, each, found[0].count) for each in found]
    return rows


def queries_of(activity: Activity) -> dict[str, str]:
    """The filter behind each row."""
    return {
        _key(kind, each): each.query
        for kind, _, found in _kinds(activity)
        for each in found
        if each.query
    }


def activity_title(activity: Activity, session: Session | None) -> str:
    """Of which time, and of how many posts; when these were too many, which of them."""
    when = clean_line(session.title, limit=40) if session else "the last 15 minutes"
    posts = counted(activity.posts, "post")
    if activity.each > 1:
        posts = f"1 in {activity.each} of {posts} counted"
    return " · ".join(["Activity", when, *([posts] if activity.posts else [])])


def _kinds(activity: Activity) -> Iterator[tuple[str, str, Sequence[Frequent]]]:
    yield "people", "Most active", activity.people
    yield "links", "Most shared", activity.links
    yield "words", "Most used words", activity.words
    yield "tags", "Other hashtags", activity.tags


def _row(kind: str, thing: Frequent, most: int) -> Row:
    bar = "▇" * max(1, round(_BAR * thing.count / most))
    text = f"{thing.shown}  {thing.about}" if kind == "people" else thing.shown
    return Row(
        key=_key(kind, thing),
        lead=f"{thing.count:>5,} {bar:<{_BAR}}",
        text=" ".join(text.split("\n")),
        aside=thing.about if kind == "links" else "",
    )


def _key(kind: str, thing: Frequent) -> str:
    return f"{kind} {thing.key}"
