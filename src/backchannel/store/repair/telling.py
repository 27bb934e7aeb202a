"""What could not be saved of tables, in sentences for whoever has to make up for it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final

_TO_DO: Final[Mapping[str, str]] = {
    "forgotten": "of who was forgotten: forget them again before you collect or export",
    "hidings": "of what was hidden, which may be in sight again: look through it before you show "
    "or export it",
    "mutes": "of who was muted, who may be in sight again: mute them again before you show or "
    "export anything",
    "identities": "of the further names of posts, some of which may come a second time",
    "backups": "of which copies were made, which `forget` does not reach any more",
}
"""Where somebody has to do something before it does harm."""


def sentences(pages: Mapping[str, int], unsaid: Collection[str]) -> Iterator[str]:
    """Of tables with so many pages lost, and of those of which it is lost where they were."""
    for name, many in pages.items():
        what = "a page" if many == 1 else f"{many} pages"
        if name in _TO_DO:
            yield f"{what} {_TO_DO[name]}"
        else:
            yield f"{what} of the table {name}, and what only that led to"
    for name in unsaid:
        if name in _TO_DO:
            yield f"perhaps some {_TO_DO[name]}"
    plain = ", ".join(name for name in unsaid if name not in _TO_DO)
    if plain:
        yield f"perhaps some rows of {plain}: the page is lost that said where these are"
