"""`search`: words found in everything that is stored."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from msgspec.structs import replace

from backchannel.cli.answers import answer, answer_json, say
from backchannel.cli.choice import choose, json_option, split_event, store_option
from backchannel.cli.plain.count import Count
from backchannel.ui.lines.amounts import counted

if TYPE_CHECKING:
    from backchannel.model.post import StoredPost
    from backchannel.store.connection import Connection
    from backchannel.store.pages import View

_STEP: Final = 500
"""Posts read at once."""


@click.command(name="search")
@click.argument("words", nargs=-1, required=True, metavar="[EVENT] WORDS...")
@click.option("--newest/--best", "is_newest", default=True,
              help="The newest first, as without it, or what matches best.")  # fmt: skip
@click.option("-n", "--count", "count", type=Count(), default=20, metavar="COUNT|all",
              help="How many posts; 20 unless told.")  # fmt: skip
@click.option("--marks/--no-marks", "is_marked", default=True,
              help="Put [brackets] around what was found; --no-marks leaves them out.")  # fmt: skip
@click.option("--uncover", is_flag=True, help="Print what its author asked to cover, too.")
@store_option
@json_option
def search_(
    words: tuple[str, ...], store: Path | None, count: int | None, *, is_newest: bool,
    is_marked: bool, uncover: bool, as_json: bool,
) -> None:  # fmt: skip
    """Find posts in everything that is stored; the words are a filter as on the desk."""
    from backchannel.cli.plain import finding
    from backchannel.model.programme import zone_of
    from backchannel.store import pages, schema, sources
    from backchannel.store.connection import fenced, wrapped

    event, rest = split_event(words)
    text = " ".join(rest)
    if not text.strip():
        raise click.UsageError("say what to look for, as in search 'river from:ana'")
    query = finding.understood(text)
    path = choose(event, store).existing_store()
    with closing(schema.open_to_read(path)) as db:
        with wrapped(path):
            zone = zone_of(sources.event_of(db))
            view = pages.View(None, query, zone.key)
            matching = pages.count(db, view)
        printed, found = 0, _newest(db, view, count) if is_newest else _best(db, view, count)
        for post in fenced(path, found):
            printed += 1
            if as_json:
                answer_json(finding.found_fields(post, query))
                continue
            for line in finding.found_lines(
                post, query, zone, is_marked=is_marked, is_uncovered=uncover
            ):
                answer(line)
    of_all = f" of {matching:,}" if printed < matching else ""
    say(f"{counted(printed, 'post')}{of_all}" if matching else "nothing matches")


def _newest(db: Connection, view: View, count: int | None) -> Iterator[StoredPost]:
    """In little memory however many."""
    from backchannel.store import searching

    before, left = None, count
    while left is None or left > 0:
        step = _STEP if left is None else min(_STEP, left)
        page = searching.newest(db, view, before, step)
        yield from page.posts
        if not page.older:
            return
        before, left = page.posts[-1].place, None if left is None else left - step


def _best(db: Connection, view: View, count: int | None) -> Iterator[StoredPost]:
    from backchannel.store import pages, searching

    whole = replace(view, patience=None)  # nobody's screen waits for it
    places = pages.best(db, whole, -1 if count is None else count)
    for start in range(0, len(places), _STEP):
        yield from searching.in_order(db, places[start : start + _STEP])
