"""Measures a stream on this machine: `python -m tests.ui.harness.stream_speed`.

Prints the loop's lag and the CPU's share while 100 posts a second arrive in batches of 250 ms, what
a key costs from press to painted rows, and what drawing one post costs. Headless; relative figures.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from functools import partial
from statistics import median, quantiles

from msgspec.structs import replace
from tests.clock import START
from tests.ui.posts import Pane, moment, post
from textual.app import App, ComposeResult

from backchannel.model.post import Post, Span, SpanKind
from backchannel.ui.lines.drawing import Drawing
from backchannel.ui.lines.post_lines import post_lines
from backchannel.ui.themes import grounds
from backchannel.ui.widgets.stream import Stream

_SECONDS = 5
_BATCH = 0.25


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


class Screen(App[None]):
    """A stream as on a desk, with the pace it has there."""

    def __init__(self, pane: Pane) -> None:
        super().__init__()
        self._pane = pane

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The grounds that only themes of ours have."""
        return grounds(self.current_theme)

    def compose(self) -> ComposeResult:
        yield Stream(self._pane, now=lambda: START)


def typical(number: int) -> Post:
    """A post of three lines with a tag."""
    text = f"Remark {number}: is anyone measuring outcomes, not outputs, in their own town? "
    text += "It would help to see two years of figures side by side before we decide. #ideaperf"
    at = text.index("#")
    return replace(post(text), spans=(Span(at, len(text), SpanKind.HASHTAG, "ideaperf"),), boosts=4)


def pane_of(count: int) -> Pane:
    """Posts, one a minute."""
    pane = Pane()
    for number in range(count):
        pane.add(moment(number), typical(number))
    return pane


async def lag_while_posts_arrive(*, is_held: bool) -> None:
    """100 posts a second for some seconds, following or held."""
    pane = pane_of(2_000)
    app = Screen(pane)
    async with app.run_test(size=(100, 50)) as pilot:
        await pilot.pause(0.3)
        stream = app.query_one(Stream)
        if is_held:
            stream.action_go("next_post")
        lags: list[float] = []
        watch = asyncio.create_task(_watch(lags))
        cpu = time.process_time()
        for batch in range(round(_SECONDS / _BATCH)):
            for number in range(25):
                pane.add(moment(3_000 + batch + number / 100), typical(number))
            stream.look_again()
            await asyncio.sleep(_BATCH)
        share = (time.process_time() - cpu) / _SECONDS
        watch.cancel()
    state = "held" if is_held else "following"
    _say(
        f"100 posts/s, {state}: loop lag p50 {median(lags):.2f} ms, "
        f"p95 {quantiles(lags, n=20)[-1]:.2f} ms, max {max(lags):.1f} ms, CPU {share:.0%}"
    )


async def _watch(lags: list[float]) -> None:
    while True:
        before = time.perf_counter()
        await asyncio.sleep(0.01)
        lags.append((time.perf_counter() - before - 0.01) * 1_000)


async def cost_of_keys() -> None:
    """From the move to painted rows, in process."""
    app = Screen(pane_of(2_000))
    async with app.run_test(size=(100, 50)) as pilot:
        await pilot.pause(0.3)
        stream = app.query_one(Stream)
        for key in ("next_post", "page_down", "page_up"):
            costs = []
            for _ in range(60):
                before = time.perf_counter()
                stream.action_go(key)
                for y in range(50):
                    stream.render_line(y)
                costs.append((time.perf_counter() - before) * 1_000)
                await pilot.pause(0)
            _say(f"{key}: p50 {median(costs):.2f} ms, p95 {quantiles(costs, n=20)[-1]:.2f} ms")


def cost_of_lines() -> None:
    """Drawing one typical post, and one with wide characters."""
    for name, content in (
        ("typical", typical(1)),
        ("wide", post("Wer misst Wirkung statt Leistung? 漢字漢字漢字 👩\u200d👩\u200d👧 " * 3)),
    ):
        stored = Pane().add(moment(1), content)
        drawing = Drawing(60, START.date())
        _say(f"post_lines, {name}: {_timed(partial(post_lines, stored, drawing)):.0f} µs")


def _timed(call: Callable[[], object], times: int = 2_000) -> float:
    before = time.perf_counter()
    for _ in range(times):
        call()
    return (time.perf_counter() - before) / times * 1_000_000


def main() -> None:
    """Everything, one after the other."""
    cost_of_lines()
    asyncio.run(cost_of_keys())
    asyncio.run(lag_while_posts_arrive(is_held=False))
    asyncio.run(lag_while_posts_arrive(is_held=True))


if __name__ == "__main__":
    main()
