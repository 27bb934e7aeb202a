"""The programme as rows: times, who, and how long the running one has left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from backchannel.clean.terminal import clean_line
from backchannel.model.programme import Session, running
from backchannel.store.roles.ending import Ended
from backchannel.store.roles.told import Imported
from backchannel.ui.lines.amounts import counted
from backchannel.ui.lines.times import clock_on_day
from backchannel.ui.minutes import minute_of
from backchannel.ui.programme.words import ended_text, questions_are
from backchannel.ui.widgets.rows import KeptRows, Row

ENDED, PROBLEM = "\tended", "\tproblem"
"""Keys that no session has for a name."""

RUNNING, GONE = "▸", "✓"


class SessionRows:
    """Every session in the order of the starts; the running one stands out."""

    def __init__(self) -> None:
        self._rows: KeptRows[Session, str, str, date, ZoneInfo] = KeptRows(_row)

    def of(self, sessions: Sequence[Session], now: datetime, zone: ZoneInfo) -> Sequence[Row]:
        """As they are now; the very same where nothing of a row is another."""
        current, today = running(sessions, now), now.astimezone(zone).date()

        def pieces() -> Iterator[tuple[str, tuple[Session, str, str, date, ZoneInfo]]]:
            for session in sessions:
                is_gone = now >= session.ends and session is not current
                sign = RUNNING if session is current else GONE if is_gone else " "
                told = "" if is_gone else left_text(session, now)
                yield session.name, (session, sign, told, today, zone)

        return self._rows.of(pieces())


def ended_rows(ended: Ended | None) -> Sequence[Row]:
    """That a session is over with questions open, where one is."""
    if ended is None:
        return ()
    said = f"{ended_text(ended)}, and {questions_are(ended.open)} still open"
    return [Row(ENDED, "?", said, "Enter here carries over, parks or leaves them", is_loud=True)]


def problem_rows(read: Sequence[Imported]) -> Sequence[Row]:
    """Why a programme that is followed could not be read."""
    return [
        Row(PROBLEM + each.origin, "✕", f"{each.origin}: {each.problem}",
            "what it said before stays")
        for each in read
        if each.problem
    ]  # fmt: skip


def left_text(session: Session, now: datetime) -> str:
    """`11 min left`, `3 min over`, `in 20 min`, or nothing once it is gone."""
    if now < session.starts:
        minutes = -int((now - session.starts).total_seconds() // 60)
        return f"in {minutes} min" if minutes < 100 else ""
    minutes = -int((now - session.ends).total_seconds() // 60)
    if now < session.ends:
        return f"{minutes} min left"
    over = int((now - session.ends).total_seconds() // 60)
    return f"{over} min over" if over else "over"


def typed_of(session: Session, now: datetime, zone: ZoneInfo) -> str:
    """What `sessions.edit` begins with: `14:00 45 Keynote`, with the day when it is another one."""
    starts = session.starts.astimezone(zone)
    day = "" if starts.date() == now.astimezone(zone).date() else f"{starts:%Y-%m-%d} "
    return f"{day}{starts:%H:%M} {max(1, _minutes(session))} {session.title}"


def _minutes(session: Session) -> int:
    """How long it takes by its times as they are shown, without the seconds of whoever began it."""
    return minute_of(session.ends) - minute_of(session.starts)


def _row(session: Session, sign: str, told: str, today: date, zone: ZoneInfo) -> Row:
    starts = clock_on_day(session.starts, today, zone)
    beside = (
        counted(_minutes(session), "minute"),
        clean_line(session.room),
        ", ".join(map(clean_line, session.people)),
    )
    title = clean_line(session.title)
    return Row(
        key=session.name,
        lead=f"{sign} {starts}–{session.ends.astimezone(zone):%H:%M}",
        text=f"{title} · {told}" if told else title,
        aside=" · ".join(part for part in beside if part),
        is_loud=sign == RUNNING,
    )
