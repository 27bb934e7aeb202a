from __future__ import annotations

import time

from msgspec.structs import replace
from tests.ui.desk.stage import remark

from backchannel.model.post import CleanText
from backchannel.ui.details.edits import SHOWN, changed


def said(before: str, after: str) -> dict[str, str]:
    old, new = remark(0, before), remark(0, after)
    return {what: "".join(text for text, _ in pieces) for what, pieces in changed(old, new)}


def test_nothing_is_said_of_what_is_the_same() -> None:
    assert said("a b c", "a b c") == {}


def test_words_are_compared_and_far_context_is_left_out() -> None:
    before = "one two three four five six seven eight nine ten eleven"
    assert said(before, before.replace("six", "6"))["text"] == (
        "… two three four five [-six-] {+6+} seven eight nine ten … "
    )
    assert said("a", "a b")["text"] == "a {+b+} "


def test_a_change_of_spaces_alone_says_so() -> None:
    assert said("a b", "a  b") == {"text": "only spaces and lines"}


def test_two_long_texts_are_compared_at_once() -> None:
    start = time.process_time()
    told = said("alpha beta " * 10_000, "beta gamma " * 10_000)
    assert time.process_time() - start < 1
    assert "more words" in told["text"]
    assert len(told["text"]) < 2_000


def test_one_word_that_is_left_out_is_one_word() -> None:
    shown, more = " ".join(["alpha"] * SHOWN), "omega"
    assert "… 1 more word-]" in said(f"{shown} {more}", "beta")["text"]


def test_every_thing_that_changed_is_named() -> None:
    old = remark(0, "x")
    new = replace(old, title=CleanText("T"), warning=CleanText("W"), text=CleanText("y"))
    assert [what for what, _ in changed(old, new)] == ["warning", "title", "text"]
