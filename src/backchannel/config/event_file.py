"""The event file: TOML, shareable, without secrets; typed values, or blame line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from backchannel.clean.terminal import clean_line
from backchannel.clean.urls import canonical as canonical_url
from backchannel.config.document import Document, read_document
from backchannel.config.problems import nearest, quoted, raise_all
from backchannel.config.secrets import TokenPlace
from backchannel.config.settings import OF_THIS_MACHINE, Settings, variable_of
from backchannel.config.source_specs import KindOf, SourceSpecs
from backchannel.config.tables import (
    TABLES,
    EventTable,
    PersonTable,
    ProgrammeTable,
    Rule,
    SessionTable,
    keys_of,
)
from backchannel.config.views import views_of
from backchannel.model import programme
from backchannel.model.folding import words
from backchannel.model.programme import AFTER, BEFORE, Calendar, Event, Person, Session
from backchannel.model.query import EVERYTHING, QueryError, parse
from backchannel.model.query.vain import in_vain
from backchannel.model.roles.cue import LONGEST, MOST
from backchannel.model.source import SourceSpec
from backchannel.model.tags import belongs, canonical

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class EventFile:
    """An event file that is all right.

    `tokens` says where each source's token is kept. `settings` is the table as it was written.
    """

    path: Path
    event: Event
    sources: tuple[SourceSpec, ...] = ()
    rules: tuple[Rule, ...] = ()
    tokens: Mapping[str, TokenPlace] = field(default_factory=dict)
    settings: Mapping[str, object] = field(default_factory=dict)


def read_event_file(path: Path, kind_of: KindOf) -> EventFile:
    """Read and check the whole file. Everything wrong is told at once, in one ConfigError."""
    document = read_document(path)
    event_file = event_file_of(document, kind_of)
    raise_all(document.problems)
    return event_file


def event_file_of(document: Document, kind_of: KindOf) -> EventFile:
    """What the document says; what is wrong with it is left in `document.problems`."""
    document.only(document.tree, (), tuple(TABLES))
    rules = tuple(_rules(document))
    event = replace(_event(document), rules=tuple(_told(rule) for rule in rules))
    found = SourceSpecs(document, kind_of)
    settings = document.table("settings")
    document.only(settings, ("settings",), keys_of(Settings))
    document.read(Settings, settings, ("settings",))
    for name in OF_THIS_MACHINE:
        if name in settings:
            own = f"is about one machine; write it into your user file, or {variable_of(name)}"
            document.blame(("settings", name), own)
    return EventFile(
        path=document.file,
        event=event,
        sources=tuple(found.specs),
        rules=rules,
        tokens=found.tokens,
        settings=settings,
    )


def _event(document: Document) -> Event:
    table = document.table("event")
    document.only(table, ("event",), keys_of(EventTable))
    said: dict[str, Any] = {}
    if "event" not in document.tree:
        document.blame((), 'the file needs an [event] table with tags = ["…"]')
    else:
        said = document.values(EventTable, table, ("event",))
    zone = _zone(document, said.get("timezone", "UTC"))
    spellings = _spellings(document, said["tags"]) if "tags" in said else ()
    starts, ends = _span(document, said, zone)
    sessions = [_session(each, zone) for each in _each(document, "session", SessionTable)]
    people = [
        Person(each.name, each.role, each.accounts, each.auto_pin)
        for each in _each(document, "person", PersonTable)
    ]
    tags = tuple(dict.fromkeys(canonical(tag) for tag in spellings))
    return Event(
        name=said.get("name") or f"#{''.join(tags[:1])}",
        tags=tags,
        timezone=zone.key,
        starts=starts,
        ends=ends,
        sessions=tuple(sorted(sessions, key=lambda session: session.starts)),
        people=tuple(people),
        views=views_of(document),
        spellings=spellings if spellings != tags else (),
        calendar=_calendar(document),
        cues=_cues(document, said.get("cues", ())),
        url=_address(document, said.get("url", "")),
        is_public_only=said.get("keep") == "public",
    )


def _session(said: SessionTable, zone: ZoneInfo) -> Session:
    starts = _aware(said.starts, zone)
    return Session(said.title, starts, said.minutes, said.people, room=said.room, uid=said.id)


def _calendar(document: Document) -> Calendar | None:
    if "programme" not in document.tree:
        return None
    table = document.table("programme")
    document.only(table, ("programme",), keys_of(ProgrammeTable))
    said = document.read(ProgrammeTable, table, ("programme",))
    return Calendar(said.file, said.room, said.local) if said else None


def _cues(document: Document, cues: tuple[str, ...]) -> tuple[str, ...]:
    """What the presenter is told with one key: a digit each, and few words."""
    if len(cues) > MOST:
        document.blame(("event", "cues"), f"has {len(cues)}; each has a digit, so {MOST} at most")
    for index, text in enumerate(cues):
        if not text.strip() or len(text) > LONGEST:
            problem = f"must be words, at most {LONGEST} letters; they are read at a glance"
            document.blame(("event", "cues", index), problem)
    return tuple(clean_line(text) for text in cues)


def _address(document: Document, url: str) -> str:
    """A page that people can open; in its one spelling."""
    found = canonical_url(url) if url else None
    if url and found is None:
        document.blame(("event", "url"), f"must be an http or https address, not {quoted(url)}")
    return found or ""


def _each(document: Document, name: str, cls: type[T]) -> Iterator[T]:
    """Every `[[name]]` that is all right."""
    for index, table in enumerate(document.tables(name)):
        document.only(table, (name, index), keys_of(cls))
        read = document.read(cls, table, (name, index))
        if read is not None:
            yield read


def _rules(document: Document) -> Iterator[Rule]:
    """Every `[[rule]]` that is all right, with a filter that can be meant."""
    names: set[str] = set()
    for index, table in enumerate(document.tables("rule")):
        when, name, tag = (table.get(key) for key in ("when", "name", "tag"))
        if isinstance(when, str):
            _check_filter(document, index, when, table)
        if isinstance(name, str) and name.casefold() in names:
            document.blame(("rule", index, "name"), "is the name of another rule, too")
        if isinstance(tag, str) and not is_tag(tag):
            document.blame(("rule", index, "tag"), f"{quoted(tag)} is not a tag; one word")
        names.add(str(name).casefold())
        _check_filing(document, index, table.get("file"))
    yield from _each(document, "rule", Rule)


def _check_filter(document: Document, index: int, when: str, table: Mapping[str, object]) -> None:
    key = ("rule", index, "when")
    try:
        if (query := parse(when)) == EVERYTHING:
            document.blame(key, "finds every post; write what it is to look for")
        is_pinning = table.get("auto_pin") is True
        if why := in_vain(query, is_alert="alert" in table, is_pinning=is_pinning):
            document.blame(key, why)
    except QueryError as error:
        column = document.column(key, error.position)
        at = f" (column {column})" if column else ""
        document.blame(key, f"not a filter: {error}{at}")


def _check_filing(document: Document, index: int, file: object) -> None:
    """A session that is in the file; where a calendar is followed, nobody knows them yet."""
    titles = [str(each.get("title")) for each in document.tables("session")]
    if not titles or "programme" in document.tree or not isinstance(file, str) or not file:
        return
    if words(file) not in [words(each) for each in (*titles, BEFORE, AFTER)]:
        close = nearest(file, titles)
        problem = f"{quoted(file)} is no session of this file{close}"
        document.blame(("rule", index, "file"), problem)


def _told(rule: Rule) -> programme.Rule:
    """A rule as the store knows it."""
    alert = programme.Alert(rule.alert.people, rule.alert.within) if rule.alert else None
    return programme.Rule(
        rule.name,
        rule.when,
        alert,
        highlight=rule.highlight,
        mute=rule.mute,
        tag=rule.tag.lstrip("#＃"),
        pin=rule.pin,
        auto_pin=rule.auto_pin,
        file=rule.file,
    )


def _span(
    document: Document, said: Mapping[str, Any], zone: ZoneInfo
) -> tuple[datetime | None, datetime | None]:
    """When the event starts and ends; an end without a time is the end of that day."""
    starts = _aware(said["starts"], zone) if said.get("starts") else None
    ends = _aware(said["ends"], zone) if said.get("ends") else None
    if ends and not isinstance(document.table("event")["ends"], datetime):
        ends += timedelta(days=1)
    if starts and ends and ends <= starts:
        document.blame(("event", "ends"), "must be later than starts")
    return starts, ends


def _spellings(document: Document, tags: tuple[str, ...]) -> tuple[str, ...]:
    if not tags:
        document.blame(("event", "tags"), 'needs at least one tag, written ["…"]')
    for index, tag in enumerate(tags):
        if not is_tag(tag):
            document.blame(("event", "tags", index), f"{quoted(tag)} is not a tag; one word")
    return tuple(dict.fromkeys(tag.lstrip("#＃") for tag in tags))


def is_tag(word: str) -> bool:
    """Whether this can be a hashtag: one word, with something left of it in canonical spelling."""
    bare = word.lstrip("#＃")
    return bool(canonical(bare)) and all(belongs(letter) or letter == "-" for letter in bare)


def _zone(document: Document, name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        from zoneinfo import available_timezones

        close = nearest(name, available_timezones()) or '; write one such as "Europe/London"'
        document.blame(("event", "timezone"), f"{quoted(name)} is not a time zone{close}")
        return ZoneInfo("UTC")


def _aware(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
