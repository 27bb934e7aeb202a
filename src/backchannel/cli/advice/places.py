"""What may be wrong with the sources of an event, once each was read or could not be."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from typing import Final

from backchannel.cli.advice.advice import Advice, Weight, joined, named
from backchannel.cli.advice.event import beginning_of, day_of
from backchannel.cli.advice.facts import Finding
from backchannel.cli.subscriptions import addresses
from backchannel.config.event_file import EventFile
from backchannel.config.secrets.lookup import variable_of
from backchannel.config.source_specs import token_key
from backchannel.errors import BackchannelError
from backchannel.model.programme import zone_of
from backchannel.model.source import Probe, SourceSpec
from backchannel.sources import registry
from backchannel.ui.health.coverage_words import why_text
from backchannel.ui.lines.times import clock_on

LIVE: Final = 30.0
"""Seconds. A place that may be asked so often is as good as live in a room."""

_DO: Final[Mapping[str, str]] = {
    "login": "Give it a token{until}: export {variable}=…, or one of the other ways in the "
    "manual, and look again.",
    "gone": "Look for its new address, or take {source} out of the event file.",
    "not allowed": "If it is on this machine or network, write local = true below it; else mend "
    "its address.",
    "not a source": "Open its address in a browser, and mend it in the event file.",
    "unreachable": "Open its address in a browser. If that works, look again: backchannel sources "
    "test --source '{source}' {file}",
    "fault": "It is a fault of the plug-in: install a newer one of it, or tell its author.",
    "wrong": "Mend it in the event file.",
}
"""What helps, by why a source cannot be read."""

_SPENT: Final = re.compile(r"([\d,]+) of ([\d,]+) ")
_MUCH: Final = 0.8
"""A source that spent more than this part of what it may is told of."""

_SHUT: Final = (
    "Open its address in a browser without logging in. If that works, programs are turned away: "
    "ask whoever runs it, or follow the place in another way."
)
"""The same where it lets only some in, and takes no token by which we could be one of them."""


def about_sources(file: EventFile, probes: Sequence[Probe]) -> Iterator[Advice]:
    """Sources that cannot be read, that hold nothing, that are there twice, or are missing."""
    if not file.sources:
        yield Advice(
            Weight.ALL,
            "sources",
            "The event file names no source: nothing will ever come in.",
            f"Write some into {file.path.name}: backchannel init URL proposes those of a web page.",
        )
        return
    failed = [probe for probe in probes if probe.access != "ok"]
    if len(failed) > 1 and {probe.access for probe in probes} == {"unreachable"}:
        yield Advice(
            Weight.ALL,
            "network",
            f"None of {len(probes)} sources can be reached: {failed[0].problem}.",
            "Look whether this machine has a network that lets it out; some Wi-Fi wants a login.",
        )
        failed = []
    specs = {spec.name: spec for spec in file.sources}
    for probe in failed:
        yield _unread(probe, specs[probe.source], file)
    for probe in probes:
        if probe.access == "ok":
            yield from _about_givings(probe, specs[probe.source], file)
    yield from _twice(file)
    yield from _about_pace(file)


def _unread(probe: Probe, spec: SourceSpec, file: EventFile) -> Advice:
    """Nothing of it will be seen, or not at once, and what helps."""
    if probe.access == "later":
        now, zone = datetime.now(UTC), zone_of(file.event)
        why = why_text(probe, lambda at: clock_on(at, now, zone))
        what = f"{probe.source} cannot be read just now: {why}."
        do = "Nothing, if it is only now and then: it is asked again when that time is over."
        return Advice(Weight.LOSS, probe.source, what, do)
    what = f"{probe.source} cannot be read: {probe.problem}. Nothing from there will be seen."
    is_shut = probe.access == "login" and not registry.takes_token(spec.kind)
    do = _SHUT if is_shut else _DO.get(probe.access, _DO["wrong"])
    starts = beginning_of(file.event)
    told = {
        "source": probe.source,
        "variable": variable_of(token_key(spec)),
        "file": named(file),
        "until": f" before {day_of(starts, file.event)}" if starts else "",
    }
    do = do.format_map(told)
    if spec.kind == "mastodon" and probe.access == "login":
        do += f" Or log in there: backchannel login mastodon {token_key(spec)}"
    return Advice(Weight.PART, probe.source, what, do)


def _about_givings(probe: Probe, spec: SourceSpec, file: EventFile) -> Iterator[Advice]:
    """A source that is read and gives nothing of the event yet, or not all."""
    tags = joined(f"#{tag}" for tag in file.event.hashtags)
    if probe.note and not _is_budget(probe.note):
        what = f"{probe.source} is read, with a reservation: {probe.note}."
        do = "Decide whether that matters; if it does, mend it or follow a further place."
        yield Advice(Weight.LOSS, probe.source, what, do)
    if probe.posts or spec.tagged or probe.is_live:
        return
    if probe.others:
        near = "".join(f", while #{tag} has {count:,}" for tag, count in probe.near[:1])
        what = (
            f"{probe.source} is read, but none of its {probe.others:,} newest posts bears "
            f"{tags}{near}."
        )
        do = (
            "Ask its authors to tag what belongs to the event; if all of it does, write "
            "tagged = true below it."
        )
    else:
        what = f"{probe.source} is read, but nobody has used {tags} there yet."
        do = "That is fine before the event; else look how people there spell the tag."
    yield Advice(Weight.DOUBT, probe.source, what, do)


def _is_budget(note: str) -> bool:
    """Whether a note only counts what was spent, and most of it is left."""
    found = _SPENT.match(note)
    spent, most = (int(each.replace(",", "")) for each in found.groups()) if found else (1, 0)
    return spent <= most * _MUCH


def _twice(file: EventFile) -> Iterator[Advice]:
    """Sources that give the same."""
    same = defaultdict[object, list[str]](list)
    for spec in file.sources:
        for sign in _signs(spec, file):
            same[sign].append(spec.name)
    for names in dict.fromkeys(tuple(names) for names in same.values() if len(names) > 1):
        yield Advice(
            Weight.DOUBT,
            names[0],
            f"{joined(names)} give the same: each place is asked twice, and gains nothing by it.",
            f"Take {joined(names[1:])} out of {file.path.name}.",
        )


def _signs(spec: SourceSpec, file: EventFile) -> Iterable[object]:
    """What two sources that give the same have in common."""
    try:
        feeds = addresses(spec, file)
        options, manners = registry.options_for(spec), registry.load(spec.kind).manners
    except BackchannelError:  # it is told of when it is read
        return ()
    if feeds:
        return [feed.rstrip("/") for feed in feeds]
    asked = [each.name for each in fields(options) if each.name not in manners]
    return [(spec.kind, *(repr(getattr(options, name)) for name in asked))]


def _about_pace(file: EventFile) -> Iterator[Advice]:
    """An event without anything that is quick is not followed live."""
    try:
        quickest = min(registry.load(spec.kind).floor for spec in file.sources)
    except BackchannelError:
        return
    if quickest > LIVE:
        yield Advice(
            Weight.LOSS,
            "sources",
            "Nothing in this event is live: feeds are asked every few minutes, and no oftener.",
            'Add a network on which people talk, as in kind = "bluesky", or a Mastodon server.',
        )


def about_collecting(file: EventFile, findings: Iterable[Finding]) -> Iterator[Advice]:
    """What is posted while nobody collects may be lost."""
    said = {finding.about: finding.value for finding in findings}
    if said.get("collected by", "nobody") != "nobody" or not file.sources:
        return
    yield Advice(
        Weight.DOUBT,
        "collecting",
        "Nobody collects: what is posted now is lost where a place keeps no past, as in a chat.",
        f"Let it run on a machine that stays on: backchannel collect {named(file)}",
    )
