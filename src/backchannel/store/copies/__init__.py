"""Posts that say the same in two places: found, shown in one row, and apart again."""

from backchannel.store.copies.by_hand import follow, pairs_of, rows_of
from backchannel.store.copies.folds import seen_on
from backchannel.store.copies.looking import Edit, arrived, gone
from backchannel.store.copies.rows import copies_of, every, pair

__all__ = [
    "Edit",
    "arrived",
    "copies_of",
    "every",
    "follow",
    "gone",
    "pair",
    "pairs_of",
    "rows_of",
    "seen_on",
]
