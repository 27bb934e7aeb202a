"""Results on stdout, talk on stderr, and the exit code an error stands for."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import click

from backchannel.cli.exit_codes import FAILED, MISTAKE, NO_STORE
from backchannel.errors import BackchannelError, ConfigError, StoreError


def answer(text: str) -> None:
    """A line of the result, at once, so that a pipe sees it when it happens."""
    click.echo(text)


def answer_json(value: Mapping[str, object]) -> None:
    """One JSON object on one line. Datetimes are ISO 8601, UTC, ending in Z."""
    click.echo(json.dumps(value, ensure_ascii=not _speaks_unicode(), default=_plain))


def say(text: str) -> None:
    """A line for the person at the terminal, not part of the result."""
    click.echo(text, err=True)


def can_be_asked() -> bool:
    """Whether somebody sits at the terminal who can answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def complain(error: BackchannelError) -> int:
    """Say what went wrong, one line for each thing; the exit code it stands for."""
    from backchannel.config.secrets import redacted

    for line in str(error).splitlines() or ["it did not work"]:
        say(f"backchannel: {redacted(line)}")
    if isinstance(error, ConfigError):
        return MISTAKE
    return NO_STORE if isinstance(error, StoreError) else FAILED


def moment(value: datetime | None) -> str | None:
    """ISO 8601 in UTC, to the second; None stays None."""
    if value is None:
        return None
    return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _speaks_unicode() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, frozenset) else str(value)
