"""The rows of the bar: sessions, how much was said, where one is, the clock, and that in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct
from textual.content import Content

from backchannel.clean.terminal import clean_line
from backchannel.model.moments import from_micros, to_micros
from backchannel.model.programme import Session, running
from backchannel.store.activity.over_time import MINUTE
from backchannel.ui.lines.amounts import counted
from backchannel.ui.lines.wrap import cells, crop
from backchannel.ui.time_bar.scale import DAY, STEPS, Scale

_BARS: Final = "▁▂▃▄▅▆▇█"
_HERE, _ANCHOR, _BEGINS = "▲", "◆", "│"
_BEFORE, _AFTER = "←", "→"
"""Where the pane is that is not on the bar."""

_LABEL: Final = 8
"""Cells between two times under the bar, at least."""

_LEAST_TITLE: Final = 3
"""Cells of a session's title that are better than none."""


class Picture(Struct, frozen=True):
    """What is drawn: posts by the minute, `at` for the cursor, `anchor` for where the pane is.

    What is before `uncounted`, in microseconds since 1970, is not known yet.
    """

    scale: Scale
    counts: Mapping[int, int]
    at: int
    anchor: int
    sessions: Sequence[Session]
    zone: ZoneInfo
    uncounted: int = 0

    def rows(self) -> tuple[Content, ...]:
        """Sessions, bars, the two marks, the clock."""
        return self._sessions(), self._bars(), self._marks(), self._clock()

    def words(self) -> str:
        """What is under the cursor: `Wed 12 Nov 14:30–14:40 · 38 posts · Keynote`."""
        begin = self.scale.begin_of(self.at)
        first, end = self._local(self.at), self._local(begin + self.scale.step)
        is_day = self.scale.step >= DAY
        span = "" if is_day or self.scale.step == MINUTE else f"–{end:%H:%M}"
        if span:
            first = self._local(begin)
        said = [f"{first:%a} {first.day} {first:%b}{'' if is_day else f' {first:%H:%M}'}{span}"]
        is_known = begin >= self.uncounted
        said.append(
            counted(self._count(self.scale.cell_of(self.at)), "post") if is_known else "counting"
        )
        if session := running(self.sessions, from_micros(self.at)):
            said.append(clean_line(session.title))
        if begin <= self.anchor < begin + self.scale.step:
            said.append("you are here")
        return " · ".join(said)

    def _count(self, cell: int) -> int:
        return self._by_cell().get(cell, 0)

    def _by_cell(self) -> Mapping[int, int]:
        scale, found = self.scale, dict[int, int]()
        for minute, count in self.counts.items():
            moment = minute * MINUTE
            if scale.origin <= moment < scale.end:
                cell = scale.cell_of(moment)
                found[cell] = found.get(cell, 0) + count
        return found

    def _bars(self) -> Content:
        counts, here = self._by_cell(), self.scale.cell_of(self.at)
        most = max(counts.values(), default=0)
        line = "".join(_bar(counts.get(cell, 0), most) for cell in range(self.scale.cells))
        parts = [(line[:here], "$text-primary"), (line[here : here + 1], "reverse bold")]
        return Content.assemble(*parts, (line[here + 1 :], "$text-primary"))

    def _marks(self) -> Content:
        here, anchor = self.scale.cell_of(self.at), self.scale.cell_of(self.anchor)
        sign = _BEFORE if anchor < 0 else _AFTER if anchor >= self.scale.cells else _ANCHOR
        anchor = min(max(0, anchor), self.scale.cells - 1)
        marks = {anchor: (sign, "$text-accent"), here: (_HERE, "bold")}
        signs = [marks.get(cell, (" ", "")) for cell in range(self.scale.cells)]
        return Content.assemble(*signs)

    def _sessions(self) -> Content:
        parts: list[tuple[str, str]] = []
        used = 0
        begun = sorted(self._begun(), key=lambda each: each[0])
        for nth, (cell, session) in enumerate(begun):
            then = begun[nth + 1][0] if nth + 1 < len(begun) else self.scale.cells
            if cell < used or then == cell:
                continue
            parts.append((" " * (cell - used), ""))
            room = then - cell - 1
            title = crop(clean_line(session.title), room - 1) if room > _LEAST_TITLE else ""
            is_here = session == running(self.sessions, from_micros(self.at))
            parts.append((f"{_BEGINS}{title}", "bold" if is_here else "$text-muted"))
            used = cell + 1 + cells(title)
        return Content.assemble(*parts, " " * max(0, self.scale.cells - used))

    def _begun(self) -> Iterator[tuple[int, Session]]:
        """Those on the bar; one that began before it stands at its beginning."""
        for each in self.sessions:
            begin, end = to_micros(each.starts), to_micros(each.ends)
            if begin < self.scale.end and end > self.scale.origin:
                yield max(0, self.scale.cell_of(begin)), each

    def _clock(self) -> Content:
        """Times, as far apart as they need; days where they begin."""
        scale, line = self.scale, [" "] * self.scale.cells
        apart = next((each for each in STEPS if each >= _LABEL * scale.step), STEPS[-1])
        origin = Scale(scale.origin, apart, 1, scale.offset).begin_of(scale.origin)
        for moment in range(origin, scale.end, apart):
            here, cell = self._local(moment), scale.cell_of(moment)
            is_day = apart >= DAY or (here.hour, here.minute) == (0, 0)
            label = f"{here.day} {here:%b}" if is_day else f"{here:%H:%M}"
            if cell >= 0 and cell + len(label) <= scale.cells:
                line[cell : cell + len(label)] = label
        return Content.assemble(("".join(line), "$text-muted"))

    def _local(self, moment: int) -> datetime:
        return from_micros(moment).astimezone(self.zone)


def _bar(count: int, most: int) -> str:
    """Nothing for none; one post is always seen, and the full one is for the most alone."""
    return _BARS[count * (len(_BARS) - 1) // most] if count else " "
