"""What an operator does with the stage. Each is a decision; all but a blank can be undone."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import Any, Final

from msgspec.structs import replace

from backchannel.errors import StoreError
from backchannel.model.board import Act, Decision
from backchannel.model.moments import from_micros, to_micros
from backchannel.model.post import StoredPost
from backchannel.model.roles.stage import LONGEST_DELAY, PANIC, Air, Look
from backchannel.store.board import decisions
from backchannel.store.board.about import as_read, post_at
from backchannel.store.board.pins import pin
from backchannel.store.connection import Connection
from backchannel.store.held import approved
from backchannel.store.roles.stage.fitness import EDITED, unfit
from backchannel.store.roles.stage.rows import air, decide_air, decide_look, look

_STAGE: Final = (decisions.STAGE, decisions.PIN)


def take(db: Connection, place: int, by: str, seen: StoredPost | None = None) -> bool:
    """Put a pin on air. False if it is there already.

    Raises StoreError, which says why, for one that may not be shown. Words, or a name, that are
    others than those that were pinned may be: whoever does this has them before their eyes. If
    they are others by now than those that were `seen`, that is refused.
    """
    post = as_read(seen, post_at(db, place))
    before = db.value("SELECT taken FROM aired WHERE place = ?", (place,))
    is_news = _approve(db, post)
    now = air(db)
    if now.place == place and now.next is None and not is_news:
        return False
    wanted = _moved(db, now, place, is_news=is_news)
    wanted = replace(wanted, approved=before if isinstance(before, int) else 0)
    return decide_air(db, decisions.Said(Act.TAKE, _about(post), by), wanted)


def put_on_air(db: Connection, place: int, by: str, seen: StoredPost | None = None) -> bool:
    """Make a post a highlight if it is none, and put it on air; both are undone in one."""
    with decisions.together(db):
        pin(db, place, by, seen)
        return take(db, place, by, seen)


def refusal(db: Connection, place: int) -> str:
    """Why a post could not be put on air by hand, in words; nothing when it could."""
    post = replace(post_at(db, place), is_pinned=True)
    why = unfit(db, post)
    return _refusal(post, why) if why and why != EDITED else ""


def following(db: Connection) -> StoredPost | None:
    """What comes next: what was chosen to, or the next pin that may be shown, from the top again.

    None when there is none.
    """
    now = air(db)
    chosen = [] if now.next is None else [now.next]
    return _fit(db, [*chosen, *_beside(db, now.place, 1)])


def back(db: Connection, by: str) -> StoredPost | None:
    """Put on air the pin before the present one; which post that is, None when there is none."""
    post = _fit(db, _beside(db, air(db).place, -1))
    return post if post is not None and take(db, post.place, by) else None


def line_up(db: Connection, place: int, by: str) -> bool:
    """Let a pin come next, or with the one that is lined up already, the usual one."""
    post, now = post_at(db, place), air(db)
    if why := unfit(db, post):
        raise StoreError(_refusal(post, why))
    chosen = None if now.next == place else place
    return decide_air(db, decisions.Said(Act.LINE_UP, _about(post), by), replace(now, next=chosen))


def off_air(db: Connection, by: str) -> bool:
    """Show the card that says how to take part, at once. False if it is shown already."""
    now = air(db)
    if now.place is None and now.before is None:
        return False
    wanted = replace(now, place=None, before=None, since=to_micros(db.now()), turns=0)
    return decide_air(db, decisions.Said(Act.OFF_AIR, _about_air(db, now), by), wanted)


def blank(db: Connection, by: str) -> bool:
    """Show nothing at all, at once and until that is taken back. False if nothing is shown.

    What is put on air meanwhile waits behind it.
    """
    now = air(db)
    if now.is_blank:
        return False
    return _set(db, by, Act.BLANK, replace(now, is_blank=True, blanked=to_micros(db.now())))


def unblank(db: Connection, by: str) -> bool:
    """Show again what is on air. False if it is shown."""
    return _set(db, by, Act.UNBLANK, replace(air(db), is_blank=False, blanked=0))


def toggle_blank(
    db: Connection, by: str, seen: datetime | None = None, after: timedelta = PANIC
) -> bool:
    """Show nothing, or again what is on air; whether the stage is blank now.

    `seen` is since when the screen of whoever presses says that it is blank, None if it does not.
    It is shown again only by somebody who has read that for `after`: a nervous hand presses twice,
    and two people who see the same thing go wrong press one after the other.
    """
    now = air(db)
    if now.is_blank and seen is not None:
        read = max(seen, from_micros(now.blanked))
        if not timedelta() <= db.now() - read < after:
            return not unblank(db, by)
    blank(db, by)
    return True


def hold(db: Connection, by: str) -> bool:
    """Let nothing change by itself, while somebody answers. False if it is so already."""
    return _set(db, by, Act.HOLD_STAGE, replace(air(db), is_held=True))


def release(db: Connection, by: str) -> bool:
    """Go on; what is on air has its whole time again. False if it was not held."""
    now = air(db)
    if not now.is_held:
        return False
    since = _not_before(db, now)
    return _set(db, by, Act.RELEASE_STAGE, replace(now, is_held=False, since=since))


def set_look(db: Connection, by: str, about: str, wanted: Look) -> bool:
    """Show the stage otherwise, or move it on otherwise. False if that changes nothing.

    `about` says what it is now, for the log.
    """
    if not 0 <= wanted.delay <= LONGEST_DELAY:
        raise StoreError(f"a display delay is 0 to {LONGEST_DELAY} seconds")
    return decide_look(db, by, about, wanted)


def undo(db: Connection, by: str) -> Decision | None:
    """Take back what `by` did last with the stage or its pins; None when there is nothing."""
    return decisions.undo(db, by, _STAGE)


def on_air(db: Connection, now: Air) -> int | None:
    """The place of what projectors show or would show, did they not show nothing."""
    return now.place_at(to_micros(db.now()))


def aired(db: Connection, place: int, *, is_by_hand: bool) -> None:
    """Remember when a pin was put on air, and that somebody saw what it says."""
    at = to_micros(db.now())
    db.execute(
        "INSERT INTO aired (place, at, taken) VALUES (?1, ?2, ?3) ON CONFLICT (place) "
        "DO UPDATE SET at = ?2, taken = coalesce(?3, taken)",
        (place, at, at if is_by_hand else None),
    )


def moved(db: Connection, now: Air, place: int | None, turns: int = 0) -> Air:
    """The stage with something else on air, after the display delay; the card has none."""
    at = to_micros(db.now())
    delay = look(db).delay * 1_000_000 if place is not None else 0
    return Air(
        place=place,
        since=at + delay,
        before=on_air(db, now) if delay else None,
        next=None if now.next == place else now.next,
        is_blank=now.is_blank,
        is_held=now.is_held,
        turns=turns,
        blanked=now.blanked,
        delay=delay // 1_000_000,
    )


def _not_before(db: Connection, now: Air) -> int:
    """From when on it is shown, and not from before now."""
    at = to_micros(db.now())
    return at + now.waits(at)


def _moved(db: Connection, now: Air, place: int, *, is_news: bool) -> Air:
    if now.place != place:
        return moved(db, now, place)
    since = _not_before(db, now) if is_news else now.since
    return replace(now, next=None, since=since)


def _approve(db: Connection, post: StoredPost) -> bool:
    """Whether something of it is shown from now on that was not before."""
    why = unfit(db, post)
    if why and why != EDITED:
        raise StoreError(_refusal(post, why))
    is_news = why == EDITED or approved.name_of(db, post) is not None
    aired(db, post.place, is_by_hand=True)
    return is_news


def _refusal(post: StoredPost, why: str) -> str:
    return f"{post.number} cannot go on air: {why}"


def _set(db: Connection, by: str, act: Act, wanted: Air) -> bool:
    return decide_air(db, decisions.Said(act, _about_air(db, wanted), by), wanted)


def _fit(db: Connection, places: list[int]) -> StoredPost | None:
    """The first of them that may be shown."""
    for place in places:
        post = post_at(db, place)
        if not unfit(db, post):
            return post
    return None


def _beside(db: Connection, place: int | None, step: int) -> list[int]:
    """The other pins in the order in which they come from there, round about.

    What is a pin no more comes where it was one.
    """
    found: list[Any] = db.execute(
        "SELECT place, position FROM pins ORDER BY position, id"
    ).fetchall()
    pins: dict[int, float] = dict(found)
    order = [*pins][::step]
    if place in pins:
        at = order.index(place)
        return order[at + 1 :] + order[:at]
    was = _left_at(db, place) * step
    at = next((n for n, each in enumerate(order) if pins[each] * step > was), 0)
    return order[at:] + order[:at]


def _left_at(db: Connection, place: int | None) -> float:
    """Where a post was among the pins before it was unpinned; before the first if it never was."""
    if place is None:
        return -math.inf
    found = db.value(
        "SELECT json_extract(before, '$.position') FROM decisions WHERE subject = ? AND key = ? "
        "AND act = ? ORDER BY id DESC LIMIT 1",
        (decisions.PIN.name, str(place), str(Act.UNPIN)),
    )
    return float(found) if isinstance(found, int | float) else -math.inf


def _about(post: StoredPost) -> str:
    """Who wrote it. What it says is not quoted: the log would keep what its author deletes."""
    return f"{post.number}, {post.post.author.name}"


def _about_air(db: Connection, now: Air) -> str:
    return _about(post_at(db, now.place)) if now.place is not None else "nothing on air"
