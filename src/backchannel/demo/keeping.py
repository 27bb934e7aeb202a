"""Where a replay that is kept stopped, so that the next one goes on there."""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct

from backchannel.demo.clock import Stretch
from backchannel.demo.story.programme import OPENING
from backchannel.demo.world import World


class Kept(Struct, frozen=True):
    """How far a replay came, and how."""

    seed: int
    moment: float
    past: tuple[Stretch, ...]
    is_over: bool = False


def recall(file: Path, seed: int) -> Kept:
    """What was kept of this seed; else the opening, without a past."""
    try:
        kept = msgspec.json.decode(file.read_bytes(), type=Kept)
    except (OSError, msgspec.MsgspecError):
        return Kept(seed, OPENING, ())
    return kept if kept.seed == seed else Kept(seed, OPENING, ())


def keep(file: Path, seed: int, world: World) -> None:
    """Write down how far it has come, whole or not at all. Raises OSError."""
    kept = Kept(seed, world.clock.moment(), world.clock.stretches, world.is_over)
    beside = file.with_suffix(".new")
    beside.write_bytes(msgspec.json.encode(kept))
    beside.replace(file)
