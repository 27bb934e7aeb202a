"""How much room everything takes, and how times are told: on the whole desk at once."""

from __future__ import annotations

from backchannel.model.preferences import Preferences
from backchannel.ui.desk.panes import Panes
from backchannel.ui.lines.drawing import Density


class Appearance:
    """Turns the panes round; each turn answers what to say of it. No line that is read moves."""

    def __init__(self, panes: Panes, preferences: Preferences) -> None:
        self._panes = panes
        self._density = Density.COMPACT if preferences.is_compact else Density.COMFORTABLE
        self._has_ages = preferences.has_ages
        self._apply()

    def turn(self, what: str) -> str:
        """`d`, `D` and `T`."""
        turns = {
            "dim": self._turn_unmatched,
            "density": self._turn_density,
            "times": self._turn_times,
        }
        return turns[what]()

    def _turn_unmatched(self) -> str:
        filters = self._panes.filters.values()
        is_dimming = not any(filtering.pages.is_dimming for filtering in filters)
        for filtering in filters:
            filtering.dim(is_dimming=is_dimming)
        for title in self._panes.titles.values():
            title.draw()
        return f"What a filter does not find is {'dimmed' if is_dimming else 'hidden'}"

    def _turn_density(self) -> str:
        is_compact = self._density is Density.COMPACT
        self._density = Density.COMFORTABLE if is_compact else Density.COMPACT
        self._apply()
        return "Comfortable: all of it" if is_compact else "Compact: more posts, less of each"

    def _turn_times(self) -> str:
        self._has_ages = not self._has_ages
        self._apply()
        return "Times say how long ago" if self._has_ages else "Times are those of the clock"

    def grow_older(self) -> None:
        """A minute has passed."""
        for stream in self._panes.streams.values():
            stream.grow_older()

    def _apply(self) -> None:
        for stream in self._panes.streams.values():
            stream.density, stream.has_ages = self._density, self._has_ages
        for rows in (self._panes.notes, self._panes.pins):
            rows.density = self._density
