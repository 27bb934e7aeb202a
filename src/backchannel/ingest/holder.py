"""Who holds the store's lease: us, somebody who is alive, or nobody any more."""

from __future__ import annotations

import os
import socket
from typing import Final

from backchannel.store import lease
from backchannel.store.connection import Connection

HERE: Final = socket.gethostname()


def is_held(db: Connection) -> bool:
    """Whether a collector is alive."""
    held = lease.read(db)
    return held is not None and held.is_live(db.now()) and not _is_gone(held)


def take(db: Connection, holder: str) -> bool:
    """Become the collector, or stay it; False while another one is alive.

    A holder whose process has ended on this machine is not waited for.
    """
    held = lease.read(db)
    if held is not None and held.holder != holder and _is_gone(held):
        lease.release(db, held.holder)
    return lease.take(db, holder, os.getpid(), HERE, os.getppid())


def _is_gone(held: lease.Lease) -> bool:
    if held.host != HERE or os.name != "posix":
        return False
    try:
        os.kill(held.pid, 0)  # asks only whether there is such a process
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):  # somebody else's, so there is one
        return False
    return False
