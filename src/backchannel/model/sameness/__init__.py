"""When two posts are the same post: by their names, or by who said what and when."""

from backchannel.model.sameness.crossposts import WITHIN, network_name, network_of, said_twice
from backchannel.model.sameness.elsewhere import elsewhere
from backchannel.model.sameness.keys import Keys, keys
from backchannel.model.sameness.names import (
    id_within,
    identities,
    merged,
    retracted,
    says_the_same,
)
from backchannel.model.sameness.originals import is_carried, is_original_of, is_page_of

__all__ = [
    "WITHIN",
    "Keys",
    "elsewhere",
    "id_within",
    "identities",
    "is_carried",
    "is_original_of",
    "is_page_of",
    "keys",
    "merged",
    "network_name",
    "network_of",
    "retracted",
    "said_twice",
    "says_the_same",
]
