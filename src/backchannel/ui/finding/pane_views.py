"""The views of one pane: filters with names, and in which of them the pane is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from backchannel.model.preferences import ALL, View
from backchannel.model.query import QueryError
from backchannel.ui.finding.filtering import Filtering

EVERY_POST: Final = View(ALL, "")
"""What a pane without a filter is in."""


class PaneViews:
    """Offers the views of a pane. `told` hears when its filter became another."""

    def __init__(self, filtering: Filtering, pane: str, told: Callable[[], None]) -> None:
        self.filtering, self.pane, self._told = filtering, pane, told
        self.views: tuple[View, ...] = (EVERY_POST,)
        self._chosen = EVERY_POST

    def offer(self, views: Sequence[View]) -> None:
        """Offer those that are for this pane; one that is chosen stays so under its name."""
        here = (view for view in views if view.pane in {"", self.pane})
        self.views = (EVERY_POST, *here)
        name = self._chosen.name
        self._chosen = next((view for view in self.views if view.name == name), EVERY_POST)

    @property
    def active(self) -> View:
        """The view that the pane is in; without a filter it is always the first."""
        return self._chosen if self.filtering.text.strip() else EVERY_POST

    @property
    def is_changed(self) -> bool:
        """Whether the filter is not the view's own any more."""
        return self.filtering.text.strip() != self.active.filter

    def tabs(self) -> tuple[str, ...]:
        """The names of all views as they are shown; none when there is nothing to choose from.

        The one that the pane is in stands in brackets, with a star when its filter was changed.
        """
        if len(self.views) == 1:
            return ()
        star = "*" if self.is_changed else ""
        return tuple(
            f"[{view.name}{star}]" if view == self.active else view.name for view in self.views
        )

    def choose(self, view: View) -> None:
        """Filter the pane by a view. A filter that cannot be meant here changes nothing."""
        if view.filter:
            try:
                self.filtering.typed(view.filter)
            except QueryError:  # its file was checked, so it was another version's
                return
            self.filtering.apply()
            self._chosen = view if view.name else EVERY_POST
        else:
            self.filtering.clear()
            self._chosen = EVERY_POST
        self._told()

    def take_back(self) -> bool:
        """Leave what was typed, and be in the view again; False when nothing was typed."""
        is_typed = bool(self.filtering.text.strip()) and self.is_changed
        if is_typed:
            self.choose(self.active)
        return is_typed

    def choose_named(self, name: str) -> None:
        """The same by name, when there is such a view."""
        for view in self.views:
            if view.name == name and view != self.active:
                self.choose(view)
