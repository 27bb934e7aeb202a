"""How far sources were read, which may name the latest posts: theirs are taken out of it.

A source that is being read may write them again, until there are newer posts.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from backchannel.store.connection import Connection
from backchannel.store.forgetting.mentions import Traces

_TABLES: Final = ("sources", "parted_sources", "keepsakes")


def without(db: Connection, traces: Traces) -> None:
    """Drop every entry that names an account or one of its posts."""
    for table in _TABLES:
        for (old,) in list(db.execute(f"SELECT DISTINCT bookmark FROM {table}")):
            if isinstance(old, str) and traces.may_be_in(old.encode()):
                sql = f"UPDATE {table} SET bookmark = ? WHERE bookmark = ?"
                db.execute(sql, (_pruned(old, traces), old))


def name_them(db: Connection, traces: Traces) -> bool:
    """Whether one of them does."""
    rows = db.execute(" UNION ALL ".join(f"SELECT bookmark FROM {each}" for each in _TABLES))
    return any(isinstance(text, str) and traces.may_be_in(text.encode()) for (text,) in rows)


def _pruned(text: str, traces: Traces) -> str:
    """What is no JSON is as if the source was never read."""
    try:
        return msgspec.json.encode(_kept(msgspec.json.decode(text), traces)).decode()
    except msgspec.MsgspecError:
        return "{}"


def _kept(value: Any, traces: Traces) -> Any:  # a source's own JSON, of any shape
    if isinstance(value, dict):
        return {
            key: _kept(each, traces)
            for key, each in value.items()
            if not _names(key, traces) and not _names(each, traces)
        }
    if isinstance(value, list):
        return [_kept(each, traces) for each in value if not _names(each, traces)]
    return value


def _names(value: object, traces: Traces) -> bool:
    return isinstance(value, str) and traces.may_be_in(value.encode()) and traces.are_in(value)
