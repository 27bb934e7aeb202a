"""`sources`: what an event follows, whether each can be read now, and lists of feeds."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

import click

from backchannel.cli.answers import answer, answer_json, say
from backchannel.cli.choice import choose, event_argument, json_option, secrets_of
from backchannel.cli.coverage.probing import probe_all, probe_fields, probe_line
from backchannel.cli.exit_codes import DONE, FAILED
from backchannel.cli.verbs.settings import allow_commands
from backchannel.cli.verbs.tending.adding import add_
from backchannel.cli.verbs.tending.kinds import kinds_
from backchannel.cli.verbs.tending.removing import remove_
from backchannel.config.event_file import EventFile
from backchannel.model.programme import zone_of


@click.group(name="sources")
def sources_() -> None:
    """List, add, remove or test the sources of an event; take in or give out a list of feeds."""


for _verb in (add_, remove_, kinds_):
    sources_.add_command(_verb)


@sources_.command(name="list")
@event_argument
@click.option("-v", "--verbose", "is_long", is_flag=True, help="Also what each cannot show.")
@json_option
def list_sources(event: str | None, store: Path | None, *, is_long: bool, as_json: bool) -> None:
    """Every source: how it is doing, how many posts it gave, and how new and old these are."""
    from backchannel.cli.coverage import listed

    choice = choose(event, store)
    event_file = choice.event() if choice.event_file else None
    tokens = _tokens(event_file) if event_file else {}
    for each in listed.sources_of(event_file, choice.store, tokens):
        if as_json:
            answer_json(listed.fields(each))
            continue
        answer(listed.line(each))
        for further in listed.further_lines(each) if is_long else ():
            answer(f"    {further}")
    if not as_json:
        for further in listed.near_lines(choice):
            say(further)


def _tokens(event_file: EventFile) -> Mapping[str, str]:
    from backchannel.cli.coverage.tokens import tokens_of
    from backchannel.config.places import places
    from backchannel.wiring.accounts import Logins

    return tokens_of(event_file, secrets_of(event_file), Logins(places().accounts_file))


@sources_.command(name="test")
@event_argument
@click.option("--source", "only", default=None, metavar="NAME", help="Only this one.")
@json_option
def test_sources(event: str | None, store: Path | None, only: str | None, *, as_json: bool) -> int:
    """Read every source once, now; nothing is stored. Fails when one cannot be read."""
    choice = choose(event, store)
    event_file = choice.event()
    names = [spec.name for spec in event_file.sources]
    if only is not None and only not in names:
        from backchannel.config.problems import nearest, quoted

        raise click.UsageError(f"there is no source {quoted(only)}{nearest(only, names)}")
    wanted = [spec for spec in event_file.sources if only in {None, spec.name}]
    allow_commands(event_file)
    probing = probe_all(event_file, wanted, secrets_of(event_file), choice.store)
    probes, _ = asyncio.run(probing)
    for probe in probes:
        if as_json:
            answer_json(probe_fields(probe))
        else:
            answer(probe_line(probe, zone_of(event_file.event)))
    return DONE if all(probe.access == "ok" for probe in probes) else FAILED


@sources_.command(name="import")
@click.argument("opml", metavar="FILE.opml", type=click.Path(path_type=Path))
@event_argument
@click.option("--local", is_flag=True, help="Also what is on this machine or network.")
@json_option
def import_sources(
    opml: Path, event: str | None, store: Path | None, *, local: bool, as_json: bool
) -> int:
    """Add the feeds of an OPML file to an event file, which is otherwise left as it is."""
    from backchannel.cli.subscriptions import add
    from backchannel.config.secrets import redacted

    file = choose(event, store).event().path
    outcomes = add(opml, file, allow_local=local)
    for each in outcomes:
        if as_json:
            answer_json({"url": redacted(each.url), "source": each.name, "why_not": each.why_not})
        else:
            answer(f"{redacted(each.url)}: {each.why_not or f'added as {each.name}'}")
    return DONE if all(each.is_there for each in outcomes) else FAILED


@sources_.command(name="export")
@event_argument
def export_sources(event: str | None, store: Path | None) -> None:
    """Print the sources of an event as OPML 2.0, for other programs."""
    from backchannel.cli.subscriptions import listed, not_given_out

    file = choose(event, store).event()
    click.echo(listed(file), nl=False)
    for each in not_given_out(file):
        say(each)
