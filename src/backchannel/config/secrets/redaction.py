"""Taking what is secret out of texts that are shown or logged."""

from __future__ import annotations

import re
from typing import Final

HIDDEN: Final = "•••"

_USERINFO: Final = re.compile(r"(?<=://)[^\s/?#@]*(?:@[^\s/?#@]*)*@(?=[^\s/?#@])")
_PARAMETER: Final = re.compile(
    r"(?i)(?<=[?&;])((?:[\w.-]*(?:token|secret|passw(?:or)?d|signature|credential)[\w.-]*"
    r"|api[_-]?key|key|auth|sig|pwd|pass)=|feed=(?=[0-9a-f]{16}))[^\s&;#\"'<>]+"
)
_BEARER: Final = re.compile(r"(?i)\b((?:bearer|basic)\s+)[\w.~+/=-]{6,}")


def redacted(text: str) -> str:
    """The text without what URLs and headers carry: user names, passwords, keys and tokens."""
    text = _USERINFO.sub(f"{HIDDEN}@", text)
    text = _PARAMETER.sub(rf"\1{HIDDEN}", text)
    return _BEARER.sub(rf"\1{HIDDEN}", text)
