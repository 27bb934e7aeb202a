"""What is kept of a replay: where it stopped, and its event file with what was changed in it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec
from msgspec import Struct

from backchannel.demo.clock import Stretch
from backchannel.demo.merging import merged
from backchannel.demo.story.programme import OPENING
from backchannel.demo.world import World


class Kept(Struct, frozen=True):
    """How far a replay came, and how; on which ports its sites were, by their names."""

    seed: int
    moment: float
    past: tuple[Stretch, ...]
    is_over: bool = False
    ports: dict[str, int] = {}


def recall(file: Path, seed: int) -> Kept:
    """What was kept of this seed; else the opening, without a past."""
    try:
        kept = msgspec.json.decode(file.read_bytes(), type=Kept)
    except (OSError, msgspec.MsgspecError):
        return Kept(seed, OPENING, ())
    return kept if kept.seed == seed else Kept(seed, OPENING, ())


def keep(file: Path, seed: int, world: World) -> None:
    """Write down how far it has come, whole or not at all. Raises OSError."""
    clock, ports = world.clock, {name: each.server.port for name, each in world.sites.items()}
    kept = Kept(seed, clock.moment(), clock.stretches, world.is_over, ports)
    beside = file.with_suffix(".new")
    beside.write_bytes(msgspec.json.encode(kept))
    beside.replace(file)


def put_event_file(file: Path, text: str) -> str:
    """Write the event file anew, with what somebody changed in it since it was written last.

    Gives what to say of that, empty if nothing was changed. Where both cannot be had, theirs is
    kept beside it. Raises OSError.
    """
    written, said = file.with_suffix(".written"), ""
    theirs, base = _text_of(file), _text_of(written)
    new = text
    if theirs not in {base, ""}:
        new = merged(base, theirs, text) if base else ""
        said = f"what was changed in {file} is kept; addresses and times in it are new"
        if not _is_toml(new):
            beside = file.with_suffix(".before.toml")
            beside.write_text(theirs, "utf-8")
            new, said = text, f"{file} is written anew; as it was before it is {beside}"
    file.write_text(new, "utf-8")
    written.write_text(text, "utf-8")
    return said


def _text_of(file: Path) -> str:
    """Empty if it cannot be read."""
    try:
        return file.read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""


def _is_toml(text: str) -> bool:
    try:
        return bool(tomllib.loads(text))
    except tomllib.TOMLDecodeError:
        return False
