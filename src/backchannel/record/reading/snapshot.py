"""One state of a store, for as long as a record is written; a desk goes on writing meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

import apsw
import msgspec

from backchannel.model.moments import from_micros
from backchannel.store import schema
from backchannel.store.connection import Connection, wrapped

_LAST: Final = "SELECT at FROM changes ORDER BY number DESC LIMIT 1"


@contextmanager
def snapshot(path: Path) -> Iterator[Connection]:
    """A connection that reads the store as it is now, whatever is written to it in the block.

    Its clock stands at the last change, so that a filter such as `since:1h` finds the same whenever
    a record is written. Raises StoreError.
    """
    with closing(schema.open_to_read(path)) as db:
        with wrapped(path):
            db.execute("BEGIN")
            last = changed_at(db)
        db.now = lambda: last
        try:
            yield db
        except (apsw.Error, msgspec.MsgspecError):
            with wrapped(path):
                raise


def changed_at(db: Connection) -> datetime:
    """When the store was changed last; 1970 for one in which nothing ever was."""
    return from_micros(int(db.value(_LAST) or 0))
