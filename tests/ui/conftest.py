"""Screens come to rest, and their tests notice it, many times a second."""

from __future__ import annotations

from typing import Final

import pytest

_LOOK: Final = 0.005
"""Seconds; Textual's own are 0.02, at least twice for every key that a test presses."""


@pytest.fixture(autouse=True)
def _rest_is_noticed_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """At rest is, as in Textual, what takes less than a twentieth of the time."""
    monkeypatch.setattr("textual._wait.SLEEP_GRANULARITY", _LOOK)
    monkeypatch.setattr("textual._wait.SLEEP_IDLE", _LOOK / 20)
