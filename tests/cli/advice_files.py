"""Event files for the tests of `doctor`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from backchannel.config.event_file import EventFile, read_event_file
from backchannel.sources import registry

Written = Callable[..., EventFile]


def written(path: Path, *sources: str, event: str = 'tags = ["ideaperf"]') -> EventFile:
    """A file with these lines under `[event]`, and these under a `[[source]]` each."""
    blocks = [f"[event]\n{event}", *(f"[[source]]\n{lines}" for lines in sources)]
    path.write_text("\n".join(blocks) + "\n")
    return read_event_file(path, registry.load)
