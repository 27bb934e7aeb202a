"""Search over the whole store: the newest by key, the best by rank, and how many there are."""

from backchannel.store.searching.counting import Tally, tally
from backchannel.store.searching.order import in_order, newest

__all__ = ["Tally", "in_order", "newest", "tally"]
