"""`completions`: what a shell needs to complete verbs, options and event files for Tab."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from backchannel.cli.answers import answer
from backchannel.cli.program import COMPLETION, program

SHELLS = ("bash", "zsh", "fish")


@click.command(name="completions")
@click.argument("shell", type=click.Choice(SHELLS))
def completions_(shell: str) -> None:
    """Print a script for SHELL that completes what is typed after backchannel."""
    made = get_completion_class(shell)
    if made is None:
        raise click.UsageError(f"there are no completions for {shell}")
    answer(made(program, {}, "backchannel", COMPLETION).source())
