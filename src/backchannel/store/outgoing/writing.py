"""What people do with what they write: draft it, change it, ask for it to be sent, take it back."""

from __future__ import annotations

import re
import uuid
from typing import Final

from backchannel.clean.terminal import clean_line, clean_text
from backchannel.errors import StoreError
from backchannel.model.change import ChangeKind
from backchannel.model.moments import to_micros
from backchannel.model.outgoing import CHANGEABLE, Outgoing, Sending, Words, left, why_not
from backchannel.store import changes
from backchannel.store.connection import Connection
from backchannel.store.outgoing.accounts import account_of
from backchannel.store.outgoing.answers import answerable
from backchannel.store.outgoing.rows import of, put

LONGEST: Final = 20_000
"""Characters of a draft; whatever the server allows, a longer one is refused rather than cut."""

_LONGEST_LINE: Final = 500

_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{1,8})*", re.ASCII | re.IGNORECASE)
"""A tag of BCP 47, nearly."""

_BUSY: Final = {
    Sending.WAITING: "it waits to be sent; take it back first",
    Sending.SENDING: "it is on its way just now",
    Sending.SENT: "it was sent already",
    Sending.UNSURE: "it may be out already; it is looked for before anything else",
}


def write(db: Connection, words: Words, by: str) -> Outgoing:
    """Keep a draft. It may be too long, or empty, until it is asked to be sent."""
    kept = _cleaned(words)
    id_, now = uuid.uuid4().hex, to_micros(db.now())
    db.execute(
        "INSERT INTO outgoing (id, key, account, text, language, warning, reply_to, state, by, "
        "written, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(id_, str(uuid.uuid4()), kept.account, kept.text, kept.language, kept.warning),
            *(kept.reply_to, str(Sending.DRAFT), by, now, now),
        ),
    )
    changes.record(db, ChangeKind.OUTGOING, id_)
    return of(db, id_)


def change(db: Connection, id_: str, words: Words) -> Outgoing:
    """Put other words in a draft's place, or in that of what was refused; it is a draft then.

    Raises StoreError for what is on its way, may be out, or is.
    """
    before, kept = of(db, id_), _cleaned(words)
    if before.state not in CHANGEABLE:
        raise StoreError(_BUSY[before.state])
    if kept != before.words:
        put(
            *(db, id_, Sending.DRAFT),
            account=kept.account,
            text=kept.text,
            language=kept.language,
            warning=kept.warning,
            reply_to=kept.reply_to,
        )
    return of(db, id_)


def send(db: Connection, id_: str) -> Outgoing:
    """Ask for a draft to be sent, by the collector and as soon as it can.

    Raises StoreError with a sentence when it cannot be: empty, too long, an account that is not
    there, a post that it cannot answer. What waits is tried, and what is `unsure` looked for, at
    once. What is on its way stays so.
    """
    found = of(db, id_)
    if found.state is Sending.SENT:
        raise StoreError(_BUSY[Sending.SENT])
    now = to_micros(db.now())
    if found.state is Sending.UNSURE:
        put(db, id_, Sending.UNSURE, problem=found.problem, due=now, asked=now)
    elif found.state is not Sending.SENDING:
        check(db, found.words)
        put(db, id_, Sending.WAITING, asked=now, due=now)
    return of(db, id_)


def check(db: Connection, words: Words) -> None:
    """Raise StoreError with a sentence when a text cannot be sent as it is."""
    account = account_of(db, words.account)
    if account is None:
        raise StoreError(f"there is no account {words.account}; `backchannel accounts` lists them")
    if not words.text.strip():
        raise StoreError("there is nothing to send yet")
    over = -left(words.text, account, words.warning)
    if over > 0:
        raise StoreError(f"it is {over:,} too long for {account.name}; shorten it")
    if words.language and not _LANGUAGE.fullmatch(words.language):
        raise StoreError(f"{words.language} is no language; write it as en or pt-BR")
    if words.reply_to is not None and (problem := why_not(answerable(db, words.reply_to), account)):
        raise StoreError(problem)


def take_back(db: Connection, id_: str) -> bool:
    """Make a draft again of what waits; False when it is on its way already, or out."""
    if of(db, id_).state is not Sending.WAITING:
        return False
    put(db, id_, Sending.DRAFT)
    return True


def discard(db: Connection, id_: str) -> bool:
    """Throw a text away; what is out stays out. False for what waits or is on its way."""
    if of(db, id_).state in {Sending.WAITING, Sending.SENDING}:
        return False
    db.execute("DELETE FROM outgoing WHERE id = ?", (id_,))
    changes.record(db, ChangeKind.OUTGOING, id_)
    return True


def _cleaned(words: Words) -> Words:
    if len(words.text) > LONGEST:
        raise StoreError(f"a text is at most {LONGEST:,} characters long, here")
    return Words(
        clean_line(words.account),
        clean_text(words.text),
        clean_line(words.language, limit=35),
        clean_line(words.warning, limit=_LONGEST_LINE),
        words.reply_to,
    )
