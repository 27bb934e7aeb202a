"""Rows that point to a post that is not in the store: found by a check, taken out by a repair."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from backchannel.store.connection import Connection


class Pointing(Struct, frozen=True):
    """Rows of a table that name posts by their places.

    A row that is `kept` only points nowhere afterwards. `said` is what people call one and several
    of them, empty for what nobody put there.
    """

    table: str
    said: tuple[str, str] | None = None
    columns: tuple[str, ...] = ("place",)
    is_kept: bool = False

    def astray(self) -> str:
        """The condition of those whose post is not there."""
        return " OR ".join(map(_is_astray, self.columns))

    def mended(self) -> Iterator[str]:
        """What makes it true of none."""
        if not self.is_kept:
            yield f"DELETE FROM {self.table} WHERE {self.astray()}"
            return
        for column in self.columns:
            yield f"UPDATE {self.table} SET {column} = NULL WHERE {_is_astray(column)}"


def _is_astray(column: str) -> str:
    """That it names a post, which is not there; NULL is not in an empty table, says SQL."""
    return f"({column} <> 0 AND {column} NOT IN (SELECT place FROM posts))"


ALL: Final = (
    Pointing("pins", ("pin", "pins")),
    Pointing("notes", ("note", "notes"), is_kept=True),
    Pointing("questions", ("question", "questions")),
    Pointing("hidings", ("hiding", "hidings")),
    Pointing("stash", ("stashing", "stashings")),
    Pointing("filings", ("filing", "filings")),
    Pointing("brought_back", ("bringing back", "bringings back")),
    Pointing("apart", ("keeping apart", "keepings apart"), ("place", "kept")),
    Pointing("joined", ("keeping together", "keepings together"), ("place", "kept", "was")),
    Pointing("outgoing", ("post of yours", "posts of yours"), ("reply_to", "post"), is_kept=True),
    Pointing("revisions"),
    Pointing("aired"),
    Pointing("renamed"),
    Pointing("withdrawn"),
)


def found(db: Connection) -> Iterator[tuple[Pointing, int]]:
    """Those of which there are any, and how many."""
    for each in ALL:
        if many := int(db.value(f"SELECT count(*) FROM {each.table} WHERE {each.astray()}")):
            yield each, many


def problems(db: Connection) -> Iterator[str]:
    """The same in sentences."""
    return (f"{each.table}: of no post: {many}" for each, many in found(db))


def mend(db: Connection) -> Iterator[str]:
    """Let nothing point to what is not there; what people lose by that, in sentences."""
    for each, many in list(found(db)):
        for sql in each.mended():
            db.execute(sql)
        if each.said is not None:
            yield (_LOOSED if each.is_kept else _LOST)[many != 1].format(many, *each.said)


_LOST: Final = ("{:,} {} of a post that is not there", "{0:,} {2} of posts that are not there")
_LOOSED: Final = ("the post of {:,} {}, which stays", "the posts of {0:,} {2}, which stay")
