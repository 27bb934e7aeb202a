"""Finding, deciding, and taking a post elsewhere."""

from __future__ import annotations

from typing import Final

from backchannel.ui.commands.command import Command, Group, Where

_READ, _DECIDE, _FIND, _SHARE = Group.READ, Group.DECIDE, Group.FIND, Group.SHARE
_STREAM = Where.STREAM

DECIDING: Final[tuple[Command, ...]] = (
    Command("filter", ("slash",), "Filter", "Filter the pane as you type; what it was before comes back",
            _FIND, "filter", in_footer=True, opens_line=True),
    Command("search", ("F",), "Search", "Search every pane for the words of the filter, or for others",
            _FIND, "panel('search')"),
    Command("dim", ("d",), "Dim", "Dim what a filter does not find, or hide it", _FIND, "appearance('dim')"),
    Command("views", ("v",), "Views", "Choose a view of the pane: a filter with a name",
            _FIND, "panel('views')"),
    Command("save_view", (), "Save view", "Keep the filter of the pane as a view of your own",
            _FIND, "panel('save_view')", opens_line=True),
    Command("pin", ("p",), "Pin", "Pin the post as a highlight, or take the pin back",
            _DECIDE, "do('pin')", in_footer=True),
    Command("note", ("e",), "Note", "Write a note, linked to the post; on a note, a pin or a question, edit its words",
            _DECIDE, "note", in_footer=True, opens_line=True),
    Command("hide", ("x",), "Hide", "Take the post out of sight; on a note, strike it out; on a question, it is none",
            _DECIDE, "do('hide')", in_footer=True),
    Command("hide_because", (), "Hide and say why", "Take the post out of sight, with a reason",
            _DECIDE, "do('hide_because')", opens_line=True),
    Command("mute", ("X",), "Mute", "Take its author or their whole server out of sight, for a time or for good",
            _DECIDE, "do('mute')"),
    Command("hidden", ("H",), "Hidden", "What is hidden and who is muted, and bring it back",
            _DECIDE, "panel('hidden')"),
    Command("show_apart", (), "Show apart", "Show what was said in two places as two posts, from now on",
            _DECIDE, "do('show_apart')"),
    Command("show_together", (), "Show together", "Show the marked posts in one row: they are one",
            _DECIDE, "do('show_together')"),
    Command("stash", ("s",), "Stash", "Put the post aside for later, or take it up again; on a question, park it", _DECIDE, "do('stash')"),
    Command("stashed", ("L",), "Later", "What was put aside for later", _DECIDE, "panel('stashed')"),
    Command("stream.mark", ("m",), "Mark", "Mark the post; what is done next is done to all marked ones",
            _DECIDE, "mark('one')", _STREAM),
    Command("stream.mark_all", ("M",), "Mark up to here", "Mark every post from the last marked one to this",
            _DECIDE, "mark('all')", _STREAM),
    Command("stream.read_here", ("t",), "Read to here", "Nothing up to this post is new any more",
            _READ, "mark('read')", _STREAM),
    Command("pin_down", ("J",), "Move down", "In the pins and questions: move it down", _DECIDE, "do('pin_down')"),
    Command("pin_up", ("K",), "Move up", "In the pins and questions: move it up", _DECIDE, "do('pin_up')"),
    Command("undo", ("u",), "Undo", "Take back the last decision", _DECIDE, "do('undo')", in_footer=True),
    Command("redo", ("ctrl+r",), "Redo", "Do again what was taken back last", _DECIDE, "do('redo')"),
    Command("log", ("U",), "Decisions", "Who decided what, and when", _DECIDE, "panel('log')"),
    Command("open_in_browser", ("o",), "Browser", "Open the post in the browser",
            _SHARE, "do('open_in_browser')", in_footer=True),
    Command("copy_text", ("y",), "Copy", "Copy the text", _SHARE, "do('copy_text')"),
    Command("copy_link", ("Y",), "Copy link", "Copy the link", _SHARE, "do('copy_link')"),
    Command("why", ("w",), "Why", "Why the post is shown; with none chosen, why one is not",
            _FIND, "do('why')"),
)  # fmt: skip  # a table reads better than a page of brackets
