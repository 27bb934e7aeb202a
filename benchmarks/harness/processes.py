"""What Linux knows of a process: seconds on a processor, memory, children (proc(5))."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

_TICKS: Final = os.sysconf("SC_CLK_TCK")
_PRIVATE: Final = ("Private_", "Swap:")


def resident(pid: int) -> int:
    """Bytes of memory in use, 0 once the process has ended."""
    for line in _read(pid, "status").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return 0


def private(pid: int) -> int:
    """Bytes that are this process's alone, 0 once it has ended.

    What it shares with others, as the pages of a library, is left out: that comes and goes with
    them. Linux counts every page for this, a few milliseconds of the process's own time.
    """
    lines = _read(pid, "smaps_rollup").splitlines()
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(_PRIVATE))


def cpu_seconds(pid: int) -> float:
    """Seconds on a processor so far, in steps of 10 ms; children do not count."""
    fields = _read(pid, "stat").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS if fields else 0.0


def children(pid: int) -> list[int]:
    """The processes that a process started and that are alive."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            fields = _read(int(entry.name), "stat").rpartition(")")[2].split()
            if fields and int(fields[1]) == pid:
                found.append(int(entry.name))
    return found


def _read(pid: int, name: str) -> str:
    try:
        return Path(f"/proc/{pid}/{name}").read_text("utf-8", "replace")
    except OSError:
        return ""
