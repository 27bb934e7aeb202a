"""Where else a post was said, in words."""

from __future__ import annotations

from backchannel.model.post import StoredPost
from backchannel.model.sameness.networks import network_name


def elsewhere(stored: StoredPost) -> list[str]:
    """The other sources that gave it or its copies; a copy of the same source by its network."""
    named = dict.fromkeys(stored.sources)
    for copy in stored.copies:
        own = [source for source in copy.sources if source not in named]
        named.update(dict.fromkeys(own or [network_name(copy.network)]))
    return list(named)[1:]
