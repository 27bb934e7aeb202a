"""How far a long work is, for somebody at a terminal; nobody else is told."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from backchannel.record.reading import Progress


@contextmanager
def bar(label: str) -> Iterator[Progress]:
    """A bar on stderr while the block runs, if that is a terminal; call what it gives."""
    from backchannel.record.reading import unheard

    if sys.stderr is None or not sys.stderr.isatty():
        yield unheard
        return
    with click.progressbar(length=1, label=label, file=sys.stderr) as shown:

        def show(done: int, of: int) -> None:
            shown.length = max(of, 1)
            shown.update(done - shown.pos)

        yield show
