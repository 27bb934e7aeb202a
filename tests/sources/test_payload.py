"""JSON from strangers, decoded into structs or refused."""

from __future__ import annotations

import json
import time
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.errors import SourceUnreachable
from backchannel.sources.payload import decode


class Status(msgspec.Struct):
    id: str
    text: str = ""
    likes: int = 0


def problem(body: bytes | str, type_: type[Any] = Status) -> str:
    with pytest.raises(SourceUnreachable) as caught:
        decode(body, type_)
    return str(caught.value)


def test_json_becomes_structs() -> None:
    assert decode(b'[{"id": "1", "more": [1, {}]}]', list[Status]) == [Status("1")]
    assert decode('\n{"id": "1", "text": "\u2603"}', Status) == Status("1", "\u2603")
    assert decode(b'\xef\xbb\xbf{"id": "1"}', Status) == Status("1")


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "answered with nothing"),
        (b" \n ", "answered with nothing"),
        (b"  <!DOCTYPE html>", "answered with a web page, not JSON"),
        (b"<?xml version='1.0'?>", "answered with a web page, not JSON"),
        (b"rate limited", "answered with something that is not JSON"),
        (b'{"id": "1"', "answered with something that is not JSON"),
        (b'{"id": NaN}', "answered with something that is not JSON"),
        (b'{"id": 1e999}', "answered with something else than expected"),
        (b'{"id": 1}', "answered with something else than expected: Expected `str`, got `int`"),
        (b"[]", "answered with something else than expected: Expected `object`, got `array`"),
        (b"{}", "missing required field `id`"),
    ],
)
def test_anything_else_is_said_in_a_sentence(body: bytes, sentence: str) -> None:
    assert sentence in problem(body)


@pytest.mark.parametrize("opening", [b"[", b'{"id":', b'{"other":[', b'[[[{"a":'])
def test_depth_is_refused_and_breaks_nothing(opening: bytes) -> None:
    assert problem(opening * 200_000).startswith("answered with")
    assert problem(b'{"id":"1","x":' + b"[" * 200_000 + b"]" * 200_000 + b"}").endswith("deeply")


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 2**64, 10**30, int("9" * 4000)])
def test_an_integer_no_database_takes_is_refused(number: int) -> None:
    assert problem(b'{"id": "1", "likes": %d}' % number) == (
        "answered with a number that is too large"
    )


@pytest.mark.parametrize("number", [2**63 - 1, -(2**63), 0, 10**18])
def test_an_integer_of_64_bits_is_kept(number: int) -> None:
    assert decode(b'{"id": "1", "likes": %d}' % number, Status).likes == number


def test_long_numbers_in_texts_are_texts() -> None:
    text = r"tweet 1234567890123456789012345 \" 99999999999999999999999"
    assert decode(f'{{"id": "1", "text": "{text}"}}', Status).text == text.replace("\\", "")


@pytest.mark.parametrize(
    ("escaped", "text"),
    [
        (r"\ud83d\ude00", "\U0001f600"),
        (r"a\ud83db", "a\ufffdb"),
        (r"\ude00\ud83d", "\ufffd\ufffd"),
        (r"\ud83d\ud83d\ude00", "\ufffd\U0001f600"),
        (r"\ud800\n", "\ufffd\n"),
        (r"\\ud800", r"\ud800"),
        (r"\\\ud800", "\\\ufffd"),
        (r"\uD800\uDBFF", "\ufffd\ufffd"),
    ],
)
def test_half_a_character_becomes_a_replacement(escaped: str, text: str) -> None:
    assert decode(f'{{"id": "1", "text": "{escaped}"}}', Status).text == text


def test_a_wrong_charset_costs_only_the_letters_it_broke() -> None:
    assert decode(b'{"id": "1", "text": "caf\xe9"}', Status).text == "caf\ufffd"
    assert decode(b'{"id": "1", "text": "\xed\xa0\x80"}', Status).text == "\ufffd" * 3
    assert decode('{"id": "1", "text": "\ud800"}', Status).text == "?"


def test_what_is_larger_than_a_document_may_be_is_refused() -> None:
    assert problem(b" " * (15 * 2**20 + 1)) == "answer larger than 15 MiB"


def test_a_stranger_cannot_write_into_the_sentence() -> None:
    body = b'{"a\\u001b[31m\\u0007": 1}'
    assert "\x1b" not in problem(body, dict[str, str])


@given(st.binary(max_size=200))
def test_any_bytes_are_decoded_or_refused(body: bytes) -> None:
    try:
        decode(body, list[Status])
    except SourceUnreachable as error:
        assert str(error).startswith("answer")  # noqa: PT017  # either outcome is right


@given(st.text(), st.integers(-(2**63), 2**63 - 1), st.booleans())
def test_what_json_can_say_arrives_unchanged(text: str, number: int, ascii_only: bool) -> None:
    said = json.dumps({"id": "1", "text": text, "likes": number}, ensure_ascii=ascii_only)
    assert decode(said, Status) == Status("1", text, number)


def test_ten_megabytes_of_traps_cost_no_more_than_reading_them() -> None:
    trap = rb'{"id": "1", "text": "' + rb"\ud83d \\ 1234567890123456789 " * 300_000 + b'"}'
    began = time.process_time()
    decode(trap, Status)
    for endless in (rb"\"", rb"\ud800", b'"', b"1234567890123456789,", b"[", b"\\", b"\0"):
        problem(b'["1234567890123456789' + endless * (5_000_000 // len(endless)))
    assert time.process_time() - began < 10
