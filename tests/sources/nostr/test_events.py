from __future__ import annotations

import subprocess
import sys
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.nostr.people import ANA, BEN

from backchannel.sources.nostr import names
from backchannel.sources.nostr.events import Event, is_genuine
from backchannel.sources.nostr.source import relay_address

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
KEY = st.binary(min_size=32, max_size=32)


def event(signed: dict[str, Any]) -> Event:
    return msgspec.convert(signed, Event)


@given(TEXT, st.lists(st.lists(TEXT, min_size=1, max_size=3), max_size=3))
def test_what_somebody_signed_is_genuine(content: str, tags: list[list[str]]) -> None:
    assert is_genuine(event(ANA.says(content, tags=tags)))


@given(
    st.sampled_from(
        [
            {"content": "something else"},
            {"created_at": 1},
            {"kind": 20},
            {"tags": [["t", "other"]]},
            {"pubkey": BEN.key},
            {"sig": BEN.says()["sig"]},
            {"id": BEN.says()["id"]},
            {"id": "", "sig": ""},
            {"pubkey": "f" * 64},
            {"sig": "0" * 128},
        ]
    )
)
def test_what_was_changed_on_the_way_is_not(change: dict[str, Any]) -> None:
    assert not is_genuine(event(ANA.says("Hello") | change))


def test_both_ways_to_write_a_control_character_are_known() -> None:
    assert is_genuine(event(ANA.says("a\x01b")))
    assert is_genuine(event(ANA.says("a\x7fb")))


@given(KEY)
def test_a_name_of_an_author_leads_back_to_the_author(key: bytes) -> None:
    assert names.author_in(names.npub(key.hex())) == key.hex()
    assert names.author_in(names.npub(key.hex()).upper()) == key.hex()


@given(TEXT)
def test_no_text_is_an_author_by_chance(text: str) -> None:
    assert names.author_in(text) == ""
    assert names.author_in(f"npub1{text}") == ""


def test_a_slip_of_the_pen_is_no_author() -> None:
    whole = names.npub(ANA.key)
    assert names.author_in(whole[:-1] + ("q" if whole[-1] != "q" else "p")) == ""


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("relay.example", "wss://relay.example"),
        ("wss://Relay.example/", "wss://relay.example"),
        ("https://relay.example/inbox", "wss://relay.example/inbox"),
        ("ws://127.0.0.1:7000", "ws://127.0.0.1:7000"),
    ],
)
def test_a_relay_is_written_as_people_write_it(written: str, address: str) -> None:
    assert relay_address(written) == address


@pytest.mark.parametrize(
    "written", ["", "ftp://relay.example", "wss://ana:pw@relay.example", "ws://["]
)
def test_what_is_no_relay_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="a relay is written like"):
        relay_address(written)


def test_a_program_that_knows_signatures_ends_well_where_warnings_are_errors() -> None:
    code = "import backchannel.sources.nostr.events, warnings; warnings.simplefilter('error')"
    ended = subprocess.run([sys.executable, "-c", code], check=False)  # noqa: S603  # as above
    assert ended.returncode == 0
