"""Every error this program raises on purpose.

BackchannelError
├── ConfigError            the user's mistake, exit 2; names the file, line and key
├── StoreError             the store cannot be used: exit 3 at start, a banner later
│   ├── StoreTooNew        written by a newer version; the file is left untouched
│   └── StoreBusy          locked by another program for longer than we wait
└── SourceError            one source failed; never touches another
    ├── SourceUnreachable  wait and try again, after `retry_after` seconds if the server said so
    └── SourceRefused      do not try again by yourself; tell the facilitator

They carry data. The sentence in `str(error)` is fit for a person, short, and already cleaned by
whoever puts a stranger's words into it.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path


class BackchannelError(Exception):
    """The root: anything that is expected to go wrong."""


class ConfigError(BackchannelError):
    """A setting is wrong. `str()` reads `FILE:LINE: KEY: what is wrong; what would be right`."""

    def __init__(
        self, problem: str, *, file: Path | str = "", line: int | None = None, key: str = ""
    ) -> None:
        self.problem, self.file, self.line, self.key = problem, str(file), line, key
        place = f"{file}:{line}" if line is not None else str(file)
        super().__init__(": ".join(part for part in (place, key, problem) if part))


class StoreError(BackchannelError):
    """The store cannot be read or written; nothing that was acknowledged is lost."""


class StoreTooNew(StoreError):
    """The file was written by a newer version of this program."""


class StoreBusy(StoreError):
    """Another program held the file's lock for longer than we were ready to wait."""


class SourceError(BackchannelError):
    """One source could not be read."""


class SourceUnreachable(SourceError):
    """Try again later.

    `retry_after` is what the server asked for, in seconds; `status` is the HTTP status it answered
    with, None when nothing answered. `is_offline` says that nobody was reached, so that the network
    may be at fault; `is_unsent`, that the request surely did not leave.
    """

    def __init__(
        self,
        problem: str,
        *,
        retry_after: float | None = None,
        status: int | None = None,
        is_offline: bool = False,
        is_unsent: bool = False,
    ) -> None:
        self.retry_after, self.status = retry_after, status
        self.is_offline, self.is_unsent = is_offline, is_unsent
        super().__init__(problem)


class Refusal(StrEnum):
    """Why a source will not be read again until somebody acts."""

    LOGIN = "login"  # 401 or 403: a token is missing, wrong or not enough
    GONE = "gone"  # 410 or an expired feed: it says that it has ended
    NOT_ALLOWED = "not allowed"  # a private address, a scheme we do not open
    NOT_A_SOURCE = "not a source"  # what is there cannot be read as this kind of source
    SPENT = "spent"  # a limit that the user set is reached; nobody is asked to find that out


class SourceRefused(SourceError):
    """Do not try again by yourself; say why."""

    def __init__(self, problem: str, *, why: Refusal) -> None:
        self.why = why
        super().__init__(problem)
