"""What the desk has only from the first key on: its first frame is drawn before that."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from textual.screen import Screen

from backchannel.ui.widgets.said_line import SaidLine

if TYPE_CHECKING:
    from backchannel.ui.desk.deeds import Deeds
    from backchannel.ui.desk.panes import Panes
    from backchannel.ui.tour import Tour, Welcome


class Later:
    """Makes each when it is first asked for; `deeds` says how those are made."""

    def __init__(
        self,
        desk: Screen[None],
        panes: Panes,
        said: SaidLine,
        welcome: Welcome | None,
        deeds: Callable[[type[Deeds]], Deeds],
    ) -> None:
        self._desk, self._panes, self._said, self._deeds = desk, panes, said, deeds
        self.welcome, self._has_tour = welcome, False

    @cached_property
    def deeds(self) -> Deeds:
        """What keys do."""
        from backchannel.ui.desk.deeds import Deeds

        return self._deeds(Deeds)

    @cached_property
    def tour(self) -> Tour:
        """The way round the desk."""
        from backchannel.ui.tour import Tour

        self._has_tour = True
        return Tour(self._desk, self._panes, self.welcome, self._said)

    @property
    def is_touring(self) -> bool:
        """Whether somebody is shown round."""
        return self._has_tour and self.tour.is_on
