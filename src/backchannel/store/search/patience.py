"""How long a look may take: one that must look at each post by itself is ended, and says so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, thread_time
from typing import Final

import apsw

from backchannel.store.connection import Connection

LONGEST: Final = 0.15
"""Seconds of work after which a look is answered with what it has found."""

_LONGEST_WAIT: Final = 2.0
"""Seconds on the clock: a disk that is slow, or a machine that is busy with other things."""

_STEPS: Final = 1_000
"""How many steps of SQLite's machine lie between two looks at the clock."""


class Look:
    """Whether a look had to be ended."""

    is_cut = False


@contextmanager
def patient(db: Connection, seconds: float | None) -> Iterator[Look]:
    """Fetch rows within; when the time is up there are no more, and nothing is raised.

    None is all the time it takes.
    """
    look = Look()
    if seconds is None:
        yield look
        return
    work, clock = thread_time() + seconds, monotonic() + _LONGEST_WAIT
    db.set_progress_handler(lambda: thread_time() > work or monotonic() > clock, _STEPS)
    try:
        yield look
    except apsw.InterruptError:
        look.is_cut = True
    finally:
        db.set_progress_handler(None)
