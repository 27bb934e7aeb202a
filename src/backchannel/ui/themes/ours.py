"""The themes that come with the program: for a dark room, a light one, a stage, and many eyes."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from backchannel.ui.themes.inks import Inks, theme

_DARK: Final = Inks(
    background="#14171c",
    surface="#1b1f26",
    panel="#232833",
    rest="#20242b",
    here="#243140",
    match="#4a3d1c",
    selection="#2f4763",
    edge="#4a5260",
    edge_active="#7aa8d8",
    text="#dcdfe4",
    muted="#a3abb8",
    disabled="#949caa",
    primary="#8fbbe8",
    secondary="#93c0b7",
    accent="#e0b36a",
    warning="#e6b450",
    error="#f59090",
    success="#93c98b",
)

_LIGHT: Final = Inks(
    background="#faf9f6",
    surface="#efede8",
    panel="#e4e1da",
    rest="#edece8",
    here="#dbe4ee",
    match="#f2ddae",
    selection="#b9cbe0",
    edge="#a9a69e",
    edge_active="#22588f",
    text="#22262c",
    muted="#555b64",
    disabled="#5f636b",
    primary="#1d5189",
    secondary="#255a51",
    accent="#774600",
    warning="#774600",
    error="#9c1f1f",
    success="#265e24",
)

_BRIGHT: Final = Inks(
    background="#ffffff",
    surface="#f2f2f2",
    panel="#e6e6e6",
    rest="#f0f0f0",
    here="#dfe9f5",
    match="#ffe27a",
    selection="#b5d0f0",
    edge="#5c5c5c",
    edge_active="#00356b",
    text="#000000",
    muted="#303338",
    disabled="#44474d",
    primary="#00356b",
    secondary="#004036",
    accent="#552f00",
    warning="#552f00",
    error="#7a0000",
    success="#00400a",
)

_CONTRAST: Final = Inks(
    background="#000000",
    surface="#0d0d0d",
    panel="#1a1a1a",
    rest="#1f1f1f",
    here="#12304f",
    match="#553c00",
    selection="#1f4a78",
    edge="#b0b0b0",
    edge_active="#ffffff",
    text="#ffffff",
    muted="#d6d6d6",
    disabled="#bdbdbd",
    primary="#9cd0ff",
    secondary="#8fe5d0",
    accent="#ffd37a",
    warning="#ffd37a",
    error="#ffb0b0",
    success="#9dec96",
)

_DEUTAN: Final = replace(
    _DARK,
    here="#263042",
    match="#453f14",
    edge_active="#56b4e9",
    primary="#b9c4f0",
    secondary="#9dc3d8",
    accent="#d9c9a3",
    warning="#f0e442",
    error="#ee8040",
    success="#56b4e9",
)
"""After the palette of Okabe and Ito (jfly.uni-koeln.de/color): well is its sky blue, what is to be
watched its yellow, what is wrong its vermilion, lighter for a dark ground."""

_TRITAN: Final = replace(
    _DARK,
    here="#1f3439",
    match="#4d2c33",
    edge_active="#2ec4a6",
    primary="#a9cfd6",
    secondary="#93c0b7",
    accent="#e5b8c0",
    warning="#f4e3b8",
    error="#ff7a70",
    success="#2ec4a6",
)
"""Red and teal, which stay apart without the cones for blue, and between them a lightness that
neither has."""

_TERMINAL: Final = Inks(
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    rest="ansi_default",
    here="ansi_default",
    match="ansi_default",
    selection="ansi_cyan",
    edge="ansi_default",
    edge_active="ansi_cyan",
    text="ansi_default",
    muted="ansi_default",
    disabled="ansi_default",
    primary="ansi_cyan",
    secondary="ansi_cyan",
    accent="ansi_magenta",
    warning="ansi_yellow",
    error="ansi_red",
    success="ansi_green",
)
"""The terminal's own colours. Where those have no name, as for a ground that is a shade of another,
attributes stand in: `ui/widgets/colours.py`."""

DARK: Final = theme("backchannel-dark", _DARK)
LIGHT: Final = theme("backchannel-light", _LIGHT, is_dark=False)
BRIGHT: Final = theme("backchannel-bright", _BRIGHT, is_dark=False)
CONTRAST: Final = theme("backchannel-contrast", _CONTRAST)
DEUTAN: Final = theme("backchannel-deuteranopia", _DEUTAN)
TRITAN: Final = theme("backchannel-tritanopia", _TRITAN)
ANSI: Final = theme("backchannel-ansi", _TERMINAL, is_ansi=True)

OURS: Final = (DARK, LIGHT, BRIGHT, CONTRAST, DEUTAN, TRITAN, ANSI)
