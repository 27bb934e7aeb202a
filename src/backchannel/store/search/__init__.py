"""Finding posts: the full-text index, and a filter turned into SQL over it."""

from backchannel.store.search.beginnings import spelled_out
from backchannel.store.search.decided import COPY, HIDDEN, MUTED
from backchannel.store.search.fresh import add as add_quickly
from backchannel.store.search.fresh import remove, settle, tables, waiting
from backchannel.store.search.index import (
    Words,
    add,
    is_swept,
    mark_unswept,
    sweep,
    words_of,
)
from backchannel.store.search.rows import rows
from backchannel.store.search.selected import Rows
from backchannel.store.search.situation import (
    Marks,
    event_of,
    read_marks,
    rule_states,
    situation,
    told_event,
)

__all__ = [
    "COPY",
    "HIDDEN",
    "MUTED",
    "Marks",
    "Rows",
    "Words",
    "add",
    "add_quickly",
    "event_of",
    "is_swept",
    "mark_unswept",
    "read_marks",
    "remove",
    "rows",
    "rule_states",
    "settle",
    "situation",
    "spelled_out",
    "sweep",
    "tables",
    "told_event",
    "waiting",
    "words_of",
]
