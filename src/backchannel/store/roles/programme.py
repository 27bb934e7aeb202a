"""The run of the programme: what people do to sessions by hand, on top of what was planned."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import msgspec
from msgspec.structs import replace

from backchannel.clean.terminal import clean_line
from backchannel.decoding import decoded
from backchannel.errors import StoreError
from backchannel.model.board import Act
from backchannel.model.programme import Session, running
from backchannel.model.roles.slot import MOST_MINUTES, Slot
from backchannel.store import meta
from backchannel.store.board.decisions import SESSION, Said, decide, row, together
from backchannel.store.connection import Connection
from backchannel.store.search import event_of
from backchannel.store.search.situation import KNOWN, Told

LONGER: Final = 5
"""Minutes that a session is overrun by at once."""

TITLE_LIMIT: Final = 200


def sessions(db: Connection) -> tuple[Session, ...]:
    """The programme as it is run, in the order of the starts."""
    event = event_of(db)
    return event.sessions if event else ()


def title_of(db: Connection, key: str) -> str:
    """What a session is called, or was when it was taken out; its key when nobody knows."""
    told = meta.kept(db, KNOWN, Told()).sessions
    return _slot(db, key).title or next((each.title for each in told if each.name == key), key)


def start(db: Connection, key: str, by: str) -> bool:
    """Begin a session now, and end the one that is running. False if it runs already.

    One that the clock began is begun in its first half: by then nobody else can be meant. It ends
    when it was to end.
    """
    now, session = db.now(), _known(db, key)
    current = running(sessions(db), now)
    if current is not None and current.name == key:
        return _begin_in_the_room(db, session, by)
    slot = replace(_slot(db, key), began=now, until=None, is_ended=False)
    with together(db):
        if current is not None and current.ends > now:
            _decide(db, Act.END_SESSION, current, _ended(_slot(db, current.name), now), by)
        _decide(db, Act.START_SESSION, session, slot, by)
    return True


def _begin_in_the_room(db: Connection, session: Session, by: str) -> bool:
    now, slot = db.now(), _slot(db, session.name)
    is_young = session.starts < now < session.starts + timedelta(minutes=session.minutes / 2)
    if slot.began is not None or not is_young:
        return False
    _decide(db, Act.START_SESSION, session, replace(slot, began=now), by)
    return True


def overrun(db: Connection, key: str, by: str, minutes: int = LONGER) -> bool:
    """Let a session end later, from its end or, where that has passed, from now. Always True.

    With minutes below zero it ends sooner, but not before now.
    """
    now, session = db.now(), _known(db, key)
    until = max(session.ends, now) if minutes > 0 else session.ends
    least = max(now, session.starts + timedelta(minutes=1)) if minutes < 0 else session.starts
    until = max(until + timedelta(minutes=minutes), least)
    slot = replace(_slot(db, key), until=until, is_ended=False)
    _decide(db, Act.OVERRUN, session, slot, by)
    return True


def end(db: Connection, key: str, by: str) -> bool:
    """End a session now. False if it has not begun, or is over."""
    now, session = db.now(), _known(db, key)
    if not session.starts <= now < (session.closes or session.ends):
        return False
    _decide(db, Act.END_SESSION, session, _ended(_slot(db, key), now), by)
    return True


def move(db: Connection, key: str, by_rows: int, by: str) -> bool:
    """Let a session and its neighbour change places; the earlier start stays the earlier.

    `by_rows` is 1 for later and -1 for earlier. False if there is no neighbour on that side. Raises
    StoreError where the earlier has begun: the other would be put into the past, as if it was held.
    """
    order = [each for each in sessions(db) if each.room == _known(db, key).room]
    index = next(n for n, each in enumerate(order) if each.name == key)
    if not 0 <= index + by_rows < len(order):
        return False
    first, then = sorted((order[index], order[index + by_rows]), key=lambda each: each.starts)
    if first.starts <= db.now():
        raise StoreError(f"{clean_line(first.title)} has begun, and stays where it is")
    gap = then.starts - first.ends
    ends = first.starts + timedelta(minutes=then.minutes)
    with together(db):
        moved = replace(_slot(db, then.name), starts=first.starts, began=None, until=None)
        _decide(db, Act.MOVE_SESSION, then, moved, by)
        moved = replace(
            _slot(db, first.name), starts=ends + max(gap, timedelta()), began=None, until=None
        )
        _decide(db, Act.MOVE_SESSION, first, moved, by)
    return True


def add(db: Connection, title: str, starts: datetime, minutes: int, by: str) -> str:
    """Put a session of one's own into the programme; gives its key. `starts` is aware."""
    written = _checked(title, minutes)
    taken, key, turn = {each.name.casefold() for each in sessions(db)}, written, 1
    while key.casefold() in taken or row(db, SESSION, key):
        turn += 1
        key = f"{written} ({turn})"
    slot = Slot(title=written, starts=starts, minutes=minutes, is_added=True)
    _decide(db, Act.ADD_SESSION, Session(written, starts, minutes, key=key), slot, by)
    return key


