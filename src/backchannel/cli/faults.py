"""Faults of the program or of a plug-in: the traceback is kept for people who mend it."""

from __future__ import annotations

import traceback
from pathlib import Path


def keep_traceback(fault: Exception) -> Path:
    """Write a fault into the log; says the traceback where that cannot be. Gives the log's path."""
    from backchannel.clean.terminal import clean_text
    from backchannel.cli.answers import say
    from backchannel.config.places import places
    from backchannel.config.secrets import redacted

    log = places().log_file
    kept = clean_text(redacted("".join(traceback.format_exception(fault))))
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8", errors="backslashreplace") as stream:
            stream.write(f"{kept}\n")
    except OSError:
        say(kept)
    return log
