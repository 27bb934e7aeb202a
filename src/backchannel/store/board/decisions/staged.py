"""What undoing does with the stage: a blank stays, and what was taken is approved no more."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from backchannel.model.board import Act
from backchannel.model.change import ChangeKind
from backchannel.store import changes
from backchannel.store.board.decisions.subjects import Row
from backchannel.store.connection import Connection

SHOWING: Final = f"'{Act.BLANK}', '{Act.UNBLANK}'"
"""Acts that are never undone: what shows the stage again is a key of its own."""

_AIR: Final = "air"
_BLANK: Final = ("is_blank", "blanked")
_PLACES: Final = ("place", "before", "next")


def blank_as(now: Row | None, kept: Row | None) -> Row | None:
    """A row of the stage that was kept, were it as blank as the stage is now."""
    if _AIR not in {each["name"] for each in (now, kept) if each is not None}:
        return kept
    blank = {name: value for name, value in _body(now).items() if name in _BLANK}
    body = {name: value for name, value in _body(kept).items() if name not in _BLANK} | blank
    if kept is None and not body:
        return None
    return {"name": _AIR, "body": msgspec.json.encode(body, order="sorted").decode()}


def heed(db: Connection, act: str, key: str, undone: Row | None) -> None:
    """What else is so after a decision was undone, which had put that row in place, or done again.

    The words that a take approved are approved as they were before it.
    """
    if undone is not None and act == Act.TAKE:
        _approve_as_before(db, undone)
    elif undone is None and act == Act.PIN:
        leave(db, int(key))


def leave(db: Connection, place: int) -> None:
    """A post that is pinned again is on air when somebody takes it, though it was before."""
    body = db.value("SELECT body FROM stage WHERE name = ?", (_AIR,))
    now: Row = {"name": _AIR, "body": str(body)}
    was = _body(now if body else None)
    left = {name: at for name, at in was.items() if name not in _PLACES or at != place}
    if left != was:
        kept = msgspec.json.encode(left, order="sorted").decode()
        db.execute("UPDATE stage SET body = ? WHERE name = ?", (kept, _AIR))
        changes.record(db, ChangeKind.STAGE, _AIR)


def _approve_as_before(db: Connection, after: Row) -> None:
    body = _body(after)
    db.execute(
        "UPDATE aired SET taken = ? WHERE place = ?",
        (body.get("approved") or None, body.get("place")),
    )


def _body(kept: Row | None) -> dict[str, Any]:
    body = msgspec.json.decode(str(kept["body"])) if kept is not None else {}
    return body if isinstance(body, dict) else {}
