"""`tags`: the tags of an event, and those that people may have meant; taken only when told to."""

from __future__ import annotations

import asyncio
import shlex
from datetime import UTC, datetime
from pathlib import Path

import click

from backchannel.cli.answers import answer, answer_json, moment, say
from backchannel.cli.choice import Choice, choose, event_argument, json_option
from backchannel.cli.events.names import is_name
from backchannel.cli.exit_codes import DONE
from backchannel.cli.verbs.settings import author
from backchannel.config.event_file import EventFile, is_tag
from backchannel.errors import ConfigError
from backchannel.model.programme import Event, zone_of
from backchannel.model.tags import canonical
from backchannel.ui.lines.amounts import counted


@click.group(name="tags")
def tags_() -> None:
    """The tags of an event, and what people write instead; add one, or say it is another."""


@tags_.command(name="list")
@event_argument
@json_option
def list_tags(event: str | None, store: Path | None, *, as_json: bool) -> None:
    """The event's tags with their posts, and tags in posts that are nearly one of them."""
    from backchannel.cli.coverage.near import event_of, near_tags_in, posts_with_each
    from backchannel.ui.health.coverage_words import near_text

    choice = choose(event, store)
    found = choice.event().event if choice.event_file else event_of(choice.existing_store())
    near = near_tags_in(choice.store)
    ours = found.hashtags if found else ()
    counts = posts_with_each(choice.store, [canonical(tag) for tag in ours])
    for tag in ours:
        count = counts.get(canonical(tag), 0)
        if as_json:
            answer_json({"tag": tag, "is_ours": True, "posts": count})
        else:
            answer(f"#{tag}: {counted(count, 'post')}")
    for each in near:
        if as_json:
            answer_json(
                {
                    "tag": each.tag, "is_ours": False, "like": each.like, "posts": each.posts,
                    "people": each.people, "sources": list(each.sources),
                }
            )  # fmt: skip
        else:
            answer(f"{near_text(each)} (in {', '.join(each.sources)})")
    if near and not as_json:
        file = shlex.quote(str(choice.event_file or "EVENT.toml"))
        say(f"Take it: backchannel tags add '#{near[0].tag}' {file}")
        say(f"It is another: backchannel tags refuse '#{near[0].tag}' {file}")
    _list_refused(choice, found, as_json=as_json)


def _list_refused(choice: Choice, event: Event | None, *, as_json: bool) -> None:
    """Those that are proposed no more, and the way back."""
    from backchannel.cli.coverage.near import refused_in
    from backchannel.ui.health.coverage_words import refused_text
    from backchannel.ui.lines.times import clock_on

    refused, now, zone = refused_in(choice.store), datetime.now(UTC), zone_of(event)
    for each in refused:
        if as_json:
            answer_json(
                {
                    "tag": each.tag, "is_ours": False, "is_refused": True, "by": each.by,
                    "at": moment(each.at),
                }
            )  # fmt: skip
        else:
            answer(f"#{each.tag} {refused_text(each, lambda at: clock_on(at, now, zone))}")
    if refused and not as_json:
        file = shlex.quote(str(choice.event_file or "EVENT.toml"))
        say(f"Propose it again: backchannel tags refuse --undo '#{refused[0].tag}' {file}")


@tags_.command(name="add")
@click.argument("tag", metavar="TAG")
@event_argument
def add_tag(tag: str, event: str | None, store: Path | None) -> int:
    """Write a further tag into the event file; a running collector follows at once."""
    from backchannel.config.editing import tags

    tag, event = _in_order(tag, event)
    choice = choose(event, store)
    file = choice.event().path
    is_new = tags.add_tag(file, tag)
    shown = f"#{tag.lstrip('#＃')}"
    if choice.store.is_file():
        event_file = choice.event()
        by = author(event_file)
        asyncio.run(_tell(choice.store, event_file, shown if is_new else "", by))
    if is_new:
        answer(f"{shown} is one of the event's tags now; every source is asked for it ({file})")
    else:
        answer(f"{shown} is one of the event's tags already ({file})")
    return DONE


@tags_.command(name="refuse")
@click.argument("tag", metavar="TAG")
@click.option("--undo", "is_undone", is_flag=True, help="Propose it again.")
@event_argument
def refuse_tag(tag: str, event: str | None, store: Path | None, *, is_undone: bool) -> int:
    """Say that a tag is another one, so that nobody is asked about it any more."""
    from backchannel.store.coverage.near_tags import propose_again, refuse
    from backchannel.store.store import Store

    tag, event = _in_order(tag, event)
    if not is_tag(tag):
        raise ConfigError(f"{tag!r} is not a tag; a tag is one word")
    choice, shown = choose(event, store), f"#{canonical(tag)}"
    file = choice.event() if choice.event_file else None
    if file is not None and canonical(tag) in file.event.tags and not is_undone:
        problem = f"{shown} is one of the event's tags; to follow it no more, take it out there"
        raise ConfigError(problem, file=file.path)

    place, by = choice.existing_store(), author(file)

    async def write() -> bool:
        async with Store(place) as opened:
            return await opened.write(propose_again if is_undone else refuse, tag, by)

    is_new = asyncio.run(write())
    if is_undone:
        said = "proposed again once it is seen in enough posts" if is_new else "not refused"
        answer(f"{shown} is {said}")
    else:
        answer(f"{shown} is another tag{'' if is_new else ' already'}; it will not be proposed")
    return DONE


def _in_order(tag: str, event: str | None) -> tuple[str, str | None]:
    """The event comes first with every other verb, so it may here."""
    is_turned = event is not None and is_name(tag) and not is_name(event)
    return (event, tag) if event is not None and is_turned else (tag, event)


async def _tell(store: Path, event_file: EventFile, taken: str, by: str) -> None:
    from backchannel.store.coverage.near_tags import note_taken
    from backchannel.store.store import Store
    from backchannel.wiring.collecting import plan

    async with Store(store) as opened:
        await plan(opened, event_file)
        if taken:
            await opened.write(note_taken, taken, by)
