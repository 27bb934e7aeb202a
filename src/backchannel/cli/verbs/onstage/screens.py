"""`operator` and `projector`: the stage in a terminal."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import click

from backchannel.cli.choice import choose, event_argument
from backchannel.cli.dispatch import has_terminal
from backchannel.cli.exit_codes import DONE
from backchannel.cli.verbs.settings import preferences_of, settings_of
from backchannel.errors import BackchannelError, ConfigError

if TYPE_CHECKING:
    from backchannel.config.event_file import EventFile


@click.command(name="operator")
@event_argument
def operator_(event: str | None, store: Path | None) -> int:
    """Say what is on the projectors: the pins, what is next, and a key that shows nothing."""
    from backchannel.wiring.stage import show_operator

    path = _store_for("the operator's screen", event, store)
    asyncio.run(show_operator(path, preferences_of(_event_file(event, store))))
    return DONE


@click.command(name="projector")
@event_argument
@click.option("--theme", default="", metavar="NAME",
              help="Its colours, while the operator leaves the light to it.")  # fmt: skip
def projector_(event: str | None, store: Path | None, theme: str) -> int:
    """Show what is on air, full screen: no cursor, no hints, no errors. q twice ends it."""
    from backchannel.wiring.stage import show_projector

    _check(theme)
    path = _store_for("a projector", event, store)
    has_large_type = _has_large_type(event, store)
    asyncio.run(show_projector(path, theme, has_large_type=has_large_type))
    return DONE


def _check(theme: str) -> None:
    """A name typed wrongly is answered now: the room would see other colours, and nobody why."""
    from textual.theme import BUILTIN_THEMES

    from backchannel.config.problems import nearest, quoted
    from backchannel.ui.themes import OURS

    names = [ours.name for ours in OURS]
    known = [*names, *BUILTIN_THEMES]
    if theme and theme not in known:
        is_short = (own := f"backchannel-{theme.casefold()}") in names
        close = nearest(own if is_short else theme, known) or f"; ours are {', '.join(names)}"
        raise click.UsageError(f"--theme {quoted(theme)} is no theme{close}")


def _has_large_type(event: str | None, store: Path | None) -> bool:
    """As it is set. A file with a mistake in it keeps no projector from being started again."""
    try:
        return settings_of(_event_file(event, store)).values.large_type
    except ConfigError:
        return True


def _event_file(event: str | None, store: Path | None) -> EventFile | None:
    choice = choose(event, store)
    return choice.event() if choice.event_file is not None else None


def _store_for(what: str, event: str | None, store: Path | None) -> Path:
    """The store of the event, which must be there, and a terminal to show it in."""
    path = choose(event, store).existing_store()
    if not has_terminal():
        raise BackchannelError(f"{what} needs a terminal")
    return path
