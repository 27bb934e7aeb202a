"""Arguments to a role; exit codes. Imports nothing heavy."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence


def main() -> None:
    """Run the command line and leave the process."""
    # Starting makes much and throws little away: looking for garbage at every 700 things is a tenth
    # of the time to the first frame.
    gc.set_threshold(50_000, 20, 50)
    if sys.argv[1:2] == ["export"] and hasattr(os, "nice"):
        os.nice(10)  # whoever sits at a desk on this machine comes first
    sys.exit(run(sys.argv[1:]))


def run(args: Sequence[str]) -> int:
    """Run the command line; the exit code. Nothing but the code comes out of it."""
    if list(args) == ["--version"]:
        # Asked for by scripts and packagers all the time, so it does not even import click.
        from backchannel import __version__

        sys.stdout.write(f"backchannel {__version__}\n")
        return 0
    from backchannel.cli.dispatch import dispatch

    return dispatch(args)
