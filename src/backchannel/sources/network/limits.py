"""How much of our time and memory a stranger's server may have."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes and seconds.

    `body` counts after decompression. `total` covers all redirects of one fetch, but not the wait
    for a turn. `silence` is without a single byte; `stream_silence` is the same on a stream.
    `message` is one WebSocket message or server-sent event.
    """

    body: int = 15 * 2**20
    total: float = 30.0
    silence: float = 10.0
    redirects: int = 5
    message: int = 2**20
    stream_silence: float = 90.0
