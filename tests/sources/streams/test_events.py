"""Server-sent events from bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.errors import SourceUnreachable
from backchannel.sources.api import ServerEvent
from backchannel.sources.streams.events import EventDecoder


def read(wire: bytes, size: int = 65536, limit: int = 1000) -> list[ServerEvent | None]:
    decoder = EventDecoder(limit)
    chunks = (wire[start : start + size] for start in range(0, len(wire), size))
    return [event for chunk in chunks for event in decoder.feed(chunk)]


@pytest.mark.parametrize(
    ("wire", "events"),
    [
        (b"data: hi\n\n", [ServerEvent("message", "hi")]),
        (b"event: update\ndata: {}\n\n", [ServerEvent("update", "{}")]),
        (b"event:update\rdata:{}\r\r\n", [ServerEvent("update", "{}")]),
        (b"event: a\r\ndata: 1\r\ndata: 2\r\n\r\n", [ServerEvent("a", "1\n2")]),
        (b":)\n\n:thump\n", [None, None]),
        (b"event: delete\n:thump\ndata: 9\n\n", [None, ServerEvent("delete", "9")]),
        (b"\xef\xbb\xbfdata: bom\n\n", [ServerEvent("message", "bom")]),
        (b"event: nothing\n\ndata\n\n", [ServerEvent("message", "")]),
        (
            b"id: 1\nretry: 5\nfoo: bar\ndata:  two spaces\n\n",
            [ServerEvent("message", " two spaces")],
        ),
        (b"data: \xff\xe2\x98\x83\n\n", [ServerEvent("message", "\ufffd\u2603")]),
        (b"data: one\n\ndata: unfinished\n", [ServerEvent("message", "one")]),
        (b"data: a\xe2\x80\xa8b\x0bc\n\n", [ServerEvent("message", "a\u2028b\x0bc")]),
    ],
)
def test_events_are_read_as_the_standard_says(
    wire: bytes, events: list[ServerEvent | None]
) -> None:
    for size in (1, 2, 3, 65536):
        assert read(wire, size) == events


_LINES = st.sampled_from([b"data: x", b"data:", b"event: e", b":c", b"", b"odd", b"\xff"])
_ENDS = st.sampled_from([b"\n", b"\r", b"\r\n"])


@given(st.lists(st.tuples(_LINES, _ENDS)), st.integers(1, 20))
def test_where_the_net_cuts_makes_no_difference(
    lines: list[tuple[bytes, bytes]], size: int
) -> None:
    wire = b"".join(line + end for line, end in lines) + b":end\n"
    assert read(wire, size) == read(wire)


@pytest.mark.parametrize("wire", [b"data: " + b"x" * 2000, b"data: x\n" * 500, b"\xff" * 1001])
def test_an_event_without_end_is_cut_off(wire: bytes) -> None:
    with pytest.raises(SourceUnreachable, match="larger than"):
        read(wire, size=100)


def test_a_large_event_in_small_pieces_costs_linear_time() -> None:
    wire = b"data: " + b"x" * 900_000 + b"\n\n"
    (event,) = read(wire, size=1000, limit=2**20)
    assert event is not None
    assert len(event.data) == 900_000
