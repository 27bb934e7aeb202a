"""`rules`: what is done with posts that a filter finds; looked at, tried out, made and switched."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from backchannel.cli.answers import answer, answer_json
from backchannel.cli.choice import choose, event_argument, json_option, split_event, store_option
from backchannel.cli.deciding import write_down
from backchannel.cli.events.looking import look_once
from backchannel.cli.numbers import lasting as lasting_of
from backchannel.cli.verbs.settings import author
from backchannel.errors import ConfigError
from backchannel.ui.lines.amounts import counted
from backchannel.ui.ruling.words import does

if TYPE_CHECKING:
    from backchannel.model.query import Query
    from backchannel.model.roles.rule import Alert, Rule, RuleState
    from backchannel.store.connection import Connection


@click.group(name="rules")
def rules_() -> None:
    """Rules: highlight, mute, tag, suggest a pin or set off an alert for what a filter finds."""


@rules_.command(name="list")
@event_argument
@json_option
def list_rules(event: str | None, store: Path | None, *, as_json: bool) -> None:
    """Every rule, what it does, and how many posts it finds."""
    from backchannel.store.roles.rules.counting import COUNTED

    states, counts = look_once(choose(event, store).existing_store(), _states)
    for each in states:
        rule, count = each.rule, counts[each.rule.name]
        if as_json:
            answer_json(_fields(each, count))
            continue
        finds = f"{COUNTED}+" if count >= COUNTED else str(count)
        by = f", by {each.by}" if each.by else ""
        whose = f"made at a desk{by}" if each.is_ours else f"of the event file{by}"
        off = " (off)" if each.is_off else ""
        answer(f"{rule.name}{off}: {rule.when}: {does(rule)}; finds {finds}; {whose}")
    if not states and not as_json:
        answer("There are no rules.")


@rules_.command(name="test")
@click.argument("when", metavar="EXPR")
@click.option("--alert", "threshold", metavar="'5 3m'", default="",
              help="Say when so many people within so long would have set one off.")  # fmt: skip
@event_argument
@json_option
def test_rule(
    when: str, threshold: str, event: str | None, store: Path | None, *, as_json: bool
) -> None:
    """How many posts a filter finds, and the newest of them; nothing is changed."""
    from backchannel.cli.plain.lines import named
    from backchannel.store.roles.rules.counting import COUNTED
    from backchannel.store.roles.rules.trying import tried

    alert = _alert(threshold)
    query = _checked(when, alert)
    found = look_once(choose(event, store).existing_store(), tried, query, alert)
    set_off = [each.astimezone(found.zone) for each in found.set_off]
    if as_json:
        numbers = [post.number for post in found.posts]
        answer_json({"when": when, "found": found.count, "newest": numbers, "alerts": set_off})
        return
    is_all = found.count < COUNTED
    many = counted(found.count, "post") if is_all else f"{found.count:,} or more posts"
    answer(f"Finds {many}{', the newest of them:' if found.count else '.'}")
    for post in found.posts:
        answer(f"{post.number}, {named(post)}")
    if alert is not None:
        times = ", ".join(f"{each:%d %B %H:%M}" for each in set_off[-10:]) or "never"
        answer(f"The alert would have been set off {counted(len(set_off), 'time')}: {times}")


@rules_.command(name="add")
@click.argument("words", nargs=-1, required=True, metavar="[EVENT] NAME EXPR DOING...")
@store_option
@json_option
def add_rule(words: tuple[str, ...], store: Path | None, *, as_json: bool) -> None:
    """Make a rule, in force at once in everything that is open; undo takes it back.

    DOING is one or more of: highlight, highlight=high, highlight=low, mute, mute=2h (each post for
    so long), tag=WORD, pin (suggest one), file=SESSION, alert=5,3m (five people within 3 minutes).
    """
    from backchannel.model.roles.rule import Rule
    from backchannel.store.roles import rules

    event, rest = split_event(words)
    if len(rest) < 3:
        raise click.UsageError("name the rule, its filter, and what is to be done")
    name, when, *doing = rest
    rule = Rule(name, when)
    for each in doing:
        rule = _with(rule, each)
    _checked(when, rule.alert)
    made = write_down(event, store, lambda db: rules.make(db, rule, author()))
    if as_json:
        answer_json({"change": "rule", "changed": True, **_fields(made)})
    else:
        answer(f"{made.rule.name}: {does(made.rule)}")


def _with(rule: Rule, doing: str) -> Rule:
    """The rule, and one thing more that it does. Raises ConfigError for what is none."""
    from backchannel.config.event_file import is_tag
    from backchannel.model.roles.rule import Level

    match doing.casefold().partition("="):
        case ("highlight", _, "" | "low" | "normal" | "high" as level):
            return replace(rule, highlight=Level(level) if level else True)
        case ("mute", _, lasts):
            return replace(rule, mute=_muting(lasts) if lasts else True)
        case ("tag", _, tag) if is_tag(tag):
            return replace(rule, tag=doing.partition("=")[2].lstrip("#＃"))
        case ("pin", "", _):
            return replace(rule, pin=True)
        case ("file", "=", session) if session.strip():
            return replace(rule, file=doing.partition("=")[2].strip())
        case ("alert", _, threshold) if threshold:
            return replace(rule, alert=_alert(threshold))
    known = "highlight, highlight=high, mute, mute=2h, tag=WORD, pin, file=SESSION and alert=5,3m"
    raise ConfigError(f"{doing!r} is nothing that a rule does; there are {known}")


@rules_.command(name="off")
@click.argument("name")
@event_argument
@json_option
def switch_off(name: str, event: str | None, store: Path | None, *, as_json: bool) -> None:
    """Switch a rule off; one of the event file, too."""
    from backchannel.store.roles import rules

    def act(db: Connection) -> bool:
        return rules.switch(db, name, author(), is_off=True)

    is_changed = write_down(event, store, act)
    _say("rule off", name, ("is off", "is off already"), is_changed=is_changed, as_json=as_json)


@rules_.command(name="on")
@click.argument("name")
@event_argument
@json_option
def switch_on(name: str, event: str | None, store: Path | None, *, as_json: bool) -> None:
    """Switch a rule on again."""
    from backchannel.store.roles import rules

    def act(db: Connection) -> bool:
        return rules.switch(db, name, author(), is_off=False)

    is_changed = write_down(event, store, act)
    _say("rule on", name, ("is on", "is on already"), is_changed=is_changed, as_json=as_json)


@rules_.command(name="remove")
@click.argument("name")
@event_argument
@json_option
def remove_rule(name: str, event: str | None, store: Path | None, *, as_json: bool) -> None:
    """Take a rule away; undo brings it back."""
    from backchannel.store.roles import rules

    def act(db: Connection) -> bool:
        return rules.remove(db, name, author())

    is_changed = write_down(event, store, act)
    _say("remove rule", name, ("is removed", ""), is_changed=is_changed, as_json=as_json)


def _say(change: str, name: str, said: tuple[str, str], *, is_changed: bool, as_json: bool) -> None:
    if as_json:
        answer_json({"change": change, "rule": name, "changed": is_changed, "by": author()})
    else:
        answer(f"{name} {said[not is_changed]}")


def _checked(when: str, alert: Alert | None) -> Query:
    from backchannel.model.query import EVERYTHING, QueryError, parse
    from backchannel.model.query.vain import in_vain

    try:
        query = parse(when)
    except QueryError as error:
        at = f"column {error.position + 1}"
        raise ConfigError(f"not a filter: {error.problem} ({at} of {when!r})") from error
    if query == EVERYTHING:
        raise ConfigError("a rule for every post; write what it is to look for")
    if why := in_vain(query, is_alert=alert is not None):
        raise ConfigError(f"{when} {why}")
    return query


def _alert(said: str) -> Alert | None:
    from backchannel.model.roles.rule import alert_of

    alert = alert_of(said)
    if said and alert is None:
        raise ConfigError(f"{said!r} is no threshold; write it like '5 3m', five within 3 minutes")
    return alert


def _muting(said: str) -> timedelta:
    if (found := lasting_of(said)) is None:
        raise ConfigError(f"{said!r} is no time; write it like 30m, 2h or 1d")
    return found


def _fields(state: RuleState, count: int | None = None) -> dict[str, object]:
    rule = state.rule
    mute = rule.mute.total_seconds() if isinstance(rule.mute, timedelta) else rule.mute
    alert = rule.alert and {
        "people": rule.alert.people,
        "within": rule.alert.within.total_seconds(),
    }
    return {
        "rule": rule.name, "when": rule.when, "highlight": rule.level, "mute": mute,
        "tag": rule.tag, "pin": rule.pin, "auto_pin": rule.auto_pin, "file": rule.file,
        "alert": alert,
        "is_off": state.is_off, "is_ours": state.is_ours, "by": state.by, "found": count,
    }  # fmt: skip


def _states(db: Connection) -> tuple[tuple[RuleState, ...], dict[str, int]]:
    from backchannel.store.roles import rules
    from backchannel.store.roles.rules.counting import found_by_each

    return rules.states(db), found_by_each(db)
