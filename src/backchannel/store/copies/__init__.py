"""Posts that say the same in two places: found, shown in one row, and apart again."""

from backchannel.store.copies.folds import seen_on
from backchannel.store.copies.looking import Edit, arrived, gone, part
from backchannel.store.copies.rows import copies_of, every, pair

__all__ = [
    "Edit",
    "arrived",
    "copies_of",
    "every",
    "gone",
    "pair",
    "part",
    "seen_on",
]
