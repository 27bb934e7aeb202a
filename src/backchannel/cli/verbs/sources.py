"""`sources`: what an event follows, whether each can be read now, and lists of feeds."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from backchannel.cli.answers import answer, answer_json, moment
from backchannel.cli.choice import choose, event_argument, json_option, secrets_of
from backchannel.cli.exit_codes import DONE, FAILED
from backchannel.cli.probing import probe_all, probe_fields, probe_line
from backchannel.cli.verbs.settings import allow_commands
from backchannel.cli.verbs.tending.adding import add_
from backchannel.cli.verbs.tending.kinds import kinds_
from backchannel.cli.verbs.tending.removing import remove_
from backchannel.ui.lines.amounts import counted

if TYPE_CHECKING:
    from backchannel.model.source import Health


@click.group(name="sources")
def sources_() -> None:
    """List, add, remove or test the sources of an event; take in or give out a list of feeds."""


for _verb in (add_, remove_, kinds_):
    sources_.add_command(_verb)


@sources_.command(name="list")
@event_argument
@json_option
def list_sources(event: str | None, store: Path | None, *, as_json: bool) -> None:
    """Every source, how it is doing, how many posts it gave, and how old the newest one is."""
    choice = choose(event, store)
    specs = list(choice.event().sources) if choice.event_file else []
    found, newest, now = _known(choice.store)
    known = {health.source: health for health in found}
    names = list(dict.fromkeys([*(spec.name for spec in specs), *known]))
    kinds = {spec.name: spec.kind for spec in specs}
    for name in names:
        health = known.get(name)
        if as_json:
            answer_json(_health_fields(name, kinds.get(name), health, newest.get(name)))
        else:
            answer(_health_line(name, kinds.get(name), health, _age(newest.get(name), now)))


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


_Known = tuple[Sequence["Health"], Mapping[str, datetime], datetime]


def _known(store: Path) -> _Known:
    """How the sources are doing and when their newest posts were posted, as the store knows it now.

    Nothing when there is no store yet.
    """
    from backchannel.store import sources
    from backchannel.store.connection import Connection
    from backchannel.store.store import Reader

    if not store.is_file():
        return (), {}, datetime.now(UTC)

    def look(db: Connection) -> _Known:
        return sources.health(db), sources.newest(db), db.now()

    async def read() -> _Known:
        async with Reader(store) as reader:
            return await reader.read(look)

    return asyncio.run(read())


def _age(posted: datetime | None, now: datetime) -> str:
    from backchannel.ui.health.source_words import newest_text

    return newest_text(posted, now) if posted else ""


def _health_fields(
    name: str, kind: str | None, health: Health | None, newest: datetime | None
) -> dict[str, object]:
    if health is None:
        return {"source": name, "kind": kind, "state": "never read"}
    return {
        "source": name,
        "kind": health.kind,
        "state": str(health.state),
        "since": moment(health.since),
        "ok_at": moment(health.ok_at),
        "due": moment(health.due) if health.due and health.due.year < 9000 else None,
        "problem": health.problem,
        "note": health.note,
        "posts": health.given,
        "newest": moment(newest),
        "other_posts": health.passed_over,
        "rejected": health.rejected,
        "failures": health.failures,
    }


def _health_line(name: str, kind: str | None, health: Health | None, newest: str) -> str:
    if health is None:
        return f"{name} ({kind}): never read"
    parts = [f"{name} ({health.kind}): {health.state}, {counted(health.given, 'post')}"]
    parts += [f"last read {moment(health.ok_at)}"] if health.ok_at else []
    return ", ".join([*parts, *filter(None, (newest, health.problem))])
