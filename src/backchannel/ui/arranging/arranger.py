"""Where the panes are now, and what keys, commands and the mouse make of that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from msgspec.structs import replace
from textual.geometry import Region, Size
from textual.widget import Widget

from backchannel.model.preferences import AS_MADE, DeskLayout
from backchannel.ui.arranging.keeping import Remembered
from backchannel.ui.arranging.layout import (
    BACKCHANNEL,
    FEEDS,
    NARROW,
    PANES,
    QUESTIONS,
    Scene,
    columns,
    places,
    seen_panes,
)
from backchannel.ui.keymap import Keyed
from backchannel.ui.selecting.marked import unmark
from backchannel.ui.widgets.pane import Pane
from backchannel.ui.widgets.tabs import Tab, Tabs

_STEP: Final = {"narrower": -4, "wider": 4, "lower": -2, "higher": 2, "left": -1, "right": 1}
_END: Final = {
    "narrower": "as narrow as it can be",
    "wider": "as wide as it can be",
    "lower": "as low as it can be",
    "higher": "as high as it can be",
    "left": "leftmost already",
    "right": "rightmost already",
}


class Arranger:
    """Knows the pane in front and whether it is zoomed; changes the layout that is kept.

    `aside` may take room from the panes that are seen at a width, for one more widget.
    """

    def __init__(
        self,
        parent: Widget,
        panes: Mapping[int, Pane],
        tabs: Tabs,
        kept: Remembered[DeskLayout],
    ) -> None:
        self._parent, self._panes, self._tabs, self._kept = parent, panes, tabs, kept
        self._absent = frozenset({QUESTIONS})
        self.active = self.home
        self.is_zoomed = False
        self.aside: Callable[[dict[Widget, Region], int], None] | None = None
        self._beside = FEEDS
        self._news: Mapping[int, int] = {}

    @property
    def layout(self) -> DeskLayout:
        """As somebody wants it."""
        return self._kept.value

    @property
    def _now(self) -> DeskLayout:
        """As it is: without what there is nothing to show in yet."""
        return replace(self.layout, hidden=self.layout.hidden | self._absent)

    def appear(self, number: int) -> None:
        """From now on there is something to show in a pane."""
        if number in self._absent:
            self._absent -= {number}
            self.arrange(is_changed=True)

    @property
    def order(self) -> list[int]:
        """The panes that are not hidden, from left to right."""
        shown = [number for number in PANES if number not in self._now.hidden] or [BACKCHANNEL]
        return [number for column in columns(self.layout, shown) for number in column]

    @property
    def home(self) -> int:
        """Where one goes back to: the backchannel, unless it is hidden."""
        return BACKCHANNEL if BACKCHANNEL in self.order else self.order[0]

    def turn_to(self, number: int) -> None:
        """This pane is in front; when it was hidden, it no longer is."""
        if self.active not in {number, BACKCHANNEL}:
            self._beside = self.active
        self.active = number
        self._absent -= {number}
        if number in self.layout.hidden:
            from backchannel.ui.arranging import changing

            self._kept.change(changing.with_pane(self.layout, number))
        self.arrange()

    def zoom(self, *, is_zoomed: bool) -> None:
        """Give all the room to the pane in front, or share it again."""
        self.is_zoomed = is_zoomed
        for pane in self._panes.values():
            pane.zoom(is_zoomed=is_zoomed)
        self.arrange(is_changed=True)

    def scene(self, size: Size) -> Scene:
        """The panes that are seen at a size, and the room they share."""
        front = (self.active, self._beside)
        width = 0 if self.is_zoomed else size.width
        seen = seen_panes(width, *front, self._now)
        height = size.height - self._top(size)
        return Scene(seen, size.width, max(height, 0), front)

    def where(self, size: Size) -> Mapping[Widget, Region]:
        """The regions of what is seen at a size."""
        scene, top = self.scene(size), self._top(size)
        found: dict[Widget, Region] = {
            self._panes[number].body: Region(*place).translate((0, top))
            for number, place in places(scene, self.layout).items()
        }
        if top:
            found[self._tabs] = Region(0, 0, size.width, top)
        if self.aside is not None and not self.is_zoomed:
            self.aside(found, size.width)
        return found

    def arrange(self, *, is_changed: bool = False) -> None:
        """Show as many panes as fit; in the first frame these are as wide as the terminal."""
        size = self._parent.size or self._parent.app.size
        where = self.where(size)
        for pane in self._panes.values():
            if pane.body in where and pane.fit(where[pane.body].width):
                unmark(self._parent)  # lines are wrapped anew
        for widget in self._parent.children:
            if widget.display != (widget in where):  # to set it is to lay everything out again
                widget.display = widget in where
        if is_changed:
            self._tabs.refresh(layout=True)  # of a child: Textual then asks its parent again
        self.show_tabs(self._news)

    def show_tabs(self, news: Mapping[int, int]) -> None:
        """The tabs say how much is new in which pane."""
        self._news = news
        tabs = [Tab(n, self._panes[n].label, news.get(n, 0)) for n in self.order]
        self._tabs.show(self.active, tabs, (self._parent.size or self._parent.app.size).width)

    def take(self, layout: DeskLayout) -> None:
        """Somebody wants it so."""
        self._kept.change(layout)
        self.arrange(is_changed=True)

    def do(self, name: str) -> str:
        """What is declared as `arrange('name')`; what there is to say about it."""
        from backchannel.ui.arranging import changing

        label = self._panes[self.active].label
        match name:
            case "zoom":
                self.zoom(is_zoomed=not self.is_zoomed)
                is_zoomed = self.is_zoomed
                shares = Keyed(f"{label} has all the room; {{zoom}} or {{back}} shares it")
                return shares if is_zoomed else "Shared again"
            case "hide":
                return self._hide(label)
            case "show":
                is_hidden = bool(self.layout.hidden)
                self.take(changing.with_all(self.layout))
                return "All panes are shown" if is_hidden else "No pane is hidden"
            case "reset":
                self.zoom(is_zoomed=False)
                self.take(AS_MADE)
                return "The panes are as they were made"
        return self._shift(name, label)

    def _shift(self, name: str, label: str) -> str:
        from backchannel.ui.arranging import changing

        scene = self.scene(self._parent.size)
        changed = self._changed(name, scene)
        if changed != self.layout:
            self.take(changed)
            return ""
        if len(places(scene, self.layout)) == 1:
            return "Only one pane is seen here"
        is_alone = len(changing.stacked_with(self.layout, scene, self.active)) == 1
        if is_alone and name in {"lower", "higher"}:
            return f"{label} has its column to itself"
        return f"{label} is {_END[name]}"

    def _changed(self, name: str, scene: Scene) -> DeskLayout:
        from backchannel.ui.arranging import changing

        acts = {
            "narrower": changing.widened,
            "wider": changing.widened,
            "lower": changing.heightened,
            "higher": changing.heightened,
            "left": changing.moved,
            "right": changing.moved,
        }
        return acts[name](self.layout, scene, self.active, _STEP[name])

    def _hide(self, label: str) -> str:
        from backchannel.ui.arranging import changing

        number = self.active
        if changing.without(self._now, number) == self._now:
            return "The last pane stays"
        self._kept.change(changing.without(self.layout, number))
        return Keyed(f"Hidden; {{pane_{number}}} brings {label} back")

    def _top(self, size: Size) -> int:
        return 1 if size.width < NARROW and not self.is_zoomed else 0
