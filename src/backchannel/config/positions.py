"""The line each key of a TOML text stands on, because tomllib does not say."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

Key = tuple[str | int, ...]
"""A way into the file: names of tables and keys, and numbers counted from 0 into arrays."""

_TOKEN: Final = re.compile(
    r"(?P<trivia>[ \t\r]+|\#[^\n]*)|(?P<newline>\n)|(?P<mark>[][{},=.])"
    r'|(?P<string>"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\')'
    r"|(?P<word>[^\s\[\]{},=.#\"']+)",
    re.DOTALL,
)


_QUOTED: Final = re.compile(r""""(?!"")(?:[^\\"]|\\.)*"|'(?!'')[^']*'""")
_LETTER: Final = re.compile(r"\\u.{4}|\\U.{8}|\\.|.")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A header and the keys below it, from its first line to the last that says something.

    Lines count from 1. What stands above every header is the stretch of the empty key, if there is
    any. A table may have several: `[source.outline]` is one of its own, with a longer key.
    """

    key: Key
    first: int
    last: int


def lines_of(text: str) -> Mapping[Key, int]:
    """The line, from 1, of every table, key and array item. `text` must be valid TOML."""
    return _Scanner(text).scan()


def stretches_of(text: str) -> list[Stretch]:
    """Every table with its lines, in the order of the text, which must be valid TOML."""
    scanner = _Scanner(text)
    scanner.scan()
    return scanner.stretches()


def line_of(key: Key, lines: Mapping[Key, int]) -> int:
    """The line of a key, or of the nearest table around it when it is not written down."""
    while key and key not in lines:
        key = key[:-1]
    return lines.get(key, 1)


def column_of(line: str, name: str, offset: int) -> int | None:
    """The column, from 1, of a letter of the text that a key has on this line.

    None where it has no text in plain quotes there.
    """
    found = re.search(rf"""(?:^|[\s{{,.\"'])["']?{re.escape(name)}["']?\s*=\s*""", line)
    if found is None or not (value := _QUOTED.match(line, found.end())):
        return None
    at = value.start() + 1
    if value[0][0] == "'":
        return at + offset + 1
    for letter in islice(_LETTER.finditer(line, at, value.end() - 1), offset):
        at = letter.end()
    return at + 1


class _Scanner:
    """Walks over tokens; trusts that tomllib has already accepted the text."""

    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str, int]] = []
        self.at = 0
        self.lines: dict[Key, int] = {}
        self.lengths: dict[Key, int] = {}  # of arrays of tables, so far
        self.headers: list[tuple[Key, int]] = []  # and the token that each begins with
        line = 1
        for match in _TOKEN.finditer(text):
            if match.lastgroup != "trivia":
                self.tokens.append((match.lastgroup or "", match[0], line))
            line += match[0].count("\n")

    def scan(self) -> Mapping[Key, int]:
        table: Key = ()
        while self._skip_newlines():
            if self._mark() == "[":
                table = self._header()
            else:
                self._pair(table)
        return self.lines

    def stretches(self) -> list[Stretch]:
        """What `scan` has seen, from header to header."""
        starts = [((), 0), *self.headers]
        ends = [*(at for _, at in self.headers), len(self.tokens)]
        found = []
        for (key, start), end in zip(starts, ends, strict=True):
            said = [token for token in self.tokens[start:end] if token[0] != "newline"]
            if said:
                last = said[-1]
                found.append(Stretch(key, said[0][2], last[2] + last[1].count("\n")))
        return found

    def _header(self) -> Key:
        begin = self.at
        self.at += 1
        is_array = self._mark() == "["
        self.at += is_array
        line = self.tokens[self.at][2]
        *parents, last = self._path()
        self.at += 1 + is_array
        table: Key = ()
        for name in parents:
            table = self._inside((*table, name))
        table = (*table, last)
        self.lines.setdefault(table, line)
        if is_array:
            self.lengths[table] = self.lengths.get(table, 0) + 1
        table = self._inside(table)
        self.lines.setdefault(table, line)
        self.headers.append((table, begin))
        return table

    def _inside(self, table: Key) -> Key:
        """The newest item when it is an array of tables, else the table itself."""
        return (*table, self.lengths[table] - 1) if table in self.lengths else table

    def _pair(self, table: Key) -> None:
        line = self.tokens[self.at][2]
        key = table
        for name in self._path():
            key = (*key, name)
            self.lines.setdefault(key, line)
        self.at += 1
        self._value(key)

    def _path(self) -> list[str]:
        names: list[str] = []
        while self.at < len(self.tokens) and self._mark() not in {"]", "="}:
            kind, text, _ = self.tokens[self.at]
            if kind == "string":
                names.append(str(tomllib.loads(f"key={text}")["key"]))
            elif kind == "word":
                names.append(text)
            self.at += 1
        return names

    def _value(self, key: Key) -> None:
        match self._mark():
            case "[":
                self._array(key)
            case "{":
                self._inline_table(key)
            case _:
                while self.at < len(self.tokens) and not self._ends_value():
                    self.at += 1

    def _array(self, key: Key) -> None:
        self.at += 1
        index = 0
        while self._skip_newlines() and self._mark() != "]":
            self.lines[(*key, index)] = self.tokens[self.at][2]
            self._value((*key, index))
            index += 1
            self._skip_comma()
        self.at += 1

    def _inline_table(self, key: Key) -> None:
        self.at += 1
        while self._skip_newlines() and self._mark() != "}":
            self._pair(key)
            self._skip_comma()
        self.at += 1

    def _ends_value(self) -> bool:
        return self.tokens[self.at][0] == "newline" or self._mark() in {",", "]", "}"}

    def _skip_comma(self) -> None:
        if self._skip_newlines() and self._mark() == ",":
            self.at += 1

    def _skip_newlines(self) -> bool:
        """Go to the next thing that says something; False at the end of the file."""
        while self.at < len(self.tokens) and self.tokens[self.at][0] == "newline":
            self.at += 1
        return self.at < len(self.tokens)

    def _mark(self) -> str:
        kind, text, _ = self.tokens[self.at] if self.at < len(self.tokens) else ("", "", 0)
        return text if kind == "mark" else ""


def tokens_of(text: str) -> list[re.Match[str]]:
    """What a text is made of, without blanks and comments; the group that matched is its kind."""
    return [found for found in _TOKEN.finditer(text) if found.lastgroup != "trivia"]
