"""What people decide about: the kinds of rows, and where they are."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from backchannel.model.change import ChangeKind
from backchannel.store.held import noted

Row = dict[str, str | int | float | None]


class Subject(Struct, frozen=True):
    """Where a kind of decision lives and what its change is called."""

    name: str
    table: str
    key: str
    columns: tuple[str, ...]
    change: ChangeKind


PIN: Final = Subject(
    "pin", "pins", "place", ("id", "place", "position", "by", "at", "remark"), ChangeKind.PIN
)
NOTE: Final = Subject("note", "notes", "id", noted.COLUMNS, ChangeKind.NOTE)
HIDING: Final = Subject(
    "hiding", "hidings", "place", ("place", "reason", "by", "at"), ChangeKind.HIDDEN
)
MUTE: Final = Subject(
    "mute", "mutes", "key", ("key", "shown", "until", "reason", "by", "at"), ChangeKind.MUTE
)
STASH: Final = Subject("stash", "stash", "place", ("place", "by", "at"), ChangeKind.STASH)
APART: Final = Subject(
    "apart", "apart", "pair", ("pair", "place", "kept", "by", "at"), ChangeKind.COPY
)
JOINED: Final = Subject(
    "joined", "joined", "pair", ("pair", "place", "kept", "was", "by", "at"), ChangeKind.COPY
)
SOURCE: Final = Subject(
    "source", "source_edits", "name", ("name", "cut", "by", "at"), ChangeKind.SOURCE
)
OTHER_TAG: Final = Subject("other tag", "other_tags", "tag", ("tag", "by", "at"), ChangeKind.EVENT)
TAKEN_TAG: Final = Subject(
    "taken tag", "taken_tags", "tag", ("tag", "spelling", "by", "at"), ChangeKind.EVENT
)
QUESTION: Final = Subject(
    "question",
    "questions",
    "id",
    (
        *("id", "place", "words", "reworded", "asker", "session", "state", "position", "merged"),
        *("by", "at", "taken_up", "settled"),
    ),
    ChangeKind.QUESTION,
)
CUE: Final = Subject(
    "cue", "cues", "id", ("id", "text", "by", "at", "seen", "withdrawn"), ChangeKind.CUE
)
STAGE: Final = Subject("stage", "stage", "name", ("name", "body"), ChangeKind.STAGE)
SESSION: Final = Subject("session", "session_acts", "id", ("id", "body"), ChangeKind.EVENT)
FILING: Final = Subject(
    "filing", "filings", "place", ("place", "session", "by", "at", "rule"), ChangeKind.FILING
)
RULE: Final = Subject("rule", "rule_acts", "id", ("id", "body", "by", "at"), ChangeKind.EVENT)
BROUGHT_BACK: Final = Subject(
    "brought back", "brought_back", "place", ("place", "by", "at"), ChangeKind.HIDDEN
)
ALL: Final = (
    *(PIN, NOTE, HIDING, MUTE, STASH, SOURCE, APART, JOINED),
    *(OTHER_TAG, TAKEN_TAG),
    *(QUESTION, CUE, STAGE, SESSION, FILING),
    *(RULE, BROUGHT_BACK),
)
