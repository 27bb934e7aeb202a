"""Pins, notes and what is hidden: the decisions of people."""

from backchannel.store.board.counts import Counts, counts
from backchannel.store.board.decisions import undo
from backchannel.store.board.hiding import REASON_LIMIT, hidden, hide, unhide
from backchannel.store.board.notes import NOTE_LIMIT, delete_note, edit_note, note, notes
from backchannel.store.board.pins import pin, pins, unpin

__all__ = [
    "NOTE_LIMIT",
    "REASON_LIMIT",
    "Counts",
    "counts",
    "delete_note",
    "edit_note",
    "hidden",
    "hide",
    "note",
    "notes",
    "pin",
    "pins",
    "undo",
    "unhide",
    "unpin",
]
