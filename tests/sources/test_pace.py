from __future__ import annotations

import pytest

from backchannel.sources.feed import Options as FeedOptions
from backchannel.sources.mastodon.source import Options as MastodonOptions


@pytest.mark.parametrize("interval", [-5.0, 0.0, 0.01, float("nan"), float("inf"), 86_401.0])
def test_a_pace_that_nobody_can_mean_is_refused(interval: float) -> None:
    with pytest.raises(ValueError, match=r"^interval must be from 1 second to a day"):
        FeedOptions("https://blog.example/feed", interval=interval)
    with pytest.raises(ValueError, match=r"^interval must be"):
        MastodonOptions("https://toot.example", interval=interval)
