from __future__ import annotations

from itertools import product
from typing import get_args

import pytest
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from backchannel.config.settings import Settings
from backchannel.config.settings import Theme as Named
from backchannel.ui.themes import DARK, LIGHT

TEXTS = ("muted", "primary", "secondary", "accent", "warning", "error", "success")


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: str(theme.name))
def test_every_text_can_be_read_on_every_ground(theme: Theme) -> None:
    inks = {name: theme.variables[f"text-{name}"] for name in TEXTS}
    inks["text"] = theme.foreground or ""
    grounds = (theme.background or "", theme.surface or "")
    for (name, ink), ground in product(inks.items(), grounds):
        assert contrast(Color.parse(ink), Color.parse(ground)) >= 4.5, (name, ground)


def contrast(one: Color, other: Color) -> float:
    """The contrast ratio of WCAG 2."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color: Color) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in color.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_theme_that_can_be_chosen_exists_and_every_other_can_be_chosen() -> None:
    chosen = set(get_args(Named))
    assert chosen == {DARK.name, LIGHT.name, *BUILTIN_THEMES}
    assert Settings().theme == DARK.name
