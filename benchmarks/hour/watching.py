"""What the program says of its sources, held against what their servers know."""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from benchmarks.harness.desk import PROGRAM
from benchmarks.hour.places import Place
from benchmarks.hour.trouble import ILL, WELL, Course

LAG: Final = timedelta(seconds=20)
"""How long a post may be on its way to the store: a look every 5 seconds, and a server's rest."""

Told = Mapping[str, Any]  # a line of `sources list --json`


@dataclass(slots=True)
class Record:
    """What was found at all looks. `wrong` are claims that were not true.

    `held` counts the claims of a kind, by whether it had to be well, and `lines` the desk's own.
    """

    looks: int = 0
    claims: int = 0
    lines: int = 0
    doubtful: int = 0
    held: Counter[tuple[str, bool]] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def look(self, courses: Sequence[Course], told: Mapping[str, Told], began: datetime) -> None:
        """Compare all sources with their servers; the question was asked at `began`."""
        self.looks += 1
        for course in courses:
            line = told.get(course.place.kind, {"state": "missing"})
            self.states[line["state"]] += 1
            for problem in self._problems(course, line, began):
                at = f"{began:%H:%M:%S}"
                self.wrong.append(f"{at} {course.place.kind}: {problem}")

    def look_at_line(
        self, courses: Sequence[Course], said: tuple[int, int] | None, began: datetime
    ) -> None:
        """Compare how many of how many are well, as the desk has it, with what must be."""
        self.lines += 1
        musts = [(each.must_be(began), each.must_be(datetime.now(UTC))) for each in courses]
        least = sum(must == (WELL, WELL) for must in musts)
        most = len(courses) - sum(must == (ILL, ILL) for must in musts)
        if said is None or said[1] != len(courses) or not least <= said[0] <= most:
            well = "nothing" if said is None else f"{said[0]} of {said[1]} well"
            self.wrong.append(f"{began:%H:%M:%S} the desk says {well}, {least} to {most} are")

    def _problems(self, course: Course, line: Told, began: datetime) -> list[str]:
        """What is not true of one source. While its server changes, both may be said."""
        place, found = course.place, []
        given, published = line.get("posts", 0), place.published()
        if given > published:
            found.append(f"{given} posts are said, {published} were published")
        must = course.must_be(began)
        if must is None or must != course.must_be(datetime.now(UTC)):
            self.doubtful += 1
            return found
        self.claims += 1
        self.held[place.kind, must == WELL] += 1
        if line["state"] not in must:
            what = course.wrong.name if course.wrong else "nothing"
            return [*found, f"{line['state']} ({line.get('problem')}) while {what} is wrong"]
        if must == ILL and not (line["problem"] and line["due"]):
            found.append("ill, but not why or until when")
        if must == WELL:
            found += _less(course, line, began - LAG)
        return found


def _less(course: Course, line: Told, until: datetime) -> list[str]:
    """What is missing of a source that is well."""
    place, found = course.place, []
    least = place.published(until)
    if line["posts"] < least:
        found.append(f"{line['posts']} posts are said, {least} were published in time")
    if line["problem"]:
        found.append(f"well, but: {line['problem']}")
    if line["state"] not in place.states:
        found.append(f"said to be {line['state']}, which it never is")
    if line["note"] and not re.fullmatch(place.notes, line["note"]):
        found.append(f"noted, though nothing is the matter: {line['note']}")
    if len(place.said) > place.published() and "missing" not in line["note"]:
        found.append(f"what nobody heard is not told of: {line['note'] or 'no note'}")
    found += _invented(place, line)
    said = [each.at for each in place.said if each.is_kept and each.at <= until]
    newest = line["newest"] and datetime.fromisoformat(line["newest"])
    if said and (not newest or newest < said[-1].replace(microsecond=0)):
        found.append(f"the newest is of {newest}, one was published at {said[-1]}")
    return found


def _invented(place: Place, line: Told) -> list[str]:
    """What is said to be odd where nothing is: all that is published can be read, and is ours."""
    found = []
    for field_, words in (("rejected", "could not be read"), ("other_posts", "are not ours")):
        if line[field_]:
            found.append(f"{line[field_]} posts are said that {words}")
    if line["missing"] and len(place.said) == place.published():
        found.append(f"posts are said to be missing: {line['missing']}")
    first = next((each.at for each in place.said if each.is_kept), None)
    oldest = line["oldest"] and datetime.fromisoformat(line["oldest"])
    if first and oldest and oldest.replace(microsecond=0) != first.replace(microsecond=0):
        found.append(f"the oldest is of {oldest}, the first was published at {first}")
    return found


async def sources(event: Path, store: Path) -> Mapping[str, Told]:
    """What `sources list --json` says, by name."""
    lines = await _answer("sources", "list", str(event), "--store", str(store), "--json")
    return {line["source"]: line for line in lines}


async def posts(store: Path) -> int:
    """How many posts the store itself counts."""
    [report] = await _answer("store", "check", "--store", str(store), "--json")
    assert report["ok"], report
    return int(report["counts"]["posts"])


async def _answer(*args: str) -> list[Told]:
    process = await asyncio.create_subprocess_exec(
        PROGRAM, *args, stdout=asyncio.subprocess.PIPE, stdin=asyncio.subprocess.DEVNULL
    )
    out, _ = await process.communicate()
    return [json.loads(line) for line in out.splitlines()]
