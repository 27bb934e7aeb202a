"""`operator` and `projector`: the stage in a terminal."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from backchannel.cli.choice import choose, event_argument
from backchannel.cli.dispatch import has_terminal
from backchannel.cli.exit_codes import DONE
from backchannel.errors import BackchannelError


@click.command(name="projector")
@event_argument
@click.option("--theme", default="", metavar="NAME",
              help="Its colours, while the operator leaves the light to it.")  # fmt: skip
def projector_(event: str | None, store: Path | None, theme: str) -> int:
    """Show what is on air, full screen: no cursor, no hints, no errors. q twice ends it."""
    from backchannel.wiring.stage import show_projector

    path = _store_for("a projector", event, store)
    asyncio.run(show_projector(path, theme))
    return DONE


def _store_for(what: str, event: str | None, store: Path | None) -> Path:
    """The store of the event, which must be there, and a terminal to show it in."""
    path = choose(event, store).existing_store()
    if not has_terminal():
        raise BackchannelError(f"{what} needs a terminal")
    return path
