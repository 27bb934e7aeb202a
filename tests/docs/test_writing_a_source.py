"""The example of a source in the manual is short, fits the contract and does what is said of it."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterator
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest
from tests.clock import Clock
from tests.docs import manual
from tests.sources.feed_reach import FakeHttp, reach

from backchannel.config.document import parse_document
from backchannel.config.event_file import event_file_of
from backchannel.errors import SourceUnreachable
from backchannel.ingest.pipeline import refine
from backchannel.model.post import Kind, Post
from backchannel.model.source import SourceSpec
from backchannel.sources import registry
from backchannel.sources.api import Batch, Source

PAGE: Final = manual.page("writing-a-source.md")
EXAMPLE: Final = manual.fenced(PAGE, "python")[0]
ENTRIES: Final = manual.fenced(PAGE, "json")[0]
ENTRY_POINT, EVENT = manual.fenced(PAGE, "toml")
POINT: Final = EntryPoint("guestbook", "venue_guestbook:Guestbook", registry.GROUP)
URL: Final = "https://venue.example/guestbook.json"


@pytest.fixture
def guestbook() -> Iterator[type[Source]]:
    """The class of the example, as its package would give it."""
    module = ModuleType("venue_guestbook")
    sys.modules[module.__name__] = module
    exec(compile(EXAMPLE, module.__name__, "exec"), module.__dict__)  # noqa: S102  # our own page
    yield registry.load("guestbook", {"guestbook": POINT})
    del sys.modules[module.__name__]


async def first(batches: AsyncIterator[Batch]) -> Batch:
    return await anext(batches)


def test_the_example_is_short() -> None:
    assert len([line for line in EXAMPLE.splitlines() if line.strip()]) < 60


def test_the_example_is_announced_as_the_page_says() -> None:
    assert f'[project.entry-points."{registry.GROUP}"]' in ENTRY_POINT
    assert f'{POINT.name} = "{POINT.value}"' in ENTRY_POINT


def test_the_event_file_of_the_page_follows_the_example(guestbook: type[Source]) -> None:
    document = parse_document(EVENT, Path("event.toml"))
    event_file = event_file_of(document, lambda _kind: guestbook)
    assert document.problems == []
    [spec] = event_file.sources
    assert (spec.kind, spec.pane, spec.options["url"]) == ("guestbook", "backchannel", URL)


async def test_the_example_makes_posts_of_the_answer_on_the_page(
    guestbook: type[Source], clock: Clock
) -> None:
    http = FakeHttp()
    http.put(f"{URL}?after=17", ENTRIES)
    source = guestbook(guestbook.options(URL), reach(http))
    batch = await first(source.batches("17"))
    assert batch.bookmark == "18"
    [draft] = batch.drafts
    spec = SourceSpec("venue.example", "guestbook", "backchannel")
    post = refine(draft, spec, ("ideaperf",), clock())
    assert isinstance(post, Post)
    assert (post.author.name, post.text) == ("Ada Example", "Full house! #ideaperf")
    assert (post.kind, post.url) == (Kind.POST, f"{URL}#18")


async def test_the_example_keeps_its_bookmark_when_nothing_is_new(guestbook: type[Source]) -> None:
    http = FakeHttp()
    http.put(f"{URL}?after=18", "[]")
    batch = await first(guestbook(guestbook.options(URL), reach(http)).batches("18"))
    assert (batch.drafts, batch.bookmark, batch.again_in) == ((), "18", 60.0)


async def test_the_example_raises_only_what_the_contract_allows(guestbook: type[Source]) -> None:
    http = FakeHttp()
    http.put(f"{URL}?after=0", "<html>")
    with pytest.raises(SourceUnreachable, match="web page"):
        await first(guestbook(guestbook.options(URL), reach(http)).batches(None))
