"""The views of the desk: the event's and one's own, chosen, saved, and found again next time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from functools import partial

from backchannel.errors import ConfigError, StoreError
from backchannel.model.preferences import View
from backchannel.model.programme import Event
from backchannel.store.desk import finding
from backchannel.store.store import Reader
from backchannel.ui.arranging.layout import BACKCHANNEL
from backchannel.ui.deciding.pen import Pen
from backchannel.ui.desk.panes import Panes
from backchannel.ui.desk.streams import STREAMS
from backchannel.ui.finding.pane_views import PaneViews
from backchannel.ui.looks import Looks
from backchannel.ui.widgets.history import History


class Views:
    """Knows the views of every pane, and keeps in which one each is, with the filters of late."""

    def __init__(self, panes: Panes, shared: Iterable[View], own: Iterable[View]) -> None:
        self._panes = panes
        self._shared, self._own = tuple(shared), tuple(own)
        self.of: Mapping[int, PaneViews] = {
            number: PaneViews(panes.filters[number], name, partial(self._changed, number))
            for number, name in STREAMS.items()
        }
        for number, title in panes.titles.items():
            title.views = self.of[number]
        self._offer()

    @property
    def in_front(self) -> PaneViews:
        """Those of the pane that has the keyboard, else of the backchannel."""
        panes = self._panes
        return self.of[panes.active if panes.has_stream else BACKCHANNEL]

    def to_front(self) -> None:
        """Go to the pane that they are of."""
        self._panes.to_stream()

    def offered(self) -> tuple[View, ...]:
        """All views: the event's, with one's own of the same name in their place, then the rest."""
        found = {view.name.casefold(): view for view in (*self._shared, *self._own)}
        return tuple(found.values())

    def share(self, event: Event | None) -> None:
        """The event may be another than before: its file was changed while the desk was open."""
        shared = event.views if event is not None else self._shared
        if shared != self._shared:
            self._shared = shared
            self._offer()

    def show(self, view: View) -> None:
        """Go to a pane that the view is for, and choose it there."""
        for number, name in STREAMS.items():
            if view.pane == name and view.pane != self.in_front.pane:
                self._panes.activate(number)
        self.to_front()
        self.in_front.choose(view)

    def filter(self, text: str, pane: str = "") -> None:
        """Filter a pane by words, or the one in front when none is named."""
        self.show(View("", text, pane))

    async def save(self, name: str) -> str:
        """Keep the filter of the pane in front as a view of one's own.

        Answers what is to be said. Raises ConfigError when it cannot be kept.
        """
        from backchannel.config.views import problem_of

        here = self.in_front
        text = here.filtering.text.strip()
        same = next((v for v in self._own if v.name.casefold() == name.strip().casefold()), None)
        view = View(name.strip(), text, same.pane if same else here.pane)
        if problem := problem_of(view):
            raise ConfigError(problem)
        await asyncio.to_thread(_keep, view)
        self._own = (*(each for each in self._own if each is not same), view)
        self._offer()
        if view not in here.views:  # one of another pane had the name
            return f"Saved as {view.name}, for the {view.pane}"
        here.choose(view)
        return f"Saved as {view.name}"

    def _offer(self) -> None:
        for number, views in self.of.items():
            views.offer(self.offered())
            self._panes.titles[number].draw()

    def _changed(self, number: int) -> None:
        self._panes.titles[number].count_again(is_filtered=True)
        self._panes.post_message(Panes.Turned())


class Kept:
    """Finds again, and keeps, the view of every pane and the filters of late."""

    def __init__(self, views: Views, history: History, store: Reader, pen: Pen) -> None:
        self._views, self._history, self._store, self._pen = views, history, store, pen
        self._kept = finding.Looked()
        self._looks = Looks(self._write)
        history.told = self._looks.ask

    def ask(self) -> None:
        """Something may have changed."""
        if self._now() != self._kept:
            self._looks.ask()

    async def run(self) -> None:
        """Take up what was left, then keep what becomes of it. Never returns."""
        try:
            self._kept = await self._store.read(finding.looked)
        except StoreError:
            self._kept = finding.Looked()  # whoever shows posts tells of it
        self._history.take_up(self._kept.filters)
        for views in self._views.of.values():
            if not views.filtering.text:
                views.choose_named(self._kept.views.get(views.pane, ""))
        await self._looks.run()

    async def flush(self) -> None:
        """Write what is left, before the desk closes."""
        await self._write()

    def _now(self) -> finding.Looked:
        names = {each.pane: each.active.name for each in self._views.of.values()}
        return finding.Looked(names, tuple(self._history.texts))

    async def _write(self) -> None:
        now = self._now()
        if now == self._kept:
            return
        try:
            await self._pen.write(finding.keep, now.views, now.filters)
        except StoreError:  # the pen has told of it, and a desk without its filters is one still
            return
        self._kept = now


def _keep(view: View) -> None:
    from backchannel.config.places import places
    from backchannel.config.views import keep_view

    keep_view(places().user_file, view)
