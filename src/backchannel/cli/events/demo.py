"""The demo's event file in other hands: whoever works on it does so with the demo's account."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

from backchannel.config.places import ACCOUNTS

EVENT: Final = "demo.toml"
ACCOUNTS_BESIDE: Final = "accounts.toml"
"""What the demo calls its event file, and the file with its account beside it."""

STORE: Final = "demo.db"

_LOOPBACK: Final = re.compile(r'^server = "(http://127\.0\.0\.1:\d+)"$', re.MULTILINE)


def take_part(event_file: Path) -> bool:
    """Use the demo's account from here on if this is its event file; whether it is.

    Somebody's own accounts are not: what is written to an invented event must not leave this
    machine. A file that says anything else than the demo wrote is not trusted.
    """
    file = event_file.with_name(ACCOUNTS_BESIDE)
    try:
        is_there = event_file.name == EVENT and file.is_file()
        text = file.read_text("utf-8") if is_there else ""
    except (OSError, ValueError):
        return False
    server = _LOOPBACK.search(text)
    if server is None:
        return False
    from backchannel.demo.event import accounts_file, environment
    from backchannel.demo.story.script import TOOT

    if text != accounts_file({TOOT: ("", server[1])}):
        return False
    os.environ[ACCOUNTS] = str(file.absolute())
    for name, value in environment().items():
        os.environ.setdefault(name, value)
    return True


def store_beside(event_file: Path) -> Path | None:
    """The store of a demo's desk; None where none was opened."""
    store = event_file.with_name(STORE)
    return store if store.is_file() else None
