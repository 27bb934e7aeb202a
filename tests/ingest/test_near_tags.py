"""Tags that are nearly the event's are noticed in all that passes, and never taken."""

from __future__ import annotations

from pathlib import Path

from tests.clock import Clock

from backchannel.ingest import intake
from backchannel.ingest.intake import Refinery
from backchannel.model.post import Draft, DraftAuthor
from backchannel.model.programme import Event
from backchannel.model.source import SourceSpec
from backchannel.sources.api import Batch
from backchannel.store import pages, sources
from backchannel.store.coverage import near_tags
from backchannel.store.store import Store

BLOGS = SourceSpec("blogs", "feed", "feeds")
VENUE = SourceSpec("venue", "folder", "backchannel", tagged=True)
EVENT = Event("Ideas", ("ideaperf",))


def draft(number: int, text: str, *tags: str) -> Draft:
    author = DraftAuthor(f"Ann {number}")
    return Draft(str(number), author=author, content=text, content_is_html=False, tags=tags)


async def taken_in(path: Path, source: SourceSpec, *drafts: Draft) -> list[tuple[str, int]]:
    async with Store(path, now=(clock := Clock())) as store:
        await store.write(sources.plan, EVENT, [BLOGS, VENUE])
        for _ in range(2):  # a feed gives everything again
            refinery = Refinery(source, EVENT.tags, frozenset({"2026"}))
            refined = refinery.refine(Batch(drafts), frozenset(), clock())
            await store.write(intake.take_in, source, refined)
        found = await store.read(near_tags.near_tags)
        assert await store.read(pages.latest) == sum(source.tagged for _ in drafts)
    return [(each.tag, each.posts) for each in found]


async def test_what_passes_over_is_looked_at(tmp_path: Path) -> None:
    drafts = (
        draft(1, "Outcomes! #ideaprf"),
        draft(2, "More of it #IDEA_PRF"),
        draft(3, "No hashtag here", "ideaprf"),
        draft(4, "ideaprf without its mark"),
        draft(5, "#ideaform and #perf"),
    )
    assert await taken_in(tmp_path / "event.db", BLOGS, *drafts) == [("ideaprf", 3)]


async def test_so_is_what_is_kept_for_its_place(tmp_path: Path) -> None:
    drafts = [draft(number, f"Post {number} #ideaperf2026") for number in range(4)]
    assert await taken_in(tmp_path / "event.db", VENUE, *drafts) == [("ideaperf2026", 4)]
