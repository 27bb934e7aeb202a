"""Rules and alerts at the desk, on a real store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from msgspec.structs import replace
from tests.ui.desk.stage import (
    EVENT,
    DeskApp,
    desk_on,
    entered,
    first_found,
    pressed,
    remark,
    sees,
    store_with,
    typed,
    until,
)
from textual.pilot import Pilot

from backchannel.clean.terminal import clean_line
from backchannel.model.post import Author, Post
from backchannel.model.programme import Alert, Rule
from backchannel.model.roles.rule import Level
from backchannel.store import board
from backchannel.store.connection import Connection
from backchannel.store.roles import rules
from backchannel.store.roles.rules import alerts
from backchannel.store.store import Store

SPAM = Rule("spam", "followers", mute=True)
FAST = Rule("too fast", "fast", Alert(2, timedelta(minutes=3)))


def too_fast() -> list[Post]:
    return [
        replace(
            remark(0, "Too fast!"),
            id=f"https://social.example/{name}",
            author=Author(clean_line(name), clean_line(f"@{name}@social.example")),
            url=None,
        )
        for name in ("ana", "tom")
    ]


async def set_off(store: Store) -> None:
    await store.write(alerts.keep, await store.read(alerts.judge))


async def made_a_rule(app: DeskApp, pilot: Pilot[None], words: str, *, shows: str) -> None:
    """Filter by words, and save the filter as a rule."""
    await pilot.press("slash")
    await typed(pilot, words)
    await pilot.press("enter", "colon")
    await typed(pilot, "save as rule")
    await until(pilot, lambda: first_found(app).startswith("Save as rule"))
    await pressed(pilot, "enter", shows=shows)


async def test_levels_are_told_apart_by_their_signs(tmp_path: Path) -> None:
    ruled = (
        Rule("a", "one", highlight=Level.LOW),
        Rule("b", "two", highlight=True, tag="ours"),
        Rule("c", "three", highlight=Level.HIGH, pin=True),
    )
    event = replace(EVENT, rules=ruled)
    many = [remark(n, word) for n, word in enumerate(("one", "two", "three", "four"))]
    async with (
        store_with(tmp_path, many, event=event) as store,
        desk_on(store, event=event) as (app, _),
    ):
        heads = [line for line in app.lines() if "Ana Example" in line]
        assert [next((sign for sign in "☆★✹" if sign in head), "") for head in heads] == [
            *"☆★✹",
            "",
        ]
        assert "#ours" in heads[1]
        assert "pin?" in heads[2]


async def test_an_alert_is_said_until_it_is_passed_on(tmp_path: Path) -> None:
    event = replace(EVENT, rules=(FAST,))
    async with (
        store_with(tmp_path, too_fast(), event=event) as store,
        desk_on(store, event=event) as (app, pilot),
    ):
        await set_off(store)
        await sees(pilot, "▲ too fast: 2 people within 3 min · ! tells")
        await pilot.press("p")  # something else is said for a while
        await pressed(pilot, "exclamation_mark", shows="The presenter is told: too fast: 2 people")
        assert await store.read(_cues) == ["too fast: 2 people within 3 min"]
        await until(pilot, lambda: not app.shows("▲ too fast"))
        await pressed(pilot, "exclamation_mark", shows="No alert waits; E lists those that were")
        await pressed(pilot, "u", shows="▲ too fast: 2 people within 3 min · ! tells")


async def test_an_alert_is_seen_by_who_opens_the_list_also_where_lines_are_few(
    tmp_path: Path,
) -> None:
    event = replace(EVENT, rules=(FAST,))
    async with (
        store_with(tmp_path, too_fast(), event=event) as store,
        desk_on(store, (60, 12), event=event) as (app, pilot),
    ):
        await set_off(store)
        await sees(pilot, "▲ too fast: 2 people")
        await pressed(pilot, "E", shows="seen by facilitator")
        await pressed(pilot, "enter", shows="presenter told")
        await pilot.press("escape")
        await until(pilot, lambda: not app.shows("▲ too fast"))


async def test_a_filter_becomes_a_rule_and_undo_takes_it_back(tmp_path: Path) -> None:
    many = [remark(1, "Buy followers"), remark(2, "Outcomes")]
    async with store_with(tmp_path, many) as store, desk_on(store) as (app, pilot):
        await made_a_rule(app, pilot, "followers", shows="What is done with followers")
        await pressed(pilot, "4", shows="name of the rule")
        await pressed(pilot, "enter", shows="Rule followers: mutes")
        await pilot.press("escape")
        await until(pilot, lambda: not app.shows("Buy followers") and app.shows("Outcomes"))
        await pressed(pilot, "u", shows="Buy followers")


async def test_the_threshold_of_an_alert_is_asked_for_until_it_is_one(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, pilot):
        await made_a_rule(app, pilot, "remark", shows="8 alert at")
        await pressed(pilot, "8", shows="5 people within 3m")
        await pressed(pilot, "ctrl+u", "x", "enter", shows="say it like 5 people within 3m")
        await pilot.press("ctrl+u")
        await entered(pilot, "7 2h", shows="name of the rule")
        await pressed(pilot, "enter", shows="Rule remark: alert at 7 people within 2 h")


async def test_the_tray_shows_what_rules_hide_and_brings_back_one_or_all(tmp_path: Path) -> None:
    event = replace(EVENT, rules=(SPAM,))
    many = [remark(1, "Buy followers"), remark(2, "Free followers"), remark(3, "Outcomes")]
    async with (
        store_with(tmp_path, many, event=event) as store,
        desk_on(store, event=event) as (app, pilot),
    ):
        await pressed(pilot, "H", shows="spam hides 2 posts")
        assert app.shows("hidden by the rule spam")
        await pressed(pilot, "j", "enter", shows="spam hides 1 post")
        await pressed(pilot, "escape", shows="Buy followers")
        assert not app.shows("Free followers")
        await pressed(pilot, "H", shows="spam hides 1 post")
        await pressed(pilot, "k", "enter", shows="Rule switched off: spam")
        await pressed(pilot, "escape", shows="Free followers")


async def test_the_list_of_rules_switches_and_removes(tmp_path: Path) -> None:
    event = replace(EVENT, rules=(SPAM, Rule("how", "how", highlight=True)))
    async with (
        store_with(tmp_path, [remark(1, "Buy followers")], event=event) as store,
        desk_on(store, event=event) as (app, pilot),
    ):
        await app.desk.run_action("panel('rules')")
        await sees(pilot, "mutes · finds 1 · from the event file")
        await pressed(pilot, "enter", shows="off spam")
        await pressed(pilot, "enter", shows="Rule switched on: spam")
        await pressed(pilot, "x", shows="Rule removed: spam")
        assert await _names(store) == ["how"]
        await pressed(pilot, "u", shows="Undone: remove rule spam")
        assert await _names(store) == ["spam", "how"]
        assert [str(each.act) for each in await store.read(board.log)][-1] == "rule off"


async def _names(store: Store) -> Sequence[str]:
    return [each.rule.name for each in await store.read(rules.states)]


def _cues(db: Connection) -> list[str]:
    return [text for (text,) in db.execute("SELECT text FROM cues")]
