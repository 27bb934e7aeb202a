"""A TOML file with the lines of its keys, read table by table into dataclasses."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, TypeVar

from backchannel.config.positions import Key, column_of, line_of, lines_of
from backchannel.config.problems import nearest, quoted
from backchannel.config.values import WrongValue, convert, hints_of
from backchannel.errors import ConfigError

T = TypeVar("T")

MAX_BYTES: Final = 1 << 20
_SYNTAX_LINE: Final = re.compile(r"\s*\(at line (\d+), column \d+\)|\s*\(at end of document\)")
_SECRET: Final = re.compile(r"(?i)token|secret|passw|passphrase|api_?key|credential|authorization")


@dataclass(frozen=True, slots=True)
class Document:
    """A file that is valid TOML. What is wrong with its keys is collected in `problems`."""

    file: Path
    tree: Mapping[str, Any]
    problems: list[ConfigError] = field(default_factory=list)
    text: str = ""

    @property
    def lines(self) -> Mapping[Key, int]:
        """The line of every key; looked for when something is to be said of one."""
        return _lines_of(self.text)

    def blame(self, key: Key, problem: str) -> None:
        """Note that a key is wrong, at its line."""
        error = ConfigError(
            problem, file=self.file, line=line_of(key, self.lines), key=_spelled(key)
        )
        self.problems.append(error)

    def column(self, key: Key, offset: int) -> int | None:
        """The column, from 1, of a letter of a text on one line; None where that is not clear."""
        lines = self.text.split("\n")
        return column_of(lines[line_of(key, self.lines) - 1], str(key[-1]), offset)

    def table(self, name: str) -> Mapping[str, Any]:
        """A `[name]` table; empty when it is missing or something else (which is blamed)."""
        value = self.tree.get(name, {})
        if isinstance(value, dict):
            return value
        self.blame((name,), f"must be a table, written [{name}]")
        return {}

    def tables(self, name: str) -> Sequence[Mapping[str, Any]]:
        """Every `[[name]]`; empty when there is none or it is something else (blamed)."""
        value = self.tree.get(name, [])
        if isinstance(value, list) and all(isinstance(item, dict) for item in value):
            return value
        self.blame((name,), f"must be tables, each written [[{name}]]")
        return []

    def only(self, table: Mapping[str, Any], key: Key, allowed: Sequence[str]) -> None:
        """Blame every key that is not allowed, with the nearest one that is."""
        for name in table:
            if name in allowed:
                continue
            if _SECRET.search(name):
                self.blame((*key, name), SECRETS_ELSEWHERE)
            else:
                self.blame((*key, name), f"is not a key here{_suggest(name, allowed)}")

    def read(self, cls: type[T], table: Mapping[str, Any], key: Key) -> T | None:
        """The table as a dataclass; None when a value is wrong or missing (blamed).

        Keys that are no field of `cls` are left to `only`.
        """
        before = len(self.problems)
        values = self.values(cls, table, key)
        if len(self.problems) > before:
            return None
        try:
            return cls(**values)
        except ValueError as error:
            name, _, problem = str(error).partition(" ")
            if name in table:
                self.blame((*key, name), problem)
            else:
                self.blame(key, str(error))
            return None

    def values(self, cls: type, table: Mapping[str, Any], key: Key) -> dict[str, Any]:
        """Those values that are all right, by the fields of a dataclass; the others are blamed."""
        hints = hints_of(cls)
        values: dict[str, Any] = {}
        for each in fields(cls):
            if each.name in table:
                try:
                    values[each.name] = convert(table[each.name], hints[each.name])
                except WrongValue as wrong:
                    self.blame((*key, each.name, *wrong.key), str(wrong))
            elif each.default is MISSING and each.default_factory is MISSING:
                self.blame(key, f"needs the key {each.name}")
        return values


SECRETS_ELSEWHERE: Final = (
    "secrets do not belong in this file, which people share; put it into the environment "
    "(BACKCHANNEL_<HOST>_TOKEN or token_env), the keyring, or a command (token_command)"
)


def read_document(file: Path) -> Document:
    """Read a TOML file; raises ConfigError with the line when it is not one."""
    try:
        with file.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            raise ConfigError("is larger than 1 MiB", file=file)
        return parse_document(raw.decode("utf-8-sig"), file)
    except FileNotFoundError as error:
        raise ConfigError("there is no such file", file=file) from error
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", file=file) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ConfigError("is not UTF-8 text", file=file, line=line) from error


def parse_document(text: str, file: Path) -> Document:
    """The text of a TOML file; raises ConfigError with the line when it is not valid."""
    text = text.replace("\r\n", "\n")
    try:
        return Document(file, tomllib.loads(text), text=text)
    except tomllib.TOMLDecodeError as error:
        found = _SYNTAX_LINE.search(str(error))
        line = int(found[1]) if found and found[1] else text.count("\n") + 1
        problem = _SYNTAX_LINE.sub("", str(error))
        raise ConfigError(f"not valid TOML: {problem}", file=file, line=line) from error
    except ValueError as error:  # Python reads no whole number of more than 4,300 digits
        raise ConfigError("not valid TOML: a number that nobody can mean", file=file) from error
    except RecursionError as error:
        raise ConfigError("is nested too deeply", file=file) from error


@lru_cache(maxsize=1)  # of one file a hundred things may be wrong
def _lines_of(text: str) -> Mapping[Key, int]:
    return lines_of(text)


def _suggest(name: str, allowed: Sequence[str]) -> str:
    return nearest(name, allowed) or f"; allowed: {', '.join(allowed)}"


def _spelled(key: Key) -> str:
    """`source[2].pane`, counted from 1 as people count."""
    words = [f"[{part + 1}]" if isinstance(part, int) else f".{quoted(part)}" for part in key]
    return "".join(words).removeprefix(".")
