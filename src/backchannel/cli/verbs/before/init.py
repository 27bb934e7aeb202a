"""`init`: writes an event file, by asking five questions or from a web page."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

import click
from msgspec import Struct

from backchannel.clean.addresses import by_flag
from backchannel.cli.answers import answer, can_be_asked, say
from backchannel.cli.choice import as_address, source_lines
from backchannel.cli.events.names import SUFFIX
from backchannel.cli.exit_codes import DONE
from backchannel.config.document import Document, parse_document
from backchannel.config.event_file import event_file_of
from backchannel.config.problems import quoted, raise_all
from backchannel.config.secrets import redacted
from backchannel.config.values import toml_text
from backchannel.errors import ConfigError, SourceError
from backchannel.model.tags import canonical
from backchannel.sources import registry
from backchannel.sources.proposals import Place, Proposals, proposed

_LOCALTIME: Final = Path("/etc/localtime")


class Wanted(Struct, frozen=True):
    """What is to be in an event file. Dates are written as TOML writes them, or empty."""

    name: str
    tags: tuple[str, ...]
    timezone: str
    starts: str
    ends: str
    places: tuple[Place, ...]


@click.command(name="init")
@click.argument("page", required=False, metavar="[URL|FILE.opml]")
@click.option(
    "--file",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Where to write it; otherwise here, under the event's name.",
)
@click.option("--name", metavar="NAME", help="What the event is called.")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="A hashtag; as many as wanted.")
@click.option("--timezone", metavar="ZONE", help="Such as Europe/London.")
@click.option("--starts", metavar="DATE", help="Such as 2026-07-01.")
@click.option("--ends", metavar="DATE", help="Its last day.")
@click.option("--mastodon", "servers", multiple=True, metavar="HOST", help="A server to ask.")
@click.option("--feed", "feeds", multiple=True, metavar="URL", help="A feed, or a blog's page.")
@click.option("--local", is_flag=True, help="The page may be on this machine or network.")
@click.option("--yes", "is_sure", is_flag=True, help="Ask nothing; take what a page proposes.")
def init_(
    page: str | None,
    file: Path | None,
    *,
    servers: Sequence[str],
    feeds: Sequence[str],
    local: bool,
    is_sure: bool,
    **said: str | tuple[str, ...] | None,
) -> int:
    """Write an event file: asks five questions, or proposes what is on a web page or in a list."""
    is_asking = not is_sure and can_be_asked()
    opml = Path(page) if page and _is_list(page) else None
    if opml is not None:
        found = _listed(opml)
    else:
        found = asyncio.run(_read(page, local=local)) if page else Proposals()
    named = [Place("mastodon", "server", as_address(each)) for each in servers]
    named += [Place("feed", "url", as_address(each)) for each in feeds]
    wanted = _wanted(said, found, named, is_asking=is_asking, has_list=opml is not None)
    file = file or Path(f"{_file_name(wanted.name)}.toml")
    if file.exists():
        raise ConfigError("is there already; name another with --file", file=file)
    text = event_text(wanted, local=local)
    _check(text)
    try:
        file.write_text(text, "utf-8")
    except OSError as error:
        raise ConfigError(f"cannot be written: {error.strerror}", file=file) from error
    if opml is not None:
        _take_in(opml, file, local=local)
    answer(str(file))
    say(f"Look whether everything can be read: backchannel doctor {file}")
    say(f"Open it: backchannel {file}")
    return DONE


def _is_list(page: str) -> bool:
    """Whether a list of feeds is meant, as another program keeps it, and no web page."""
    file = Path(page)
    if file.suffix == SUFFIX:
        raise ConfigError(
            "is the name of an event file; say where to write it with --file", key=page
        )
    return "://" not in page and (file.suffix.casefold() == ".opml" or file.is_file())


def _listed(opml: Path) -> Proposals:
    """What a list calls itself; its feeds are taken in once there is an event file."""
    from backchannel.cli.subscriptions import title_in

    return Proposals(title=title_in(opml))


def _take_in(opml: Path, file: Path, *, local: bool) -> None:
    """Add what a list names; without it there is no event file. Raises ConfigError."""
    from backchannel.cli.subscriptions import add

    try:
        outcomes = add(opml, file, allow_local=local)
    except ConfigError:
        file.unlink()
        raise
    for each in outcomes:
        say(f"{redacted(each.url)}: {each.why_not or f'added as {each.name}'}")


_ASKED_FOR: Final = {
    "event.name": "--name",
    "event.tags": "--tag",
    "event.timezone": "--timezone",
    "event.starts": "--starts",
    "event.ends": "--ends",
}
"""What is asked for by which option."""


def _check(text: str) -> None:
    """Blame what was said, not the file: that is not written yet. Raises ConfigError."""
    document = parse_document(text, Path())
    event_file_of(document, registry.load)
    raise_all([_of_options(error, document) for error in document.problems])


def _of_options(error: ConfigError, document: Document) -> ConfigError:
    key = error.key.partition("[")[0]
    if key != "source":
        return ConfigError(by_flag(error.problem), key=_ASKED_FOR.get(key, error.key))
    number, _, name = error.key.removeprefix("source[").partition("].")
    table = document.tables("source")[int(number) - 1] if number.isdecimal() else {}
    return ConfigError(by_flag(error.problem), key=quoted(str(table.get(name, ""))))


def _wanted(
    said: Mapping[str, object],
    found: Proposals,
    named: list[Place],
    *,
    is_asking: bool,
    has_list: bool,
) -> Wanted:
    """What was said, else what was found, else what somebody answers."""
    name = str(said["name"] or "") or _asked("What is the event called?", found.title, is_asking)
    tags = tuple(_tags(said["tags"])) or tuple(
        _tags(_asked("Which hashtags?", " ".join(found.tags[:1]), is_asking).split())
    )
    if not name or not tags:
        raise click.UsageError("an event needs a name and a tag: --name NAME --tag TAG")
    zone = str(said["timezone"] or "") or _asked("In which time zone?", zone_here(), is_asking)
    starts = str(said["starts"] or "") or _asked("First day, as 2026-07-01", "", is_asking)
    ends = str(said["ends"] or "") or (_asked("Last day", starts, is_asking) if starts else "")
    for day in filter(None, (starts, ends)):
        _check_day(day)
    places = [*named, *_chosen(found.places, is_asking=is_asking)]
    if not places and not has_list:
        places = [_as_place(each) for each in _asked(_WHERE, "", is_asking).split()]
    return Wanted(name, tags, zone, starts, ends, tuple(places))


_WHERE: Final = "Where? Mastodon servers (toot.example), blogs and feeds (https://…)"


def _asked(question: str, usual: str, is_asking: bool) -> str:  # read at the call
    if not is_asking:
        return usual
    answered: str = click.prompt(question, default=usual, show_default=bool(usual), err=True)
    return answered.strip()


def _check_day(day: str) -> None:
    try:
        datetime.fromisoformat(day)
    except ValueError as error:
        problem = f"{day!r} is no date; write it like 2026-07-01 or 2026-07-01T09:30:00"
        raise click.UsageError(problem) from error


def _chosen(places: Iterable[Place], *, is_asking: bool) -> list[Place]:
    return [
        place
        for place in places
        if not is_asking
        or click.confirm(f"Follow {place.kind} {place.address}?", default=True, err=True)
    ]


def _tags(said: object) -> Iterable[str]:
    given = said if isinstance(said, Iterable) else ()
    return dict.fromkeys(tag for each in given if (tag := canonical(str(each))))


def _as_place(address: str) -> Place:
    """A bare host is a Mastodon server's, as people write it; anything with a path is read."""
    host = address.removeprefix("https://").removeprefix("http://").rstrip("/")
    if "/" not in host and "://" not in address:
        return Place("mastodon", "server", as_address(address))
    return Place("feed", "url", as_address(address))


