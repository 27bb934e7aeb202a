"""What went wrong, in a sentence that a facilitator understands."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator, Mapping
from datetime import datetime
from http import HTTPStatus

import msgspec

from backchannel.clean.terminal import clean_line
from backchannel.errors import Refusal, SourceError, SourceRefused, SourceUnreachable
from backchannel.sources.network.waits import asked, due, in_words

_CERTIFICATE = {  # OpenSSL's X509_V_ERR numbers
    7: "its certificate is signed by an unknown authority",
    9: "its certificate is not valid yet (or this computer's clock is wrong)",
    10: "its certificate has expired",
    18: "its certificate is signed by itself",
    19: "its certificate is signed by an unknown authority",
    20: "its certificate is signed by an unknown authority",
    21: "its certificate is signed by an unknown authority",
    23: "its certificate has been revoked",
    62: "its certificate is for another name",
    64: "its certificate is for another address",
}
_SYSTEM: dict[type[OSError], str] = {
    ConnectionRefusedError: "connection refused",
    ConnectionResetError: "the server hung up",
    BrokenPipeError: "the server hung up",
    ConnectionAbortedError: "the server hung up",
}
_DETAIL = 120
_NEEDED = "a token is needed"
_SHUT = "only people who are logged in are let in, or no programs"
_UNSAID = "•••"
_NO_NETWORK = {
    errno.ENETUNREACH: "no network",
    errno.ENETDOWN: "no network",
    errno.EHOSTUNREACH: "the server cannot be reached from here",
    errno.ETIMEDOUT: "no answer",
}


def of_connection(error: BaseException, host: str) -> str:
    """The sentence for a connection that failed, from the error nearest to the wire."""
    for cause in _causes(error):
        sentence = _known(cause, host)
        if sentence:
            return sentence
    return "the connection failed"


def of_status(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    *,
    had_token: bool,
    now: datetime,
    sent: str = "",
) -> SourceError:
    """The error for an answer that is not the one we wanted.

    `sent` is the header with which we said who we are: a server that repeats it is not quoted.
    """
    wait = asked(status, headers, now)
    if status in {429, 503} and wait is not None:
        said = f"{status}: asked us to wait {in_words(wait)}"
        return SourceUnreachable(said, retry_after=wait, status=status)
    if status == HTTPStatus.NETWORK_AUTHENTICATION_REQUIRED:
        return SourceUnreachable("the Wi-Fi here wants somebody to log in first", status=status)
    secret = sent.rpartition(" ")[2] or None
    told = headers.get("x-error-message", "")
    if secret is not None:
        body, told = body.replace(secret.encode(), _UNSAID.encode()), told.replace(secret, _UNSAID)
    why = detail(body) or clean_line(told, limit=_DETAIL)
    said = ": ".join(part for part in (f"{status} {_phrase(status)}".strip(), why) if part)
    if status in {401, 403}:
        hint = "the token was not accepted" if had_token else _NEEDED
        return SourceRefused(f"{said} ({hint})", why=Refusal.LOGIN)
    if status == HTTPStatus.GONE:
        return SourceRefused(said, why=Refusal.GONE)
    return SourceUnreachable(said, retry_after=due(status, headers, now), status=status)


def to_strangers(error: SourceRefused) -> SourceRefused:
    """The same of a place where no token could help."""
    return SourceRefused(str(error).replace(f"({_NEEDED})", f"({_SHUT})"), why=error.why)


def detail(body: bytes) -> str:
    """What a JSON error body says, cleaned and short; empty if it says nothing we know."""
    try:
        said = msgspec.json.decode(body, type=_Said)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""
    for text in (
        said.error_description,
        said.error,
        said.message,
        said.detail,
        _nested(said.error),
        said.title,
    ):
        if isinstance(text, str) and text.strip():
            return clean_line(text, limit=_DETAIL)
    return ""


def _nested(error: object) -> str:
    """Misskey says a sentence and a code: `{"error": {"message": "…", "code": "NO_SUCH_NOTE"}}`.

    Google says its reason in a list beside the sentence:
    `{"error": {"code": 403, "message": "…", "errors": [{"reason": "quotaExceeded"}]}}`.
    """
    if not isinstance(error, dict):
        return ""
    listed = error.get("errors")
    first = listed[0] if isinstance(listed, list) and listed else None
    reason = first.get("reason") if isinstance(first, dict) else None
    said = (error.get("code"), reason, error.get("message"))
    return ": ".join(text for text in said if isinstance(text, str) and text.strip())


class _Said(msgspec.Struct):
    error: object = None
    error_description: object = None
    message: object = None
    detail: object = None
    title: object = None


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The chain from the deepest cause up, at most ten long."""
    chain: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and len(chain) < 10:
        chain.append(link)
        if isinstance(link, BaseExceptionGroup):
            link = link.exceptions[-1]
        else:
            link = link.__cause__ or link.__context__
    yield from reversed(chain)


def _known(error: BaseException, host: str) -> str:
    match error:
        case ssl.SSLCertVerificationError():
            return _CERTIFICATE.get(error.verify_code, "its certificate cannot be trusted")
        case ssl.SSLError():
            return "no secure connection: the server does not speak TLS as we do"
        case socket.gaierror():
            if error.errno in {socket.EAI_AGAIN, socket.EAI_FAIL}:
                return f"the name {host} cannot be looked up now"
            return f"no such host: {host}"
        case UnicodeError():
            return f"no such host: {host}"
        case OSError():
            return _of_system(error)
    return ""


def _of_system(error: OSError) -> str:
    for kind, sentence in _SYSTEM.items():
        if isinstance(error, kind):
            return sentence
    return _NO_NETWORK.get(error.errno or 0, "")
