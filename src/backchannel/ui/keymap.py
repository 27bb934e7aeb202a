"""The keys in force: those of the declaration, but for what the user wants otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from string import ascii_letters
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from backchannel.config.problems import listed, nearest, quoted
from backchannel.errors import ConfigError
from backchannel.ui.commands import BY_ID, COMMANDS, Command, Where, no_key
from backchannel.ui.key_names import UnknownKey, is_typed, key_of, shown

if TYPE_CHECKING:
    from textual.widget import Widget

    from backchannel.config.user_file import WrittenKeys

Changed = Mapping[str, tuple[str, ...]]
"""The keys of each action that the user changed, as Textual names them."""

PALETTE: Final = "palette"
"""What opens the palette from everywhere, also from panels: its first key that nobody types."""

_WHILE_TYPING: Final = frozenset(
    {"enter", "escape", "tab", "shift+tab", "up", "down", "left", "right"}
    | {"home", "end", "backspace", "delete"}
)
"""Keys that a line where one types needs, besides what can be typed."""

_FIXED: Final = frozenset({Where.FILTER, Where.NOTE, Where.ASK})
"""Places that hear their keys themselves."""

_WHERE_ONE_TYPES: Final = frozenset({Where.ANYWHERE, Where.COMPOSE})
"""Places whose keys must be none that can be typed."""

_TOGETHER: Final = frozenset(
    {
        frozenset({Where.DESK, Where.STREAM}),
        frozenset({Where.DESK, Where.ROWS}),
        frozenset({Where.DESK, Where.QUESTIONS}),
        frozenset({Where.ROWS, Where.QUESTIONS}),
        frozenset({Where.ROWS, Where.ACTIVITY}),
        frozenset({Where.ROWS, Where.SOURCES}),
        frozenset({Where.ROWS, Where.ADDING}),
        frozenset({Where.ROWS, Where.SESSIONS}),
        frozenset({Where.ROWS, Where.OUTGOING}),
    }
)
"""Places that hear the same press. A line where one types, and a panel, keep it from the desk."""

_ARROWS: Final = frozenset({"down", "up"})
_BRACED: Final = re.compile(r"\{([a-z][a-z_.0-9]*)\}")


class Keyed(str):
    """A sentence of ours with the ids of commands where their keys belong: `{undo} undoes`."""

    __slots__ = ()


class Keymap:
    """Every command with the keys that it has here."""

    def __init__(self, changed: Changed) -> None:
        self.changed = changed
        self.commands = in_force(changed)

    def for_textual(self) -> Mapping[str, str]:
        """What Textual puts in the place of declared keys."""
        changed = {name: ",".join(keys) or no_key(name) for name, keys in self.changed.items()}
        untyped = (key for key in self.keys_of("commands") if not is_typed(key))
        return {**changed, PALETTE: next(untyped, no_key(PALETTE))}

    def keys_of(self, action: str) -> tuple[str, ...]:
        """The keys of an action, as Textual names them."""
        return self.changed.get(action, BY_ID[action].keys)

    def said(self, action: str) -> str:
        """The key of an action in a sentence: an arrow or the first; `:undo` where it has none."""
        keys = self.keys_of(action)
        if not keys:
            return f"{self.said('commands')}{BY_ID[action].label.lower()}"
        return shown(next((key for key in keys if key in _ARROWS), keys[0]))


def keymap_of(widget: Widget) -> Keymap:
    """The keymap of the program that a widget is in; what is declared, in any other."""
    found = getattr(widget.app, "keymap", None)
    return found if isinstance(found, Keymap) else DECLARED


def with_keys(widget: Widget, text: str) -> str:
    """A sentence of ours as it is said where a widget is: see `Keyed`."""
    if "{" not in text:
        return text
    keymap = keymap_of(widget)
    return _BRACED.sub(lambda found: keymap.said(found[1]), text)


def in_force(changed: Changed) -> tuple[Command, ...]:
    """All commands, in their order, with the keys in force."""
    return tuple(
        replace(each, keys=changed[each.id]) if each.id in changed else each for each in COMMANDS
    )


DECLARED: Final = Keymap({})
"""The keys of somebody who changed none."""


def understood(written: Sequence[WrittenKeys]) -> tuple[Changed, Sequence[ConfigError]]:
    """What the user's `[keys]` change, and what is wrong with them.

    A line with anything wrong is left out, and its command keeps the keys that it had. Of two that
    want the same key the first in the file gets it.
    """
    problems: list[tuple[WrittenKeys, str]] = []
    wanted: dict[str, tuple[str, ...]] = {}
    lines: dict[str, WrittenKeys] = {}
    for line in written:
        try:
            wanted[line.action] = _keys(line)
            lines[line.action] = line
        except UnknownKey as wrong:
            problems.append((line, str(wrong)))
    while clash := _first_clash(wanted):
        action, problem = clash
        problems.append((lines[action], problem))
        del wanted[action]
    return wanted, [_blamed(*each) for each in sorted(problems, key=lambda each: each[0].line)]


def in_short(problems: Sequence[ConfigError]) -> str:
    """The first of the problems in one line, and how many more there are; empty for none."""
    if not problems:
        return ""
    first = problems[0]
    more = f" · {len(problems) - 1} more" if len(problems) > 1 else ""
    return f"{Path(first.file).name}:{first.line}: {first.key}: {first.problem}{more}"


def _keys(line: WrittenKeys) -> tuple[str, ...]:
    command = BY_ID.get(line.action)
    if command is None:
        hint = nearest(line.action, BY_ID) or "; backchannel keys lists all"
        raise UnknownKey(f"is no action{hint}")
    if command.where in _FIXED or not command.action:
        raise UnknownKey("these keys stay as they are")
    if not isinstance(line.keys, str):
        raise UnknownKey('must be keys in quotes, such as "P, Ctrl+R"')
    words = [word for word in line.keys.split(",") if word.strip()]
    keys = tuple(dict.fromkeys(map(key_of, words)))
    for key in keys if command.where in _WHERE_ONE_TYPES else ():
        if is_typed(key) or key in _WHILE_TYPING:
            raise UnknownKey(
                f"{shown(key)} is needed while one types; it may be a key such as Ctrl+C"
            )
    if not keys and line.action in {"commands", "interrupt"}:
        raise UnknownKey("needs a key, or else nothing is found by name or left any more")
    return keys


def _first_clash(wanted: Changed) -> tuple[str, str] | None:
    """The first line that wants a key which another command has, and the words for it."""
    commands = in_force(wanted)
    accepted: list[str] = []
    for action, keys in wanted.items():
        others = [
            each
            for each in commands
            if each.id != action and (each.id not in wanted or each.id in accepted)
        ]
        for key in keys:
            if taken := _taken(BY_ID[action], key, others):
                return action, f"{taken}; {_free(BY_ID[action], commands)}"
        accepted.append(action)
    return None


def _taken(command: Command, key: str, others: Iterable[Command]) -> str:
    """Who has the key where the command would have it, too."""
    for other in others:
        if key in other.keys and _meet(command.where, other.where):
            return f"{shown(key)} is the key of {other.id} ({other.help})"
    return ""


def _meet(one: Where, other: Where) -> bool:
    """Whether commands of two places can be meant by one press of a key."""
    both = frozenset({one, other})
    return len(both) == 1 or Where.ANYWHERE in both or both in _TOGETHER


def _free(command: Command, commands: Sequence[Command]) -> str:
    """Letters that are still to be had."""
    found = [letter for letter in _letters(command) if not _taken(command, letter, commands)]
    if not found:
        return "choose another"
    return f"free are {listed(found[:3]).replace(' or ', ' and ')}, for example"


def _letters(command: Command) -> Iterator[str]:
    if command.where in _WHERE_ONE_TYPES:
        return (f"ctrl+{letter}" for letter in "tgorb")
    own = command.keys[0] if command.keys else ""
    near = [own.swapcase()] if len(own) == 1 else []
    return iter(dict.fromkeys([*near, *ascii_letters]))


def _blamed(line: WrittenKeys, problem: str) -> ConfigError:
    return ConfigError(problem, file=line.file, line=line.line, key=f"keys.{quoted(line.action)}")
