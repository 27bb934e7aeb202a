"""Waits on this machine for the browser to bring a code back (RFC 8252, section 7.3).

Only on the loopback interface, for one request that has the right `state`, and not for ever.
Nothing of a request is ever written into an answer.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import parse_qs, urlsplit

from backchannel.errors import Refusal, SourceRefused

PATIENCE: Final = 300.0
"""Seconds that somebody has to log in and say yes."""

_HEAD_LIMIT: Final = 16 * 1024
_HEAD_SECONDS: Final = 10.0
_DONE: Final = "You can close this page and go back to the terminal."
_NO: Final = "This did not come from the login that is waited for."
_PAGE: Final = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>backchannel</title>'
    "<body style='font: 1.2em sans-serif; margin: 3em'><p>{}</p>"
)


class Waiting:
    """A place for one code. `address` is where the browser is to be sent.

    Say what to `expect` before anybody is sent there: a browser may be back at once.
    """

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}/"
        self._state = ""
        self._found: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def expect(self, state: str) -> None:
        """Take a code that comes with this state, and no other."""
        self._state = state

    async def code(self, patience: float = PATIENCE) -> str:
        """The code that was expected. SourceRefused if somebody said no, or nobody yes."""
        try:
            async with asyncio.timeout(patience):
                return await self._found
        except TimeoutError as error:
            problem = "nobody logged in; begin again"
            raise SourceRefused(problem, why=Refusal.LOGIN) from error

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request of a browser."""
        try:
            with contextlib.suppress(
                ConnectionError,
                TimeoutError,
                asyncio.IncompleteReadError,
                asyncio.LimitOverrunError,
            ):
                async with asyncio.timeout(_HEAD_SECONDS):
                    head = await reader.readuntil(b"\r\n\r\n")
                status, said = self._took(head)
                body = _PAGE.format(said).encode()
                writer.write(
                    f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n"
                    f"Content-Length: {len(body)}\r\nCache-Control: no-store\r\n"
                    "Referrer-Policy: no-referrer\r\nConnection: close\r\n\r\n".encode()
                    + body
                )
                await writer.drain()
        finally:
            writer.close()

    def _took(self, head: bytes) -> tuple[str, str]:
        words = head.partition(b"\r\n")[0].decode("latin-1").split(" ")
        try:
            parts = urlsplit(words[1]) if len(words) == 3 and words[0] == "GET" else None
        except ValueError:
            parts = None
        if parts is None or parts.path != "/":
            return "404 Not Found", _NO
        said = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        is_ours = bool(self._state) and hmac.compare_digest(
            said.get("state", "").encode(), self._state.encode()
        )
        if not is_ours or not (said.get("code") or said.get("error")) or self._found.done():
            return "400 Bad Request", _NO
        if "error" in said:
            problem = "the server was told not to let us in"
            self._found.set_exception(SourceRefused(problem, why=Refusal.LOGIN))
        else:
            self._found.set_result(said["code"])
        return "200 OK", _DONE


@asynccontextmanager
async def waiting() -> AsyncIterator[Waiting]:
    """Listen on a free port of the loopback interface. Raises OSError where that cannot be."""
    place: list[Waiting] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await place[0].answer(reader, writer)

    server = await asyncio.start_server(answer, "127.0.0.1", 0, limit=_HEAD_LIMIT)
    place.append(Waiting(server.sockets[0].getsockname()[1]))
    try:
        yield place[0]
    finally:
        server.close()
        await server.wait_closed()
