"""The names of event files as people type them, and what is meant where there is none."""

from __future__ import annotations

import os
from difflib import SequenceMatcher
from pathlib import Path
from typing import Final

from backchannel.cli.events.demo import ACCOUNTS_BESIDE
from backchannel.config.problems import listed, nearest, quoted
from backchannel.errors import ConfigError

SUFFIX: Final = ".toml"

_ALIKE: Final = 0.8
"""How like `.toml` an ending is that is meant for it: `.tml` is, `.to` and `.html` are not."""

_FEW: Final = 5


def is_name(word: str) -> bool:
    """Whether a word can only be an event file's name, spelled rightly or nearly so."""
    suffix = os.path.splitext(word)[1].casefold()  # noqa: PTH122  # the text may be no path at all
    is_alike = SequenceMatcher(a=suffix, b=SUFFIX).ratio() > _ALIKE
    is_alike = is_alike or sorted(suffix) == sorted(SUFFIX)
    return is_alike and not any(letter.isspace() for letter in word) and "://" not in word


def check_it_is_there(file: Path) -> None:
    """Raise ConfigError that names the nearest file where there is none of that name."""
    if not file.is_file():
        what = "is a directory" if file.is_dir() else "there is no such event file"
        raise ConfigError(f"{what}{_hint(file)}", file=file)


def _hint(file: Path) -> str:
    within = file if file.is_dir() else file.parent
    try:
        there = sorted({each.name for each in within.glob(f"*{SUFFIX}")} - {ACCOUNTS_BESIDE})
    except OSError:
        return ""
    meant = nearest(file.name, there)
    if meant or not 0 < len(there) <= _FEW:
        return meant
    return f"; there is {listed(map(quoted, there))}"
