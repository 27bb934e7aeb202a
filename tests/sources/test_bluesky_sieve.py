"""Nothing that bears the tag is sifted out, however its author spelled it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sources.bluesky_network import ANA, facet, record

from backchannel.model.tags import canonical, in_text
from backchannel.sources.bluesky.sieve import Sieve

SIEVE = Sieve(("ideaperf", "日本"))


def line(text: str = "", *, is_escaped: bool = False, **fields: object) -> str:
    """A line of Jetstream with a new post."""
    commit = {"operation": "create", "rkey": "1", "record": record(text or "…", **fields)}
    message = {"did": ANA, "time_us": 1, "kind": "commit", "commit": commit}
    return json.dumps(message, ensure_ascii=is_escaped, separators=(",", ":"))


@pytest.mark.parametrize(
    "text",
    [
        "#ideaperf", "#IdeaPerf!", "so #idea_perf", "#idéaperf", "＃ＩｄｅａＰｅｒｆ",
        "#ＩＤＥＡperf", "#Idea·Perf", "好 #ideaperf 好", "#日本", "& #IdeaPerf",
    ],
)  # fmt: skip
@pytest.mark.parametrize("is_escaped", [False, True])
def test_every_spelling_of_the_tag_passes(text: str, *, is_escaped: bool) -> None:
    assert SIEVE.passes(line(text, is_escaped=is_escaped))


def test_a_tag_that_is_not_in_the_text_passes() -> None:
    assert SIEVE.passes(line("none here", tags=["ＩｄｅａＰｅｒｆ"]))
    assert SIEVE.passes(line("a b", facets=[facet("a b", "b", kind="tag", tag="Idéa_Perf")]))


@pytest.mark.parametrize("text", ["", "#other", "good idea", "好 #日 #本", "“quoted” \\ & <b>"])
def test_what_bears_no_tag_is_sifted_out(text: str) -> None:
    assert not SIEVE.passes(line(text))


@pytest.mark.parametrize(
    "message",
    [
        {"did": ANA, "time_us": 1, "kind": "identity", "identity": {"did": ANA}},
        {"did": ANA, "time_us": 1, "kind": "account", "account": {"active": False}},
        {"did": ANA, "time_us": 1, "kind": "commit", "commit": {"operation": "delete"}},
    ],
)
def test_what_is_no_new_post_passes(message: dict[str, object]) -> None:
    assert SIEVE.passes(json.dumps(message))


@settings(max_examples=50)
@given(before=st.text(max_size=40), tag=st.text(max_size=20), escaped=st.booleans())
def test_whatever_carries_a_tag_passes(before: str, tag: str, *, escaped: bool) -> None:
    text = f"{before} #{tag}".encode("utf-8", "replace").decode()
    for carried in in_text(text):
        assert Sieve((carried,)).passes(line(text, is_escaped=escaped))
    if tag.isalnum() and (spelled := canonical(tag)):
        assert Sieve((spelled,)).passes(line("none", tags=[tag], is_escaped=escaped))
