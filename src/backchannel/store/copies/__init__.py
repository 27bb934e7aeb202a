"""Posts that say the same in two places: found, shown in one row, and apart again.

What finds and folds them is imported by those who write: a first frame waits for nothing else.
"""

from backchannel.store.copies.rows import copies_of, every, pair

__all__ = [
    "copies_of",
    "every",
    "pair",
]
