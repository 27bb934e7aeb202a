"""For terminals that know letters and signs of ASCII only: each other one by one that they know.

What is drawn keeps its place, since everything becomes as many letters as it has cells.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from rich.cells import cell_len

_FRAMES: Final = {
    **dict.fromkeys("─━═╌╍┄┅┈┉╴╶", "-"),
    **dict.fromkeys("│┃║╎╏┆┇┊┋╵╷▏▕", "|"),
    **dict.fromkeys("┌┐└┘├┤┬┴┼╭╮╰╯╔╗╚╝╠╣╦╩╬", "+"),
}
_SIGNS: Final = {
    "●": "*",
    "◐": "~",
    "◔": "~",
    "○": "o",
    "■": "#",
    "◌": ".",
    "✕": "x",
    "×": "x",
    "•": "*",
    "★": "#",
    "▌": ">",
    "▐": "<",
    "┊": ":",
    "▲": "^",
    "▼": "v",
    "↑": "^",
    "↓": "v",
    "←": "<",
    "→": ">",
    "▸": ">",
    "▶": ">",
    "▾": "v",
    "◆": "+",
    "✓": "v",
    "¶": "=",
    "§": "&",
    "▣": "%",
    "▤": "#",
    "♪": "~",
    "…": "~",
    "·": "-",
    "–": "-",
    "—": "-",
    "‘": "'",
    "’": "'",
    "‚": ",",
    "“": '"',
    "”": '"',
    "„": '"',
    "«": '"',
    "»": '"',
    "▔": "-",
    "▁": "_",
    "▂": "_",
    "▃": ".",
    "▄": "-",
    "▅": "=",
    "▆": "+",
    "▇": "*",
    "█": "#",
    "▀": '"',
    "‖": "|",
    **dict.fromkeys("▘▝▖▗▞▚▛▜▙▟", "#"),
    "░": ".",
    "▒": ":",
    "▓": "#",
}
_LETTERS: Final = dict(zip("ßøæØÆłŁđĐıœŒþð", "soaOAlLdDioOtd", strict=True))
SIGNS: Final[Mapping[str, str]] = {**_FRAMES, **_SIGNS, **_LETTERS}
"""What we draw and what stands for it, and letters that are made of no other with a mark."""

_OTHER: Final = re.compile("[^\x00-\x7f]")


def in_ascii(text: str) -> str:
    """The same in ASCII, in as many cells; a letter that has no like is a question mark."""
    return text if text.isascii() else _OTHER.sub(lambda found: _like(found[0]), text)


def knows_ascii_only(environ: Mapping[str, str]) -> bool:
    """Whether the terminal was said to know no Unicode.

    An environment that says nothing of it is that of a container or a cron job, whose terminal,
    if there is one, is of today.
    """
    if environ.get("TERM", "").partition("-")[0] in {"vt52", "vt100", "vt102", "vt220", "vt320"}:
        return True
    said = next((environ[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if environ.get(name)), "")
    charset = (environ.get("PYTHONIOENCODING", "").partition(":")[0] or said).casefold()
    return bool(charset) and "utf" not in charset


def _like(letter: str) -> str:
    if letter in SIGNS:
        return SIGNS[letter]
    room = cell_len(letter)
    base = unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode()
    return base if base.isprintable() and len(base) == room and base else "?" * room
