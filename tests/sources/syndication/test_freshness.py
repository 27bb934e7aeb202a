"""How long an answer stays fresh."""

from __future__ import annotations

import pytest
from tests.clock import START

from backchannel.sources.syndication.freshness import fresh_for


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"cache-control": "public, max-age=600"}, 600),
        ({"cache-control": "s-maxage=900, MAX-AGE=60", "age": "20"}, 40),
        ({"cache-control": "max-age=60", "age": "soon"}, 60),
        ({"cache-control": "max-age=60", "age": "90"}, 0),
        ({"cache-control": "no-cache, max-age=600"}, 0),
        ({"cache-control": "max-age=999999999"}, 86_400),
        ({"expires": "Fri, 09 Jan 2026 14:05:00 GMT"}, 300),
        (
            {
                "expires": "Fri, 09 Jan 2026 15:05:00 GMT",
                "date": "Fri, 09 Jan 2026 15:00:00 GMT",
            },
            300,
        ),
        ({"expires": "0"}, 0),
        ({"expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0),
        ({"cache-control": "max-age=60", "expires": "Fri, 09 Jan 2026 15:05:00 GMT"}, 60),
    ],
)
def test_freshness_is_what_the_headers_say(headers: dict[str, str], seconds: float) -> None:
    assert fresh_for(headers, START) == seconds
