"""The details list every place in which a post was said, each with its page under a number."""

from __future__ import annotations

from msgspec.structs import replace
from tests.clock import START
from tests.ui.desk.stage import remark
from tests.ui.details.drawn import PLACE, known, lines, sheet

from backchannel.model.post import Author, CleanText, Copy, Post, StoredPost, Url
from backchannel.store.details import Known, Place
from backchannel.ui.details.paper import Goal

REASON = "one person of the event file said the same in both places"


def other() -> StoredPost:
    post = replace(
        remark(2, "Words"),
        id="at://did:plc:ana/app.bsky.feed.post/1",
        author=Author(CleanText("Ana"), CleanText("ana.bsky.example")),
        url=Url("https://bsky.example/ana/1"),
        likes=2,
    )
    return StoredPost(PLACE + 1, 15, 1, "backchannel", post, START, ("Bluesky",))


def here() -> Post:
    return replace(remark(1, "Words"), url=Url("https://social.example/@ana/1"), likes=1)


def in_two_places() -> Known:
    found = known(here(), places=(Place(other(), REASON, START),))
    copies = (Copy(PLACE + 1, 15, "at", ("Bluesky",), likes=2),)
    return replace(found, stored=replace(found.stored, copies=copies))


def test_both_pages_have_a_number_and_each_place_its_own_counts() -> None:
    told = lines(in_two_places())
    start = told.index("── Said in 2 places ".ljust(80, "─"))
    assert told[start + 1 : start + 8] == [
        "1 social.example/@ana/1",
        "  social.example · @ana@social.example · this post · 1 like",
        "2 bsky.example/ana/1",
        "  Bluesky · ana.bsky.example · #15 · 2 likes",
        "  shown here since 2026-01-09 15:00: one person of the event file said the same",
        "  in both places",
        "",
    ]
    assert any(line.startswith("Counts      3 likes · in 2 places") for line in told)
    assert sheet(in_two_places()).links == (here().url, other().post.url)


def test_a_line_leads_to_the_other_post() -> None:
    rows = sheet(in_two_places()).rows
    assert Goal(place=PLACE + 1) in [row.goal for row in rows]


def test_a_copy_says_so_and_leads_to_the_row_that_shows_it() -> None:
    found = known(here(), places=(Place(other(), REASON, START),), is_copy=True)
    told = lines(found)
    assert "shown in the row of another place" in told
    assert any("shows this one in its row since" in line for line in told)
