"""Questions, cues, and the presenter's screen."""

from __future__ import annotations

from typing import Final

from backchannel.ui.commands.command import Command, Group, Where

_ASK, _QUESTIONS, _PRESENTER = Group.QUESTIONS, Where.QUESTIONS, Where.PRESENTER

QUESTIONS: Final[tuple[Command, ...]] = (
    Command("question", ("a",), "Question", "Make the post a question, or take that back; among the questions: one from the room",
            _ASK, "do('question')", in_footer=True),
    Command("ask_for", (), "Question from the room", "Write down what somebody in the room asks",
            _ASK, "do('ask_for')", opens_line=True),
    Command("pane_5", ("5",), "Questions", "To the questions", Group.PLACES, "pane(5)"),
    Command("questions.now", ("n",), "Now", "In the questions: this one is answered now; the presenter shows it",
            _ASK, "screen.do('question_now')", _QUESTIONS, in_footer=True),
    Command("questions.answered", ("t",), "Answered", "In the questions: it was answered, or is open after all",
            _ASK, "screen.do('question_answered')", _QUESTIONS, in_footer=True),
    Command("questions.mark", ("m",), "Mark", "In the questions: mark it, to merge it with others",
            _ASK, "screen.do('question_mark')", _QUESTIONS),
    Command("questions.merge", ("M",), "Merge", "In the questions: merge the marked ones into this, or this into the one that asks the same",
            _ASK, "screen.do('question_merge')", _QUESTIONS, in_footer=True),
    Command("questions.split", ("b",), "Split", "In the questions: make what was merged questions of their own again",
            _ASK, "screen.do('question_split')", _QUESTIONS),
    Command("questions.suggested", ("l",), "Suggested order", "In the questions: show those first that most want answered, or the queue again",
            _ASK, "screen.do('question_order')", _QUESTIONS),
    Command("cue", ("c",), "Cue", "Tell the presenter something, in a few words", _ASK, "do('cue')"),
    Command("cues", ("C",), "Cues", "What the presenter was told, and whether it was seen", _ASK, "panel('cues')"),
    Command("presenter", ("V",), "Presenter's screen", "What the presenter sees; Esc goes back", Group.PLACES, "panel('presenter')"),
    Command("presenter.next", ("right", "pagedown", "space", "n"), "Next", "The next question; the present one goes back to its place",
            Group.PRESENTER, "step('next')", _PRESENTER),
    Command("presenter.back", ("left", "pageup"), "Back", "Take back the last step",
            Group.PRESENTER, "step('back')", _PRESENTER),
    Command("presenter.answered", ("a", "enter", "b", "full_stop"), "Answered", "The question was answered; on to the next",
            Group.PRESENTER, "step('answered')", _PRESENTER),
    Command("presenter.seen", ("k", "down"), "Seen", "The message from the facilitator was seen",
            Group.PRESENTER, "seen", _PRESENTER),
    Command("presenter.leave", ("q", "escape"), "Leave", "Leave the screen; twice where it is a program of its own",
            Group.PRESENTER, "leave", _PRESENTER),
)  # fmt: skip  # a table reads better than a page of brackets
