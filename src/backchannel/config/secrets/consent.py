"""Which commands of an event file may run here: such files are shared, so somebody has to say."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from backchannel.errors import ConfigError

_ANEW: Final = os.O_WRONLY | os.O_CREAT | os.O_TRUNC


@dataclass(frozen=True, slots=True)
class Consent:
    """What was allowed to one event file. `kept_in` is this user's file, of this machine.

    Consent is to a command, for a host, in a file at a place; when one of them is another, it has
    to be given anew.
    """

    event_file: Path
    kept_in: Path

    def covers(self, host: str, command: str) -> bool:
        """Whether the command may run, and what it prints be sent to the host."""
        try:
            return self._sign(host, command) in self.kept_in.read_text("ascii").split()
        except (OSError, ValueError):
            return False

    def give(self, host: str, command: str) -> None:
        """Allow it from now on. Raises ConfigError when that cannot be kept."""
        if self.covers(host, command):
            return
        try:
            self.kept_in.parent.mkdir(parents=True, exist_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
            with os.fdopen(os.open(self.kept_in, flags, 0o600), "a", encoding="ascii") as kept:
                kept.write(f"{self._sign(host, command)}\n")
        except OSError as error:
            raise _unwritable(self.kept_in, error) from error

    def take_back(self, host: str, command: str) -> None:
        """Allow it no longer. Raises ConfigError when that cannot be kept."""
        if not self.covers(host, command):
            return
        mine = self._sign(host, command)
        partial = self.kept_in.with_name(f"{self.kept_in.name}.partial")
        try:
            left = [sign for sign in self.kept_in.read_text("ascii").split() if sign != mine]
            with os.fdopen(os.open(partial, _ANEW, 0o600), "w", encoding="ascii") as kept:
                kept.writelines(f"{sign}\n" for sign in left)
            partial.replace(self.kept_in)
        except OSError as error:
            raise _unwritable(self.kept_in, error) from error

    def _sign(self, host: str, command: str) -> str:
        parts = (str(self.event_file.resolve()), host, command)
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def _unwritable(file: Path, error: OSError) -> ConfigError:
    return ConfigError(f"cannot be written: {error.strerror}", file=file)
