"""The table of what is to go out: a row for each text, read as `Outgoing`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from backchannel.errors import StoreError
from backchannel.model.change import ChangeKind
from backchannel.model.moments import from_micros, to_micros
from backchannel.model.outgoing import Outgoing, Sending, Words
from backchannel.store import changes
from backchannel.store.connection import Connection

_COLUMNS: Final = (
    "id, key, account, text, language, warning, reply_to, state, by, written, at, problem, url, "
    "post, asked, due, tried"
)


def of(db: Connection, id_: str) -> Outgoing:
    """One of them. Raises StoreError when it is not there any more."""
    found = next(read(db, "id = ?", (id_,)), None)
    if found is None:
        raise StoreError("that text is no longer there")
    return found


def listed(db: Connection, limit: int = 200) -> tuple[Outgoing, ...]:
    """What is still open, the latest first, and then what was sent, the latest first."""
    order = f"1 ORDER BY state = '{Sending.SENT}', at DESC, id LIMIT ?"
    return tuple(read(db, order, (limit,)))


def read(db: Connection, where: str, values: tuple[object, ...]) -> Iterator[Outgoing]:
    """Those that a condition finds."""
    rows: Any = db.execute(f"SELECT {_COLUMNS} FROM outgoing WHERE {where}", values)  # SQLite's
    return iter([_outgoing(*row) for row in rows])


def put(db: Connection, id_: str, state: Sending, **columns: str | int | None) -> None:
    """Bring a row further, and log it; columns that are not named stay as they are."""
    told: dict[str, str | int | None] = {
        "state": str(state),
        "at": to_micros(db.now()),
        "problem": "",
        **columns,
    }
    marks = ", ".join(f"{name} = ?" for name in told)
    db.execute(f"UPDATE outgoing SET {marks} WHERE id = ?", (*told.values(), id_))
    changes.record(db, ChangeKind.OUTGOING, id_)


def _outgoing(id_: str, key: str, account: str, text: str, language: str, *others: Any) -> Outgoing:
    warning, reply_to, state, by, written, at, problem, url, post, asked, due, tried = others
    return Outgoing(
        id_,
        key,
        Words(account, text, language, warning, reply_to),
        Sending(state),
        by,
        from_micros(written),
        from_micros(at),
        problem,
        url,
        post,
        from_micros(asked),
        from_micros(due),
        from_micros(tried),
    )
