"""What opens over the desk, imported ahead: the first time it is as quick as all others."""

from __future__ import annotations

import asyncio
from importlib import import_module
from typing import Final

_OPENING: Final = (
    "backchannel.ui.details.view",
    "backchannel.ui.details.screen",
    "backchannel.ui.palette.commands",
    "backchannel.ui.palette.screen",
    "backchannel.ui.palette.help_panel",
    "backchannel.ui.screens.activity",
    "backchannel.ui.screens.view_panels",
    "backchannel.ui.time_bar.opening",
    "backchannel.ui.ruling.ruler",
    "backchannel.ui.ruling.panels",
    "backchannel.ui.ruling.tray",
    "backchannel.ui.screens.search_panel",
    "backchannel.ui.programme.panel",
    "backchannel.ui.questions.cues_panel",
    "backchannel.ui.screens.over",
)

_AFTER, _BETWEEN = 1.0, 0.05
"""Seconds after the first frame, and between two imports of 1 to 30 ms: a key comes in between."""


async def import_ahead() -> None:
    """Import it piece by piece, for an import in a thread may meet one that somebody waits for."""
    await asyncio.sleep(_AFTER)
    for name in _OPENING:
        await asyncio.sleep(_BETWEEN)
        import_module(name)
