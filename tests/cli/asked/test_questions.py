"""Questions and cues without a screen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.cli.conftest import Backchannel


def test_posts_become_questions_and_the_queue_is_listed(
    backchannel: Backchannel, store: Path
) -> None:
    ran = backchannel("question", "2", "1", "--store", store)
    assert ran.lines == [
        "2 asked: Ann 2: Who measures it?",
        "1 asked: Ann 1: The river is rising",
    ]
    again = backchannel("question", "2", "--store", store)
    assert again.lines == ["2 is a question already: Ann 2: Who measures it?"]
    assert backchannel("question", "list", "--store", store).lines == [
        "2 (Ann 2): Who measures it?",
        "1 (Ann 1): The river is rising",
    ]


def test_one_of_the_room_is_called_by_what_list_says(backchannel: Backchannel, store: Path) -> None:
    ran = backchannel("question", "ask", "Who", "pays?", "--asker", "Cllr B", "--store", store)
    (name,) = re.findall(r"^(q\w{6}) asked: Who pays\?$", ran.out, re.MULTILINE)
    (line,) = backchannel("question", "now", name, "--json", "--store", store).objects
    assert (line["state"], line["askers"], line["changed"]) == ("now", ["Cllr B"], True)
    assert line["question"] == name


def test_a_whole_run_of_the_queue(backchannel: Backchannel, store: Path) -> None:
    backchannel("question", "1", "2", "3", "--store", store)
    for words, said in (
        ("move 3 up 2", "3 moved up"),
        ("reword 3 Shorter?", "3 is read as: Shorter?"),
        ("merge 3 2", "3 merged: Shorter?"),
        ("split 2", "2 split"),
        ("next", "3 now: Shorter?"),
        ("done", "3 answered: Shorter?"),
        ("back", "taken back"),
        ("park 3", "3 parked"),
        ("open 3", "3 open again"),
        ("park 3", "3 parked"),
        ("unask 2", "2 is no question any more"),
        ("next", "1 now"),
        ("next", "no other question waits"),
    ):
        ran = backchannel("question", *words.split(), "--store", store)
        assert (ran.code, ran.lines[0][: len(said)]) == (0, said), words
    assert [line[:9] for line in backchannel("question", "list", "--store", store).lines] == [
        "1 (now, A",
        "3 (parked",
    ]


@pytest.mark.parametrize(
    "words",
    [
        ("frobnicate",),
        ("now",),
        ("now", "99"),
        ("now", "2"),
        ("merge", "2"),
        ("move", "2"),
        ("99",),
        ("\x1b[2J",),
    ],
)
def test_what_cannot_be_meant_is_the_user_s_mistake(
    backchannel: Backchannel, store: Path, words: tuple[str, ...]
) -> None:
    ran = backchannel("question", *words, "--store", store)
    assert ran.code == 2
    assert "\x1b" not in ran.err
    assert backchannel("question", "list", "--store", store).lines == ["no questions"]


def test_a_question_without_words_is_refused(backchannel: Backchannel, store: Path) -> None:
    ran = backchannel("question", "ask", "--store", store)
    assert (ran.code, "needs some words" in ran.err) == (3, True)


def test_the_presenter_is_told(backchannel: Backchannel, store: Path) -> None:
    assert backchannel("cue", "list", "--store", store).lines == ["nothing was told yet"]
    ran = backchannel("cue", "Louder,", "please", "--store", store)
    assert ran.lines == ["told the presenter: Louder, please"]
    assert "not seen yet" in backchannel("cue", "list", "--store", store).out
    (line,) = backchannel("cue", "Stop", "--json", "--store", store).objects
    assert (line["change"], line["text"], line["seen"]) == ("cue", "Stop", None)
    assert backchannel("cue", "x" * 121, "--store", store).code == 3


def test_the_presenter_s_screen_needs_a_terminal(backchannel: Backchannel, store: Path) -> None:
    ran = backchannel("presenter", "--store", store)
    assert (ran.code, "needs a terminal" in ran.err) == (1, True)
