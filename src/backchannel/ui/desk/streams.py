"""The two streams of the desk, each with its filter and its title."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from functools import partial
from typing import Final

from backchannel.model.post import StoredPost
from backchannel.model.preferences import Preferences
from backchannel.store.store import Reader
from backchannel.ui.arranging.layout import BACKCHANNEL, FEEDS
from backchannel.ui.desk.titles import StreamTitle
from backchannel.ui.finding.filtering import Filtering
from backchannel.ui.finding.pane_pages import PanePages
from backchannel.ui.lines.bursts import LEAST, Bursts
from backchannel.ui.lines.times import Zone
from backchannel.ui.widgets.pane import Pane
from backchannel.ui.widgets.stream import Counts, Stream
from backchannel.ui.widgets.stream.reader import FIRST

STREAMS: Final = {FEEDS: "feeds", BACKCHANNEL: "backchannel"}


def shown_in(post: StoredPost) -> int:
    """The number of the pane where a post is."""
    return FEEDS if post.pane == STREAMS[FEEDS] else BACKCHANNEL


def nearest_stream(number: int) -> int:
    """A pane itself if it shows posts, else the backchannel."""
    return number if number in STREAMS else BACKCHANNEL


class Streams:
    """Streams, filters and titles by the number of their pane."""

    def __init__(self, store: Reader, zone: Zone, preferences: Preferences) -> None:
        least = LEAST if preferences.is_folding else 0
        counting = asyncio.Lock()
        self.streams: dict[int, Stream] = {}
        self.filters: dict[int, Filtering] = {}
        self.titles: dict[int, StreamTitle] = {}
        self._pages = list[PanePages]()
        for number, name in STREAMS.items():
            pages = PanePages(
                store, name, zone, is_dimming=preferences.is_dimming, counting=counting
            )
            self.streams[number] = Stream(
                pages, now=store.now, timezone=zone(), bursts=Bursts(least), id=name
            )
            self.filters[number] = Filtering(self.streams[number], pages)
            self._pages.append(pages)

    def begin(self) -> None:
        """Read what is shown first, while the screen is being made."""
        for pages in self._pages:
            pages.begin(FIRST)

    def title(self, panes: Mapping[int, Pane], told: Callable[[int, str], object]) -> None:
        """Their frames say how they stand from now on; `told` hears every new count."""
        for number, filtering in self.filters.items():
            self.titles[number] = StreamTitle(panes[number], filtering, partial(told, number))

    def jobs(self) -> Iterator[Awaitable[None]]:
        """What has to run while they are on screen."""
        for title in self.titles.values():
            title.count_again()
            yield title.run()

    def look_again(self) -> None:
        """Posts changed."""
        for number, stream in self.streams.items():
            stream.look_again()
            self.titles[number].count_again()

    def unfilter(self, number: int, *, is_leaving: bool) -> bool:
        """Take the filter away, or, where one is leaving, only what was typed; False for none."""
        if not self.filters[number].is_on:
            return False
        views = self.titles[number].views
        if is_leaving and views is not None:
            return views.take_back()
        self.clear(number)
        return True

    def clear(self, number: int) -> None:
        """Show everything in one of them."""
        self.filters[number].clear()
        self.titles[number].count_again(is_filtered=True)

    def heard(self, counts: Counts) -> Mapping[int, int]:
        """One said how it stands; how much is new in each."""
        for number, stream in self.streams.items():
            if stream is counts.stream:
                self.titles[number].heard(counts)
        return {number: title.new for number, title in self.titles.items()}
