"""The event file of the demo: what an organiser would have written about it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from backchannel.config.secrets import variable_of
from backchannel.demo.clock import Clock
from backchannel.demo.sites.chat import CHANNEL
from backchannel.demo.sites.joining.writing import FACILITATOR
from backchannel.demo.sites.policy import TOKEN
from backchannel.demo.story.networks import handle_of, has_both
from backchannel.demo.story.outlets import MARKS, PLANET, REEL
from backchannel.demo.story.people import Person, Role
from backchannel.demo.story.programme import BEGINNING, END, NAME, SLOTS, TAGS
from backchannel.demo.story.script import TOOT
from backchannel.model.post import Kind

_TIMELINE_INTERVAL, _FEED_INTERVAL = 2.5, 10.0
_WHAT = {MARKS: Kind.BOOKMARK, REEL: Kind.VIDEO}
_ROLES = {Role.SPEAKER: "speaker", Role.ORGANISER: "organiser", Role.LIVE_POSTER: "live poster"}
_ALERTS = (
    ("too fast", '"too fast" OR "slow down"', 5),
    ("cannot hear", '"can\'t hear" OR "no sound"', 4),
)
Value = str | float | bool | datetime | Sequence[str]

_RULES: tuple[Mapping[str, Value], ...] = (
    {"name": "room", "when": 'captions OR interpreters OR "no sound"', "highlight": "high"},
    {
        "name": "praise",
        "when": 'applause OR ovation OR "thank you"',
        "highlight": True,
        "tag": "praise",
    },
    {"name": "liked", "when": "likes:>8", "highlight": "low", "pin": True},
    {"name": "tricks", "when": '"press here"', "mute": True},
    {"name": "lunch", "when": "sandwich OR sandwiches", "mute": "2h"},
)
_VIEWS = (
    ("Questions", r"/[?？]/", "backchannel"),
    ("Room", 'hear OR sound OR "too fast" OR "slow down" OR coffee', "backchannel"),
    ("Photos", "kind:photo", "feeds"),
)

_FIRST = "# An invented event on this machine alone. Yours will look like this.\n"


def event_file(
    places: Mapping[str, tuple[str, str]], people: Sequence[Person], clock: Clock
) -> str:
    """The event file. `places` are (host, address) by the site's name; times are on the wall."""
    tables = (
        _FIRST,
        *_event(clock),
        *_sources(places),
        *_sessions(clock, people),
        *_people(people),
        *_views(),
    )
    return "\n".join(tables)


def environment() -> Mapping[str, str]:
    """Variables with the token for this machine's own servers; `toot` streams only with it."""
    own = FACILITATOR.account.removeprefix("@")
    return {variable_of("127.0.0.1"): TOKEN, variable_of(own): TOKEN}


def accounts_file(places: Mapping[str, tuple[str, str]]) -> str:
    """What stands in the place of a user file, so that nothing said here leaves this machine."""
    account = _table(
        "[[account]]",
        network="mastodon",
        handle=FACILITATOR.account,
        server=places[TOOT][1],
        local=True,
    )
    return "\n".join(("# The account of the demo, and no other.\n", *account))


def _event(clock: Clock) -> Iterator[str]:
    yield from _table(
        "[event]",
        name=NAME,
        tags=TAGS,
        timezone="Europe/London",
        url="https://connect.example/2026",
        starts=clock.wall(BEGINNING),
        ends=clock.wall(END),
    )
    for rule in _RULES:
        yield from _table("[[rule]]", **rule)
    for name, when, count in _ALERTS:
        alert = f'alert = {{ people = {count}, within = "3m" }}'
        yield from ("[[rule]]", f"name = {_written(name)}", f"when = {_written(when)}", alert, "")


def _sources(places: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    for name, (host, address) in places.items():
        yield from _table("[[source]]", name=host, **_place(name, address), local=True)


def _place(name: str, address: str) -> Mapping[str, Value | None]:
    """What a site is, and where."""
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(address))
    match name:
        case "toot" | "civic":
            return {"kind": "mastodon", "server": address, "interval": _TIMELINE_INTERVAL}
        case "sky":
            stream = (origin.replace("http", "ws"),)
            return {"kind": "bluesky", "hosts": stream, "appview": origin}
        case "room":
            where = urlsplit(address)
            here = {"server": where.hostname, "port": where.port, "channels": (CHANNEL,)}
            return {"kind": "irc", **here, "tls": False, "tagged": True}
        case "lens":
            return {"kind": "flickr", "server": origin, "interval": _FEED_INTERVAL}
    return {
        "kind": "feed",
        "url": address,
        "what": _WHAT.get(name),
        "tagged": name != PLANET,
        "interval": _FEED_INTERVAL,
    }


def _sessions(clock: Clock, people: Sequence[Person]) -> Iterator[str]:
    for slot in SLOTS:
        starts, ends = _minute(clock.wall(slot.starts)), _minute(clock.wall(slot.ends))
        # Where the event runs so fast that one begins and ends in a minute, it has no time.
        if starts is not None and ends is not None and starts < ends:
            yield from _table(
                "[[session]]",
                title=slot.title,
                starts=starts,
                minutes=(ends - starts) // timedelta(minutes=1),
                people=tuple(people[number].name for number in slot.speakers) or None,
            )


def _minute(at: datetime | None) -> datetime | None:
    """The minute of a moment: one session ends where the next one begins."""
    return at and at.replace(second=0, microsecond=0)


def _people(people: Sequence[Person]) -> Iterator[str]:
    for person in people:
        if person.role in _ROLES:
            yield from _table(
                "[[person]]",
                name=person.name,
                role=_ROLES[person.role],
                accounts=(person.account, *((handle_of(person),) if has_both(person) else ())),
            )


def _views() -> Iterator[str]:
    for name, filtered, pane in _VIEWS:
        yield from _table("[[view]]", name=name, filter=filtered, pane=pane)


def _table(header: str, **values: Value | None) -> Iterator[str]:
    """A TOML table; keys without a value are left out."""
    yield header
    for key, value in values.items():
        if value is not None:
            yield f"{key} = {_written(value)}"
    yield ""


def _written(value: Value) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, tuple):
        return json.dumps(list(value), ensure_ascii=False)
    return json.dumps(value, ensure_ascii=False)
