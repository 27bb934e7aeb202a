"""`doctor`: before an event, what will not work and why, and what to do; the facts beside it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from backchannel.cli.advice import accounts, facts, hubs
from backchannel.cli.advice.advice import Advice, Weight, in_order
from backchannel.cli.advice.facts import Finding
from backchannel.cli.answers import answer, answer_json, say
from backchannel.cli.choice import Choice, choose, event_argument, json_option, secrets_of
from backchannel.cli.coverage.probing import probe_all, probe_fields, probe_line
from backchannel.cli.exit_codes import DONE, FAILED
from backchannel.cli.verbs.settings import allow_commands
from backchannel.config.event_file import EventFile
from backchannel.config.places import places
from backchannel.errors import BackchannelError, StoreError
from backchannel.model.source import Probe
from backchannel.ui.lines.amounts import counted


@dataclass(frozen=True, slots=True)
class Asked:
    """What the sources answered; `ahead` is how many seconds this clock is before theirs."""

    probes: Sequence[Probe] = ()
    ahead: float | None = None


@click.command(name="doctor")
@event_argument
@click.option("--offline", is_flag=True, help="Ask nobody on the net.")
@json_option
def doctor_(event: str | None, store: Path | None, *, offline: bool, as_json: bool) -> int:
    """Say what will not work and what to do about it; fails when something does not work."""
    choice, file, findings = _choice(event, store)
    asked = Asked()
    if file is not None and choice is not None and not offline:
        asked = _ask_sources(file, choice.store, as_json=as_json)
    findings = [
        *facts.versions(),
        *facts.plug_ins(),
        *facts.files(choice),
        *facts.terminal(os.environ),
        *findings,
    ]
    if choice is not None:
        findings += facts.store_findings(choice.store)
    findings += facts.account_findings(is_asking=not offline)
    findings += hubs.hub_findings(is_offline=offline)
    if asked.ahead is not None:
        findings.append(facts.skew_finding(asked.ahead))
    for finding in findings:
        _tell(finding, as_json=as_json)
    advice = in_order(_advice(choice, file, findings, asked))
    _advise(advice, file, as_json=as_json)
    is_well = all(finding.is_well for finding in findings) and all(
        probe.access == "ok" for probe in asked.probes
    )
    return DONE if is_well and not any(each.is_failure for each in advice) else FAILED


def _advice(
    choice: Choice | None, file: EventFile | None, findings: Sequence[Finding], asked: Asked
) -> Iterator[Advice]:
    """Everything that an organiser should do something about."""
    from backchannel.cli.advice import event, machine, places, tags
    from backchannel.cli.coverage.near import near_tags_in, refused_in

    unwell = [finding for finding in findings if not finding.is_well]
    for finding in unwell:
        if finding.about in {"event", "store"}:
            do = "Mend that first: until then nothing is followed, and nothing else was looked at."
            yield Advice(Weight.ALL, finding.about, finding.value, do)
    yield from machine.about_terminal(finding.about for finding in unwell)
    yield from machine.about_clock(asked.ahead)
    yield from hubs.about_hubs(findings)
    yield from accounts.about_accounts(findings)
    if choice is not None:
        yield from machine.about_room(facts.room_beside(choice.store))
    if choice is None or file is None:
        return
    now = datetime.now(UTC)
    yield from places.about_sources(file, asked.probes)
    yield from tags.about_tags(file.event)
    try:
        near, others = near_tags_in(choice.store), refused_in(choice.store)
    except StoreError:  # has been told
        near, others = (), ()
    yield from tags.about_near(near, asked.probes, file, [each.tag for each in others])
    yield from event.about_dates(file.event, now)
    if not event.is_over(file.event, now):
        yield from places.about_collecting(file, findings)


def _advise(advice: Sequence[Advice], file: EventFile | None, *, as_json: bool) -> None:
    """The summary, last of all: what to do, the most important first."""
    from backchannel.cli.advice.event import is_over

    if as_json:
        for number, each in enumerate(advice, 1):
            answer_json(
                {
                    "check": "to do", "ok": not each.is_failure, "number": number,
                    "about": each.about, "value": each.what, "do": each.do,
                }
            )  # fmt: skip
        return
    answer("")
    if not advice:
        answer("Nothing to do: everything is ready." if file else "Nothing to do here.")
        return
    is_ahead = file is not None and not is_over(file.event, datetime.now(UTC))
    before = " before the event" if is_ahead else ""
    answer(f"{counted(len(advice), 'thing')} to do{before}, the most important first:")
    for number, each in enumerate(advice, 1):
        answer(f"{number:>2}. {each.what}")
        answer(f"    {each.do}")


def _ask_sources(file: EventFile, store: Path, *, as_json: bool) -> Asked:
    """Test every source and tell of it."""
    from backchannel.model.programme import zone_of
    from backchannel.sources import registry
    from backchannel.ui.health.coverage_words import unseen_text

    allow_commands(file)
    say(f"asking {counted(len(file.sources), 'source')} ...")
    probes, ahead = asyncio.run(probe_all(file, file.sources, secrets_of(file), store))
    zone = zone_of(file.event)
    for probe, spec in zip(probes, file.sources, strict=True):
        unseen = registry.unseen_of(spec, file.event)
        if as_json:
            fields = {**probe_fields(probe), "unseen": list(unseen)}
            answer_json({"check": "source", "ok": probe.access == "ok", **fields})
            continue
        answer(f"{'ok ' if probe.access == 'ok' else 'NOT'} {probe_line(probe, zone)}")
        if unseen:
            answer(f"      {unseen_text(unseen)}")
    return Asked(probes, ahead)


def _choice(
    event: str | None, store: Path | None
) -> tuple[Choice | None, EventFile | None, list[Finding]]:
    """The event that was named, and what is wrong with its file."""
    if event is None and store is None and places().last_opened() is None:
        return None, None, [Finding("event", "none opened yet")]
    choice = choose(event, store)
    if choice.event_file is None:
        return choice, None, []
    try:
        found = choice.event()
    except BackchannelError as error:
        wrong = [Finding("event", line, is_well=False) for line in str(error).splitlines()]
        return choice, None, wrong
    about = Finding("event", f"{found.event.name}, #{' #'.join(found.event.tags)}")
    return choice, found, [about]


def _tell(finding: Finding, *, as_json: bool) -> None:
    if as_json:
        answer_json({"check": finding.about, "ok": finding.is_well, "value": finding.value})
    else:
        answer(f"{'ok ' if finding.is_well else 'NOT'} {finding.about}: {finding.value}")
