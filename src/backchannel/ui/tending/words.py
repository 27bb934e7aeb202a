"""What was asked of the network, what came of it, and what is proposed, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from backchannel.errors import ConfigError, StoreError
from backchannel.model.source import Probe, Proposal
from backchannel.store.tending.errands import STALE, Errand
from backchannel.ui.health.coverage_words import why_text
from backchannel.ui.lines.amounts import counted
from backchannel.ui.lines.times import clock_on
from backchannel.ui.widgets.rows import Row

_OLD: Final = timedelta(hours=1)
"""After so long the outcome of a test says nothing any more."""


def errand_text(errand: Errand, now: datetime, zone: ZoneInfo) -> str:
    """`asked 14:02 …` until it is answered; empty when that was long ago."""
    asked = clock_on(errand.at, now, zone)
    if now - errand.at > _OLD:
        return ""
    if errand.answer is None:
        return f"asked {asked}, no answer" if now - errand.at > STALE else f"asked {asked} …"
    said = errand.answer.problem
    if errand.answer.probe is not None:
        said = probe_text(errand.answer.probe, now, zone)
    return f"tested {asked}: {said}"


def probe_text(probe: Probe, now: datetime, zone: ZoneInfo) -> str:
    """What reading it once came to."""
    if probe.access != "ok":
        return f"{probe.access}: {why_text(probe, lambda at: clock_on(at, now, zone))}"
    parts = [counted(probe.posts, "post")]
    parts += [f"{probe.others:,} without the tag"] if probe.others else []
    parts += [f"newest {clock_on(probe.newest, now, zone)}"] if probe.newest else []
    parts += [probe.note] if probe.note else []
    return ", ".join(parts)


def problem(error: ConfigError | StoreError) -> str:
    """What is wrong, with the name of the file and not with the way to it."""
    if not isinstance(error, ConfigError):
        return str(error)
    place = Path(error.file).name if error.file else ""
    place = f"{place}:{error.line}" if place and error.line else place
    return ": ".join(part for part in (place, error.key, error.problem) if part)


def beside(proposal: Proposal, typed: str) -> Proposal:
    """What was found at an address of this machine or network that somebody typed.

    It may be there as well if it is the same server, and nowhere else there: a page may lead
    anywhere.
    """
    places = (proposal.options.get(key, "") for key in ("server", "url"))
    if not typed or urlsplit(typed).netloc not in {urlsplit(place).netloc for place in places}:
        return proposal
    return replace(proposal, options={**proposal.options, "local": "true"})


def choices(proposals: Sequence[Proposal]) -> list[Row]:
    """One row each, with a digit that chooses it."""
    return [
        Row(
            key=str(number),
            lead=str(number) if number < 10 else "",
            text=f"{each.kind}{f': {each.says}' if each.says else ''}",
            aside=options_text(each.options),
        )
        for number, each in enumerate(proposals, 1)
    ]


def options_text(options: Mapping[str, object]) -> str:
    """The keys of a source on one line."""
    shown = (
        f"{key} = {', '.join(map(str, value)) if isinstance(value, list | tuple) else value}"
        for key, value in options.items()
    )
    return " · ".join(shown)
