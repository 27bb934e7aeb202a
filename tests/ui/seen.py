"""What an eye makes of colours: contrast, and how two look to somebody who sees fewer of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual.color import Color

Triple = tuple[float, float, float]

DEUTERANOPIA: Final = (
    (0.367322, 0.860646, -0.227968),
    (0.280085, 0.672501, 0.047413),
    (-0.011820, 0.042940, 0.968881),
)
TRITANOPIA: Final = (
    (1.255528, -0.076749, -0.178779),
    (-0.078411, 0.930809, 0.147602),
    (0.004733, 0.691367, 0.303900),
)
"""G. M. Machado, M. M. Oliveira, L. A. F. Fernandes: A Physiologically-based Model for Simulation
of Color Vision Deficiency, IEEE TVCG 15 (2009), severity 1.0; for linear RGB."""


def contrast(one: Color, other: Color) -> float:
    """The contrast ratio of WCAG 2."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color: Color) -> float:
    red, green, blue = linear(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(color: Color) -> Triple:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in color.normalized
    )
    return red, green, blue


def distance(one: Color, other: Color, eye: Sequence[Triple]) -> float:
    """How far apart two colours look to an eye: CIE 1976, where 2.3 can just be told apart."""
    pairs = zip(_lab(_seen(one, eye)), _lab(_seen(other, eye)), strict=True)
    return float(sum((a - b) ** 2 for a, b in pairs) ** 0.5)


def _seen(color: Color, eye: Sequence[Triple]) -> Triple:
    red, green, blue = (
        min(1.0, max(0.0, sum(a * b for a, b in zip(row, linear(color), strict=True))))
        for row in eye
    )
    return red, green, blue


def _lab(rgb: Triple) -> Triple:
    red, green, blue = rgb
    x = _bent((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047)
    y = _bent(0.2126 * red + 0.7152 * green + 0.0722 * blue)
    z = _bent((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _bent(part: float) -> float:
    return float(part ** (1 / 3)) if part > 0.008856 else 7.787 * part + 16 / 116
