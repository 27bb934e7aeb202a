"""What was entered into a line before, the last one last."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

MANY: Final = 50


class History:
    """Each text once, where it was entered last. `told` hears of every new one."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.told: Callable[[], None] = lambda: None

    def take_up(self, earlier: Iterable[str]) -> None:
        """What was entered before the program was started."""
        self.texts = _each_once([*earlier, *self.texts])

    def add(self, text: str) -> None:
        """Somebody entered this."""
        if text and text not in self.texts[-1:]:
            self.texts = _each_once([*self.texts, text])
            self.told()


def _each_once(texts: list[str]) -> list[str]:
    return list(reversed(dict.fromkeys(reversed(texts))))[-MANY:]
