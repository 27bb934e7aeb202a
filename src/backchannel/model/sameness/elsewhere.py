"""Where else a post was said, in words."""

from __future__ import annotations

from backchannel.model.post import StoredPost
from backchannel.model.sameness.networks import network_name


def elsewhere(stored: StoredPost) -> list[str]:
    """The other sources that gave it or its copies; a copy of the same source by its network.

    Not the one that its author's handle names already, else not the first that gave it.
    """
    named = dict.fromkeys(stored.sources)
    for copy in stored.copies:
        own = [source for source in copy.sources if source not in named]
        named.update(dict.fromkeys(own or [network_name(copy.network)]))
    said = stored.post.author.handle.rpartition("@")[2]
    here = said if said in named else next(iter(named), "")
    return [name for name in named if name != here]
