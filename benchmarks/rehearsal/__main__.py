"""Rehearse a whole event: `make rehearsal`. Says what held and how long each took."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.rehearsal.house import SIZES, House, NotHeldError, framed, house
from benchmarks.rehearsal.script import SCENES
from benchmarks.rehearsal.terminals import TerminalError, has_tmux


async def rehearse(folder: Path) -> int:
    """The exit code."""
    began = time.monotonic()
    async with house(folder) as here:
        here.heard = lambda what, took: print(f"{took:7.2f} s  {what}", flush=True)
        for scene in SCENES:
            print(f"\n{scene.__name__.replace('_', ' ')}: {scene.__doc__}", flush=True)
            try:
                await scene(here)
            except NotHeldError as error:
                print(f"\nNOT HELD  {error}")
                await show_all(here)
                return 1
    print(f"\n{len(here.held)} things held, in {time.monotonic() - began:.0f} s")
    return 0


async def show_all(here: House) -> None:
    """Every screen as it is now."""
    for name in SIZES:
        with contextlib.suppress(TerminalError):
            print(f"\n{name}\n{framed(await here.rows(name))}")


def main() -> int:
    """Run it once, in a folder that is gone afterwards."""
    argparse.ArgumentParser(prog="python -m benchmarks.rehearsal", description=__doc__).parse_args()
    if not has_tmux():
        print("The rehearsal needs tmux: apt install tmux, brew install tmux.")
        return 2
    with tempfile.TemporaryDirectory(prefix="backchannel-rehearsal-") as folder:
        # What is started here and what is read here stand in one place.
        os.environ["XDG_STATE_HOME"] = os.environ["XDG_DATA_HOME"] = folder
        return asyncio.run(rehearse(Path(folder)))


if __name__ == "__main__":
    sys.exit(main())
