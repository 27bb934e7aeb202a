"""Joining in: answering posts, posting to the event, and what became of it."""

from __future__ import annotations

from typing import Final

from backchannel.ui.commands.command import Command, Group, Where

_JOIN = Group.JOIN
_COMPOSE, _OUTGOING = Where.COMPOSE, Where.OUTGOING

JOINING: Final[tuple[Command, ...]] = (
    Command("reply", ("r",), "Reply", "Answer the post from an account of yours, or go on with the answer",
            _JOIN, "do('reply')", opens_line=True),
    Command("post", ("i",), "Post", "Post to the event, with its tag filled in", _JOIN, "do('post')",
            opens_line=True),
    Command("outgoing", ("O",), "Drafts and sent", "What you wrote: drafts, what waits, what was sent, what could not be",
            _JOIN, "panel('outgoing')"),
    Command("compose.preview", ("ctrl+s",), "Preview", "In a reply or post: see how it will read; Enter there sends it",
            _JOIN, "screen.preview", _COMPOSE),
    Command("compose.account", ("tab",), "Other account", "In a reply or post: from another account that can",
            _JOIN, "screen.account", _COMPOSE),
    Command("compose.warning", ("ctrl+o",), "Warning", "In a reply or post: a content warning before the words",
            _JOIN, "screen.warning", _COMPOSE),
    Command("compose.language", ("ctrl+g",), "Language", "In a reply or post: which language it is in",
            _JOIN, "screen.language", _COMPOSE),
    Command("compose.tag", ("ctrl+t",), "Tag", "In a reply or post: take the event's tag away, or add it",
            _JOIN, "screen.tag", _COMPOSE),
    Command("compose.leave", ("escape",), "Keep as a draft", "In a reply or post: go back; the words wait",
            _JOIN, "", _COMPOSE),
    Command("outgoing.send", ("s",), "Send", "In drafts and sent: go to its preview; Enter there sends it",
            _JOIN, "ready", _OUTGOING),
    Command("outgoing.take_back", ("b",), "Take back", "In drafts and sent: make a draft again of what waits",
            _JOIN, "take_back", _OUTGOING),
)  # fmt: skip  # a table reads better than a page of brackets
