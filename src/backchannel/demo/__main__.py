"""`python -m backchannel.demo` only serves, and says where; stop it with ctrl+c."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys

from backchannel.demo.world import SPEED, World


async def _serve(seed: int, speed: float) -> None:
    world = World(seed=seed, speed=speed)
    async with world.serve() as addresses:
        for name, address in addresses.items():
            sys.stdout.write(f"{name:10} {address}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m backchannel.demo", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--speed", type=float, default=SPEED, help="event seconds a second")
    options = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(options.seed, options.speed))


if __name__ == "__main__":
    main()
