"""How much room everything takes, and how times are told: on the whole desk at once."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any, Protocol, runtime_checkable
from zoneinfo import ZoneInfo

from msgspec.structs import replace
from textual.screen import Screen

from backchannel.model.preferences import AS_SET, DeskAppearance, Preferences, as_chosen
from backchannel.model.programme import Event, zone_of
from backchannel.store.desk.layout import keep_appearance
from backchannel.ui.arranging.keeping import Remembered
from backchannel.ui.deciding.pen import Pen
from backchannel.ui.desk.panes import Panes
from backchannel.ui.lines.drawing import Density
from backchannel.ui.programme.people import Peopled
from backchannel.ui.themes import drawn_in
from backchannel.ui.widgets.stream import Stream


@runtime_checkable
class _Detailed(Protocol):
    """The details of a post, which not every desk has loaded."""

    def fit(self) -> None:
        """Draw anew."""

    def in_zone(self, timezone: tzinfo) -> None:
        """Tell times of this zone."""


class Appearance:
    """Turns the panes round; each turn answers what to say of it. No line that is read moves.

    What is chosen is kept for the next start, unless the settings say the same.
    """

    def __init__(
        self, panes: Panes, preferences: Preferences, pen: Pen, chosen: DeskAppearance
    ) -> None:
        self._panes, self._set = panes, preferences
        self._zone = panes.zone()
        self.said_of_filter = ""
        self.kept = Remembered(pen, keep_appearance, chosen)
        self._density: Density
        self._has_ages: bool
        self._begin_as(as_chosen(preferences, chosen))

    def turn(self, what: str) -> str:
        """`d`, `D` and `T`, and `reset`."""
        turns = {
            "dim": self._turn_unmatched,
            "density": self._turn_density,
            "times": self._turn_times,
            "reset": self._reset,
        }
        return turns[what]()

    def _turn_unmatched(self) -> str:
        filters = self._panes.filters.values()
        is_dimming = not any(filtering.pages.is_dimming for filtering in filters)
        for filtering in filters:
            filtering.dim(is_dimming=is_dimming)
        for title in self._panes.titles.values():
            title.draw()
        said = f"What a filter does not find is {'dimmed' if is_dimming else 'hidden'}"
        self.said_of_filter = said if any(filtering.is_on for filtering in filters) else ""
        return said

    def _turn_density(self) -> str:
        was_compact = self._density is Density.COMPACT
        self._density = Density.COMFORTABLE if was_compact else Density.COMPACT
        self._apply()
        self._choose("is_compact", not was_compact)
        return "Comfortable: all of it" if was_compact else "Compact: more posts, less of each"

    def _turn_times(self) -> str:
        self._has_ages = not self._has_ages
        self._apply()
        self._choose("has_ages", self._has_ages)
        return "Times say how long ago" if self._has_ages else "Times are those of the clock"

    def painted(self, theme: str) -> None:
        """Somebody chose other colours."""
        self._choose("theme", theme)

    def _reset(self) -> str:
        app = self._panes.app
        app.theme = drawn_in(self._set.theme, app.console.color_system)
        self._begin_as(self._set)
        self.kept.change(AS_SET)  # the last: other colours were no choice now
        return "Colours, density and times are as the settings say"

    def _choose(self, name: str, value: str | bool) -> None:
        is_set = value == getattr(self._set, name) and name not in self._set.fixed
        self.kept.change(replace(self.kept.value, **{name: None if is_set else value}))

    def tell_event(self, event: Event | None) -> None:
        """Times are in its zone from now on, and its people are marked."""
        self._tell_time(zone_of(event))
        app, people = self._panes.app, event.people if event else ()
        if isinstance(app, Peopled) and app.people != people:
            app.people = people
            for screen in app.screen_stack:
                for stream in screen.query(Stream):
                    stream.lay_out()
                for details in _details_on(screen):
                    details.fit()

    def _tell_time(self, zone: ZoneInfo) -> None:
        if zone == self._zone:
            return
        self._zone = zone
        for screen in self._panes.app.screen_stack:
            for stream in screen.query(Stream):
                stream.timezone = zone
                stream.look_again()  # a filter with times of day may find others
            for details in _details_on(screen):
                details.in_zone(zone)
        for title in self._panes.titles.values():
            title.count_again(is_filtered=True)

    def _begin_as(self, wanted: Preferences) -> None:
        self._density = Density.COMPACT if wanted.is_compact else Density.COMFORTABLE
        self._has_ages = wanted.has_ages
        self._apply()

    def _apply(self) -> None:
        for stream in self._panes.streams.values():
            stream.density, stream.has_ages = self._density, self._has_ages
        for rows in (self._panes.notes, self._panes.pins):
            rows.density = self._density


def _details_on(screen: Screen[Any]) -> list[_Detailed]:  # Any: whatever it answers with
    return [each for each in screen.query("DetailsView") if isinstance(each, _Detailed)]
