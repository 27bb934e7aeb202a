"""Regular expressions that no start waits for: to make one takes from 0.1 to 5 ms."""

from __future__ import annotations

import re
from functools import cached_property


class LatePattern:
    """Made when it is first asked for."""

    def __init__(self, written: str, flags: re.RegexFlag = re.NOFLAG) -> None:
        self._written, self._flags = written, flags

    @cached_property
    def made(self) -> re.Pattern[str]:
        """The expression; after the first time as near as an attribute."""
        return re.compile(self._written, self._flags)
