"""What an action is: its name, its keys, and which part of the screen it belongs to."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from backchannel.ui.key_names import shown


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
    COMPOSE = "compose"
    OUTGOING = "outgoing"
    ACTIVITY = "activity"
    SOURCES = "sources"
    ADDING = "adding"
    QUESTIONS = "questions"
    PRESENTER = "presenter"
    OPERATOR = "operator"
    PROJECTOR = "projector"
    SESSIONS = "sessions"
    TIME_BAR = "time bar"


class Group(StrEnum):
    """The headings of the help screen."""

    READ = "Read"
    DECIDE = "Decide"
    QUESTIONS = "Questions and cues"
    PROGRAMME = "The programme"
    JOIN = "Join in"
    FIND = "Find"
    SHARE = "Open and copy"
    STAGE = "The stage"
    PLACES = "Panes and panels"
    DETAILS = "In the details of a post"
    BAR = "In the time bar"
    PRESENTER = "On the presenter's screen"
    REPLAY = "In a replay"
    TYPING = "While typing"
    PROGRAM = "The program"


class Command(Struct, frozen=True):
    """One action. `keys` are Textual's names, the first is shown; `label` is for the footer.

    One without keys is found by its name, behind `:`, until somebody gives it one. The lines where
    one types hear their keys themselves, and have no `action` here; nor have keys that mean
    something else each. One that `opens_line` opens a place where one types, or is refused.
    """

    id: str
    keys: tuple[str, ...]
    label: str
    help: str
    group: Group
    action: str
    where: Where = Where.DESK
    in_footer: bool = False
    opens_line: bool = False

    @property
    def shown_keys(self) -> str:
        """The keys as people write them; `:` finds what has none."""
        return " ".join(map(shown, self.keys)) or ":"

    @property
    def shown_key(self) -> str:
        """The first of them."""
        return shown(self.keys[0]) if self.keys else ":"
