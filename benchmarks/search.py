"""How long search takes over everything that is stored: `python -m benchmarks.search [POSTS]`."""

from __future__ import annotations

import sys
import tempfile
from contextlib import closing
from functools import partial
from pathlib import Path

from benchmarks.filter import taken
from benchmarks.harness.event import stored

from backchannel.model.query import parse
from backchannel.store import pages, schema, searching

WORDS = ("nr0000017", "council", "the", "the council", '"of the"', "th", "from:person7", "-the")
PART = 100
"""What a panel reads at once; the command line asks for 20."""

BEST = 1_000


def main(count: int, folder: Path) -> None:
    """Print a table."""
    path = stored(folder, count)
    print(f"{count:,} posts, {path.stat().st_size / 1e6:,.0f} MB; milliseconds, the best of five\n")
    print(f"{'words':16} {'found':>9} {'newest':>8} {'next':>8} {'best':>8} {'count':>8}")
    with closing(schema.open_to_read(path)) as db:
        for words in WORDS:
            view = pages.View(None, parse(words), "Europe/London")
            found = pages.count(db, view)
            first = searching.newest(db, view, None, PART)
            last = first.posts[-1].place if first.posts else None

            def best(view: pages.View = view) -> None:
                searching.in_order(db, pages.best(db, view, BEST)[:PART])

            times = (
                taken(partial(searching.newest, db, view, None, PART)),
                taken(partial(searching.newest, db, view, last, PART)),
                taken(best),
                taken(partial(pages.count, db, view)),
            )
            print(f"{words:16} {found:9,}" + "".join(f" {each:8.1f}" for each in times))


if __name__ == "__main__":
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with tempfile.TemporaryDirectory(prefix="search-") as made:
        main(number, Path(sys.argv[2]) if len(sys.argv) > 2 else Path(made))
