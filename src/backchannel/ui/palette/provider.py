"""The palette's only provider: commands at once, and the rest as soon as it was read."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from itertools import islice
from typing import Final

from textual.app import SystemCommand
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.style import Style

from backchannel.errors import StoreError
from backchannel.model.folding import Phrase, find_matches, words
from backchannel.ui.desk.screen import Desk
from backchannel.ui.palette.offers import OFFERS, Choice, Offer, shown

_AT_FIRST: Final = 12
"""Of each kind, while nothing is typed."""

_AT_MOST: Final = 50
"""Of each kind, that are found."""

_PATIENCE: Final = 1.0
"""Seconds that are waited for what has to be read, from the moment the palette opens."""

_log = logging.getLogger(__name__)


class Offered(Provider):
    """Offers the commands and `offers`. One of these that fails is left out, and the rest stays."""

    offers: Sequence[Offer] = OFFERS

    async def startup(self) -> None:
        """Begin to read; nobody waits for it here."""
        self._words: dict[str, tuple[str, ...]] = {}
        self._until = asyncio.get_running_loop().time() + _PATIENCE
        self._reading: list[asyncio.Future[Sequence[Choice]]] = []
        desk = self.app.screen_stack[0]
        if isinstance(desk, Desk):
            self._reading = [asyncio.ensure_future(offer(desk)) for offer in self.offers]

    async def shutdown(self) -> None:
        """What was not read by now is not needed any more."""
        for reading in self._reading:
            reading.cancel()

    async def discover(self) -> Hits:
        """Everything, while nothing is typed."""
        for name, said, do, *_ in self._commands():
            yield DiscoveryHit(name, do, help=said)
        async for choices in self._choices():
            for choice in choices[:_AT_FIRST]:
                title, said = shown(choice)
                yield DiscoveryHit(_drawn(title, said), choice.do, text=title)

    async def search(self, query: str) -> Hits:
        """Commands by any of their letters, the rest by how their words begin."""
        matcher, begun = self.matcher(query), words(query)
        sought = [Phrase((word,), is_open=True) for word in begun]
        for name, said, do, *_ in self._commands():
            if (score := matcher.match(name)) > 0:
                yield Hit(score, matcher.highlight(name), do, help=said)
        async for choices in self._choices():
            matching = (each for each in choices if self._bears(each.title, begun))
            for choice in islice(matching, _AT_MOST):
                title, said = shown(choice)
                drawn = _drawn(title, said, sought, matcher.match_style)
                yield Hit(matcher.match(title), drawn, choice.do, text=title)

    def _bears(self, title: str, begun: Sequence[str]) -> bool:
        if title not in self._words:  # folded once: every letter that is typed asks for them
            self._words[title] = tuple(words(title))
        return all(any(word.startswith(each) for word in self._words[title]) for each in begun)

    def _commands(self) -> list[SystemCommand]:
        return list(self.app.get_system_commands(self.screen))

    async def _choices(self) -> AsyncIterator[Sequence[Choice]]:
        for reading in self._reading:
            left = self._until - asyncio.get_running_loop().time()
            await asyncio.wait([reading], timeout=max(left, 0))
            if not reading.done() or reading.cancelled():
                continue
            if (error := reading.exception()) is None:
                yield reading.result()
            elif not isinstance(error, StoreError):  # whoever shows posts tells of that
                _log.warning("the palette lacks something", exc_info=error)


def _drawn(
    title: str, said: str, sought: Sequence[Phrase] = (), style: Style | None = None
) -> Content:
    """A title with what was found in it, and the help below.

    Never markup, which Textual would take the strings for: strangers chose these names.
    """
    content = Content(title)
    for start, end in find_matches(title, sought):
        content = content.stylize(style or "bold", start, end)
    return Content.assemble(content, "\n", (said, "$text-muted"))
