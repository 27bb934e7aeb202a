"""Cells that a spreadsheet shows and does not run (owasp.org, "CSV Injection")."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

Cell = str | int | float | bool | datetime | None

_RUN: Final = re.compile(r"[\s'\"]*[=+\-@＝＋－＠]|[\t\r\n]")
"""How a cell begins that a spreadsheet may take for a formula, also behind what it passes over."""


def cell(value: Cell) -> str:
    """A value as it stands in a table. Times are ISO 8601 in UTC, yes and no are 1 and 0.

    Words that a spreadsheet would run begin with `'`, by which it knows that they are words.
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, str):
        return f"'{value}" if _RUN.match(value) else value
    return str(value)


def several(words: Iterable[str]) -> str:
    """Words in one cell, a line for each."""
    return "\n".join(dict.fromkeys(words))
