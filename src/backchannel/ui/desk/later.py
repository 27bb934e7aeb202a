"""What the desk has only from the first key on: its first frame is drawn before that."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backchannel.ui.desk.deeds import Deeds
    from backchannel.ui.desk.screen import Desk
    from backchannel.ui.tour import Tour, Welcome


class Later:
    """Makes each when it is first asked for."""

    def __init__(self, desk: Desk, welcome: Welcome | None) -> None:
        self._desk = desk
        self.welcome, self._has_tour = welcome, False

    @cached_property
    def deeds(self) -> Deeds:
        """What keys do."""
        from backchannel.ui.desk.deeds import Deeds

        desk = self._desk
        return Deeds(
            desk.app, desk.panes, desk.acts, desk.bottom, said=desk.said, status=desk.status
        )

    @cached_property
    def tour(self) -> Tour:
        """The way round the desk."""
        from backchannel.ui.tour import Tour

        self._has_tour = True
        return Tour(self._desk, self._desk.panes, self.welcome, self._desk.said)

    @property
    def is_touring(self) -> bool:
        """Whether somebody is shown round."""
        return self._has_tour and self.tour.is_on
