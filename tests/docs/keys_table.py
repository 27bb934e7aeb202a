"""The table of keys in the manual, made from the commands; run as a module, it writes the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tests.docs import manual

from backchannel.ui.commands import COMMANDS, Group
from backchannel.ui.palette.help_panel import PLACES

PAGE: Final = "using/facilitator.md"

_BLOCK: Final = re.compile(r"(<!-- keys: [^>]* -->\n)(.*?)(<!-- end of keys -->)", re.DOTALL)


def written() -> str:
    """The table as it stands on the page."""
    found = _BLOCK.search(manual.page(PAGE))
    assert found, "the marks around the keys are gone"
    return found[2]


def table() -> str:
    """The table as it should stand there."""
    return "\n".join(["| keys | what they do | where |", "|---|---|---|", *_rows(), ""])


def _rows() -> Iterator[str]:
    for group in Group:
        yield f"| **{group}** | | |"
        for command in COMMANDS:
            if command.group is group:
                keys = " ".join(f"`{key}`" for key in command.shown_keys.split())
                keys += "" if command.keys else f" {command.label}"
                yield f"| {keys} | {command.help} | {PLACES[command.where]} |"


if __name__ == "__main__":
    path = manual.DOCS / PAGE
    path.write_text(_BLOCK.sub(rf"\g<1>{table()}\g<3>", path.read_text("utf-8")), "utf-8")
