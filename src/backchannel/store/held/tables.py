"""Which tables a store has, and their columns, whichever version made it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from backchannel.store.connection import Connection

OF_SEARCH: Final = ("search", "fresh")
OF_OTHERS: Final = ("sqlite_", *OF_SEARCH)
"""How tables begin that nobody copies: what SQLite and its index keep for themselves."""


def tables_of(db: Connection) -> Sequence[str]:
    """The names of all tables but SQLite's own and the index's."""
    rows = db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    return [name for (name,) in rows if not name.startswith(OF_OTHERS)]


def columns_of(db: Connection, table: str) -> Sequence[str]:
    """The columns that are stored, in their order; not those that are computed."""
    rows = db.execute(
        f"SELECT name FROM pragma_table_xinfo('{table}') WHERE hidden = 0 ORDER BY cid"
    )
    return [name for (name,) in rows]
