"""The manual's page on sources: its tables are the Options, its sentences are the program's."""

from __future__ import annotations

import ast
import inspect
import re
import tomllib
from collections.abc import Iterator
from dataclasses import MISSING, fields
from functools import cache
from itertools import pairwise
from typing import Final

import pytest
from tests.docs import manual

from backchannel.config.secrets import variable_of
from backchannel.ingest import schedule
from backchannel.model.tags import canonical
from backchannel.sources import feed, feed_document, registry
from backchannel.sources.bluesky import bookmark, search
from backchannel.sources.mastodon import gathering
from backchannel.sources.network import hosts
from backchannel.sources.network.limits import Limits

PAGE: Final = manual.page("using/sources.md")
TROUBLE: Final = manual.section(PAGE, "When a source cannot be read")
OURS: Final = sorted(
    name for name, point in registry.installed().items() if "backchannel." in point.value
)
SAID: Final = [
    sentence
    for cell, *_ in manual.rows(TROUBLE)
    for sentence in manual.codes(cell)
    if sentence != "410 Gone"  # HTTP's own words
]
NOTES: Final = manual.codes(TROUBLE[TROUBLE.index("A note is no failure") :])


def modules() -> Iterator[ast.Module]:
    source = manual.ROOT / "src" / "backchannel"
    secrets = (source / "config" / "secrets").rglob("*.py")
    for path in sorted((*(source / "sources").rglob("*.py"), *secrets)):
        yield ast.parse(path.read_text("utf-8"))


@cache
def constants() -> str:
    """Every literal piece of text in the code that reads sources."""
    return "\n".join(
        node.value
        for module in modules()
        for node in ast.walk(module)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


@pytest.mark.parametrize("kind", OURS)
def test_every_option_of_a_kind_is_on_the_page_with_its_default(kind: str) -> None:
    written = {
        name.strip("`"): unless
        for name, *_, unless in manual.rows(manual.section(PAGE, f"`{kind}`"))
        if name.startswith("`")
    }
    options = fields(registry.options_of(kind))
    assert list(written) == [each.name for each in options]
    for each in options:
        is_needed = each.default is MISSING and each.default_factory is MISSING
        assert (written[each.name] == "needed") is is_needed
        if literal := re.fullmatch(r"`([^`]*)`", written[each.name]):
            assert tomllib.loads(f"value = {literal[1]}")["value"] == each.default


@pytest.mark.parametrize("sentence", [*SAID, *NOTES])
def test_a_sentence_of_the_page_is_one_that_the_program_says(sentence: str) -> None:
    said = constants()
    for part in sentence.split("…"):
        assert part.strip(" ()") in said


def test_every_refusal_with_words_of_its_own_is_on_the_page() -> None:
    for module in modules():
        for node in ast.walk(module):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "SourceRefused":
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    assert f"`{first.value}`" in TROUBLE


def test_the_spellings_of_a_tag_on_the_page_are_one() -> None:
    for spelling in ("#IdeaPerf", "#ideaperf", "#Idea_Perf", "#idéaperf"):
        assert f"`{spelling}`" in PAGE
        assert canonical(spelling) == "ideaperf"


def test_the_numbers_of_good_manners_are_the_program_s() -> None:
    limits = Limits()
    manners = manual.section(PAGE, "Good manners")
    assert (
        f"{limits.body // 2**20} MiB, {limits.total:.0f} seconds and {limits.redirects} " in manners
    )
    assert f"{limits.stream_silence:.0f} seconds of silence" in manners
    assert f"{schedule.FIRST_WAIT:.0f} second, then twice" in manners
    assert f"up to {schedule.LONGEST_WAIT / 60:.0f} minutes" in manners
    defaults = inspect.signature(hosts.Hosts).parameters
    assert defaults["pause"].default == 0.5
    assert f"at most {defaults['connects'].default} new connections" in manners
    assert schedule.LONGEST_ASKED == 86_400


def test_the_reach_of_each_kind_is_the_program_s() -> None:
    assert f"the newest {feed_document.MOST_ENTRIES} at most" in PAGE
    assert f"({feed._MOST_PAGES} at most)" in PAGE
    assert f"at most {gathering.LIMIT:,} posts of a tag" in PAGE
    assert f"about {gathering._REMEMBERED} of them" in PAGE
    assert f"at most {search.LIMIT:,} posts of a tag" in manual.section(PAGE, "`bluesky`")
    assert f"of the latest {bookmark.KEPT} posts" in PAGE
    assert schedule.LOGIN_WAIT == 15 * 60


def test_the_token_s_variable_is_the_one_that_is_looked_for() -> None:
    [block] = [each for each in manual.fenced(PAGE, "") if "export" in each]
    assert block == f"export {variable_of('toot.example')}=...\n"


def test_the_pieces_of_a_refusal_follow_each_other_in_the_order_of_the_page() -> None:
    """What is tried again, what waits for a token, what was given up: three tables."""
    places = [
        TROUBLE.index(each)
        for each in ("`connection refused`", "(a token is needed)", "`410 Gone`")
    ]
    assert all(before < after for before, after in pairwise(places))
