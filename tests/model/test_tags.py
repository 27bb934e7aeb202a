"""Tags: one spelling, and the tags a text carries."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.model.tags import canonical, carried, hashtags, in_text


@pytest.mark.parametrize(
    "spelling",
    [
        "ideaperf",
        "#IdeaPerf",
        "＃IDEAPERF",
        "#idea_perf",
        "idea-perf",
        "ｉｄｅａｐｅｒｆ",
        "idéàperf",
    ],
)
def test_spellings_of_one_tag_are_one(spelling: str) -> None:
    assert canonical(spelling) == "ideaperf"


@given(st.text())
def test_the_canonical_spelling_is_its_own(text: str) -> None:
    assert canonical(canonical(text)) == canonical(text)


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("Loved this! #Idea_Perf", ("ideaperf",)),
        ("(#one) #two, #three.", ("one", "two", "three")),
        ("#one and again #One", ("one",)),
        ("a#b is no tag, nor is #2026, nor https://blog.example/#part", ()),
        ("#2026plan is", ("2026plan",)),
        ("＃全角 も", ("全角",)),
        ("आज #हिन्दी में", ("हिन्दी",)),
        ("วันนี้ #ภาษาไทย", ("ภาษาไทย",)),
    ],
)
def test_a_text_carries_its_hashtags(text: str, tags: tuple[str, ...]) -> None:
    assert in_text(text) == tuple(canonical(tag) for tag in tags)


@given(st.text(alphabet="#＃ a_é1ि่\n/"))
def test_hashtags_are_in_order_and_apart(text: str) -> None:
    found = list(hashtags(text))
    assert all(0 <= start < end <= len(text) for start, end, _ in found)
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(found))


def test_a_post_carries_tags_by_itself_or_in_its_text() -> None:
    wanted = ("ideaperf", "ccx26")
    assert carried(wanted, ["Idea-Perf"], "no hashtag here") == ("ideaperf",)
    assert carried(wanted, [], "both: #CCX26 #ideaperf") == wanted
    assert carried(wanted, ["other"], "ideaperf without the sign") == ()
