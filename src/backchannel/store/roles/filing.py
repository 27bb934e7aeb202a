"""What was filed by hand under another session than the one in which it came."""

from __future__ import annotations

from backchannel.clean.terminal import clean_line
from backchannel.errors import StoreError
from backchannel.model.board import Act
from backchannel.model.moments import from_micros, to_micros
from backchannel.model.programme import AFTER, BEFORE, filed_at
from backchannel.store.board.about import about, post_at, shortened
from backchannel.store.board.decisions import FILING, QUESTION, Row, Said, decide, row, together
from backchannel.store.connection import Connection
from backchannel.store.search import event_of


def file_post(db: Connection, place: int, session: str, by: str) -> bool:
    """File a post, and the question it may be, under a session (empty for none).

    Also `BEFORE` or `AFTER` all of them. Under the one in which it came it is filed by the clock
    again. False if it is there already.
    Raises StoreError when the programme has no session called so.
    """
    post = post_at(db, place)
    _check(db, session)
    if session == session_of(db, place):
        return False
    said = Said(Act.FILE_POST, _moved(about(post), session), by, db.turn)
    after: Row | None = {
        "place": place, "session": session, "by": by, "at": to_micros(db.now()),
    }  # fmt: skip
    if session == _by_clock(db, place):
        after = None
    if db.turn:
        _file(db, said, place, session, after)
    else:
        with together(db):
            _file(db, said, place, session, after)
    return True


def file_question(db: Connection, id_: str, session: str, by: str) -> bool:
    """File a question under a session (empty for none). False if it is there already."""
    before = row(db, QUESTION, id_)
    if before is None:
        raise StoreError("that question is no longer there")
    _check(db, session)
    if isinstance(before["place"], int):
        return file_post(db, before["place"], session, by)
    if before["session"] == session:
        return False
    words = shortened(f"{before['reworded'] or before['words']}")
    said = Said(Act.FILE_POST, _moved(words, session), by)
    decide(db, said, QUESTION, id_, before | {"session": session})
    return True


def session_of(db: Connection, place: int) -> str:
    """The session a post belongs to, by hand, a rule or the clock; empty for none."""
    kept = row(db, FILING, place)
    return str(kept["session"]) if kept else _by_clock(db, place)


def _file(db: Connection, said: Said, place: int, session: str, after: Row | None) -> None:
    decide(db, said, FILING, place, after)
    question = row(db, QUESTION, key := f"post:{place}")
    if question is not None and question["session"] != session:
        decide(db, said, QUESTION, key, question | {"session": session})


def _by_clock(db: Connection, place: int) -> str:
    event = event_of(db)
    return filed_at(event.sessions, from_micros(place)) if event else ""


def _check(db: Connection, session: str) -> None:
    event = event_of(db)
    names = {each.name for each in event.sessions} if event else set()
    if session and session not in (names and names | {BEFORE, AFTER}):
        raise StoreError(f"the programme has no session called {clean_line(session)}")


def _moved(what: str, session: str) -> str:
    return f"{what} → {clean_line(session) or 'no session'}"
