"""A filter that was chosen and not typed, set where it finds something."""

from __future__ import annotations

from backchannel.model.query import parse
from backchannel.ui.arranging.layout import BACKCHANNEL, FEEDS
from backchannel.ui.desk.panes import Panes


async def filter_by(panes: Panes, text: str) -> None:
    """Filter the backchannel, or the feeds if only these have such posts, and go there.

    Raises QueryError and StoreError, and then nothing has changed.
    """
    query = parse(text)
    number = BACKCHANNEL
    if not (await panes.filters[BACKCHANNEL].pages.count(query)).posts:
        is_there = (await panes.filters[FEEDS].pages.count(query)).posts
        number = FEEDS if is_there else BACKCHANNEL
    panes.filters[number].typed(text)
    panes.titles[number].count_again(is_filtered=True)
    panes.activate(number)
