"""Pins, notes, what is hidden, muted and put aside: the decisions of people."""

from backchannel.store.board.decisions import log, redo, together, undo
from backchannel.store.board.hiding import hidden, hide, unhide
from backchannel.store.board.mutes import keys_at, lift_over, mute_author, mute_server, unmute
from backchannel.store.board.mutes import mutes as muted
from backchannel.store.board.notes import delete_note, edit_note, move_note, note, write_down
from backchannel.store.board.one_row import show_apart, show_together
from backchannel.store.board.pins import move as move_pin
from backchannel.store.board.pins import pin, remark, unpin
from backchannel.store.board.several import on_all
from backchannel.store.board.stash import stash, stashed, unstash
from backchannel.store.held.noted import LIMIT as NOTE_LIMIT
from backchannel.store.held.noted import notes
from backchannel.store.held.pinned import pins

__all__ = [
    "NOTE_LIMIT",
    "delete_note",
    "edit_note",
    "hidden",
    "hide",
    "keys_at",
    "lift_over",
    "log",
    "move_note",
    "move_pin",
    "mute_author",
    "mute_server",
    "muted",
    "note",
    "notes",
    "on_all",
    "pin",
    "pins",
    "redo",
    "remark",
    "show_apart",
    "show_together",
    "stash",
    "stashed",
    "together",
    "undo",
    "unhide",
    "unmute",
    "unpin",
    "unstash",
    "write_down",
]