def edit(
    db: Connection,
    key: str,
    by: str,
    *,
    title: str | None = None,
    starts: datetime | None = None,
    minutes: int | None = None,
) -> bool:
    """Give a session another title, start or length; what is filed under it stays so.

    Those that follow wait where it ends later than before. False if that changes nothing.
    """
    session, before = _known(db, key), _slot(db, key)
    written = _checked(title or session.title, minutes or session.minutes)
    after = replace(
        before,
        title=written if written != session.title else before.title,
        starts=starts or before.starts,
        minutes=minutes or before.minutes,
    )
    if starts is not None or minutes is not None:
        after = replace(after, until=None, began=None if starts is not None else before.began)
        ends = (starts or session.starts) + timedelta(minutes=minutes or session.minutes)
        is_as_run = starts is None and (session.starts <= db.now() or _is_held_back(db, session))
        if is_as_run or (starts is not None and ends > session.ends):
            after = replace(after, until=ends, is_ended=False)
    if after == before:
        return False
    _decide(db, Act.EDIT_SESSION, session, after, by)
    return True


def remove(db: Connection, key: str, by: str) -> bool:
    """Take a session out of the programme; undo brings it back."""
    session = _known(db, key)
    _decide(db, Act.REMOVE_SESSION, session, replace(_slot(db, key), is_removed=True), by)
    return True


def _known(db: Connection, key: str) -> Session:
    for session in sessions(db):
        if session.name == key:
            return session
    raise StoreError(f"the programme has no session called {clean_line(key)}")


def _is_held_back(db: Connection, session: Session) -> bool:
    """Whether it begins later than the programme, or whoever moved it, says."""
    slot, told = _slot(db, session.name), meta.kept(db, KNOWN, Told()).sessions
    planned = next((each.starts for each in told if each.name == session.name), session.starts)
    return session.starts > (slot.began or slot.starts or planned)


def _slot(db: Connection, key: str) -> Slot:
    kept = row(db, SESSION, key)
    return decoded(str(kept["body"]), Slot) if kept else Slot()


def _ended(slot: Slot, now: datetime) -> Slot:
    return replace(slot, until=now, is_ended=True)


def _decide(db: Connection, act: Act, session: Session, slot: Slot, by: str) -> None:
    body = msgspec.json.encode(slot).decode()
    said = Said(act, clean_line(session.title), by)
    decide(db, said, SESSION, session.name, {"id": session.name, "body": body})


def _checked(title: str, minutes: int) -> str:
    written = clean_line(title, limit=TITLE_LIMIT)
    if not written:
        raise StoreError("a session needs a title")
    if not 0 < minutes <= MOST_MINUTES:
        raise StoreError(f"a session takes between 1 and {MOST_MINUTES:,} minutes")
    return written
