"""Which post an answer is for, and who can give it."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from backchannel.errors import StoreError
from backchannel.model.outgoing import (
    Account,
    beginning,
    ending,
    why_no_answer,
    why_not,
)
from backchannel.model.post import Post
from backchannel.store.board.about import post_at
from backchannel.store.connection import Connection
from backchannel.store.outgoing.accounts import accounts
from backchannel.store.search import event_of


class Asked(Struct, frozen=True):
    """What a screen needs to let somebody write.

    `accounts` are those that can be used, the usual one first. `beginnings` are what the text
    starts with for each of them, by its name. `problem` says why there is none, and what one can
    do; else it is empty. `tag` is what an empty text lacks to belong to the event.
    """

    accounts: tuple[Account, ...] = ()
    beginnings: tuple[tuple[str, str], ...] = ()
    problem: str = ""
    tag: str = ""


def answerable(db: Connection, place: int) -> Post:
    """The post at a place with all the names it is known by, which say where it can be answered.

    Raises StoreError when there is none, or its author deleted it.
    """
    found = post_at(db, place)
    if found.is_gone:
        raise StoreError("its author deleted that post; nobody would see an answer")
    names = db.execute("SELECT identity FROM identities WHERE place = ?", (place,))
    return replace(found.post, aliases=tuple(name for (name,) in names))


def ask_about(db: Connection, place: int | None) -> Asked:
    """Who can answer the post at a place, or with None who can write to the event."""
    known = accounts(db)
    tag = ending("", event_of(db))
    if place is None:
        problem = "" if known else "no account to write with; `backchannel login` adds one"
        return Asked(known, tuple((each.name, "") for each in known), problem, tag)
    try:
        post = answerable(db, place)
    except StoreError as error:
        return Asked(problem=str(error), tag=tag)
    able = tuple(each for each in known if not why_not(post, each))
    begun = tuple((each.name, beginning(post, each)) for each in able)
    return Asked(able, begun, why_no_answer(post, known), tag)
