from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.conftest import Backchannel, fill, post

from backchannel.clean.terminal import clean_line


def test_what_is_found_is_printed_newest_first_with_its_day_and_marks(
    backchannel: Backchannel, store: Path
) -> None:
    ran = backchannel("search", "is OR lunch", "--store", store)
    assert ran.code == 0
    assert ran.lines == [
        "3 14 March 2026 12:03 Ann 3: [Lunch] [is] late",
        "1 14 March 2026 12:01 Ann 1: The river [is] rising",
    ]
    assert ran.err == "2 posts\n"


def test_the_best_match_comes_first_when_asked(backchannel: Backchannel, tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    fill(path, post(1, "rain rain rain"), post(2, "rain and a great many other words besides"))
    best = backchannel("search", "rain", "--best", "--store", path, "--json").objects
    assert [line["number"] for line in best] == [1, 2]
    newest = backchannel("search", "rain", "--store", path, "--json").objects
    assert [line["number"] for line in newest] == [2, 1]


def test_json_says_where_the_words_are(backchannel: Backchannel, store: Path) -> None:
    (line,) = backchannel("search", "lunch", "--store", store, "--json").objects
    start, end = line["matches"]["text"][0]
    assert line["text"][start:end] == "Lunch"
    assert line["matches"]["title"] == []


def test_a_count_keeps_the_first_and_says_how_many_there_are(
    backchannel: Backchannel, tmp_path: Path
) -> None:
    path = tmp_path / "x.db"
    fill(path, *(post(n, "rain") for n in range(1, 31)))
    for order in ("--newest", "--best"):
        ran = backchannel("search", "rain", order, "-n", "7", "--store", path)
        assert len(ran.lines) == 7
        assert ran.err == "7 posts of 30\n"
        assert len(backchannel("search", "rain", order, "-n", "all", "--store", path).lines) == 30


def test_the_marks_can_be_left_out_and_what_is_covered_stays_so(
    backchannel: Backchannel, tmp_path: Path
) -> None:
    path = tmp_path / "x.db"
    fill(path, post(1, "the ending", warning=clean_line("spoilers")), post(2, "ending"))
    plain = backchannel("search", "ending", "--no-marks", "--store", path)
    assert [line.partition(": ")[2] for line in plain.lines] == [
        "ending",
        "content warning: spoilers. covered",
    ]
    uncovered = backchannel("search", "ending", "--uncover", "--store", path)
    assert uncovered.lines[1].endswith("content warning: spoilers. the [ending]")


def test_hidden_posts_are_not_found(backchannel: Backchannel, store: Path) -> None:
    backchannel("hide", "3", "--store", store)
    ran = backchannel("search", "lunch", "--store", store)
    assert (ran.code, ran.out, ran.err) == (0, "", "nothing matches\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [("", "say what to look for"), ("nice bogus:x", "at letter 6, bogus:x: no field bogus")],
)
def test_what_cannot_be_looked_for_is_a_mistake(
    backchannel: Backchannel, store: Path, words: str, said: str
) -> None:
    ran = backchannel("search", words, "--store", store)
    assert ran.code == 2
    assert said in ran.err
