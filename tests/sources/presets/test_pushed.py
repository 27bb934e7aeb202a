"""Places whose feeds name a hub, by a preset."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from tests.sources.feed_reach import FakeHttp, reach
from tests.sources.presets.place import KINDS, item, rss

from backchannel.model.programme import Event
from backchannel.sources.api import Batch, Pushed, Response

TWO_TAGS = Event(name="Performance", tags=("ideaperf", "kpi"))
LISTS = [f"https://blog.example/tag/{tag}/feed/" for tag in TWO_TAGS.tags]


@dataclass
class Told:
    """Hubs that take every feed but those in `refused`."""

    refused: tuple[str, ...] = ()
    followed: dict[str, tuple[str, str]] = field(default_factory=dict)

    async def follow(
        self, feed: str, topic: str, hub: str, entries: Iterable[str], interval: float
    ) -> Pushed:
        assert list(entries)
        assert interval == 120.0
        self.followed[feed] = (topic, hub)
        return Pushed() if feed in self.refused else Pushed("pushed", 3_600.0)


async def polled(told: Told, *, hub: bool = True) -> list[Batch]:
    http = FakeHttp()
    for url in LISTS:
        http.put(url, rss(item(1)))
        links = {"hub": "https://hub.example", "self": f"{url}?self"} if hub else {}
        http.answers[url] = Response(200, url, {}, rss(item(1)).encode(), links=links)
    source = KINDS["wordpress"]
    world = replace(reach(http, TWO_TAGS), push=told)
    options = source.options(server="https://blog.example")
    return [batch async for batch in source(options, world).batches(None)]


async def test_every_list_is_followed_and_all_are_polled_every_hour() -> None:
    told = Told()
    last = (await polled(told))[-1]
    assert told.followed == {url: (f"{url}?self", "https://hub.example") for url in LISTS}
    assert (last.again_in, last.is_pushed, last.note) == (3_600.0, True, "pushed")


async def test_one_list_that_is_not_pushed_keeps_the_pace_of_all() -> None:
    for refused in LISTS:
        assert (await polled(Told((refused,))))[-1].again_in == 240.0


async def test_without_a_hub_nothing_is_followed() -> None:
    told = Told(tuple(LISTS))
    assert (await polled(told, hub=False))[-1].again_in == 240.0
    assert set(told.followed.values()) == {("", "")}
