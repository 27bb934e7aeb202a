"""`presenter`: the question that is now, in a terminal at somebody's feet."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from backchannel.cli.choice import choose, event_argument
from backchannel.cli.dispatch import has_terminal
from backchannel.cli.verbs.settings import preferences_of
from backchannel.errors import BackchannelError


@click.command(name="presenter")
@event_argument
def presenter_(event: str | None, store: Path | None) -> None:
    """Show the presenter the question that is now, what comes, the time, and your messages."""
    from backchannel.store.store import Store
    from backchannel.ui.presenter.program import Presenter
    from backchannel.wiring.roles import show_role

    choice = choose(event, store)
    path = choice.existing_store()
    if not has_terminal():
        raise BackchannelError("the presenter's screen needs a terminal")
    preferences = preferences_of(choice.event() if choice.event_file is not None else None)
    showing = show_role(
        Store(path),
        lambda opened, _, jobs: Presenter(opened, preferences, jobs),
        has_mouse=False,
    )
    asyncio.run(showing)
