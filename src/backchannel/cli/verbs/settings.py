"""`config`: show, find and check the configuration."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import closing
from dataclasses import fields
from pathlib import Path
from typing import Final

import click

from backchannel.cli.answers import answer, answer_json, can_be_asked, complain, say
from backchannel.cli.choice import Choice, choose, event_argument, json_option, secrets_of
from backchannel.cli.exit_codes import DONE, FAILED, MISTAKE
from backchannel.config.event_file import EventFile
from backchannel.config.places import places
from backchannel.config.secrets import redacted
from backchannel.config.settings import Chosen, Settings
from backchannel.config.settings import choose as choose_settings
from backchannel.config.source_specs import token_key
from backchannel.config.user_file import UserFile, read_user_file
from backchannel.errors import StoreError
from backchannel.model.preferences import Preferences
from backchannel.sources import registry
from backchannel.ui.lines.amounts import counted

_ON_DESK: Final = {"theme": "theme", "density": "is_compact", "times": "has_ages"}
"""Settings that can be chosen on the desk, and what they come to there."""


@click.group(name="config")
def config_() -> None:
    """Show, find and check the configuration."""


@config_.command()
@event_argument
@json_option
def show(event: str | None, store: Path | None, *, as_json: bool) -> None:
    """Every setting in force and where it came from; secrets are never shown."""
    choice = _choice(event, store)
    event_file = choice.event() if choice and choice.event_file else None
    chosen, on_desk = settings_of(event_file), _chosen_on_desk(choice)
    for each in fields(Settings):
        value, origin = getattr(chosen.values, each.name), chosen.origins[each.name]
        if each.name == "desk_name" and not value:
            value, origin = author(event_file), "the account here"
        elif each.name in on_desk and not chosen.is_insisted(each.name):
            value, origin = on_desk[each.name], "chosen on the desk"
        if as_json:
            answer_json({"setting": each.name, "value": value, "from": origin})
        else:
            answer(f"{each.name} = {value!r}  ({origin})")
    if event_file:
        _show_event(event_file, as_json=as_json)


@config_.command()
@event_argument
@json_option
def path(event: str | None, store: Path | None, *, as_json: bool) -> None:
    """Where files are."""
    where, choice = places(), _choice(event, store)
    found = {
        "user_file": where.user_file,
        "event_file": choice.event_file if choice else None,
        "store": choice.store if choice else None,
        "log": where.log_file,
    }
    if as_json:
        answer_json({name: str(file) if file else None for name, file in found.items()})
        return
    for name, file in found.items():
        is_there = "" if file and file.exists() else "  (not there)"
        answer(f"{name:<11} {file or 'none'}{is_there if file else ''}")


@config_.command()
@event_argument
def validate(event: str | None, store: Path | None) -> int:
    """Check the event file and the user file; everything wrong is told at once."""
    from backchannel.ui.keymap import understood

    _, wrong = understood(read_user_file(places().user_file).keys)
    for problem in wrong:
        complain(problem)
    event_file = choose(event, store).event()
    answer(f"{event_file.path}: all right, {counted(len(event_file.sources), 'source')}")
    if not event_file.sources:
        say("it names no [[source]], so nothing will be collected")
    return MISTAKE if wrong else DONE


@config_.command()
@click.argument("event", required=False)
@click.option("--yes", "is_sure", is_flag=True, help="Do not ask; for scripts.")
@click.option("--revoke", "is_revoked", is_flag=True, help="Take back what was allowed.")
def allow(event: str | None, *, is_sure: bool, is_revoked: bool) -> int:
    """Allow the commands that an event file names to run on this machine."""
    event_file = choose(event, None).event()
    if is_revoked:
        taken_back = secrets_of(event_file).take_back()
        answer(f"{event_file.path}: {counted(taken_back, 'command')} no longer allowed")
        return DONE
    waiting = secrets_of(event_file).unallowed()
    if not waiting:
        answer(f"{event_file.path}: no command waits for consent")
    elif not (is_sure or can_be_asked()):
        _show_commands(event_file, waiting)
        raise click.UsageError("there is no terminal to ask on; if they are good, say --yes")
    elif not allow_commands(event_file, is_sure=is_sure):
        return FAILED
    else:
        answer(f"{event_file.path}: its commands are allowed on this machine")
    return DONE


def allow_commands(event_file: EventFile, *, is_sure: bool = False) -> bool:
    """Ask whether commands of an event file may run, each once, if somebody is there to ask.

    True when none waits any more. Raises ConfigError when consent cannot be kept.
    """
    if not any(place.token_command for place in event_file.tokens.values()):
        return True
    secrets = secrets_of(event_file)
    for host, command in secrets.unallowed().items():
        if is_sure or can_be_asked():
            _show_commands(event_file, {host: command})
            if is_sure or click.confirm("Allow it from now on?", default=False, err=True):
                secrets.consents[host].give(host, command)
    return not secrets.unallowed()


def _show_commands(event_file: EventFile, commands: Mapping[str, str]) -> None:
    for host, command in commands.items():
        say(f"{event_file.path} wants to run a command here, for the token of {host}:")
        say(f"    {command}")
        say(f"It runs as you. The first line that it prints is sent to {host}.")


def settings_of(event_file: EventFile | None) -> Chosen:
    """The settings in force. Raises ConfigError for a wrong one."""
    return _chosen(event_file, read_user_file(places().user_file))


def _chosen_on_desk(choice: Choice | None) -> Mapping[str, str]:
    """The settings that the desk of this event comes with the next time, whatever files say."""
    from backchannel.store import schema
    from backchannel.store.connection import wrapped
    from backchannel.store.desk.layout import appearance

    if choice is None or not choice.store.is_file():
        return {}
    try:
        with closing(schema.open_to_read(choice.store)) as db, wrapped(choice.store):
            left = appearance(db)
    except StoreError:  # whoever opens it says what is wrong
        return {}
    density = {True: "compact", False: "comfortable", None: None}[left.is_compact]
    times = {True: "age", False: "clock", None: None}[left.has_ages]
    found = {"theme": left.theme, "density": density, "times": times}
    return {name: value for name, value in found.items() if value is not None}


def _chosen(event_file: EventFile | None, user: UserFile) -> Chosen:
    event = ((event_file.path, event_file.settings),) if event_file else ()
    return choose_settings(flags={}, environ=os.environ, files=(*event, (user.path, user.settings)))


def preferences_of(event_file: EventFile | None) -> Preferences:
    """How whoever sits here wants the desk, from everything that is set. Raises ConfigError."""
    from backchannel.ui.keymap import in_short, understood

    user = read_user_file(places().user_file)
    chosen = _chosen(event_file, user)
    settings = chosen.values
    keys, wrong = understood(user.keys)
    return Preferences(
        by=settings.desk_name or _account(),
        theme=settings.theme,
        is_dimming=settings.unmatched == "dim",
        is_folding=settings.bursts == "fold",
        has_mouse=settings.mouse,
        has_large_type=settings.large_type,
        is_compact=settings.density == "compact",
        has_ages=settings.times == "age",
        keys=keys,
        views=user.views,
        warning=in_short(wrong),
        fixed=frozenset(field for name, field in _ON_DESK.items() if chosen.is_insisted(name)),
    )


def author(event_file: EventFile | None = None) -> str:
    """Who acts here: the setting `desk_name`, else the account on this machine."""
    return settings_of(event_file).values.desk_name or _account()


def _account() -> str:
    import getpass

    from backchannel.clean.terminal import clean_line

    try:
        return clean_line(getpass.getuser(), limit=100) or "somebody"
    except (OSError, KeyError, ImportError):  # an account without a name, as in containers
        return "somebody"


def _choice(event: str | None, store: Path | None) -> Choice | None:
    """The event, or none when none was named and none was ever opened."""
    if event is None and store is None and places().last_opened() is None:
        return None
    return choose(event, store)


def _show_event(event_file: EventFile, *, as_json: bool) -> None:
    event, secrets = event_file.event, secrets_of(event_file)
    if as_json:
        answer_json({"event": event.name, "tags": event.tags, "from": str(event_file.path)})
    else:
        answer(f"event {event.name!r}, tags {', '.join(event.tags)}  ({event_file.path})")
    for source in event_file.sources:
        options = {
            name: redacted(value) if isinstance(value, str) else value
            for name, value in source.options.items()
        }
        has_token = registry.takes_token(source.kind)
        token = secrets.origin_of(token_key(source)) if has_token else ""
        if as_json:
            answer_json(
                {"source": source.name, "kind": source.kind, "pane": source.pane,
                 "tagged": source.tagged, "local": source.local, "options": options,
                 "token_from": token or None}
            )  # fmt: skip
        else:
            shown = ", ".join(f"{name} = {value!r}" for name, value in options.items())
            answer(f"source {source.name}: {source.kind}, pane {source.pane}, {shown}"
                   + (f", token from {token}" if token else ""))  # fmt: skip
