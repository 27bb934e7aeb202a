"""A stranger's kind of source is found, asked about, added and taken out like ours."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

MODULE = '''
from dataclasses import dataclass

@dataclass(frozen=True, slots=True)
class Options:
    """Words on a notice board. `board` is its number; `loud` reads the large ones only."""

    board: int
    loud: bool = False

class Notices:
    kind, pane, options, floor, manners = "notices", "feeds", Options, 60.0, frozenset()

    def __init__(self, options, reach): ...

    async def batches(self, bookmark):
        yield
'''


EVENT = '[event]\ntags = ["rivers"]\n'


def installed(folder: Path) -> None:
    """A stranger's package, as pip leaves it."""
    known = folder / "notices-1.0.dist-info"
    known.mkdir(parents=True)
    (known / "METADATA").write_text("Metadata-Version: 2.1\nName: notices\nVersion: 1.0\n")
    (known / "entry_points.txt").write_text(
        "[backchannel.sources]\nnotices = notices_board:Notices\n"
    )
    (folder / "notices_board.py").write_text(MODULE)


def test_a_stranger_s_kind_is_found_and_asked_about_like_ours(tmp_path: Path) -> None:
    installed(tmp_path / "site")
    file = tmp_path / "event.toml"
    file.write_text(EVENT)

    def sources(*words: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603  # our own program
            [sys.executable, "-m", "backchannel", "sources", *map(str, words)],
            env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
            capture_output=True,
            text=True,
            check=False,
        )

    said = sources("kinds", "notices").stdout.splitlines()
    assert said[:2] == ["notices board=…: Words on a notice board.", "  board: its number (needed)"]
    assert "needs board=…" in sources("add", file, "Notices", "--no-test").stderr
    added = sources("add", file, "Notices", "board=7", "--no-test")
    assert added.stdout == f"notices (notices): added to {file}\n"
    assert "board = 7\n" in file.read_text()
    assert sources("remove", file, "notices").returncode == 0
    assert file.read_text() == EVENT
