"""Where files live: as the platform wants it (platformdirs), one store for each event file."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path
from typing import Final

from msgspec import Struct

APPLICATION: Final = "backchannel"

ACCOUNTS: Final = "BACKCHANNEL_ACCOUNTS"
"""The variable that names another file with accounts than the user file."""


class Places(Struct, frozen=True):
    """The directories of this program; none is made before something is written there."""

    config: Path
    data: Path
    state: Path
    accounts: Path | None = None

    @property
    def user_file(self) -> Path:
        """Preferences of the person at this machine."""
        return self.config / "config.toml"

    @property
    def accounts_file(self) -> Path:
        """Where `[[account]]` stands: the user file, unless BACKCHANNEL_ACCOUNTS names another.

        The demo does, so that nothing said there goes out by somebody's real account.
        """
        return self.accounts or self.user_file

    @property
    def log_file(self) -> Path:
        """What went wrong, for people who mend it."""
        return self.state / "backchannel.log"

    @property
    def allowed_commands(self) -> Path:
        """Which commands of event files may run here."""
        return self.state / "allowed-commands"

    @property
    def last_desk(self) -> Path:
        """What a desk was opened with last."""
        return self.state / "last-desk.json"

    @property
    def shown_round(self) -> Path:
        """There when somebody was shown the way round the desk on this machine."""
        return self.state / "shown-round"

    def remember_shown_round(self) -> None:
        """Nobody is shown round unasked again. Best effort."""
        with contextlib.suppress(OSError):
            self.state.mkdir(parents=True, exist_ok=True)
            self.shown_round.touch()

    def store_of(self, event_file: Path) -> Path:
        """The store of an event file: the same path for the same file, another for every other."""
        import hashlib  # takes longer to load than all else here

        whole = str(event_file.resolve())
        sign = hashlib.sha256(whole.encode("utf-8", "surrogateescape")).hexdigest()[:8]
        return self.data / "events" / f"{_plain(event_file.stem)}-{sign}.db"

    def tag_file(self, tag: str) -> Path:
        """The event file that `backchannel '#tag'` writes; `tag` is canonical."""
        return self.data / "tags" / f"{_plain(tag)}.toml"

    def last_opened(self) -> Path | None:
        """The event file that was opened last, None when there is none (any more)."""
        try:
            path = Path(self._last.read_text("utf-8").strip("\n"))
        except (OSError, ValueError):
            return None
        return path if path.is_file() else None

    def remember_opened(self, event_file: Path) -> None:
        """Make this the event file that verbs use when none is named. Best effort."""
        try:
            self.state.mkdir(parents=True, exist_ok=True)
            self._last.write_text(f"{event_file.resolve()}\n", "utf-8")
        except (OSError, ValueError):
            return  # a convenience; a read-only home must not keep anybody from an event

    @property
    def _last(self) -> Path:
        return self.state / "last-event"


def places() -> Places:
    """The platform's directories for this user; XDG_* variables count on Linux."""
    import platformdirs

    dirs = platformdirs.PlatformDirs(APPLICATION, appauthor=False)
    named = os.environ.get(ACCOUNTS)
    accounts = Path(named) if named else None
    return Places(dirs.user_config_path, dirs.user_data_path, dirs.user_state_path, accounts)


def shown(path: str) -> str:
    """A path as people write it: `~` for their home."""
    home = str(Path("~").expanduser())
    is_in_home = len(home) > 1 and path.startswith(f"{home}{os.sep}")
    return f"~{path[len(home) :]}" if is_in_home else path


def _plain(name: str) -> str:
    """A file name that every platform takes and a person still recognises."""
    return re.sub(r"[^\w-]+", "-", name).strip("-")[:60] or "event"
