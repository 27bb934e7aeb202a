"""The rows of every table of a damaged file: along its trees, and of pages that no tree reaches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import apsw
from msgspec import Struct

from backchannel.store.connection import Connection
from backchannel.store.held.tables import OF_OTHERS, OF_SEARCH
from backchannel.store.repair.pages import (
    INDEX_LEAF,
    INDEX_TREE,
    TABLE_LEAF,
    TABLE_TREE,
    Cell,
    DamagedError,
    File,
)

_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "INTEGER": (int,), "TEXT": (str,), "BLOB": (bytes,), "REAL": (float, int),
}  # fmt: skip


_UNSAID: Final = {"segid": "INTEGER", "term": "BLOB", "pgno": "INTEGER"}
"""What columns of the search's tables hold, of which its statement does not say so."""

_COLUMNS: Final = 'SELECT name, type, "notnull", pk, hidden FROM pragma_table_xinfo(?) ORDER BY cid'


class Column(Struct, frozen=True):
    """As it is stored. `is_key`: its value is the number of the row, and not in the record."""

    name: str
    type: str
    may_be_null: bool
    is_key: bool


class Table(Struct, frozen=True):
    """Its columns in the order in which they are stored; `has_rows` says how they are numbered."""

    name: str
    root: int
    columns: tuple[Column, ...]
    has_rowids: bool

    def row(self, cell: Cell) -> dict[str, object]:
        """A row with the columns that it has; later ones were added since."""
        found: dict[str, object] = {}
        for column, value in zip(self.columns, cell.record, strict=False):
            found[column.name] = cell.key if column.is_key else value
        return found

    def may_have(self, cell: Cell) -> bool:
        """Whether a row of it can look like this."""
        record, columns = cell.record, self.columns
        if not record or len(record) > len(columns) or self.has_rowids != (cell.key is not None):
            return False
        least = sum(not each.may_be_null for each in columns)
        return len(record) >= min(least, len(columns)) and all(
            _fits(column, value) for column, value in zip(columns, record, strict=False)
        )


def _fits(column: Column, value: object) -> bool:
    if value is None:
        return column.may_be_null or column.is_key
    return not column.is_key and isinstance(value, _TYPES.get(column.type, (object,)))


def tables_in(file: File) -> dict[str, Table]:
    """What the first page says of the tables; nothing where it cannot be read."""
    found: dict[str, Table] = {}
    for cell in _cells(file, 1, Walk(set())):
        if len(cell.record) == 5 and cell.record[0] == "table":
            _, name, _, root, sql = cell.record
            if isinstance(name, str) and isinstance(root, int) and isinstance(sql, str):
                table = _described(name, root, sql)
                found |= {name: table} if table else {}
    return found


def tables_of(db: Connection) -> dict[str, Table]:
    """The same of a store that is sound, for one of which the first page is lost."""
    rows = list(db.execute("SELECT name, rootpage, sql FROM sqlite_schema WHERE type = 'table'"))
    made = (_described(name, root, sql) for name, root, sql in rows)
    return {table.name: table for table in made if table is not None}


class Walk(Struct):
    """Which pages were read, and how many could not be."""

    seen: set[int]
    lost: int = 0


def rows_in(file: File, table: Table, walk: Walk) -> Iterator[dict[str, object]]:
    """The rows of a table that its tree leads to."""
    for cell in _cells(file, table.root, walk):
        if table.may_have(cell):
            yield table.row(cell)


def is_at_home(file: File, table: Table) -> bool:
    """Whether the page where a table begins in a new store looks as if it did here."""
    first = next(iter(_cells(file, table.root, Walk(set()))), None)
    return first is not None and table.may_have(first)


def others_of(db: Connection) -> tuple[Table, ...]:
    """What else has pages in a sound store: indexes, and what the search keeps for itself."""
    sql = "SELECT name, rootpage, sql FROM sqlite_schema WHERE type = 'table' AND rootpage > 0"
    tables = [
        table
        for name, root, made in db.execute(sql)
        if name.startswith(OF_SEARCH) and (table := _shaped(name, root, made))
    ]
    indexes = "SELECT name, tbl_name, rootpage FROM sqlite_schema WHERE type = 'index'"
    return (*tables, *(_index(db, *row) for row in db.execute(indexes)))


