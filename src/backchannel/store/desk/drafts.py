"""Notes that are half written, and other words for those there are; of this machine only."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from backchannel.clean.terminal import clean_text
from backchannel.store.connection import Connection
from backchannel.store.held.noted import LIMIT

NEW = ""
"""Names the draft of a note that is not there yet; any other is named by its note's id."""

_KEY, _POST = "draft", "post of draft"


class Draft(Struct, frozen=True):
    """Words, and for a note that is not there yet the place of the post that they are about."""

    text: str = ""
    post: int | None = None


def drafts(db: Connection) -> Mapping[str, Draft]:
    """What was begun here and not written down, by the id of the note it is about."""
    found = db.execute("SELECT key, value FROM meta WHERE key GLOB ?", (f"{_KEY}*",))
    texts = {key.removeprefix(_KEY).strip(): text for key, text in found}
    post = db.value("SELECT value FROM meta WHERE key = ?", (_POST,))
    place = None if post is None else int(post)
    return {id_: Draft(text, place if id_ == NEW else None) for id_, text in texts.items()}


def keep(db: Connection, about: str, draft: Draft) -> None:
    """Keep what is half written about a note (or `NEW`); no words take it away.

    No other desk hears of it.
    """
    key = f"{_KEY} {about}".strip()
    if len(draft.text) > LIMIT:
        return
    names = (key, _POST) if about == NEW else (key,)
    db.executemany("DELETE FROM meta WHERE key = ?", [(name,) for name in names])
    if draft.text.strip():
        db.execute("INSERT INTO meta VALUES (?, ?)", (key, clean_text(draft.text)))
        if about == NEW and draft.post is not None:
            db.execute("INSERT INTO meta VALUES (?, ?)", (_POST, str(draft.post)))
