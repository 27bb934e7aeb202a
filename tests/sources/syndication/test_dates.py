"""Dates of feeds."""

from __future__ import annotations

from datetime import UTC, datetime

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.sources.syndication.dates import from_feedparser, from_iso

NOW = datetime(2026, 1, 9, 14, tzinfo=UTC)


def read(raw: str) -> datetime | None:
    return from_feedparser(raw, feedparser.datetimes._parse_date(raw), NOW)


@pytest.mark.parametrize(
    "raw",
    [
        "Fri, 09 Jan 2026 12:00:00 GMT",
        "Fri, 09 Jan 26 12:00:00 GMT",
        "09 Jan 2026 07:00:00 EST",
        "Fri, 09 Jan 2026 14:00:00 CEST",
        "Fri, 09 Jan 2026 13:00:00 CET",
        "Fri, 09 Jan 2026 13:00 +0100",
        "2026-01-09T12:00:00Z",
        "2026-01-09T13:00:00+01:00",
        "2026-01-09T12:00:00",
    ],
)
def test_many_spellings_are_one_moment(raw: str) -> None:
    assert read(raw) == datetime(2026, 1, 9, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "soon",
        "1283731260",
        "2010-W36-1",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Mon, 12 Jan 2026 00:00:00 GMT",
        "0000-01-01",
        "9999-12-31T23:59:59-23:00",
    ],
)
def test_what_cannot_be_is_no_date(raw: str) -> None:
    assert read(raw) is None
    assert from_iso(raw, NOW) is None or "W" in raw


@given(st.one_of(st.text(max_size=30), st.datetimes().map(str)))
def test_any_text_is_a_believable_date_or_none(raw: str) -> None:
    for found in (read(raw), from_iso(raw, NOW)):
        assert found is None or 1995 <= found.year <= 2026
