"""When two posts are the same post: by their names, or by who said what and when."""

from backchannel.model.sameness.crossposts import network_of, said_twice
from backchannel.model.sameness.names import (
    id_within,
    identities,
    merged,
    retracted,
    says_the_same,
)

__all__ = [
    "id_within",
    "identities",
    "merged",
    "network_of",
    "retracted",
    "said_twice",
    "says_the_same",
]
