"""The pages of the manual, taken apart for the tests that hold them to the program."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
DOCS: Final = ROOT / "docs"

_CELLS: Final = re.compile(r"(?<!\\)\|")


def page(name: str) -> str:
    """The text of a page below `docs`."""
    return (DOCS / name).read_text("utf-8")


def section(text: str, heading: str) -> str:
    """What stands under a heading, up to the next one of any level."""
    found = re.search(
        rf"^#+ {re.escape(heading)}\n(.*?)(?=^#+ |\Z)", text, re.MULTILINE | re.DOTALL
    )
    assert found, f"there is no section {heading}"
    return found[1]


def rows(text: str) -> list[tuple[str, ...]]:
    """The rows of every table, without headings and rules."""
    tables = re.findall(r"^\|[^\n]*\n\|[-|]+\|\n((?:^\|[^\n]*\n)+)", text, re.MULTILINE)
    lines = [line for table in tables for line in table.splitlines()]
    return [tuple(cell.strip() for cell in _CELLS.split(line)[1:-1]) for line in lines]


def codes(text: str) -> list[str]:
    """What stands in backticks."""
    return re.findall(r"`([^`\n]+)`", text)


def fenced(text: str, language: str) -> list[str]:
    """The blocks of a language; without one, those that name none."""
    blocks = re.findall(r"^```(\w*)\n(.*?)^```\n", text, re.MULTILINE | re.DOTALL)
    return [block for named, block in blocks if named == language]
