"""Search over the whole store: the newest by key, the best by rank."""

from backchannel.store.searching.order import in_order, newest

__all__ = ["in_order", "newest"]
