"""Regular expressions that most texts never need, so that no start waits for them."""

from __future__ import annotations

import re
from functools import cached_property


class LatePattern:
    """Made when it is first asked for."""

    def __init__(self, written: str) -> None:
        self._written = written

    @cached_property
    def made(self) -> re.Pattern[str]:
        """The expression; after the first time as near as an attribute."""
        return re.compile(self._written)
