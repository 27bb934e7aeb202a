"""Whether a store is sound: counts, integrity, and one hash over everything that is shared."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from backchannel.store import board
from backchannel.store.connection import Connection

_COUNTED: Final[Mapping[str, str]] = {
    "posts": "SELECT count(*) FROM posts",
    "deleted": "SELECT count(*) FROM posts WHERE gone_at IS NOT NULL",
    "hidden": "SELECT count(*) FROM hidings",
    "pins": "SELECT count(*) FROM pins",
    "notes": "SELECT count(*) FROM notes WHERE deleted_at IS NULL",
    "decisions": "SELECT count(*) FROM decisions",
    "sources": "SELECT count(*) FROM sources",
    "changes": "SELECT count(*) FROM changes",
}


@dataclass(frozen=True, slots=True)
class Report:
    """`problems` are sentences, empty for a sound store.

    `shared` is a SHA-256 over posts and decisions: two stores that hold the same have the same.
    What is this machine's alone (bookmarks, health, read markers, the log) has no part in it.
    """

    counts: Mapping[str, int]
    problems: tuple[str, ...]
    shared: str


def check(db: Connection) -> Report:
    """Read the whole file once; its cost grows with the store."""
    return Report(
        counts={name: int(db.value(sql)) for name, sql in _COUNTED.items()},
        problems=(*_file_problems(db), *_index_problems(db)),
        shared=_hash(db),
    )


def _file_problems(db: Connection) -> tuple[str, ...]:
    found = [str(line) for (line,) in db.execute("PRAGMA integrity_check(20)")]
    return tuple(f"file: {line}" for line in found if line != "ok")


def _index_problems(db: Connection) -> tuple[str, ...]:
    """Every post that can be found is in the index, and nothing else is."""
    lost = int(
        db.value(
            "SELECT count(*) FROM posts WHERE gone_at IS NULL "
            "AND place NOT IN (SELECT rowid FROM search)"
        )
    )
    stray = int(
        db.value(
            "SELECT count(*) FROM search WHERE rowid NOT IN "
            "(SELECT place FROM posts WHERE gone_at IS NULL)"
        )
    )
    problems = [f"index: {lost} posts cannot be searched for"] if lost else []
    return (*problems, *([f"index: {stray} entries without a post"] if stray else []))


def _hash(db: Connection) -> str:
    whole = hashlib.sha256()
    for place, pane, is_gone, body in db.execute(
        "SELECT place, pane, gone_at IS NOT NULL, body FROM posts ORDER BY place"
    ):
        whole.update(f"{place}\x1f{pane}\x1f{is_gone}\x1f".encode())
        whole.update(body if isinstance(body, bytes) else str(body).encode())
    decided = json.dumps(board.shared(db), sort_keys=True, ensure_ascii=True)
    whole.update(decided.encode())
    return whole.hexdigest()
