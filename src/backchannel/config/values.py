"""One value out of a file as the type that its key asks for, or what is wrong with it."""

from __future__ import annotations

import re
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from math import isfinite
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from backchannel.clean.terminal import clean_line
from backchannel.config.positions import Key
from backchannel.config.problems import listed, nearest, quoted

MAX_TEXT: Final = 4_096
"""Characters of one value; longer ones are refused, never cut."""

_DURATION: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(s|m|h|d)")
_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_NAMES: Final[Mapping[type, str]] = {
    str: "text in quotes",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    datetime: "a date and time such as 2026-03-14T09:30:00Z",
    timedelta: 'a length of time such as "90s", "3m", "2h" or "1d"',
}


@cache  # five hundred sources of a kind have the same options
def hints_of(cls: type[Any]) -> Mapping[str, Any]:
    """The types of a dataclass's fields."""
    return get_type_hints(cls)


class WrongValue(Exception):
    """A value is not what its key asks for; `key` leads from there to the part at fault."""

    def __init__(self, problem: str, key: Key = ()) -> None:
        self.key = key
        super().__init__(problem)


def convert(value: object, hint: Any) -> object:  # Any: a type, a union or a Literal
    """The value as the annotated type. Text is cleaned to one line. Raises WrongValue."""
    origin = get_origin(hint)
    if origin in {Union, types.UnionType}:
        *also, wanted = _options(hint)
        if also and isinstance(value, bool):
            return value
        return _one_more(value, wanted) if also else convert(value, wanted)
    if origin is Literal:
        return _one_of(value, get_args(hint))
    if origin is tuple:
        return _sequence(value, get_args(hint)[0])
    if origin is Mapping:
        return _texts(value)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint(_one_of(value, tuple(str(member) for member in hint)))
    if is_dataclass(hint) and isinstance(hint, type):
        return _table(value, hint)
    return _plain(value, hint)


def is_readable(hint: Any) -> bool:  # Any: as in convert
    """Whether `convert` knows what a key of this type takes."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin in {Union, types.UnionType}:
        *also, wanted = _options(hint)
        return also in ([], [bool]) and is_readable(wanted)
    if origin is Literal:
        return all(isinstance(part, str) for part in parts)
    if origin is tuple:
        return parts[1:] == (...,) and is_readable(parts[0])
    if origin is Mapping:
        return parts == (str, str)
    if not isinstance(hint, type):
        return False
    return hint in _NAMES or issubclass(hint, StrEnum) or is_dataclass(hint)


def described(hint: Any) -> str:  # Any: as in convert
    """What a key takes, in words for the manual and for messages."""
    origin = get_origin(hint)
    if origin in {Union, types.UnionType}:
        *also, wanted = _options(hint)
        return f"true, or {described(wanted)}" if also else described(wanted)
    if origin is Literal:
        return listed(map(_in_quotes, get_args(hint)))
    if origin is tuple:
        return f"a list, each item {described(get_args(hint)[0])}"
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return listed(map(_in_quotes, hint))
    return _NAMES.get(hint, "a table")


def _options(hint: Any) -> list[Any]:  # Any: as in convert
    """What a union takes beside None, true and false first."""
    options = [option for option in get_args(hint) if option is not types.NoneType]
    return sorted(options, key=lambda option: option is not bool)


def _one_more(value: object, hint: Any) -> object:  # Any: as in convert
    """Of a key that takes true and false, too."""
    try:
        return convert(value, hint)
    except WrongValue as wrong:
        raise WrongValue(str(wrong).replace("must be ", "must be true, or ", 1)) from wrong


def from_text(text: str, hint: Any) -> object:  # Any: as in convert
    """A value out of the environment, where everything is text. Raises WrongValue."""
    if hint is bool:
        words = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
        return _one_of_mapping(text, words)
    if hint in {int, float}:
        try:
            return hint(text)
        except ValueError as error:
            raise WrongValue(f"must be {_NAMES[hint]}, not {quoted(text)}") from error
    if get_origin(hint) is tuple:
        return convert([part.strip() for part in text.split(",") if part.strip()], hint)
    return convert(text, hint)


def _one_of_mapping(text: str, words: Mapping[str, bool]) -> bool:
    if text.casefold() not in words:
        raise WrongValue(f"must be true or false, not {quoted(text)}")
    return words[text.casefold()]


def _one_of(value: object, choices: tuple[str, ...]) -> str:
    if isinstance(value, str) and value in choices:
        return value
    hint = nearest(value, choices) if isinstance(value, str) else ""
    raise WrongValue(f"must be {listed(map(_in_quotes, choices))}, {_not(value)}{hint}")


def _sequence(value: object, hint: Any) -> tuple[object, ...]:  # Any: as in convert
    if not isinstance(value, list | tuple):
        raise WrongValue(f'must be a list, written ["…", "…"], {_not(value)}')
    items = []
    for index, item in enumerate(value):
        try:
            items.append(convert(item, hint))
        except WrongValue as wrong:
            raise WrongValue(str(wrong), (index, *wrong.key)) from wrong
    return tuple(items)


def _texts(value: object) -> Mapping[str, str]:
    """Texts under names that nobody knows beforehand."""
    if not isinstance(value, dict):
        raise WrongValue(f'must be a table of texts, written {{ key = "…" }}, {_not(value)}')
    found: dict[str, str] = {}
    for name, text in value.items():
        if not isinstance(text, str):
            raise WrongValue(f"must be {described(str)}, {_not(text)}", (name,))
        found[name] = _text(text)
    return found


def _table(value: object, cls: type) -> object:
    if not isinstance(value, dict):
        raise WrongValue(f"must be a table, written {{ key = value }}, {_not(value)}")
    hints = hints_of(cls)
    for name in value:
        if name not in hints:
            raise WrongValue(f"is not a key here{nearest(name, hints)}", (name,))
    values = {}
    for each in fields(cls):
        if each.name in value:
            try:
                values[each.name] = convert(value[each.name], hints[each.name])
            except WrongValue as wrong:
                raise WrongValue(str(wrong), (each.name, *wrong.key)) from wrong
        elif each.default is MISSING and each.default_factory is MISSING:
            raise WrongValue(f"needs the key {each.name}")
    return cls(**values)


def _plain(value: object, hint: type) -> object:
    if hint is str and isinstance(value, str):
        return _text(value)
    if hint is datetime and type(value) is date:
        # The event's zone is put in by whoever knows it.
        return datetime.combine(value, time())
    if hint is timedelta and isinstance(value, str):
        return _duration(value)
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is hint and not (isinstance(value, float) and not isfinite(value)):
        return value
    raise WrongValue(f"must be {described(hint)}, {_not(value)}")


def _text(value: str) -> str:
    if len(value) > MAX_TEXT:
        raise WrongValue(f"is longer than {MAX_TEXT} characters")
    return str(clean_line(value, limit=MAX_TEXT))


def _duration(text: str) -> timedelta:
    found = _DURATION.fullmatch(text.strip())
    if not found:
        raise WrongValue(f"must be {described(timedelta)}, {_not(text)}")
    return timedelta(seconds=float(found[1]) * _UNITS[found[2]])


def _in_quotes(word: str) -> str:
    return f'"{word}"'


def _not(value: object) -> str:
    shown = str(value).lower() if isinstance(value, bool) else repr(value)
    return f"not {shown if len(shown) <= 60 else shown[:59] + '…'}"


def toml_text(text: str) -> str:
    """A string as TOML writes it; JSON writes it in the same way, but for quotes within and DEL."""
    import json  # a desk that opens again reads no file

    if '"' in text and "'" not in text and text.isprintable():
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
