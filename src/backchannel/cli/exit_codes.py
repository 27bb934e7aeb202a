"""What the exit code of a verb says to whoever started it."""

from typing import Final

DONE: Final = 0
FAILED: Final = 1
MISTAKE: Final = 2
NO_STORE: Final = 3
INTERRUPTED: Final = 130