def _index(db: Connection, name: str, of: str, root: int) -> Table:
    """Its columns, and then the key of the row, which is a number."""
    kinds = {column: (type_.upper(), not must) for column, type_, must, *_ in db.execute(
        _COLUMNS, (of,))}  # fmt: skip
    listed = db.execute("SELECT name FROM pragma_index_xinfo(?) ORDER BY seqno", (name,))
    columns = tuple(
        Column(column or "", *kinds.get(column, ("INTEGER", False)), is_key=False)
        for (column,) in listed
    )
    return Table(name, root, columns, has_rowids=False)


def followed(file: File, others: Iterable[Table], seen: set[int], *, is_usual: bool) -> list[Table]:
    """Add the pages of these to those that were seen; which of them were not followed to the end.

    Where they begin is what the file says or, where it `is_usual`, what is so in a new store.
    Settings of the search have one page, which could be of any table: that is no reason to doubt.
    """
    roots = {
        cell.record[1]: cell.record[3]
        for cell in _cells(file, 1, Walk(set()))
        if len(cell.record) == 5
    }
    left = []
    for each in others:
        root = roots.get(each.name, each.root if is_usual else None)
        walk = Walk(seen)
        for _ in _cells(file, root, walk) if isinstance(root, int) else ():
            pass
        is_followed = isinstance(root, int) and not walk.lost
        if not is_followed and not each.name.endswith("_config"):
            left.append(each)
    return left


def strays(
    file: File, tables: Sequence[Table], seen: Iterable[int], others: Sequence[Table] = ()
) -> Iterator[tuple[str, dict[str, object]]]:
    """Rows in pages that no tree leads to, where they can be of one of these tables only.

    `others` are what such a page may belong to besides: then nobody knows, and it is left.
    """
    known = frozenset(seen)
    every = (*tables, *others)
    wanted = {table.name for table in tables}
    for number in range(2, file.count + 1):
        if number in known or file.kind(number) not in {TABLE_LEAF, INDEX_LEAF}:
            continue
        try:
            cells = list(file.cells(number))
        except DamagedError:
            continue
        fitting = [table for table in every if cells and all(map(table.may_have, cells))]
        if len(fitting) == 1 and fitting[0].name in wanted:
            yield from ((fitting[0].name, fitting[0].row(cell)) for cell in cells)


def _cells(file: File, root: int, walk: Walk) -> Iterator[Cell]:
    waiting = [root]
    while waiting:
        number = waiting.pop()
        if number in walk.seen:
            continue
        walk.seen.add(number)
        kind = file.kind(number)
        try:
            if kind in {INDEX_LEAF, INDEX_TREE, TABLE_LEAF}:
                yield from list(file.cells(number))
            if kind in {INDEX_TREE, TABLE_TREE}:
                waiting += reversed(file.below(number))
            if kind not in {INDEX_LEAF, INDEX_TREE, TABLE_LEAF, TABLE_TREE}:
                walk.lost += 1
        except DamagedError:
            walk.lost += 1


def _described(name: str, root: int, sql: str) -> Table | None:
    """A table as SQLite understands its statement; None for what is no plain table."""
    if not sql.upper().startswith("CREATE TABLE") or name.startswith(OF_OTHERS):
        return None
    return _shaped(name, root, sql)


def _shaped(name: str, root: int, sql: str) -> Table | None:
    with apsw.Connection(":memory:") as empty:
        try:
            empty.execute(sql)
            said = list(empty.execute(_COLUMNS, (name,)))
            info = list(empty.execute("SELECT wr FROM pragma_table_list WHERE name = ?", (name,)))
        except apsw.Error:
            return None
    has_rowids = not (info and info[0][0])
    stored = [each for each in said if not each[4]]
    if not has_rowids:  # its key is the record's beginning
        stored.sort(key=lambda each: (not each[3], each[3]))
    keys = [each for each in stored if each[3]]
    columns = tuple(
        Column(
            column,
            type_.upper() or _UNSAID.get(column, ""),
            not (notnull or (pk and not has_rowids)),
            has_rowids and len(keys) == 1 and bool(pk) and type_.upper() == "INTEGER",
        )
        for column, type_, notnull, pk, _ in stored
    )
    return Table(name, root, columns, has_rowids)
