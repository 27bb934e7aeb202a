"""What is said of an event that is played again, so that nobody takes it for one that goes on."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from backchannel.clean.terminal import clean_line
from backchannel.store.replay.course import Course


def replay_text(course: Course, wall: datetime, zone: ZoneInfo) -> str:
    """`▶ replay ×10, 14:32 of 12 Nov 2031`; whether it stands still, is over, or cannot be read."""
    when = course.clock(wall).astimezone(zone)
    moment = f"{when:%H:%M} of {when.day} {when:%b %Y}"
    if course.problem:
        return f"✕ replay stopped, {moment}: {clean_line(course.problem)}"
    if course.is_over(wall):
        return f"■ replay is over, {moment}"
    if course.is_paused:
        return f"‖ replay paused, {moment}"
    return f"▶ replay {speed_text(course.speed)}, {moment}"


def speed_text(speed: float) -> str:
    """`×10`."""
    return f"×{speed:g}"
