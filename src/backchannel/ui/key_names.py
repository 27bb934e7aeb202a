"""Keys as people write them, and as Textual names them."""

from __future__ import annotations

import os
import re
import string
import unicodedata
from typing import Final

from backchannel.config.problems import nearest, quoted
from backchannel.model.patterns import LatePattern
from backchannel.ui.terminal.spelling import knows_ascii_only

_SHOWN: Final = {
    "down": "↓",
    "up": "↑",
    "left": "←",
    "right": "→",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "home": "Home",
    "end": "End",
    "insert": "Ins",
    "delete": "Del",
    "enter": "Enter",
    "escape": "Esc",
    "space": "Space",
    "tab": "Tab",
    "backspace": "Backspace",
    **{f"f{number}": f"F{number}" for number in range(1, 13)},
}
"""Every key that is no letter or sign, and how it is written."""

_ARROWS: Final = {"down": "Down", "up": "Up", "left": "Left", "right": "Right"}
"""How they are written without Unicode: what stands for an arrow there, as `v`, is a key itself."""

_OTHER_SPELLINGS: Final = {
    "return": "enter",
    "esc": "escape",
    "ins": "insert",
    "del": "delete",
    "pgdn": "pagedown",
    "pgup": "pageup",
    "page_down": "pagedown",
    "page_up": "pageup",
}
_NAMED: Final = {
    **{name: name for name in _SHOWN},
    **{shown.casefold(): name for name, shown in _SHOWN.items()},
    **_OTHER_SPELLINGS,
}

_SHORTER: Final = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
_MODIFIERS: Final = ("alt", "ctrl", "shift", "super")
_MODIFIED: Final = LatePattern(rf"((?:(?:{'|'.join(_MODIFIERS)})\s*\+\s*)+)(.+)", re.IGNORECASE)

_SAME: Final = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+left_square_bracket": "escape"}
"""What no terminal of the common kind tells apart."""


class UnknownKey(ValueError):
    """What somebody wrote is no key; `str()` says so, and what is near."""


def key_of(written: str) -> str:
    """Textual's name of a key: of `P`, `Ctrl+R`, `Space`, `/` or `slash`. Raises UnknownKey."""
    written = written.strip()
    if found := _MODIFIED.made.fullmatch(written):
        held = sorted({each.strip().casefold() for each in found[1].split("+") if each.strip()})
        return _held(held, key_of(found[2]))
    folded = written.casefold()
    if folded in _NAMED:
        return _NAMED[folded]
    if len(written) == 1 and written.isprintable():
        return _of_sign(written)
    if len(written) > 1 and _sign_of(folded):
        return folded
    hint = nearest(written, _NAMED) or "; write a letter, a sign, Space, Enter, PgDn, F2 or Ctrl+R"
    raise UnknownKey(f"{quoted(written)} is not a key{hint}")


def shown(key: str) -> str:
    """A key as people write it: `Ctrl+R`, `/`, `↓`; `Down` for a terminal without arrows."""
    *held, bare = key.split("+")
    if held:
        sign = shown(bare)
        words = [*(each.capitalize() for each in held), sign.upper() if sign == bare else sign]
        return "+".join(words)
    if key in _ARROWS and knows_ascii_only(os.environ):
        return _ARROWS[key]
    return _SHOWN.get(key) or _sign_of(key) or key


def is_typed(key: str) -> bool:
    """Whether the key puts something into a line where one types."""
    return key == "space" or (key not in _SHOWN and "+" not in key)


def _held(modifiers: list[str], key: str) -> str:
    if len(key) == 1 and modifiers == ["shift"]:
        return key.upper()
    if len(key) == 1:
        key = key.lower()
    whole = "+".join([*modifiers, key])
    if whole in _SAME:
        raise UnknownKey(f"terminals send the same for {shown(whole)} and {shown(_SAME[whole])}")
    return whole


def _of_sign(sign: str) -> str:
    if sign.isalnum():
        return sign
    name = unicodedata.name(sign, "").lower().replace("-", "_").replace(" ", "_")
    return _SHORTER.get(name, name) or sign


_SIGNS: Final = {_of_sign(sign): sign for sign in string.punctuation}


def _sign_of(key: str) -> str:
    """The letter or sign of a name, empty when it is the name of none."""
    if len(key) == 1 or key in _SIGNS:
        return _SIGNS.get(key, key)
    try:
        return unicodedata.lookup(key.replace("_", " ").upper())
    except KeyError:
        return ""
