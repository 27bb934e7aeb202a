from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.cli.conftest import Backchannel

MINUTE = timedelta(minutes=1)


def numbers(backchannel: Backchannel, store: Path) -> list[int]:
    return [line["number"] for line in backchannel("tail", "--store", store, "--json").objects]


def test_a_hidden_post_comes_back(backchannel: Backchannel, store: Path) -> None:
    backchannel("hide", "2", "--store", store)
    ran = backchannel("unhide", "2", "--store", store)
    assert ran.lines == ["2 is back in sight: Ann 2: Who measures it?"]
    assert numbers(backchannel, store) == [1, 2, 3]


def test_an_author_is_muted_for_a_time_and_brought_back(
    backchannel: Backchannel, store: Path
) -> None:
    (made,) = backchannel("mute", "2", "--for", "30m", "--store", store, "--json").objects
    assert (made["changed"], made["key"]) == (True, "author:@ann2@river.example")
    assert made["until"].endswith("Z")
    assert numbers(backchannel, store) == [1, 3]
    assert backchannel("mute", "2", "--store", store).lines == ["already muted"]
    assert backchannel("unmute", "@ann2@river.example", "--store", store).lines == [
        "not muted any more: Ann 2 @ann2@river.example"
    ]
    assert numbers(backchannel, store) == [1, 2, 3]
    assert backchannel("unmute", "2", "--store", store).lines == ["nobody of that name is muted"]


def test_the_end_of_a_mute_is_told_in_the_event_s_zone(
    backchannel: Backchannel, store: Path
) -> None:
    told = backchannel("mute", "2", "--for", "20w", "--store", store).lines[0]
    ends = datetime.now(UTC) + timedelta(weeks=20)  # the clocks there may have gone forward by then
    near = [each.astimezone(ZoneInfo("Europe/London")) for each in (ends - MINUTE, ends)]
    days = {f"{day.day} {day:%B}" for day in near}
    assert re.fullmatch(rf"muted until \d\d:\d\d on ({'|'.join(days)}): Ann 2 .*", told)


def test_a_whole_server_is_muted_and_brought_back_by_a_post(
    backchannel: Backchannel, store: Path
) -> None:
    ran = backchannel("mute", "2", "--server", "--reason", "spam", "--store", store)
    assert ran.lines == ["muted for good: everybody on river.example"]
    assert numbers(backchannel, store) == []
    assert backchannel("unmute", "3", "--store", store).code == 0
    assert numbers(backchannel, store) == [1, 2, 3]


@pytest.mark.parametrize(
    "words",
    [("mute", "1", "2"), ("mute", "99"), ("mute", "1", "--for", "soon"), ("unmute", ""),
     ("stash", "x"), ("unhide", "99")],
)  # fmt: skip
def test_what_cannot_be_meant_is_a_mistake_and_changes_nothing(
    backchannel: Backchannel, store: Path, words: tuple[str, ...]
) -> None:
    assert backchannel(*words, "--store", store).code == 2
    assert backchannel("log", "--store", store).lines == []


def test_a_post_is_put_aside_and_taken_up(backchannel: Backchannel, store: Path) -> None:
    said = backchannel("stash", "1", "--store", store).lines
    assert said == ["1 put aside: Ann 1: The river is rising"]
    said = backchannel("unstash", "1", "--store", store).lines
    assert said == ["1 taken up again: Ann 1: The river is rising"]


def test_acts_are_undone_and_done_again_as_they_were_made(
    backchannel: Backchannel, store: Path
) -> None:
    backchannel("hide", "1", "2", "--store", store)
    assert backchannel("undo", "--store", store).lines == [
        "undone: hide: Ann 2: Who measures it?, and 1 more"
    ]
    assert numbers(backchannel, store) == [1, 2, 3]
    (line,) = backchannel("redo", "--store", store, "--json").objects
    assert (line["change"], line["changed"], line["act"], line["others"]) == (
        "redo",
        True,
        "hide",
        1,
    )
    assert numbers(backchannel, store) == [3]
    assert backchannel("redo", "--store", store).lines == ["nothing to do again"]


def test_nothing_to_undo_is_no_mistake(backchannel: Backchannel, store: Path) -> None:
    ran = backchannel("undo", "--store", store)
    assert (ran.code, ran.lines) == (0, ["nothing to undo"])


def test_the_log_says_who_did_what_and_what_was_undone(
    backchannel: Backchannel, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKCHANNEL_DESK_NAME", "Ann at the door")
    backchannel("pin", "1", "--store", store)
    backchannel("undo", "--store", store)
    backchannel("stash", "2", "--store", store)
    first, second = backchannel("log", "--store", store, "--json").objects
    assert (first["act"], first["undone"], first["by"]) == ("pin", True, "Ann at the door")
    assert (second["act"], second["undone"]) == ("stash", False)
    assert len(backchannel("log", "-n", "1", "--store", store).lines) == 1
