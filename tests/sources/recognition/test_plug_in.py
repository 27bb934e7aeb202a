from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from backchannel.config.editing.sources import add, remove
from backchannel.sources import registry
from backchannel.sources.recognition import kinds
from backchannel.sources.recognition.words import recognised

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


@pytest.fixture
def _installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A stranger's package, as pip leaves it."""
    known = tmp_path / "notices-1.0.dist-info"
    known.mkdir()
    (known / "METADATA").write_text("Metadata-Version: 2.1\nName: notices\nVersion: 1.0\n")
    (known / "entry_points.txt").write_text(
        "[backchannel.sources]\nnotices = notices_board:Notices\n"
    )
    (tmp_path / "notices_board.py").write_text(MODULE)
    monkeypatch.syspath_prepend(tmp_path)
    registry.installed.cache_clear()
    yield
    registry.installed.cache_clear()


@pytest.mark.usefixtures("_installed")
def test_a_stranger_s_kind_is_found_and_asked_about_like_ours(tmp_path: Path) -> None:
    found = recognised("Notices", registry.names())
    assert [each.kind for each in found.proposals] == ["notices"]
    assert kinds.kind("notices").about == "Words on a notice board."
    (board,) = kinds.missing("notices", {})
    assert (board.name, board.means) == ("board", "its number")
    file = tmp_path / "event.toml"
    file.write_text(text := '[event]\ntags = ["rivers"]\n')
    keys = {"kind": "notices", "board": 7}
    added = add(file, keys, registry.load, lambda *_: False)
    assert added.spec.options == {"board": 7}
    remove(file, "notices", registry.load)
    assert file.read_text() == text
