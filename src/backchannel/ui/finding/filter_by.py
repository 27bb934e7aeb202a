"""A filter that was chosen and not typed, set where it finds something."""

from __future__ import annotations

from backchannel.model.query import Query, parse
from backchannel.ui.arranging.layout import BACKCHANNEL, FEEDS
from backchannel.ui.desk.panes import Panes


def quoted(words: str) -> str:
    """Words as one value of a filter; a quote within cannot be written, and is not needed."""
    return '"' + "".join(" " if sign in '"“”„' else sign for sign in words).strip() + '"'


async def filter_by(panes: Panes, text: str) -> None:
    """Filter the backchannel, or the feeds if only these have such posts, and go there.

    Raises QueryError and StoreError, and then nothing has changed.
    """
    query = parse(text)
    number = BACKCHANNEL
    if not await _has(panes, BACKCHANNEL, query) and await _has(panes, FEEDS, query):
        number = FEEDS
    panes.filters[number].typed(text)
    panes.titles[number].count_again(is_filtered=True)
    panes.activate(number)


async def _has(panes: Panes, number: int, query: Query) -> bool:
    tally = await panes.filters[number].pages.count(query)
    while not tally.posts and tally.reached is not None:
        tally = await panes.filters[number].pages.count(query, tally)
    return tally.posts > 0
