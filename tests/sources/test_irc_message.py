"""One line of IRC, taken apart and put together."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.sources.irc.message import Message, folded, moment_of, parse, plain, written

WORD = st.text(st.characters(codec="utf-8", exclude_characters=" \r\n\0"), min_size=1, max_size=9)
WORD = WORD.filter(lambda word: word[0] not in ":@")
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0"), max_size=20)
NAME = st.sampled_from(("time", "msgid", "+draft/reply", "example.org/x"))
VALUE = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=9)


def message(raw: str) -> Message:
    found = parse(raw.encode())
    assert found is not None
    return found


@given(
    st.sampled_from(("PRIVMSG", "CAP", "433")),
    st.lists(WORD, max_size=4),
    WORDS,
    st.one_of(st.just(""), WORD),
    st.dictionaries(NAME, VALUE),
)
def test_what_is_written_is_read_again(
    command: str, params: list[str], last: str, source: str, tags: dict[str, str]
) -> None:
    sent = Message(command, (*params, last), source, tags)
    assert parse(written(sent).encode()) == sent


@given(st.binary())
def test_no_line_does_harm(raw: bytes) -> None:
    found = parse(raw)
    if found is not None:
        assert found.command
        assert found.time is None or found.time.tzinfo is UTC
        assert isinstance(
            found.nick + found.param(0) + found.param(-1) + plain(found.param(1)), str
        )


@pytest.mark.parametrize(
    ("raw", "params"),
    [
        ("X a b", ("a", "b")),
        ("  X   a   b  ", ("a", "b")),
        ("X a :b c ", ("a", "b c ")),
        ("X a :", ("a", "")),
        ("X ::a", (":a",)),
        ("X a:b", ("a:b",)),
        ("X", ()),
    ],
)
def test_only_the_last_parameter_has_spaces(raw: str, params: tuple[str, ...]) -> None:
    assert message(raw) == Message("X", params)


@pytest.mark.parametrize("raw", ["", " ", ":only.source", "@only=tags", "@a=b :c "])
def test_a_line_without_a_command_is_none(raw: str) -> None:
    assert parse(raw.encode()) is None


def test_tags_have_a_spelling_of_their_own() -> None:
    found = message(r"@a=x\:y\sz\\\r\n;b;c=;=d;e=1=2;f=\q\ :s!u@h privmsg #r :hi")
    assert found.tags == {"a": "x;y z\\\r\n", "b": "", "c": "", "e": "1=2", "f": "q"}
    assert (found.command, found.nick, found.params) == ("PRIVMSG", "s", ("#r", "hi"))


@pytest.mark.parametrize(
    ("raw", "words"),
    [(b"caf\xe9", "café"), (b"\x93caf\xe9\x94 \x80 5", "“café” € 5"), (b"\x81\xe9", "\x81é")],
)
def test_what_is_no_utf_8_is_what_windows_wrote(raw: bytes, words: str) -> None:
    found = parse(b"PRIVMSG #r :" + raw)
    assert found is not None
    assert found.param(-1) == words


def test_colours_go_with_their_digits_and_other_digits_stay() -> None:
    assert plain("\x02bold\x0f \x0304,12red\x03 \x0312\x033 of 4 \x04ff0000hex \x1d\x1f12") == (
        "bold red  of 4 hex 12"
    )
    assert plain("\x03123") == "3"
    assert plain("\x03,1") == ",1"


@given(st.text())
def test_nothing_is_left_to_take_out(text: str) -> None:
    assert not re.search("[\x02-\x04\x0f\x11\x16\x1d-\x1f]", plain(text))


def test_names_are_compared_as_the_server_does() -> None:
    assert folded("#Room[1]~") == folded("#rOOM{1}^")
    assert folded("#Room[1]", "ascii") != folded("#room{1}", "ascii")


@pytest.mark.parametrize(
    ("stamp", "time"),
    [
        ("2026-01-09T09:00:00.250Z", datetime(2026, 1, 9, 9, 0, 0, 250_000, UTC)),
        ("2016-12-31T23:59:60.500Z", datetime(2016, 12, 31, 23, 59, 59, 500_000, UTC)),
        ("2026-01-09T10:00:00+01:00", datetime(2026, 1, 9, 9, tzinfo=UTC)),
        ("yesterday", None),
        ("", None),
        ("0001-01-01T00:00:00+23:00", None),
    ],
)
def test_a_server_says_when(stamp: str, time: datetime | None) -> None:
    assert Message("X", tags={"time": stamp}).time == time


def test_milliseconds_are_a_moment() -> None:
    assert moment_of("1767949200250") == datetime(2026, 1, 9, 9, 0, 0, 250_000, UTC)
    assert [moment_of(odd) for odd in ("", "-1", "1e9", "٣", "9" * 15)] == [None] * 5
