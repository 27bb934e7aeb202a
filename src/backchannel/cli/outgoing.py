"""What goes out with an account: put into words, shown beforehand, and told of afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import click
from msgspec import Struct

from backchannel.cli.answers import moment
from backchannel.cli.numbers import post_numbered
from backchannel.model.outgoing import (
    Account,
    Outgoing,
    Sending,
    Words,
    as_sent,
    ending,
    length,
    told_beside,
)
from backchannel.model.post import StoredPost
from backchannel.store import outgoing
from backchannel.store.board.about import shortened
from backchannel.store.sources import event_of

if TYPE_CHECKING:
    from backchannel.store.connection import Connection

SHORT: Final = 8
"""Letters of an id that people type."""


_TOLD: Final = {
    Sending.SENT: "Sent",
    Sending.FAILED: "Not sent, and kept as a draft",
    Sending.UNSURE: "Not sure yet",
    Sending.WAITING: "Not sent yet",
    Sending.DRAFT: "Not sent, and a draft again",
}


class Wanted(Struct, frozen=True):
    """What somebody said of how it shall go out. `account` is empty for the first that can."""

    account: str = ""
    language: str = ""
    warning: str = ""
    has_tag: bool = True


class Worded(Struct, frozen=True):
    """A text as it will go out; `post` is what it answers."""

    words: Words
    account: Account
    post: StoredPost | None = None


def worded(db: Connection, text: str, number: int | None, wanted: Wanted) -> Worded:
    """With the names that a reply begins with, and the event's tag. UsageError if it cannot be."""
    post = post_numbered(db, number) if number is not None else None
    place = post.place if post else None
    asked = outgoing.ask_about(db, place)
    account = _chosen(db, wanted.account, asked)
    begins = dict(asked.beginnings).get(account.name, "")
    is_begun = text.casefold().startswith(begins.strip().casefold())
    whole = text if is_begun else f"{begins}{text}"
    whole += ending(whole, event_of(db)) if wanted.has_tag else ""
    language = wanted.language or account.language
    return Worded(Words(account.name, whole, language, wanted.warning, place), account, post)


def preview(worded: Worded) -> Iterator[str]:
    """Lines that show a text before it goes out."""
    from backchannel.cli.plain.lines import named

    words, account = worded.words, worded.account
    taken = length(words.text, account, words.warning)
    language = f", in {words.language}" if words.language else ""
    yield f"as {account.name}{language}, {taken} of {account.measure.longest}:"
    if worded.post is not None:
        yield f"    to {worded.post.number}, {named(worded.post)}"
    if beside := told_beside(words, account):
        yield f"    {beside}"
    for line in as_sent(words, account.network).splitlines():
        yield f"    {line}"


def line_of(text: Outgoing) -> str:
    """A text on one line: its id, how far it has come, why no further, and its words."""
    told = text.problem or text.url
    about = f" ({told})" if told else ""
    words = shortened(text.words.text, 80)
    return f"{text.id[:SHORT]}  {text.state}{about}  {text.words.account}: {words}"


def told(text: Outgoing) -> str:
    """What came of a text, when it is something that a person wants to hear; else empty."""
    if text.state is Sending.SENT:
        return f"Sent: {text.url}"
    return f"{_TOLD[text.state]}: {text.problem}" if text.problem else ""


def fields_of(text: Outgoing) -> dict[str, object]:
    """A text as `--json` prints it; the manual lists the keys."""
    return {
        "draft": text.id,
        "state": str(text.state),
        "account": text.words.account,
        "text": text.words.text,
        "language": text.words.language,
        "warning": text.words.warning,
        "problem": text.problem,
        "url": text.url,
        "by": text.by,
        "written": moment(text.written),
        "at": moment(text.at),
    }


def meant(db: Connection, id_: str) -> Outgoing:
    """The text whose id begins so. UsageError for what is none, or could be several."""
    listed = outgoing.listed(db, 1_000)
    found = [each for each in listed if id_ and each.id.startswith(id_.casefold())]
    if len(found) != 1:
        what = "several drafts begin" if found else "no draft begins"
        raise click.UsageError(f"{what} with {id_!r}; drafts lists them")
    return found[0]


def _chosen(db: Connection, name: str, asked: outgoing.Asked) -> Account:
    if not name and asked.accounts:
        return asked.accounts[0]
    if not name:
        raise click.UsageError(asked.problem)
    wanted = f"@{name.removeprefix('@')}"
    known = outgoing.account_of(db, wanted)
    if known is None:
        raise click.UsageError(f"there is no account {name!r}; backchannel accounts lists them")
    if known not in asked.accounts:
        raise click.UsageError(asked.problem or f"{known.name} cannot answer this post")
    return known
