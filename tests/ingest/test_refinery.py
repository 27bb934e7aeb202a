"""A large batch is stored in parts, and nobody can tell."""

from __future__ import annotations

from backchannel.ingest.intake import Refinery
from backchannel.model.post import Draft
from backchannel.model.source import SourceSpec
from backchannel.sources.api import Batch

BLOG = SourceSpec("blog.example", "feed", "feeds", tagged=True)


def test_the_older_part_comes_first_and_the_bookmark_last() -> None:
    drafts = tuple(Draft(str(number)) for number in range(120))  # newest first, as a feed has them
    batch = Batch(drafts, bookmark="read", gone=("x",))
    parts = [part for part, _ in Refinery(BLOG, ()).parts(batch, 50)]
    assert [part.drafts[0].id for part in parts] == ["100", "50", "0"]
    assert sorted(draft.id for part in parts for draft in part.drafts) == sorted(
        draft.id for draft in drafts
    )
    assert [(part.bookmark, part.gone) for part in parts] == [
        (None, ()),
        (None, ()),
        ("read", ("x",)),
    ]
