"""The manual's page on the desk: its keys, its signs and its words are the program's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from tests.docs import keys_table, manual

from backchannel.config.settings import Settings
from backchannel.ingest import schedule
from backchannel.model.post import Kind
from backchannel.model.source import Health, State
from backchannel.ui.arranging.layout import BACKCHANNEL, NARROW, PANES, WIDE, seen_panes
from backchannel.ui.commands import Where
from backchannel.ui.health.source_words import SIGNS, SILENT, health_text
from backchannel.ui.lines import post_lines
from backchannel.ui.themes import DARK, OURS

PAGE: Final = manual.page("using/facilitator.md")
NOW: Final = datetime(2026, 7, 1, 15, tzinfo=UTC)
SIGNED: Final = [row[:2] for row in manual.rows(manual.section(PAGE, "The health line"))]


@pytest.mark.parametrize("page", keys_table.PAGES)
def test_the_keys_are_the_commands(page: str) -> None:
    told = "run: python -m tests.docs.keys_table"
    assert keys_table.written(page) == keys_table.table(page), told


def test_every_command_is_on_one_of_the_pages() -> None:
    assert frozenset(Where) == frozenset().union(*keys_table.PAGES.values())


@pytest.mark.parametrize("state", [state for state in State if state is not State.OFF])
def test_every_state_of_a_source_is_on_the_page_with_its_sign(state: State) -> None:
    health = Health("toot.example", "mastodon", state, ok_at=NOW, due=NOW + timedelta(minutes=3))
    said = health_text(health, NOW)
    assert [
        sign for sign, words in SIGNED if sign == f"`{SIGNS[state]}`" and said.startswith(words)
    ]


def test_a_stream_is_called_silent_when_the_page_says_so() -> None:
    health = Health("toot.example", "mastodon", State.LIVE, ok_at=NOW - SILENT * 1.1)
    assert health_text(health, NOW).startswith("silent for")
    assert f"in the last {SILENT.total_seconds():.0f} seconds" in PAGE


def test_the_panes_fit_where_the_page_says_that_they_do() -> None:
    assert f"From {WIDE} columns you see all of them; from {NARROW}, two" in PAGE
    assert seen_panes(WIDE, BACKCHANNEL, 1) == PANES
    assert len(seen_panes(NARROW, BACKCHANNEL, 1)) == 2
    assert len(seen_panes(NARROW - 1, BACKCHANNEL, 1)) == 1


def test_the_signs_of_kinds_are_on_the_page() -> None:
    for kind, glyph in post_lines._GLYPHS.items():
        assert kind is Kind.QUESTION or f"`{glyph}` {kind}" in PAGE


def test_the_names_and_numbers_of_the_page_are_the_program_s() -> None:
    themes = [row[0] for row in manual.rows(manual.section(PAGE, "For eyes and ears"))]
    assert themes == [f"`{ours.name}`" for ours in OURS]
    assert f"`{DARK.name}` is what you get without" in PAGE
    assert "desk_name" in Settings.__dataclass_fields__
    assert schedule.LONGEST_WAIT == 5 * 60
