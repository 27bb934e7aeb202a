"""`sources add`: a place becomes a `[[source]]` of the event file, once it was read."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from backchannel.clean.addresses import by_flag
from backchannel.cli.answers import answer, answer_json, can_be_asked, say
from backchannel.cli.choice import (
    Choice,
    choose,
    json_option,
    secrets_of,
    split_event,
    store_option,
)
from backchannel.cli.coverage.probing import probe_all, probe_fields, probe_line
from backchannel.cli.exit_codes import DONE, FAILED
from backchannel.cli.verbs.settings import allow_commands, author
from backchannel.config.secrets import variable_of
from backchannel.config.source_specs import token_key
from backchannel.errors import ConfigError
from backchannel.model.programme import zone_of
from backchannel.sources import registry

if TYPE_CHECKING:
    from backchannel.config.editing.sources import Edited
    from backchannel.config.event_file import EventFile
    from backchannel.model.source import Probe, Proposal


@click.command(name="add")
@click.argument("words", nargs=-1, required=True, metavar="[EVENT] ADDRESS|KIND [KEY=VALUE]...")
@click.option("--kind", default="", metavar="KIND", help="What it is, where it may be several.")
@click.option("--name", metavar="NAME", help="What it is called.")
@click.option("--pane", metavar="PANE", help="feeds or backchannel.")
@click.option("--tagged", is_flag=True, help="Everything there belongs to the event.")
@click.option("--local", is_flag=True, help="It may be on this machine or network.")
@click.option("--test/--no-test", "is_tested", default=True, help="Read it once before.")
@store_option
@json_option
def add_(
    words: tuple[str, ...], store: Path | None, kind: str, *, is_tested: bool, as_json: bool,
    **table: Any,
) -> int:  # fmt: skip  # Any: text or a flag
    """Follow one more place: an address, a '#tag@host', a room, or a KIND with its options.

    What is there is found out; it is read once, and then written into the event file.
    """
    from backchannel.cli.verbs.tending.recognising import meant

    event_word, rest = split_event(words)
    places, options = _parted(rest)
    choice = choose(event_word, store)
    event = choice.event()
    place = " ".join(places) or kind
    if not place:
        raise click.UsageError("say what to follow: an address, or a kind of source")
    found = meant(place, event.event.hashtags, kind, may_look=is_tested, local=table["local"])
    keys = _keys(found, options, table)
    edited = _tried(event, keys)
    probe = _probed(edited, choice.store) if is_tested else None
    if probe is not None and probe.access != "ok" and not _is_wanted_anyway(edited, probe):
        return FAILED
    edited = _written(choice, event, keys)
    _say_added(edited, probe, as_json=as_json)
    return DONE


def _parted(words: tuple[str, ...]) -> tuple[list[str], dict[str, str]]:
    """The place, and options; an address may have an equals sign, too."""
    options, places = {}, []
    for word in words:
        key, sign, value = word.partition("=")
        if sign and key.replace("_", "").isalpha() and key.isascii():
            options[key] = value
        else:
            places.append(word)
    return places, options


def _keys(found: Proposal, options: Mapping[str, str], table: Mapping[str, Any]) -> dict[str, Any]:
    """Everything that stands in the table; what is missing is asked for, if somebody is there."""
    from backchannel.config.editing.sources import typed
    from backchannel.sources.recognition import kinds

    said = {**found.options, **options}
    missing = kinds.missing(found.kind, said)
    if missing and not said and not can_be_asked():  # of what was said, the file is the judge
        needed = " ".join(f"{each.name}=…" for each in missing)
        raise click.UsageError(
            f"{found.kind} needs {needed}; what that is: backchannel sources kinds {found.kind}"
        )
    for option in missing if can_be_asked() else ():
        means = f" ({option.means})" if option.means else ""
        said[option.name] = click.prompt(f"{option.name}{means}", err=True).strip()
    named = {key: table[key] for key in ("name", "pane") if table[key]}
    flags = {key: True for key in ("tagged", "local") if table[key]}
    return {
        "kind": found.kind,
        **named,
        **typed(said, registry.options_of(found.kind)),
        **flags,
    }


def _tried(event: EventFile, keys: Mapping[str, object]) -> Edited:
    from backchannel.wiring.tending import changes

    try:
        return changes.tried(event.path, keys)
    except ConfigError as error:
        raise ConfigError(by_flag(str(error))) from error


def _probed(edited: Edited, store: Path) -> Probe:
    allow_commands(edited.event)
    secrets = secrets_of(edited.event)
    probes, _ = asyncio.run(probe_all(edited.event, [edited.spec], secrets, store))
    return probes[0]


def _is_wanted_anyway(edited: Edited, probe: Probe) -> bool:
    say(by_flag(probe_line(probe, zone_of(edited.event.event))))
    if probe.access == "login" and registry.takes_token(edited.spec.kind):
        say(token_place(edited))
    if can_be_asked():
        return click.confirm("Add it all the same?", default=False, err=True)
    say("nothing was written; --no-test adds it all the same")
    return False


def token_place(edited: Edited) -> str:
    """Where a token for it goes; it is never asked for."""
    variable = variable_of(token_key(edited.spec))
    return f"its token goes into the environment, as {variable}, or the keyring; never in the file"


def _written(choice: Choice, event: EventFile, keys: Mapping[str, object]) -> Edited:
    from backchannel.store.store import Store
    from backchannel.wiring.tending import changes

    by, has_store = author(event), choice.store.is_file()

    async def write() -> Edited:
        if not has_store:
            return await changes.add(event.path, keys, None, by)
        async with Store(choice.store) as store:
            return await changes.add(event.path, keys, store, by)

    return asyncio.run(write())


def _say_added(edited: Edited, probe: Probe | None, *, as_json: bool) -> None:
    spec, file = edited.spec, edited.event.path
    if as_json:
        read = probe_fields(probe) if probe is not None else {}
        answer_json(
            {**read, "source": spec.name, "kind": spec.kind, "options": spec.options,
             "pane": spec.pane, "file": str(file)}
        )  # fmt: skip
        return
    if probe is not None and probe.access == "ok":
        answer(probe_line(probe, zone_of(edited.event.event)))
    answer(f"{spec.name} ({spec.kind}): added to {file}")
