"""What an invented Mastodon server asks of its readers."""

from __future__ import annotations

from dataclasses import dataclass

TOKEN = "demo-token"  # noqa: S105  # opens the streams of an invented server
"""The one user token that the demo's servers know."""


@dataclass(frozen=True, slots=True)
class Policy:
    """`version` is what the server calls itself; `allowance` is requests in five minutes."""

    version: str = "4.6.4"
    streams_need_token: bool = True
    timelines_need_token: bool = False
    allowance: int = 300
