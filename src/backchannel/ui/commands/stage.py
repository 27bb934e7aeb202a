"""The stage: from the desk, at the operator's, and the little that a projector hears."""

from __future__ import annotations

from typing import Final

from backchannel.ui.commands.command import Command, Group, Where

_STAGE, _OPERATOR, _PROJECTOR = Group.STAGE, Where.OPERATOR, Where.PROJECTOR

STAGE: Final[tuple[Command, ...]] = (
    Command("put_on_air", ("P",), "On air", "Put the post on every projector, once Enter says so; one that is not pinned is pinned",
            _STAGE, "do('put_on_air')"),
    Command("blank", ("ctrl+n",), "Blank", "Nothing on any projector, at once, from anywhere; at the desk after 3 s: as it was",
            _STAGE, "blank", Where.ANYWHERE),
    Command("unblank", (), "Show again", "Show on the projectors what is on air, after a blank", _STAGE, "do('unblank')"),
    Command("operator.take", ("enter",), "Take", "Put the chosen pin on air",
            _STAGE, "stage('take')", _OPERATOR, in_footer=True),
    Command("operator.next", ("n", "right"), "Next", "Put on air what is next", _STAGE, "stage('next')", _OPERATOR,
            in_footer=True),
    Command("operator.back", ("N", "left"), "Back", "Put on air the pin before", _STAGE, "stage('back')", _OPERATOR,
            in_footer=True),
    Command("operator.blank", ("b",), "Blank", "Nothing on any projector, at once; after 1 s: as it was",
            _STAGE, "stage('blank')", _OPERATOR, in_footer=True),
    Command("operator.hold", ("space",), "Hold", "Nothing changes by itself, while the speaker answers; again: go on",
            _STAGE, "stage('hold')", _OPERATOR, in_footer=True),
    Command("operator.off_air", ("o",), "Card", "Show the card that says how to take part",
            _STAGE, "stage('off_air')", _OPERATOR, in_footer=True),
    Command("operator.undo", ("u",), "Undo", "Take back what you did last with the stage or a pin; never a blank",
            _STAGE, "stage('undo')", _OPERATOR, in_footer=True),
    Command("operator.line_up", ("m",), "Line up", "Let the chosen pin come next; again: the usual one",
            _STAGE, "stage('line_up')", _OPERATOR),
    Command("operator.rotate", ("a",), "By itself", "Posts change by themselves, each shown for as long as it takes to read",
            _STAGE, "stage('rotate')", _OPERATOR, in_footer=True),
    Command("operator.recycle", ("c",), "Again", "When all were shown, show them again, each author in turn",
            _STAGE, "stage('recycle')", _OPERATOR),
    Command("operator.delay", ("d",), "Delay", "Seconds until what is taken is shown: 0, 3, 5, 10, 20",
            _STAGE, "stage('delay')", _OPERATOR),
    Command("operator.size", ("s",), "Size", "The size of the letters: large, medium, small",
            _STAGE, "stage('size')", _OPERATOR),
    Command("operator.photos", ("i",), "Photos", "Show photos, or what they are said to show",
            _STAGE, "stage('photos')", _OPERATOR),
    Command("operator.room", ("l",), "Light", "For a dark room, a bright one, or as each projector was started",
            _STAGE, "stage('room')", _OPERATOR),
    Command("operator.author", ("1",), "Author", "Show who wrote it", _STAGE, "part('author')", _OPERATOR),
    Command("operator.handle", ("2",), "Handle", "Show the account", _STAGE, "part('handle')", _OPERATOR),
    Command("operator.source", ("3",), "Source", "Show where it was written", _STAGE, "part('source')", _OPERATOR),
    Command("operator.time", ("4",), "Time", "Show when it was written", _STAGE, "part('time')", _OPERATOR),
    Command("operator.event", ("5",), "Event", "Show the event's name and tag", _STAGE, "part('event')", _OPERATOR),
    Command("operator.pin_down", ("J",), "Pin down", "Move the chosen pin down", _STAGE, "stage('pin_down')", _OPERATOR),
    Command("operator.pin_up", ("K",), "Pin up", "Move the chosen pin up", _STAGE, "stage('pin_up')", _OPERATOR),
    Command("operator.unpin", ("p",), "Unpin", "Take the chosen pin back; it can be undone",
            _STAGE, "stage('unpin')", _OPERATOR),
    Command("operator.help", ("question_mark",), "Help", "These keys", Group.PROGRAM, "help", _OPERATOR, in_footer=True),
    Command("operator.quit", ("q",), "Quit", "Leave; what is on air stays there",
            Group.PROGRAM, "leave", _OPERATOR, in_footer=True),
    Command("projector.redraw", ("f",), "Redraw", "Paint everything anew", _STAGE, "app.redraw", _PROJECTOR),
    Command("projector.quit", ("q",), "Quit", "Twice within three seconds: end the projector",
            _STAGE, "leave", _PROJECTOR),
)  # fmt: skip  # a table reads better than a page of brackets
