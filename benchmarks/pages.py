"""How much memory the pages of a large event take to write, how long, and how long each is."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

from benchmarks.harness.event import SOURCES, stored
from benchmarks.harness.verdict import Bound, judge

from backchannel.model.programme import Event
from backchannel.store import schema, sources

COUNT: Final = 100_000
MEGABYTE: Final = 1_000_000
_WRITE: Final = """
import resource, sys
from backchannel.cli import main
sys.argv[1:] = ["export", "html", sys.argv[2], "--store", sys.argv[1]]
try:
    main()
finally:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024, file=sys.stderr)
"""
"""The program itself, and the most memory that its process ever had (getrusage(2))."""


def with_event(store: Path) -> Path:
    """The store, told what event it is of."""
    event = Event("Performance management plus", ("ideaperf",), "Europe/London")
    with closing(schema.open_to_write(store)) as db:
        db.execute("BEGIN IMMEDIATE")
        sources.plan(db, event, list(SOURCES.values()))
        db.execute("COMMIT")
    return store


def written(store: Path, site: Path) -> tuple[float, float]:
    """Seconds, and the most bytes of memory."""
    began = time.perf_counter()
    ran = subprocess.run(  # noqa: S603  # our own program, on a store of ours
        [sys.executable, "-c", _WRITE, str(store), str(site)],
        capture_output=True,
        text=True,
        check=True,
    )
    return time.perf_counter() - began, float(ran.stderr.splitlines()[-1])


def measure(folder: Path) -> Sequence[Bound]:
    """One site of so many posts."""
    site = folder / "site"
    seconds, most = written(with_event(stored(folder, COUNT)), site)
    sizes = {path: path.stat().st_size for path in site.rglob("*") if path.is_file()}
    pages = [size for path, size in sizes.items() if path.suffix == ".html"]
    scripts = [size for path, size in sizes.items() if path.suffix == ".js"]
    print(f"\n{COUNT:,} posts in {seconds:.1f} s: {len(pages):,} pages, {len(scripts):,} scripts")
    print(
        f"{sum(sizes.values()) / MEGABYTE:.0f} MB in all, {sum(scripts) / MEGABYTE:.0f} of scripts"
    )
    return (
        Bound("memory, at most", most / MEGABYTE, 200, "MB"),
        Bound("the longest page", max(pages) / 1_000, 500, "kB"),
        Bound("the longest script of the search", max(scripts) / 1_000, 500, "kB"),
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        sys.exit(judge(lambda: measure(Path(made))))
