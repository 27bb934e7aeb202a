"""What the operator reads: the pins as rows, the state of the stage, how it is set."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from backchannel.model.board import Pin
from backchannel.model.moments import from_micros, to_micros
from backchannel.model.roles.stage import Look, Part, Room
from backchannel.store.roles.stage import Overview
from backchannel.ui.lines.summary import who_said_what
from backchannel.ui.widgets.rows import KeptRows, Row

Piece = tuple[str, str]

ON_AIR, WAITS, COMING, NEXT, NOT = "●", "■", "◔", "→", "✕"


class PinRows:
    """The pins, numbered in their order; which is on air, which is next, and which cannot be."""

    def __init__(self) -> None:
        self._rows: KeptRows[Pin, int, Piece, str] = KeptRows(_pin_row)

    def of(self, view: Overview, now: datetime) -> list[Row]:
        """As they are now; the very same where nothing of a row is another."""
        following = view.next.post.place if view.next.post is not None else None

        def pieces() -> Iterator[tuple[int, tuple[Pin, int, Piece, str]]]:
            for number, pin in enumerate(view.pins, 1):
                place = pin.post.place
                fate = _fate(view, place, now, is_next=place == following)
                yield place, (pin, number, fate, _other_name(view, place))

        return self._rows.of(pieces())


def _pin_row(pin: Pin, number: int, fate: Piece, other_name: str) -> Row:
    sign, told = fate
    return Row(
        key=str(pin.post.place),
        lead=f"{sign} {number}".strip(),
        text=who_said_what(pin.post),
        aside=" · ".join(filter(None, (told, other_name, pin.remark))),
        is_loud=sign in {ON_AIR, WAITS, COMING, NOT},
    )


def _fate(view: Overview, place: int, now: datetime, *, is_next: bool) -> Piece:
    """The sign of a pin, and what it says."""
    if why := view.unfit.get(place, ""):
        return NOT, f"cannot be shown: {why}"
    if place == _seen(view, now):
        is_taken = place == view.air.place
        behind = "taken, behind the blank" if is_taken else "behind the blank"
        return (WAITS, behind) if view.air.is_blank else (ON_AIR, "on air")
    if place == view.air.place:
        return COMING, f"taken, in {_waits(view, now)} s"
    return (NEXT, "next") if is_next else (" ", "")


def _seen(view: Overview, now: datetime) -> int | None:
    """The place of what the room sees, or would were it not blank: not yet what is delayed."""
    return view.air.place_at(to_micros(now))


def _waits(view: Overview, now: datetime) -> int:
    """Seconds of a display delay that are left, begun ones too."""
    return -(-view.air.waits(to_micros(now)) // 1_000_000)


def _other_name(view: Overview, place: int) -> str:
    author = view.renamed.get(place)
    return f"shown as {author.name} until it is taken again" if author is not None else ""


def state_line(
    view: Overview, now: datetime, blank_key: str, *, is_collected: bool = True
) -> Iterator[Piece]:
    """What is on air and for how long, to the second; what comes by itself, and when.

    Not `is_collected`: nobody hears of it when an author deletes or edits what is there.
    """
    if view.air.is_blank:
        yield " ■ BLANK ", "bold reverse $text-error"
        yield f"  nothing is shown; {blank_key} shows {_behind(view, now)}", "$text-error"
    elif waits := _waits(view, now):
        yield f" ◔ in {waits} s ", "bold $text-warning"
    elif view.shown.post is not None:
        yield " ● ON AIR ", "bold reverse $text-success"
        yield f"  {_clock(view.air.since, now)}", "bold"
    elif view.air.place is not None:
        why = view.unfit.get(view.air.place, "not pinned")
        yield " ○ CARD ", "bold"
        yield f"  what was taken: {why}", "$text-warning"
    else:
        yield " ○ CARD ", "bold"
        yield f"  {_clock(view.air.since, now)}" if view.air.since else "  nothing is on air", ""
    if view.air.is_held:
        yield "  HELD", "bold $text-warning"
    if view.due is not None:
        left = max(0, int((view.due - now).total_seconds() + 0.999))
        yield f"  by itself in {left} s", "$text-muted"
    if not is_collected:  # last, for it is the longest: a narrow terminal cuts it
        yield "  ◌ nobody is collecting: what its author deletes stays", "bold $text-warning"


def _behind(view: Overview, now: datetime) -> str:
    """What the key that ends the blank will show."""
    if view.behind.post is not None:
        return who_said_what(view.behind.post)
    place = _seen(view, now)
    why = view.unfit.get(place, "not pinned") if place is not None else ""
    return f"the card; what was taken: {why}" if why else "the card"


def _clock(since: int, now: datetime) -> str:
    seconds = max(0, int((now - from_micros(since)).total_seconds()))
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def look_line(look: Look) -> Iterator[Piece]:
    """How the stage is set; what is off is faint."""
    yield from _switch("by itself", is_on=look.rotates)
    yield from _switch("again", is_on=look.recycles)
    yield f"delay {look.delay} s  ", "bold" if look.delay else "$text-muted"
    yield f"{look.size}  ", "bold"
    yield from _switch("photos", is_on=look.has_photos)
    room = {Room.OWN: "own light", Room.DARK: "dark room", Room.BRIGHT: "bright room"}[look.room]
    yield f"{room}  ", "bold" if look.room else "$text-muted"
    left_out = [str(part) for part in Part if part not in look.parts]
    yield (f"without {', '.join(left_out)}", "bold") if left_out else ("all parts", "$text-muted")


def _switch(name: str, *, is_on: bool) -> Iterator[Piece]:
    yield (f"+{name}  ", "bold") if is_on else (f"-{name}  ", "$text-muted")
