"""Rules that can never do what they say, because of what they look for."""

from __future__ import annotations

from backchannel.model.query.meaning import reaches_out_of_sight
from backchannel.model.query.tree import Query


def in_vain(query: Query, *, is_alert: bool, is_pinning: bool = False) -> str:
    """What is wrong with such a rule; nothing when it can do something.

    What is hidden, muted or a copy sets off no alert and is never pinned by itself, so a rule for
    one of these that asks for it would wait for ever.
    """
    if not (is_alert or is_pinning) or not reaches_out_of_sight(query):
        return ""
    never = "sets off no alert" if is_alert else "is never pinned by itself"
    return f"asks for what is out of sight, which {never}"