async def _read(url: str, *, local: bool) -> Proposals:
    from backchannel.wiring.net import polite_http

    polite = await asyncio.to_thread(polite_http)
    try:
        async with polite(allow_local=local) as http:
            got = await http.get(as_address(url), accept="text/html")
    except SourceError as error:
        raise ConfigError(f"cannot be read: {by_flag(str(error))}", key=url) from error
    return proposed(got.body.decode("utf-8", "replace"), got.url)


def event_text(wanted: Wanted, *, local: bool = False) -> str:
    """The event file."""
    tags = ", ".join(toml_text(tag) for tag in wanted.tags)
    lines = [
        "[event]",
        f"name = {toml_text(wanted.name)}",
        f"tags = [{tags}]",
        f"timezone = {toml_text(wanted.timezone or 'UTC')}",
    ]
    lines += [f"starts = {wanted.starts}"] if wanted.starts else []
    lines += [f"ends = {wanted.ends}"] if wanted.ends else []
    for place in wanted.places:
        lines += source_lines(place.kind, **{place.key: place.address})
        lines += ["local = true"] if local else []
    return "\n".join([*lines, ""])


def zone_here() -> str:
    """The time zone of this machine by its name; UTC where it does not say."""
    named = os.environ.get("TZ", "").removeprefix(":")
    if "/" in named and not named.startswith("/"):
        return named
    _, found, zone = str(_LOCALTIME.resolve()).partition("zoneinfo/")
    return zone if found else "UTC"


def _file_name(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", canonical(name.replace("-", " "))).strip("-")[:60] or "event"
