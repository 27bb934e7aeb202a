"""The table of keys in the manual, made from the commands; run as a module, it writes the page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from tests.docs import manual

from backchannel.ui.commands import COMMANDS, Command, Group, Where
from backchannel.ui.palette.help_panel import PLACES

PAGES: Final[Mapping[str, frozenset[Where]]] = {
    "using/facilitator.md": frozenset(Where)
    - {Where.OPERATOR, Where.PROJECTOR, Where.PRESENTER, Where.SESSIONS},
    "using/presenter.md": frozenset({Where.PRESENTER}),
    "using/operator.md": frozenset({Where.OPERATOR, Where.PROJECTOR}),
    "using/programme.md": frozenset({Where.SESSIONS}),
}
"""The pages that have a table of keys, and of which places."""

ALSO: Final[Mapping[str, frozenset[str]]] = {"using/operator.md": frozenset({"blank"})}
"""What else is a key there."""

_BLOCK: Final = re.compile(r"(<!-- keys: [^>]* -->\n)(.*?)(<!-- end of keys -->)", re.DOTALL)


def written(page: str) -> str:
    """The table as it stands on a page."""
    found = _BLOCK.search(manual.page(page))
    assert found, "the marks around the keys are gone"
    return found[2]


def table(page: str) -> str:
    """The table as it should stand there."""
    return "\n".join(["| keys | what they do | where |", "|---|---|---|", *_rows(page), ""])


def _rows(page: str) -> Iterator[str]:
    for group in Group:
        commands = [each for each in COMMANDS if each.group is group and _is_on(page, each)]
        if commands:
            yield f"| **{group}** | | |"
        for command in commands:
            keys = " ".join(f"`{key}`" for key in command.shown_keys.split())
            keys += "" if command.keys else f" {command.label}"
            yield f"| {keys} | {command.help} | {PLACES[command.where]} |"


def _is_on(page: str, command: Command) -> bool:
    return command.where in PAGES[page] or command.id in ALSO.get(page, ())


if __name__ == "__main__":
    for page in PAGES:
        path = manual.DOCS / page
        whole = _BLOCK.sub(rf"\g<1>{table(page)}\g<3>", path.read_text("utf-8"))
        path.write_text(whole, "utf-8")
