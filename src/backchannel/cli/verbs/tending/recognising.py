"""Which source is meant by a place in the words somebody knows, asking where it may be several."""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from backchannel.clean.addresses import by_flag
from backchannel.cli.answers import can_be_asked, say
from backchannel.config.problems import listed, nearest, quoted
from backchannel.config.secrets import Secrets
from backchannel.errors import SourceError

if TYPE_CHECKING:
    from backchannel.model.source import Proposal
    from backchannel.sources.recognition.words import Recognised


def meant(place: str, tags: Sequence[str], kind: str, *, may_look: bool, local: bool) -> Proposal:
    """What to follow. Looks at an address if it has to and may; raises UsageError otherwise."""
    from backchannel.sources import registry
    from backchannel.sources.recognition.words import as_kind, recognised

    kinds = registry.names()
    if kind and not as_kind(kind, kinds):
        raise click.UsageError(f"{quoted(kind)} is not a kind of source{_hint(kind, kinds)}")
    kind = as_kind(kind, kinds)
    found = recognised(place, kinds, tags)
    if kind:
        return _of_kind(kind, place, found)
    proposals: Sequence[Proposal] = found.proposals
    if found.address and may_look:
        proposals = _looked_up(found, local=local)
    elif found.address and not proposals:
        raise click.UsageError("what is there is not known without looking; say it with --kind")
    if not proposals:
        hint = _hint(place, kinds)
        raise click.UsageError(f"{quoted(place)} is no place that is known here{hint}")
    return _chosen(proposals)


def _of_kind(kind: str, place: str, found: Recognised) -> Proposal:
    """The place as one of that kind, whatever else it might be."""
    from backchannel.sources.recognition import kinds

    for each in found.proposals:
        if each.kind == kind:
            return each
    return kinds.placed(kind, place)


def _looked_up(found: Recognised, *, local: bool) -> Sequence[Proposal]:
    from backchannel.model.source import together
    from backchannel.wiring.net import Net

    async def look() -> Sequence[Proposal]:
        async with Net(Secrets()) as net:
            return await net.look(found.address, local)

    try:
        seen = asyncio.run(look())
    except SourceError as error:
        if found.proposals:
            return found.proposals
        problem = by_flag(str(error))
        otherwise = "; with --kind and --no-test it is added as it is" * (problem == str(error))
        raise click.UsageError(f"cannot be read: {problem}{otherwise}") from error
    return together(seen, found.proposals)


def _chosen(proposals: Sequence[Proposal]) -> Proposal:
    if len(proposals) == 1:
        return proposals[0]
    lines = [f"{number}  {shown(each)}" for number, each in enumerate(proposals, 1)]
    if not can_be_asked():
        ways = "\n".join(f"  {as_words(each)}" for each in proposals)
        raise click.UsageError(f"this may be several; name one in the place's stead:\n{ways}")
    for line in lines:
        say(line)
    which = click.IntRange(1, len(proposals))
    number: int = click.prompt("Which?", type=which, default=1, err=True)
    return proposals[number - 1]


def shown(proposal: Proposal) -> str:
    """A proposal for people."""
    options = ", ".join(f"{key} = {value}" for key, value in proposal.options.items())
    says = f": {proposal.says}" if proposal.says else ""
    return f"{proposal.kind}{f' ({options})' if options else ''}{says}"


def as_words(proposal: Proposal) -> str:
    """A proposal as it is said to `sources add`."""
    options: Mapping[str, str] = proposal.options
    return " ".join(
        [proposal.kind, *(shlex.quote(f"{key}={value}") for key, value in options.items())]
    )


def _hint(word: str, kinds: Sequence[str]) -> str:
    return nearest(word, kinds) or f"; write an address, or a kind: {listed(kinds)}"
