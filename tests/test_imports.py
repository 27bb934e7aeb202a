"""What may be loaded when: a command line is quick, and screens know no network."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {"textual", "httpx", "feedparser", "apsw", "websockets", "keyring", "msgspec"}
NETWORK = {"httpx", "httpcore", "feedparser", "websockets"}
LATER = {  # what no first frame needs: deciding, planning, panels, lines to type in, a collector
    "backchannel.ingest.child",
    "backchannel.store.board",
    "backchannel.store.replay.course",
    "backchannel.store.sources",
    "backchannel.ui.deciding.acts",
    "backchannel.ui.screens.modal",
    "backchannel.ui.tending.tender",
    "backchannel.ui.widgets.typed_line",
}

ASK_FOR_THE_VERSION = """
import contextlib, io, sys
from backchannel.cli import main
sys.argv = ["backchannel", "--version"]
with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):
    main()
"""
LOADED = "\nimport sys; print(*sys.modules, *(name.partition('.')[0] for name in sys.modules))"


@pytest.mark.parametrize(
    ("code", "forbidden"),
    [
        ("import backchannel.cli", HEAVY),
        (ASK_FOR_THE_VERSION, HEAVY),
        ("import backchannel.sources.api, backchannel.sources.registry", NETWORK),
        ("import backchannel.sources.feed, backchannel.sources.mastodon", NETWORK),
        ("import backchannel.store.store, backchannel.clean", NETWORK | {"textual"}),
        (
            "import backchannel.wiring.desk",
            NETWORK | {"html"} | LATER,
        ),  # html: of what compares posts
        ("import backchannel.ui.live, backchannel.ui.widgets.stream", NETWORK),
    ],
)
def test_nothing_is_loaded_before_it_is_needed(code: str, forbidden: set[str]) -> None:
    answer = subprocess.run(  # noqa: S603  # the code is above
        [sys.executable, "-c", code + LOADED], capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr
    assert not forbidden & set(answer.stdout.split())
