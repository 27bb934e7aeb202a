"""Programmes as other programs publish them: iCalendar, and Frab's schedule, as Pretalx has it.

What reads them is imported when one is read.
"""

from __future__ import annotations

from typing import Final
from zoneinfo import ZoneInfo

from backchannel.errors import ConfigError
from backchannel.sources.schedules.slots import Found, chosen

MAX_BYTES: Final = 5 << 20


def read_schedule(body: bytes, zone: ZoneInfo, *, room: str = "") -> Found:
    """The sessions of a document, of one room or track if that is named; a room may have several.

    Times without a zone are in `zone`. Raises ConfigError, with the place in the document, for what
    is none of these.
    """
    if len(body) > MAX_BYTES:
        raise ConfigError("is larger than 5 MiB, which no programme is")
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:64]
    if start[:15].upper() == b"BEGIN:VCALENDAR":
        from backchannel.sources.schedules import calendars

        found = calendars.read(body, zone)
    elif start.startswith((b"{", b"[")):
        from backchannel.sources.schedules import frab

        found = frab.read_json(body, zone)
    elif start.startswith((b"<", b"\xff\xfe", b"\xfe\xff")):
        from backchannel.sources.schedules import frab_xml

        found = frab_xml.read(body, zone)
    else:
        raise ConfigError(
            "is no programme; it would be an iCalendar file, or a schedule of Pretalx or Frab, as "
            "JSON or XML"
        )
    return chosen(found, room)
