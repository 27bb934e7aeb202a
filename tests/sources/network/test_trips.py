"""Redirects: where a fetch may go, and where its token may."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.errors import SourceUnreachable
from backchannel.sources.network.trips import Address, Trip, authorization, sendable


def place(scheme: str = "https", host: str = "town.example", port: int | None = None) -> Address:
    netloc = host if port is None else f"{host}:{port}"
    return Address(f"{scheme}://{netloc}/", scheme, host, port, netloc, "/")


_PLACES = st.builds(
    place,
    st.sampled_from(["https", "http"]),
    st.sampled_from(["town.example", "city.example", "town.example.evil.example"]),
    st.sampled_from([None, 80, 443, 8443]),
)


@given(st.lists(st.tuples(_PLACES, st.sampled_from([301, 302, 303, 307, 308])), max_size=8))
def test_a_token_is_never_carried_past_its_origin(path: list[tuple[Address, int]]) -> None:
    start = place()
    trip, visited, statuses = Trip(start, "Bearer s3cret"), [start], list[int]()
    with contextlib.suppress(SourceUnreachable):
        for to, status in path:
            trip = trip.follow(to, status, most=5)
            visited.append(to)
            statuses.append(status)
    assert bool(trip.authorization) == ({at.origin for at in visited} == {start.origin})
    assert len(visited) <= 6
    assert len({at.url for at in visited}) == len(visited)
    moved_for_good = bool(statuses) and set(statuses) <= {301, 308}
    assert trip.moved == (trip.at.url if moved_for_good else None)


@pytest.mark.parametrize(
    ("at", "problem"),
    [
        (place("ftp"), "only http and https"),
        (place(host=""), "only http and https"),
        (place(host="a%20b"), "only http and https"),
        (place(host="LOCALHOST"), "private address"),
        (place(host="192.168.0.1"), "private address"),
        (place(port=25), "port 25 is not for the web"),
        (place("http"), "only sent over https"),
    ],
)
def test_some_places_are_not_gone_to_with_a_token(at: Address, problem: str) -> None:
    assert problem in Trip(at, "Bearer s3cret").problem(allow_local=False)


def test_a_source_that_may_go_to_private_places_may_still_only_speak_http() -> None:
    assert Trip(place("http", "10.0.0.1", 25), "Bearer s3cret").problem(allow_local=True) == ""
    assert Trip(place("file", "x")).problem(allow_local=True)


def test_http_and_https_of_a_host_wait_in_one_line() -> None:
    assert place("http").queue == place("https").queue == place("http", port=443).queue
    assert place(port=8443).queue != place().queue


def test_a_token_goes_before_a_password_in_the_address() -> None:
    assert authorization(" abc\n", "ann", "pw") == "Bearer abc"
    assert authorization("", "ann", "p\u00e4ss") == "Basic YW5uOnDDpHNz"
    assert authorization("") == ""


@given(st.text())
def test_only_what_fits_on_a_header_line_is_sent(value: str) -> None:
    line = sendable(value).encode("latin-1")
    assert not set(line) & {*range(32), 127}
