"""`sources`: what an event follows, whether each can be read now, and lists of feeds."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

import click

from backchannel.cli.answers import answer, answer_json, moment, say
from backchannel.cli.choice import choose, event_argument, json_option, secrets_of
from backchannel.cli.exit_codes import DONE, FAILED
from backchannel.cli.verbs.settings import allow_commands
from backchannel.errors import BackchannelError, SourceError
from backchannel.ui.lines.amounts import counted

if TYPE_CHECKING:
    from backchannel.config.event_file import EventFile
    from backchannel.config.secrets import Secrets
    from backchannel.ingest.watch import Build
    from backchannel.model.programme import Event
    from backchannel.model.source import SourceSpec

PROBE_SECONDS: Final = 45.0


@dataclass(frozen=True, slots=True)
class Probe:
    """What reading a source once came to. `access` is ok, or why it cannot be read.

    `posts` bear the event's tag, `others` do not; `seconds` until the first answer.
    """

    source: str
    kind: str
    access: str
    seconds: float
    posts: int = 0
    others: int = 0
    newest: datetime | None = None
    problem: str = ""
    note: str = ""


@click.group(name="sources")
def sources_() -> None:
    """List or test the sources of an event; take in or give out a list of feeds."""


@sources_.command(name="list")
@event_argument
@click.option("-v", "--verbose", "is_long", is_flag=True, help="Also what each cannot show.")
@json_option
def list_sources(event: str | None, store: Path | None, *, is_long: bool, as_json: bool) -> None:
    """Every source: how it is doing, how many posts it gave, and how new and old these are."""
    from backchannel.cli.coverage import listed

    choice = choose(event, store)
    event_file = choice.event() if choice.event_file else None
    for each in listed.sources_of(event_file, choice.store):
        if as_json:
            answer_json(listed.fields(each))
            continue
        answer(listed.line(each))
        for further in listed.further_lines(each) if is_long else ():
            answer(f"    {further}")
    if not as_json:
        for further in listed.near_lines(choice.store):
            say(further)


@sources_.command(name="test")
@event_argument
@click.option("--source", "only", default=None, metavar="NAME", help="Only this one.")
@json_option
def test_sources(event: str | None, store: Path | None, only: str | None, *, as_json: bool) -> int:
    """Read every source once, now; nothing is stored. Fails when one cannot be read."""
    event_file = choose(event, store).event()
    names = [spec.name for spec in event_file.sources]
    if only is not None and only not in names:
        from backchannel.config.problems import nearest, quoted

        raise click.UsageError(f"there is no source {quoted(only)}{nearest(only, names)}")
    wanted = [spec for spec in event_file.sources if only in {None, spec.name}]
    allow_commands(event_file)
    probes, _ = asyncio.run(probe_all(event_file, wanted, secrets_of(event_file)))
    for probe in probes:
        if as_json:
            answer_json(probe_fields(probe))
        else:
            answer(probe_line(probe))
    return DONE if all(probe.access == "ok" for probe in probes) else FAILED


@sources_.command(name="import")
@click.argument("opml", metavar="FILE.opml", type=click.Path(path_type=Path))
@event_argument
@json_option
def import_sources(opml: Path, event: str | None, store: Path | None, *, as_json: bool) -> int:
    """Add the feeds of an OPML file to an event file, which is otherwise left as it is."""
    from backchannel.cli.subscriptions import add
    from backchannel.config.secrets import redacted

    file = choose(event, store).event().path
    outcomes = add(opml, file)
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
    from backchannel.cli.subscriptions import listed

    click.echo(listed(choose(event, store).event()), nl=False)


async def probe_all(
    event: EventFile, specs: Sequence[SourceSpec], secrets: Secrets
) -> tuple[list[Probe], float | None]:
    """Read sources once, all at the same time, in the order asked.

    Also how many seconds this machine's clock is ahead of the servers', None if none said.
    """
    from backchannel.wiring.net import Net

    async with Net(secrets) as net:
        probes = await asyncio.gather(*(_probe(net.build, spec, event.event) for spec in specs))
        seen = [net.noticed(spec.name) for spec in specs]
    skews = [each.ahead for each in seen if each is not None and each.ahead is not None]
    # The middle one: a single server may be wrong about the time itself.
    return list(probes), median(skews) if skews else None


def probe_fields(probe: Probe) -> dict[str, object]:
    """A probe as `--json` prints it."""
    return {
        "source": probe.source,
        "kind": probe.kind,
        "access": probe.access,
        "seconds": probe.seconds,
        "posts": probe.posts,
        "other_posts": probe.others,
        "newest": moment(probe.newest),
        "problem": probe.problem,
        "note": probe.note,
    }


def probe_line(probe: Probe) -> str:
    """A probe in one line."""
    if probe.access != "ok":
        return f"{probe.source} ({probe.kind}): {probe.access}: {probe.problem}"
    newest = f", newest {moment(probe.newest)}" if probe.newest else ""
    others = f", {probe.others} without the tag" if probe.others else ""
    note = f"; {probe.note}" if probe.note else ""
    return (
        f"{probe.source} ({probe.kind}): ok, {counted(probe.posts, 'post')} in the first answer"
        f"{others}{newest}, {probe.seconds:.2f} s{note}"
    )


async def _probe(build: Build, spec: SourceSpec, event: Event) -> Probe:
    """The first batch is enough to know: access, latency, and whether posts are there."""
    from backchannel.clean.terminal import clean_line
    from backchannel.config.secrets import redacted

    began = time.perf_counter()
    probe = Probe(spec.name, spec.kind, "ok", 0.0)
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            probe = await _first_batch(build, spec, event, probe)
    except TimeoutError:
        probe = replace(probe, access="unreachable", problem=f"no answer for {PROBE_SECONDS:.0f} s")
    except BackchannelError as error:
        why = str(
            getattr(error, "why", "unreachable" if isinstance(error, SourceError) else "wrong")
        )
        probe = replace(probe, access=why, problem=clean_line(redacted(str(error))))
    return replace(probe, seconds=round(time.perf_counter() - began, 3))


async def _first_batch(build: Build, spec: SourceSpec, event: Event, probe: Probe) -> Probe:
    from contextlib import aclosing

    from backchannel.clean.terminal import clean_line
    from backchannel.ingest.pipeline import refine
    from backchannel.model.post import Post

    async with build(spec, event) as source, aclosing(source.batches(None)) as batches:  # type: ignore[type-var]  # every source is a generator
        async for batch in batches:
            if not batch.drafts and batch.is_live:
                break
            now = datetime.now(UTC)
            made = [refine(draft, spec, event.tags, now) for draft in batch.drafts]
            posts = [each for each in made if isinstance(each, Post)]
            dates = [post.published for post in posts if post.published]
            return replace(
                probe,
                posts=len(posts),
                others=len(made) - len(posts),
                newest=max(dates, default=None),
                note=clean_line(batch.note, limit=200),
            )
    return probe
