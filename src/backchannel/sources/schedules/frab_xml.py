"""Frab's schedule as XML (github.com/voc/schedule, `schedule.xml`), as Pretalx exports it, too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from xml.parsers import expat
from zoneinfo import ZoneInfo

from backchannel.errors import ConfigError
from backchannel.sources.schedules.frab import Slot, given, zone_named
from backchannel.sources.schedules.slots import MOST, Found, collected
from backchannel.sources.syndication.decoding import decode, tidy

_DEEPEST: Final = 30
_LONGEST: Final = 4_000
_TEXTS: Final = frozenset({"title", "date", "duration", "room", "track"})


def read(body: bytes, zone: ZoneInfo) -> Found:
    """The events of a schedule. One that declares entities is refused, and so is any other XML."""
    visitor = _Visitor()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartDoctypeDeclHandler = visitor.doctype
    parser.StartElementHandler = visitor.start
    parser.EndElementHandler = visitor.end
    parser.CharacterDataHandler = visitor.words
    try:
        parser.Parse(tidy(decode(body)).encode("utf-8", "replace"), True)  # noqa: FBT003  # has no keyword
    except expat.ExpatError as error:
        raise ConfigError("is not well-formed XML", line=error.lineno) from error
    own = zone_named(visitor.zone.strip(), zone)
    return collected((place, given(slot, own)) for place, slot in visitor.slots)


class _Visitor:
    """Expat's callbacks."""

    def __init__(self) -> None:
        self.slots: list[tuple[str, Slot]] = []
        self.zone = ""
        self._path: list[str] = []
        self._said: dict[str, str] | None = None
        self._people: list[str] = []
        self._room = ""

    def doctype(self, _name: str, _system: str | None, _public: str | None, subset: int) -> None:
        if subset:
            raise ConfigError("declares entities of its own, which are not read")

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if not self._path and name != "schedule":
            raise ConfigError(f"is XML, but no schedule: it begins with <{name[:40]}>")
        if len(self._path) >= _DEEPEST or len(self.slots) > MOST:
            raise ConfigError("holds more than any schedule needs")
        if name == "room" and self._said is None:
            self._room = attributes.get("name", "")
        if name == "event":
            uid = attributes.get("code") or attributes.get("guid") or attributes.get("id", "")
            self._said, self._people = {"uid": uid, "room": ""}, []
        if name == "person":
            self._people.append("")
        self._path.append(name)

    def end(self, name: str) -> None:
        self._path.pop()
        if name != "event" or self._said is None:
            return
        said, self._said = self._said, None
        self.slots.append(
            (
                f"event {len(self.slots) + 1}",
                Slot(
                    title=said.get("title", "").strip(),
                    date=said.get("date", ""),
                    duration=said.get("duration", ""),
                    uid=said["uid"],
                    room=said["room"].strip() or self._room,
                    track=said.get("track", "").strip(),
                    people=tuple(name for each in self._people if (name := each.strip())),
                ),
            )
        )

    def words(self, text: str) -> None:
        name = self._path[-1]
        if name == "time_zone_name" and len(self.zone) < _LONGEST:
            self.zone += text
        elif self._said is not None and name == "person" and self._people:
            self._people[-1] = (self._people[-1] + text)[:_LONGEST]
        elif self._said is not None and name in _TEXTS and self._path[-2] == "event":
            self._said[name] = (self._said.get(name, "") + text)[:_LONGEST]
