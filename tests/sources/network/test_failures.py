"""What went wrong, in words."""

from __future__ import annotations

import errno
import socket
import ssl
from datetime import UTC, datetime

import pytest

from backchannel.errors import SourceUnreachable
from backchannel.sources.network.failures import of_connection, of_status

NOW = datetime(2031, 5, 1, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (ConnectionRefusedError(), "connection refused"),
        (ConnectionResetError(), "the server hung up"),
        (BrokenPipeError(), "the server hung up"),
        (OSError(errno.ENETUNREACH, "?"), "no network"),
        (OSError(errno.EHOSTUNREACH, "?"), "the server cannot be reached from here"),
        (socket.gaierror(socket.EAI_NONAME, "?"), "no such host: town.example"),
        (socket.gaierror(socket.EAI_AGAIN, "?"), "the name town.example cannot be looked up now"),
        (UnicodeError("label too long"), "no such host: town.example"),
        (
            ssl.SSLError(1, "wrong version"),
            "no secure connection: the server does not speak TLS as we do",
        ),
        (OSError("something else"), "the connection failed"),
        (RuntimeError("\x1b[31m"), "the connection failed"),
    ],
)
def test_every_failure_has_a_sentence(error: Exception, sentence: str) -> None:
    assert of_connection(error, "town.example") == sentence


def test_the_cause_nearest_to_the_wire_is_the_one_told() -> None:
    outer = OSError("All connection attempts failed")
    outer.__cause__ = ConnectionRefusedError()
    assert of_connection(outer, "x") == "connection refused"
    outer.__cause__ = ExceptionGroup("several", [OSError("a"), ConnectionRefusedError()])
    assert of_connection(outer, "x") == "connection refused"


def test_a_circle_of_causes_ends() -> None:
    one, other = RuntimeError(), RuntimeError()
    one.__cause__, other.__cause__ = other, one
    assert of_connection(one, "x") == "the connection failed"


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b'{"error": "Record not found"}', ": Record not found"),
        (b'{"error": {"message": "No such note.", "code": "GONE"}}', ": GONE: No such note."),
        (b'{"error": "invalid", "error_description": "It has expired"}', ": It has expired"),
        (b'{"message": "Slow  down\\n\\u001b[2Jnow"}', ": Slow down now"),
        (b'{"error": {"code": 5}, "detail": ["x"]}', ""),
        (b'{"error": ""}', ""),
        (b"", ""),
    ],
)
def test_the_servers_own_words_are_added_when_it_has_any(body: bytes, detail: str) -> None:
    error = of_status(404, {}, body, had_token=False, now=NOW)
    assert str(error) == f"404 Not Found{detail}"


def test_a_streaming_servers_words_may_stand_in_a_header() -> None:
    error = of_status(400, {"x-error-message": "Missing\x07 tag"}, b"", had_token=False, now=NOW)
    assert str(error) == "400 Bad Request: Missing tag"


def test_a_wifi_that_wants_a_login_is_recognised() -> None:
    error = of_status(511, {}, b"<html>", had_token=False, now=NOW)
    assert str(error) == "the Wi-Fi here wants somebody to log in first"


def test_a_429_without_a_word_means_a_minute() -> None:
    error = of_status(429, {}, b"", had_token=False, now=NOW)
    assert isinstance(error, SourceUnreachable)
    assert (str(error), error.retry_after) == ("429 Too Many Requests", 60)
