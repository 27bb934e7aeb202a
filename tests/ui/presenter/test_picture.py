"""What the presenter sees, at any size."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace
from tests.clock import START

from backchannel.model.roles.cue import Cue
from backchannel.model.roles.question import Question, State
from backchannel.store.roles.presenting import Stand
from backchannel.ui.lines.wrap import cells
from backchannel.ui.presenter.picture import Look, Row, picture
from backchannel.ui.terminal.runs import extent


def asked(words: str, state: State = State.OPEN) -> Question:
    return Question(words, words, words, ("Ana",), 1, "Keynote", state, 1.0, "me", START)


STAND = Stand(
    event="Performance plus",
    session="Keynote",
    ends=START + timedelta(minutes=20),
    now=asked("谁来付钱？", State.NOW),
    coming=(asked("Why now?"), asked("Where?"), asked("When?")),
    waiting=7,
)
CUE = Cue("1", "Louder, please", "lena", START)


def texts(rows: list[Row]) -> str:
    return "\n".join(row.text for row in rows)


def test_all_that_has_to_be_known_is_there() -> None:
    found = texts(picture(STAND, START, 80, 24))
    for part in ("Keynote", "20 min left", "谁来付钱？", "Ana", "7 waiting", "Why now?", "When?"):
        assert part in found


@pytest.mark.parametrize(
    ("left", "said", "look"),
    [
        (6.0, "6 min left", Look.CALM),
        (5.0, "5 min left", Look.SOON),
        (0.5, "1 min left", Look.SOON),
        (0.0, "time is up", Look.OVER),
        (-3.0, "3 min over", Look.OVER),
    ],
)
def test_the_line_of_the_session_changes_at_five_minutes_and_when_it_is_over(
    left: float, said: str, look: Look
) -> None:
    stand = replace(STAND, ends=START + timedelta(minutes=left))
    first = picture(stand, START, 80, 24)[0]
    assert said in first.text
    assert first.look is look


def test_nothing_moves_when_a_message_comes_or_the_queue_changes() -> None:
    before = picture(STAND, START, 80, 24)
    for stand in (replace(STAND, cue=CUE), replace(STAND, coming=(), waiting=0)):
        after = picture(stand, START, 80, 24)
        assert after[:-4] == before[:-4]
        assert len(after) == len(before)


def test_a_message_says_how_to_acknowledge_it() -> None:
    low, high = (picture(replace(STAND, cue=CUE), START, 80, n, seen="k") for n in (12, 24))
    (line,) = [row for row in low if "Louder, please" in row.text]
    assert "k: seen" in line.text
    assert line.look is Look.CUE
    assert [row.look for row in high[-3:]] == [Look.CUE] * 3
    assert "k: seen" in texts(high[-3:])
    assert texts(high[-3:]).count("▘") > 3  # in letters of blocks


@pytest.mark.parametrize("size", [(140, 40), (80, 24), (40, 12)])
def test_all_of_a_long_message_is_shown_and_the_question_stays(size: tuple[int, int]) -> None:
    words = " ".join(f"word{n:02}" for n in range(17))  # as long as one may be
    before = picture(STAND, START, *size)
    after = picture(replace(STAND, cue=replace(CUE, text=words)), START, *size)
    found = [row.text for row in after if row.look is Look.CUE]
    assert " ".join(found).replace("k: seen", "").split() == words.split()
    assert after[: -len(found)] == before[: -len(found)]
    assert len(after) == size[1]


def test_what_a_long_message_covers_is_not_half_there() -> None:
    words = " ".join(f"word{n:02}" for n in range(17))
    stand = replace(STAND, now=asked("谁来付钱？谁来付钱？谁来付钱？谁来付钱？", State.NOW))
    before = picture(stand, START, 40, 12, largest=7)
    after = picture(replace(stand, cue=replace(CUE, text=words)), START, 40, 12, largest=7)
    first = next(y for y, row in enumerate(after) if row.look is Look.CUE)
    assert any(row.enlarged for row in before)
    for y, row in enumerate(after[:first]):
        assert row.text == before[y].text
        begun = before[y].enlarged
        assert row.enlarged == (begun if begun and y + begun.scale <= first else None)


@pytest.mark.parametrize("size", [(140, 40), (80, 24), (60, 20), (40, 12), (20, 6), (3, 3), (1, 1)])
@pytest.mark.parametrize("cue", [None, CUE, replace(CUE, text="请大声")])
def test_enlarged_letters_have_blanks_in_their_place(
    size: tuple[int, int], cue: Cue | None
) -> None:
    width, height = size
    rows = picture(replace(STAND, cue=cue), START, width, height, largest=7)
    for y, row in enumerate(rows):
        if row.enlarged is None:
            continue
        end = row.enlarged.x + extent(row.enlarged.text) * row.enlarged.scale
        assert end <= width
        below = rows[y : y + row.enlarged.scale]
        assert len(below) == row.enlarged.scale
        assert not any(each.text[row.enlarged.x : end].strip() for each in below)
        assert {each.look for each in below} == {row.look}
    if size >= (40, 12):
        assert any(row.enlarged for row in rows)


def test_without_a_question_it_says_how_many_wait() -> None:
    assert "Keynote" in texts(picture(replace(STAND, now=None), START, 80, 24))
    assert picture(Stand(), START, 80, 24) != picture(Stand(has_had=True), START, 80, 24)


@pytest.mark.parametrize("size", [(140, 40), (80, 24), (60, 20), (40, 12), (20, 6), (3, 3), (1, 1)])
@pytest.mark.parametrize("stand", [STAND, replace(STAND, cue=CUE), Stand()])
def test_it_fits_any_terminal(size: tuple[int, int], stand: Stand) -> None:
    width, height = size
    found = picture(stand, START, width, height, problem="the store cannot be read")
    assert len(found) <= height
    if width > 3:
        assert all(cells(row.text) <= width for row in found)
    if size >= (40, 12) and stand.now:
        assert "谁来付钱？" in texts(found)
