"""Our colours, dark and light; every text on them has a contrast of at least 4.5 to 1."""

from __future__ import annotations

from typing import Final

from textual.theme import Theme

DARK: Final = Theme(
    name="backchannel-dark",
    primary="#7aa8d8",
    secondary="#8fb8b0",
    accent="#e0b36a",
    warning="#e6b450",
    error="#f08080",
    success="#8cc084",
    foreground="#dcdfe4",
    background="#14171c",
    surface="#1b1f26",
    panel="#232833",
    dark=True,
    variables={
        "edge": "#4a5260",
        "edge-active": "#7aa8d8",
        "text-muted": "#98a0ad",
        "text-primary": "#8fbbe8",
        "text-secondary": "#93c0b7",
        "text-accent": "#e0b36a",
        "text-warning": "#e6b450",
        "text-error": "#f59090",
        "text-success": "#93c98b",
        "text-disabled": "#7d8593",
        "input-cursor-background": "#dcdfe4",
        "input-cursor-foreground": "#14171c",
        "input-selection-background": "#7aa8d8 40%",
    },
)

LIGHT: Final = Theme(
    name="backchannel-light",
    primary="#22588f",
    secondary="#2b655b",
    accent="#8a5200",
    warning="#8a5200",
    error="#a82424",
    success="#2c6b2a",
    foreground="#22262c",
    background="#faf9f6",
    surface="#efede8",
    panel="#e4e1da",
    dark=False,
    variables={
        "edge": "#a9a69e",
        "edge-active": "#22588f",
        "text-muted": "#5c626b",
        "text-primary": "#22588f",
        "text-secondary": "#2b655b",
        "text-accent": "#844e00",
        "text-warning": "#844e00",
        "text-error": "#a82424",
        "text-success": "#2c6b2a",
        "text-disabled": "#6c7078",
        "input-cursor-background": "#22262c",
        "input-cursor-foreground": "#faf9f6",
        "input-selection-background": "#22588f 30%",
    },
)

EDGES: Final = {"edge": "#707884", "edge-active": "#7aa8d8"}
"""For themes that are not ours."""
