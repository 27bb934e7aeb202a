"""The fences around a run of the program: signals, pipes that break, and every error a sentence."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import sys
from collections.abc import Sequence
from typing import Final

from backchannel.cli.exit_codes import DONE, FAILED, INTERRUPTED
from backchannel.errors import BackchannelError

_ENDINGS: Final = (signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else []))


def dispatch(args: Sequence[str]) -> int:
    """Run a verb; every error becomes a sentence and an exit code."""
    _take_any_text()
    # Whoever ends us, or closes the terminal, wants everything left in order, as ctrl+c leaves it.
    before = {number: signal.signal(number, signal.default_int_handler) for number in _ENDINGS}
    try:
        code = _run(args)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _close_quietly()
        return DONE
    except BackchannelError as error:
        from backchannel.cli.answers import complain

        return complain(error)
    except Exception as fault:  # noqa: BLE001  # the last fence; it is written down and said
        return _tell_full() if _is_full_output(fault) else _confess(fault)
    else:
        return code
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _run(args: Sequence[str]) -> int:
    # Only a name that a desk may have; help and the other verbs do not pay for looking further.
    if has_terminal() and (not args or args[0] == "open" or args[0].endswith(".toml")):
        from backchannel.cli.again import open_again

        if open_again(args):
            return DONE
    from backchannel.cli.program import run_verb

    return run_verb(args)


def has_terminal() -> bool:
    """Whether there is a screen to draw on and a keyboard to read."""
    ends = (sys.stdin, sys.stdout, sys.stderr)  # None where nothing is there at all
    return all(end is not None and end.isatty() for end in ends)


def _take_any_text() -> None:
    """Make stdout and stderr take every character there is, escaped where they cannot show it."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _close_quietly() -> None:
    """Whoever read our result has gone, as `head` does; Python must not complain at exit."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _is_full_output(fault: Exception) -> bool:
    """Whether a disk behind `>` took no more: what writes files of its own names them."""
    if not isinstance(fault, OSError) or fault.filename is not None:
        return False
    return fault.errno in {errno.ENOSPC, errno.EDQUOT}


def _tell_full() -> int:
    from backchannel.cli.answers import say

    _close_quietly()
    say("backchannel: standard output: the disk is full; what is there is not whole")
    return FAILED


def _confess(fault: Exception) -> int:
    """Keep the traceback, and say where."""
    from backchannel.cli.answers import say
    from backchannel.cli.faults import keep_traceback

    log = keep_traceback(fault)
    say(f"backchannel: stopped by a fault of its own ({type(fault).__name__}); details in {log}")
    return FAILED
