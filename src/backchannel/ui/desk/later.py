"""What the desk has only from the first key on: its first frame is drawn before that."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Coroutine, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from backchannel.errors import StoreError
from backchannel.model.change import ChangeKind
from backchannel.model.roles.cue import USUAL
from backchannel.ui.arranging.layout import QUESTIONS
from backchannel.ui.minutes import turns
from backchannel.ui.programme.over import Over
from backchannel.ui.screens.ahead import Ahead

if TYPE_CHECKING:
    from backchannel.ui.deciding.acts import Acts
    from backchannel.ui.desk.deeds import Deeds
    from backchannel.ui.desk.screen import Desk
    from backchannel.ui.joining.joining import Joining
    from backchannel.ui.programme.rows import SessionRows
    from backchannel.ui.questions.deeds import QuestionDeeds
    from backchannel.ui.replay.deeds import ReplayDeeds
    from backchannel.ui.ruling.ruler import Ruler
    from backchannel.ui.tour import Tour, Welcome


class Later:
    """Makes each when it is first asked for."""

    def __init__(self, desk: Desk, welcome: Welcome | None) -> None:
        self._desk = desk
        self.welcome, self._has_tour = welcome, False
        self._has_joined = self._has_ruled = False
        self._unseen: set[str] = set()
        self.over, self.ahead = Over(desk.said, desk.status.undecided), Ahead(desk)
        self.counted: dict[int, Mapping[int, int]] = {}
        """What the time bar counted last of each stream."""

    @cached_property
    def acts(self) -> Acts:
        """What is decided; the event file hears of what is undone and done again."""
        from backchannel.ui.deciding.acts import Acts
        from backchannel.ui.tending.tender import tender_of

        desk = self._desk
        acts, tender = Acts(desk.pen, desk.preferences.by, desk.said.say), tender_of(desk.app)
        acts.carry_out = tender.carry_out if tender is not None else None
        return acts

    @cached_property
    def deeds(self) -> Deeds:
        """What keys do."""
        from backchannel.ui.desk.deeds import Deeds

        desk = self._desk
        deeds = Deeds(
            desk.app,
            desk.panes,
            self.acts,
            desk.bottom,
            said=desk.said,
            status=desk.status,
            joining=lambda: self.joining,
            questions=self._questions,
        )
        deeds.also(self.ruler.deeds)
        deeds.also(self.replay.deeds)
        deeds.also({"put_on_air": self._put_on_air})
        return deeds

    async def _put_on_air(self) -> None:
        """`P`: one post, for one is on air at a time. Raises StoreError."""
        from backchannel.ui.deciding.airing import ask

        desk = self._desk
        if (post := await self.deeds.hand.post()) is not None:
            await ask(desk.app, desk.store, self.acts.stage, post, desk.said.say)

    def _questions(self, outside: Deeds) -> QuestionDeeds:
        from backchannel.ui.questions.deeds import QuestionDeeds

        desk, panes = self._desk, self._desk.panes
        return QuestionDeeds(
            desk.pen,
            desk.preferences.by,
            desk.said.say,
            outside,
            rows=panes.questions,
            shown=panes.lists,
            is_here=lambda: panes.active == QUESTIONS,
            presets=lambda: (desk.status.event.cues if desk.status.event else ()) or USUAL,
        )

    @cached_property
    def ruler(self) -> Ruler:
        """Rules and alerts."""
        from backchannel.ui.ruling.ruler import Ruler

        self._has_ruled = True
        return Ruler(self._desk)

    @cached_property
    def session_rows(self) -> SessionRows:
        """The programme as it was shown last: of a long one few rows are others the next time."""
        from backchannel.ui.programme.rows import SessionRows

        return SessionRows()

    @cached_property
    def replay(self) -> ReplayDeeds:
        """The clock of an event that is played."""
        from backchannel.ui.replay.deeds import ReplayDeeds

        return ReplayDeeds(self._desk)

    async def look(self, kinds: Collection[ChangeKind]) -> None:
        """Tell what these changes are about. Raises StoreError."""
        if ChangeKind.ALERT in kinds or ChangeKind.CUE in kinds:  # one taken back waits again
            await self._look_at_alerts()
        if ChangeKind.CUE in kinds:
            await self._look_at_cues()
        if ChangeKind.OUTGOING in kinds:
            await self._look_at_outgoing()

    async def _look_at_alerts(self) -> None:
        """Say what nobody has seen yet, if there is anything. Raises StoreError."""
        from backchannel.store.desk.unseen import is_unseen

        if self._has_ruled or await self._desk.store.read(is_unseen):
            await self.ruler.look()

    @cached_property
    def tour(self) -> Tour:
        """The way round the desk."""
        from backchannel.ui.tour import Tour

        self._has_tour = True
        return Tour(self._desk, self._desk.panes, self.welcome, self._desk.said)

    @cached_property
    def joining(self) -> Joining:
        """Writing to others."""
        from backchannel.ui.joining.joining import Joining

        self._has_joined = True
        return Joining(self._desk)

    def jobs(self) -> Iterator[Coroutine[None, None, None]]:
        """What runs beside the desk from its first frame on."""
        if self.welcome:
            yield self.tour.greet()
        yield self._follow_clock()
        yield self.ahead.run()

    async def _follow_clock(self) -> None:
        """At the turn of each minute. Never returns."""
        async for _ in turns(self._desk.store):
            with contextlib.suppress(StoreError):  # the banner says so
                await self.grow_older()

    async def grow_older(self) -> None:
        """A minute has passed: times are told anew, filters find others, mutes for a time end.

        And say that a session is over with questions open, when another is asked about than a
        minute before. Raises StoreError.
        """
        self.over.may_say = True
        self._desk.changed(frozenset({ChangeKind.NOTE, ChangeKind.MUTE}))

    async def _look_at_outgoing(self) -> None:
        """Tell what became of what was to be sent, if there is anything. Raises StoreError."""
        from backchannel.store.desk.unsent import is_unsent

        if self._has_joined or await self._desk.store.read(is_unsent):
            await self.joining.look()

    async def _look_at_cues(self) -> None:
        """Say which message the presenter has just seen. Raises StoreError."""
        from backchannel.store.desk.unseen import is_cued

        if not await self._desk.store.read(is_cued):
            self._unseen = set()
            return
        from backchannel.store.roles import cues

        found = await self._desk.store.read(cues.latest)
        seen = {each.id: each.text for each in found if each.seen is not None}
        new = [text for id_, text in seen.items() if id_ in self._unseen]
        self._unseen = {each.id for each in found if each.is_waiting}
        if new:
            self._desk.said.say(f"✓ The presenter has seen: {new[0]}")

    @property
    def is_echo(self) -> bool:
        """Whether Enter on the desk was meant for what was sent with the one before it."""
        return self._has_joined and self.joining.has_just_sent

    async def flush(self) -> None:
        """Write down what is left, before the desk closes."""
        if self._has_joined:
            await self.joining.flush()

    @property
    def is_touring(self) -> bool:
        """Whether somebody is shown round."""
        return self._has_tour and self.tour.is_on
