"""The colours that a theme of ours names, and the theme that Textual makes of them."""

from __future__ import annotations

from typing import Final

from msgspec import Struct
from textual.theme import Theme


class Inks(Struct, frozen=True, kw_only=True):
    """What is written, and what it is written on.

    `disabled` is for what a filter did not find. `rest` is under the chosen line where the keyboard
    is not, `here` where it is, `match` under what a filter found, `selection` under selected words.
    """

    background: str
    surface: str
    panel: str
    rest: str
    here: str
    match: str
    selection: str
    edge: str
    edge_active: str
    text: str
    muted: str
    disabled: str
    primary: str
    secondary: str
    accent: str
    warning: str
    error: str
    success: str


_NAMED_BY_TEXTUAL: Final = {"ansi-background": "ansi_default", "ansi-foreground": "ansi_default"}
"""Textual's own style sheets take these to be there in a theme of the terminal's colours."""


def theme(name: str, inks: Inks, *, is_dark: bool = True, is_ansi: bool = False) -> Theme:
    """A theme of these inks."""
    return Theme(
        name=name,
        primary=inks.primary,
        secondary=inks.secondary,
        accent=inks.accent,
        warning=inks.warning,
        error=inks.error,
        success=inks.success,
        foreground=inks.text,
        background=inks.background,
        surface=inks.surface,
        panel=inks.panel,
        dark=is_dark,
        ansi=is_ansi,
        variables={
            "background": inks.background,
            "surface": inks.surface,
            "panel": inks.panel,
            "foreground": inks.text,
            "edge": inks.edge,
            "edge-active": inks.edge_active,
            "text-muted": inks.muted,
            "text-primary": inks.primary,
            "text-secondary": inks.secondary,
            "text-accent": inks.accent,
            "text-warning": inks.warning,
            "text-error": inks.error,
            "text-success": inks.success,
            "text-disabled": inks.disabled,
            "cursor-rest": inks.rest,
            "cursor-here": inks.here,
            "match": inks.match,
            "input-cursor-background": inks.text,
            "input-cursor-foreground": inks.background,
            "input-selection-background": inks.selection,
            **(_NAMED_BY_TEXTUAL if is_ansi else {}),
        },
    )


def grounds(other: Theme) -> dict[str, str]:
    """What our style sheets name and a theme that is not ours does not know."""
    return {
        "edge": "#707884",
        "edge-active": other.primary,
        "cursor-rest": f"{other.foreground or other.primary} 8%",
        "cursor-here": f"{other.primary} 20%",
        "match": f"{other.warning or other.primary} 35%",
    }
