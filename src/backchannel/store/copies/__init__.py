"""Posts that say the same in two places: found, shown in one row, and apart again."""

from backchannel.store.copies.folds import release, seen_on
from backchannel.store.copies.looking import Edit, arrived, gone, rejoin
from backchannel.store.copies.rows import copies_of, every, pair

__all__ = [
    "Edit",
    "arrived",
    "copies_of",
    "every",
    "gone",
    "pair",
    "rejoin",
    "release",
    "seen_on",
]
