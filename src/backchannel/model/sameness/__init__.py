"""When two posts are the same post: by their names, or by who said what and when.

Here is what a screen needs at once; `crossposts`, `originals` and `keys` are of those who write.
"""

from backchannel.model.sameness.elsewhere import elsewhere
from backchannel.model.sameness.names import (
    id_within,
    identities,
    merged,
    retracted,
    says_the_same,
)
from backchannel.model.sameness.networks import network_name, network_of

__all__ = [
    "elsewhere",
    "id_within",
    "identities",
    "merged",
    "network_name",
    "network_of",
    "retracted",
    "says_the_same",
]
