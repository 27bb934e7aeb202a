"""Every action, declared once: from here come keys, footer, help, palette and the manual."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from backchannel.ui.key_names import shown

if TYPE_CHECKING:
    from textual.binding import Binding


class Where(StrEnum):
    """Which part of the screen an action belongs to."""

    ANYWHERE = "anywhere"
    DESK = "desk"
    STREAM = "stream"
    ROWS = "rows"
    DETAILS = "details"
    FILTER = "filter"
    NOTE = "note"
    ASK = "ask"
    ACTIVITY = "activity"


class Group(StrEnum):
    """The headings of the help screen."""

    READ = "Read"
    DECIDE = "Decide"
    FIND = "Find"
    SHARE = "Open and copy"
    PLACES = "Panes and panels"
    DETAILS = "In the details of a post"
    TYPING = "While typing"
    PROGRAM = "The program"


class Command(Struct, frozen=True):
    """One action. `keys` are Textual's names, the first is shown; `label` is for the footer.

    One without keys is found by its name, behind `:`, until somebody gives it one. The lines where
    one types hear their keys themselves, and have no `action` here; nor have keys that mean
    something else each.
    """

    id: str
    keys: tuple[str, ...]
    label: str
    help: str
    group: Group
    action: str
    where: Where = Where.DESK
    in_footer: bool = False

    @property
    def shown_keys(self) -> str:
        """The keys as people write them; `:` finds what has none."""
        return " ".join(map(shown, self.keys)) or ":"

    @property
    def shown_key(self) -> str:
        """The first of them."""
        return shown(self.keys[0]) if self.keys else ":"


_READ, _DECIDE, _FIND = Group.READ, Group.DECIDE, Group.FIND
_SHARE, _PLACES, _PROGRAM = Group.SHARE, Group.PLACES, Group.PROGRAM
_TYPING, _ABOUT = Group.TYPING, Group.DETAILS
_STREAM, _ROWS, _DETAILS = Where.STREAM, Where.ROWS, Where.DETAILS

COMMANDS: Final[tuple[Command, ...]] = (
    Command("stream.next_post", ("j", "down"), "Next", "Next post; from the newest edge, begin to read",
            _READ, "go('next_post')", _STREAM),
    Command("stream.previous_post", ("k", "up"), "Previous", "Previous post; above the newest, follow again",
            _READ, "go('previous_post')", _STREAM),
    Command("stream.page_down", ("pagedown",), "Page down", "A page towards older posts",
            _READ, "go('page_down')", _STREAM),
    Command("stream.page_up", ("pageup",), "Page up", "A page towards newer posts",
            _READ, "go('page_up')", _STREAM),
    Command("stream.newest", ("g", "home", "full_stop"), "Newest", "To the newest edge; follow what arrives",
            _READ, "go('newest')", _STREAM),
    Command("stream.oldest", ("G", "end"), "Oldest", "To the oldest post",
            _READ, "go('oldest')", _STREAM),
    Command("go_to_time", ("at",), "Go to a time", "To the posts of a time: 14:30, 20m for twenty minutes ago, or a day",
            _READ, "do('go_to_time')"),
    Command("next_highlight", ("right_square_bracket",), "Next highlight", "Next newer post that a rule points out, or that is pinned",
            _READ, "do('next_highlight')"),
    Command("previous_highlight", ("left_square_bracket",), "Previous highlight", "Next older post that a rule points out, or that is pinned",
            _READ, "do('previous_highlight')"),
    Command("stream.next_new", ("n",), "Next new", "Next new post, late ones included",
            _READ, "go_new('next')", _STREAM),
    Command("stream.previous_new", ("N",), "Previous new", "Previous new post",
            _READ, "go_new('previous')", _STREAM),
    Command("stream.read_line", ("B",), "Read line", "To the line `read to here`, however far down it is",
            _READ, "go('read')", _STREAM),
    Command("stream.hold", ("space",), "Hold", "Hold the pane still, or let it go on",
            _READ, "go('hold')", _STREAM, in_footer=True),
    Command("stream.details", ("enter",), "Details", "Everything about the post: links, media, thread, edits, facts",
            _READ, "open('details')", _STREAM, in_footer=True),
    Command("stream.open", ("f",), "Unfold", "Unfold a long post in place, uncover a sensitive one; again folds it",
            _READ, "open", _STREAM),
    Command("rows.next", ("j", "down"), "Next", "Next line", _READ, "go(1)", _ROWS),
    Command("rows.previous", ("k", "up"), "Previous", "Previous line", _READ, "go(-1)", _ROWS),
    Command("rows.page_down", ("pagedown",), "Page down", "A page down", _READ, "go_page(1)", _ROWS),
    Command("rows.page_up", ("pageup",), "Page up", "A page up", _READ, "go_page(-1)", _ROWS),
    Command("rows.first", ("g", "home"), "First", "To the first line", _READ, "go(-1000000)", _ROWS),
    Command("rows.last", ("G", "end"), "Last", "To the last line", _READ, "go(1000000)", _ROWS),
    Command("rows.open", ("enter",), "Open", "Go to its post, edit a note, bring back what is hidden",
            _READ, "open", _ROWS),
    Command("details.next_post", ("n", "right"), "Next", "The next post, without leaving",
            _ABOUT, "screen.step(1)", _DETAILS, in_footer=True),
    Command("details.previous_post", ("N", "left"), "Previous", "The post before", _ABOUT, "screen.step(-1)", _DETAILS),
    Command("details.follow", ("enter",), "Go there", "Open the link, go to the post of the thread; uncover",
            _ABOUT, "follow", _DETAILS, in_footer=True),
    Command("details.link", ("1", "2", "3", "4", "5", "6", "7", "8", "9"), "Link", "Open the link of that number",
            _ABOUT, "", _DETAILS),
    Command("details.page_or_uncover", ("space",), "Uncover", "Show what is covered; else a page down",
            _ABOUT, "page_or_uncover", _DETAILS),
    Command("details.next_part", ("tab",), "Next part", "To the next part: media, links, thread, facts",
            _ABOUT, "move('part', 1)", _DETAILS),
    Command("details.previous_part", ("shift+tab",), "Previous part", "To the part before",
            _ABOUT, "move('part', -1)", _DETAILS),
    Command("details.next_line", ("j", "down"), "Next line", "Next line", _ABOUT, "move('go', 1)", _DETAILS),
    Command("details.previous_line", ("k", "up"), "Previous line", "Previous line", _ABOUT, "move('go', -1)", _DETAILS),
    Command("details.page_down", ("pagedown",), "Page down", "A page down", _ABOUT, "move('page', 1)", _DETAILS),
    Command("details.page_up", ("pageup",), "Page up", "A page up", _ABOUT, "move('page', -1)", _DETAILS),
    Command("details.first", ("g", "home"), "First", "To the first line", _ABOUT, "move('go', -1000000)", _DETAILS),
    Command("details.last", ("G", "end"), "Last", "To the last line", _ABOUT, "move('go', 1000000)", _DETAILS),
    Command("details.back", ("escape", "backspace"), "Back", "Back along the thread, then to the desk",
            _PROGRAM, "screen.back", _DETAILS, in_footer=True),
    Command("filter", ("slash",), "Filter", "Filter the pane as you type; what it was before comes back",
            _FIND, "filter", in_footer=True),
    Command("search", ("F",), "Search", "Search every pane for the words of the filter, or for others",
            _FIND, "panel('search')"),
    Command("dim", ("d",), "Dim", "Dim what a filter does not find, or hide it", _FIND, "appearance('dim')"),
    Command("views", ("v",), "Views", "Choose a view of the pane: a filter with a name",
            _FIND, "panel('views')"),
    Command("save_view", (), "Save view", "Keep the filter of the pane as a view of your own",
            _FIND, "panel('save_view')"),
    Command("pin", ("p",), "Pin", "Pin the post as a highlight, or take the pin back",
            _DECIDE, "do('pin')", in_footer=True),
    Command("note", ("e",), "Note", "Write a note, linked to the post; on a note or a pin, edit its words",
            _DECIDE, "note", in_footer=True),
    Command("hide", ("x",), "Hide", "Take the post out of sight; on a note, strike it out",
            _DECIDE, "do('hide')", in_footer=True),
    Command("hide_because", (), "Hide and say why", "Take the post out of sight, with a reason",
            _DECIDE, "do('hide_because')"),
    Command("mute", ("X",), "Mute", "Take its author or their whole server out of sight, for a time or for good",
            _DECIDE, "do('mute')"),
    Command("hidden", ("H",), "Hidden", "What is hidden and who is muted, and bring it back",
            _DECIDE, "panel('hidden')"),
    Command("stash", ("s",), "Stash", "Put the post aside for later, or take it up again", _DECIDE, "do('stash')"),
    Command("stashed", ("L",), "Later", "What was put aside for later", _DECIDE, "panel('stashed')"),
    Command("stream.mark", ("m",), "Mark", "Mark the post; what is done next is done to all marked ones",
            _DECIDE, "mark('one')", _STREAM),
    Command("stream.mark_all", ("M",), "Mark up to here", "Mark every post from the last marked one to this",
            _DECIDE, "mark('all')", _STREAM),
    Command("stream.read_here", ("t",), "Read to here", "Nothing up to this post is new any more",
            _READ, "mark('read')", _STREAM),
    Command("pin_down", ("J",), "Pin down", "In the pins: move the pin down", _DECIDE, "do('pin_down')"),
    Command("pin_up", ("K",), "Pin up", "In the pins: move the pin up", _DECIDE, "do('pin_up')"),
    Command("move_note", (), "Move note", "File the note under another session", _DECIDE, "do('move_note')"),
    Command("undo", ("u",), "Undo", "Take back the last decision", _DECIDE, "do('undo')", in_footer=True),
    Command("redo", ("ctrl+r",), "Redo", "Do again what was taken back last", _DECIDE, "do('redo')"),
    Command("log", ("U",), "Decisions", "Who decided what, and when", _DECIDE, "panel('log')"),
    Command("open_in_browser", ("o",), "Browser", "Open the post in the browser",
            _SHARE, "do('open_in_browser')", in_footer=True),
    Command("copy_text", ("y",), "Copy", "Copy the text", _SHARE, "do('copy_text')"),
    Command("copy_link", ("Y",), "Copy link", "Copy the link", _SHARE, "do('copy_link')"),
    Command("why", ("w",), "Why", "Why the post is shown; with none chosen, why one is not",
            _FIND, "do('why')"),
    Command("density", ("D",), "Density", "More posts and less of each, or all of it", _PLACES, "appearance('density')"),
    Command("times", ("T",), "Times", "Say how long ago a post was, or when", _PLACES, "appearance('times')"),
    Command("reset_appearance", (), "Reset appearance", "Colours, density and times as the settings say, not as chosen here",
            _PLACES, "appearance('reset')"),
    Command("preview", (), "Preview", "Show or hide the preview beside the panes, from 160 columns",
            _PLACES, "panel('preview')"),
    Command("fetch_now", ("R",), "Fetch", "Ask every source now", _PROGRAM, "do('fetch_now')"),
    Command("health", ("h",), "Sources", "How every source is doing", _PROGRAM, "panel('health')"),
    Command("activity", ("A",), "Activity", "Who and what comes up most; each entry is a filter",
            _FIND, "panel('activity')"),
    Command("activity.period", ("s",), "Period", "In the activity: the running session, or 15 minutes",
            _FIND, "period", Where.ACTIVITY),
    Command("activity.back", ("escape", "q", "A"), "Back", "From the activity back to the desk",
            _PROGRAM, "leave", Where.ACTIVITY),
    Command("pane_1", ("1",), "Feeds", "To the feeds", _PLACES, "pane(1)"),
    Command("pane_2", ("2",), "Backchannel", "To the backchannel", _PLACES, "pane(2)"),
    Command("pane_3", ("3",), "Notes", "To the notes", _PLACES, "pane(3)"),
    Command("pane_4", ("4",), "Pins", "To the pins", _PLACES, "pane(4)"),
    Command("next_pane", ("tab",), "Next pane", "To the next pane", _PLACES, "pane(0, 1)"),
    Command("previous_pane", ("shift+tab",), "Previous pane", "To the previous pane", _PLACES, "pane(0, -1)"),
    Command("zoom", ("z",), "Zoom", "Give the pane all the room, or share it again",
            _PLACES, "arrange('zoom')"),
    Command("narrower", ("less_than_sign",), "Narrower pane", "Make the pane narrower",
            _PLACES, "arrange('narrower')"),
    Command("wider", ("greater_than_sign",), "Wider pane", "Make the pane wider",
            _PLACES, "arrange('wider')"),
    Command("lower", (), "Lower pane", "Make the pane lower, where two share a column",
            _PLACES, "arrange('lower')"),
    Command("higher", (), "Higher pane", "Make the pane higher, where two share a column",
            _PLACES, "arrange('higher')"),
    Command("move_left", (), "Move pane left", "Move the pane's column to the left",
            _PLACES, "arrange('left')"),
    Command("move_right", (), "Move pane right", "Move the pane's column to the right",
            _PLACES, "arrange('right')"),
    Command("hide_pane", (), "Hide pane", "Take the pane away; its number brings it back",
            _PLACES, "arrange('hide')"),
    Command("show_panes", (), "Show all panes", "Bring back every pane that was taken away",
            _PLACES, "arrange('show')"),
    Command("reset_panes", (), "Reset panes", "Widths, heights and places of the panes as at first",
            _PLACES, "arrange('reset')"),
    Command("filter.keep", ("enter",), "Keep", "In a filter: keep it and go back to reading",
            _TYPING, "", Where.FILTER, in_footer=True),
    Command("filter.clear", ("escape",), "Clear", "In a filter: show everything again",
            _TYPING, "", Where.FILTER, in_footer=True),
    Command("filter.earlier", ("up", "down"), "Earlier", "In a filter or note: what was entered before",
            _TYPING, "", Where.FILTER, in_footer=True),
    Command("filter.complete", ("tab",), "Complete", "In a filter: complete a field or a known value",
            _TYPING, "", Where.FILTER, in_footer=True),
    Command("note.keep", ("enter",), "Write it down", "In a note: write it down",
            _TYPING, "", Where.NOTE, in_footer=True),
    Command("note.leave", ("escape",), "Keep as a draft", "In a note: go back; the words wait for the next note",
            _TYPING, "", Where.NOTE, in_footer=True),
    Command("note.about", ("tab",), "About another", "In a note: about the chosen post, about none, or about what it was",
            _TYPING, "", Where.NOTE, in_footer=True),
    Command("ask.keep", ("enter",), "Go on", "When asked something: go on with these words, or none",
            _TYPING, "", Where.ASK, in_footer=True),
    Command("ask.leave", ("escape",), "Not now", "When asked something: go back, and nothing is done",
            _TYPING, "", Where.ASK, in_footer=True),
    Command("commands", ("colon", "ctrl+p"), "Commands", "Every command by name",
            _PROGRAM, "app.palette", in_footer=True),
    Command("help", ("question_mark",), "Help", "These keys", _PROGRAM, "panel('help')", in_footer=True),
    Command("tour", (), "Tour", "Shows the way round the desk, in two minutes", _PROGRAM, "app.tour"),
    Command("back", ("escape",), "Back", "Peel one layer: help, entry, marks, zoom, filter, cursor",
            _PROGRAM, "back"),
    Command("quit", ("q",), "Quit", "Back; with nothing left to go back from, quit", _PROGRAM, "leave"),
    Command("redraw", ("ctrl+l",), "Redraw", "Paint everything anew, after something else wrote over it",
            _PROGRAM, "redraw", Where.ANYWHERE),
    Command("interrupt", ("ctrl+c",), "Quit", "Twice: quit from anywhere; a note half written is kept",
            _PROGRAM, "interrupt", Where.ANYWHERE),
)  # fmt: skip  # a table reads better than a page of brackets

_FOOTER_ORDER: Final = (_ABOUT, _FIND, _DECIDE, _SHARE, _READ, _PLACES, _TYPING, _PROGRAM)

BY_ID: Final = {command.id: command for command in COMMANDS}


def bindings(where: Where) -> list[Binding]:
    """Textual's bindings for one part of the screen. Ids are the keymap's names."""
    return [binding(command) for command in _of(where) if command.action]


def binding(command: Command) -> Binding:
    """Textual's binding of one."""
    from textual.binding import Binding  # here, for who only reads the table needs no screen

    return Binding(
        ",".join(command.keys) or no_key(command.id),
        command.action,
        command.label,
        show=command.in_footer,
        id=command.id,
        tooltip=command.help,
        priority=command.where is Where.ANYWHERE,  # or else a panel would keep it from the program
    )


def no_key(action: str) -> str:
    """What stands for the key of an action without one; nobody can press it."""
    return f"no_key_{action}"


def _of(where: Where) -> Iterable[Command]:
    return (command for command in COMMANDS if command.where is where)


def footer(
    where: Where, *, besides: Iterable[str] = (), commands: Sequence[Command] = COMMANDS
) -> tuple[Command, ...]:
    """What the bottom line shows while `where` has the keyboard, in the order of the groups.

    `besides` names what is worth showing just now. `commands` have the keys in force; one without
    any is not shown.
    """
    is_typing = where in {Where.FILTER, Where.NOTE, Where.ASK}
    places = {where} if is_typing else {Where.DESK, where}
    shown = [
        each
        for each in commands
        if each.keys and (each.in_footer or each.id in besides) and each.where in places
    ]
    return tuple(sorted(shown, key=lambda each: _FOOTER_ORDER.index(each.group)))
