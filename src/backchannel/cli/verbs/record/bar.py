"""How far a long work is, for somebody at a terminal; nobody else is told."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
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
    with click.progressbar(length=1, label=label, file=sys.stderr, width=0) as shown:

        def show(done: int, of: int) -> None:
            shown.length = max(of, 1)
            shown.update(done - shown.pos)

        yield show


@contextmanager
def going_on() -> Iterator[Callable[[str], None]]:
    """The same for work of which nobody knows how long it is: what it is at, on one line."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda _: None
        return
    try:
        yield lambda said: click.echo(f"\r\x1b[K{said}", nl=False, err=True)
    finally:
        click.echo("\r\x1b[K", nl=False, err=True)
