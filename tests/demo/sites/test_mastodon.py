from __future__ import annotations

from datetime import datetime
from typing import Any

import httpx
import pytest
from tests.clock import Clock
from tests.demo.conftest import TAG, Visit

from backchannel.demo.sites.policy import TOKEN, Policy
from backchannel.demo.sites.statuses import status_uri
from backchannel.demo.story.happening import Act
from backchannel.demo.story.programme import END
from backchannel.demo.world import World

FIELDS = {
    "id", "created_at", "in_reply_to_id", "in_reply_to_account_id", "sensitive", "spoiler_text",
    "visibility", "language", "uri", "url", "replies_count", "reblogs_count", "favourites_count",
    "quotes_count", "edited_at", "content", "reblog", "application", "account",
    "media_attachments", "mentions", "tags", "emojis", "tagged_collections", "quote", "card",
    "poll", "quote_approval",
}  # fmt: skip


async def older_pages(visit: Visit, site: str, path: str) -> list[dict[str, Any]]:
    """Every status, by following `next`."""
    found: list[dict[str, Any]] = []
    url: str | None = visit.addresses[site] + path
    while url:
        answer = await visit.client.get(url)
        found += answer.json()
        url = answer.links.get("next", {}).get("url")
    return found


async def test_paging_back_returns_everything_exactly_once(visit: Visit) -> None:
    for site in ("toot", "civic"):
        found = await older_pages(visit, site, f"{TAG}?limit=40&any[]=ccx26")
        ids = [int(one["id"]) for one in found]
        shelf = visit.world.sites[site].shelf
        tagged = [e for e in shelf.newest_first() if e.tags & {"councilsconnect", "ccx26"}]
        assert ids == [entry.id for entry in tagged]
        assert len(set(ids)) == len(ids) > 200
        assert ids == sorted(ids, reverse=True)


async def test_paging_forward_by_min_id_leaves_no_gap(visit: Visit) -> None:
    everything = [one["id"] for one in await older_pages(visit, "toot", f"{TAG}?limit=40")]
    seen, since = [everything[-1]], everything[-1]
    while page := (await visit.get("toot", f"{TAG}?limit=7&min_id={since}")).json():
        ids = [one["id"] for one in page]
        assert ids == sorted(ids, key=int, reverse=True)
        seen, since = ids + seen, ids[0]
    assert seen == everything


async def test_since_id_gives_the_newest_page_and_min_id_the_next_one(visit: Visit) -> None:
    everything = [one["id"] for one in await older_pages(visit, "toot", f"{TAG}?limit=40")]
    oldest = everything[-1]
    since = (await visit.get("toot", f"{TAG}?limit=5&since_id={oldest}")).json()
    following = (await visit.get("toot", f"{TAG}?limit=5&min_id={oldest}")).json()
    assert [one["id"] for one in since] == everything[:5]
    assert [one["id"] for one in following] == everything[-6:-1]


async def test_link_names_the_older_and_the_newer_page_and_keeps_the_rest(visit: Visit) -> None:
    answer = await visit.get("toot", f"{TAG}?limit=3&any[]=ccx26")
    ids = [one["id"] for one in answer.json()]
    older, newer = (httpx.URL(answer.links[rel]["url"]) for rel in ("next", "prev"))
    assert older.params.get("max_id") == ids[-1]
    assert newer.params.get("min_id") == ids[0]
    for link in (older, newer):
        assert link.params.get("limit") == "3"
        assert link.params.get("any[]") == "ccx26"


async def test_an_empty_page_has_no_link(visit: Visit) -> None:
    for query in ("/api/v1/timelines/tag/unheardof", f"{TAG}?max_id=1"):
        answer = await visit.get("toot", query)
        assert answer.status_code == 200
        assert answer.json() == []
        assert "link" not in answer.headers


@pytest.mark.parametrize(("asked", "given"), [("", 20), ("?limit=7", 7), ("?limit=400", 40)])
async def test_a_page_has_twenty_statuses_and_forty_at_most(
    visit: Visit, asked: str, given: int
) -> None:
    assert len((await visit.get("toot", TAG + asked)).json()) == given


async def test_a_tag_is_found_in_any_spelling(visit: Visit) -> None:
    plain = (await visit.get("toot", TAG)).json()
    shouted = (await visit.get("toot", "/api/v1/timelines/tag/CouncilsConnect")).json()
    assert plain == shouted


async def test_local_leaves_out_what_other_servers_sent(visit: Visit) -> None:
    local = await older_pages(visit, "toot", f"{TAG}?limit=40&local=true")
    assert local
    assert all("@" not in one["account"]["acct"] for one in local)
    everything = await older_pages(visit, "toot", f"{TAG}?limit=40")
    assert any("@" in one["account"]["acct"] for one in everything)


async def test_a_status_has_every_field_of_the_entity(visit: Visit) -> None:
    for one in await older_pages(visit, "civic", f"{TAG}?limit=40"):
        assert set(one) == FIELDS
        assert one["uri"].startswith("https://")
        assert one["account"]["uri"]
        assert one["created_at"].endswith("Z")


async def test_nothing_is_from_the_future(visit: Visit) -> None:
    visit.advance(60)
    for one in await older_pages(visit, "toot", f"{TAG}?limit=40"):
        assert datetime.fromisoformat(one["created_at"]) <= visit.clock()


async def test_the_same_post_has_one_uri_on_both_servers(visit: Visit) -> None:
    toot = {one["uri"]: one for one in await older_pages(visit, "toot", f"{TAG}?limit=40")}
    civic = {one["uri"]: one for one in await older_pages(visit, "civic", f"{TAG}?limit=40")}
    both = toot.keys() & civic.keys()
    assert len(both) > 100
    for uri in both:
        assert toot[uri]["created_at"] == civic[uri]["created_at"]
        assert toot[uri]["url"] == civic[uri]["url"]


async def test_rate_limit_headers_say_how_much_is_left(visit: Visit) -> None:
    answer = await visit.get("toot", TAG)
    assert answer.headers["x-ratelimit-limit"] == "300"
    assert answer.headers["x-ratelimit-remaining"] == "299"
    reset = answer.headers["x-ratelimit-reset"]
    assert (datetime.fromisoformat(reset) - visit.clock()).total_seconds() == 300


async def test_who_asks_too_often_is_told_when_to_come_back(clock: Clock) -> None:
    world = World(now=clock, policies={"toot": Policy(allowance=3)})
    async with world.serve() as addresses, httpx.AsyncClient(trust_env=False) as client:
        url = addresses["toot"] + TAG
        answers = [await client.get(url) for _ in range(4)]
        clock.advance(301)
        later = await client.get(url)
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer.headers["x-ratelimit-remaining"] for answer in answers] == ["2", "1", "0", "0"]
    assert "retry-after" not in answers[-1].headers
    assert answers[-1].json()["error"]
    assert later.status_code == 200


async def test_a_wrong_token_is_refused(visit: Visit) -> None:
    answer = await visit.get("toot", TAG, Authorization="Bearer not-it")
    assert answer.status_code == 401
    assert answer.json() == {"error": "The access token is invalid"}


async def test_a_closed_server_shows_its_timeline_to_members_only() -> None:
    world = World(policies={"toot": Policy(timelines_need_token=True)})
    async with world.serve() as addresses, httpx.AsyncClient(trust_env=False) as client:
        closed = await client.get(addresses["toot"] + TAG)
        member = {"Authorization": f"Bearer {TOKEN}"}
        opened = await client.get(addresses["toot"] + TAG, headers=member)
        instance = await client.get(addresses["toot"] + "/api/v2/instance")
    assert closed.status_code == 401
    assert closed.json() == {"error": "This API requires an authenticated user"}
    assert len(opened.json()) == 20
    access = instance.json()["configuration"]["timelines_access"]["hashtag_feeds"]
    assert access == {"local": "authenticated", "remote": "authenticated"}


async def test_instances_say_where_their_streams_are(visit: Visit) -> None:
    for site, version in (("toot", "4.6.4"), ("civic", "4.1.25")):
        second = (await visit.get(site, "/api/v2/instance")).json()
        first = (await visit.get(site, "/api/v1/instance")).json()
        streaming = visit.addresses[site].replace("http:", "ws:")
        assert second["configuration"]["urls"]["streaming"] == streaming
        assert first["urls"]["streaming_api"] == streaming
        assert second["version"] == first["version"] == version
        assert second["domain"] == f"{site}.example"


async def test_statuses_are_given_by_id_and_the_missing_are_left_out(visit: Visit) -> None:
    known = [one["id"] for one in (await visit.get("toot", TAG)).json()][:3]
    query = "&".join(f"id[]={one}" for one in (*known, "1", "x", "9" * 5_000))
    found = (await visit.get("toot", f"/api/v1/statuses?{query}")).json()
    assert [one["id"] for one in found] == known
    one = (await visit.get("toot", f"/api/v1/statuses/{known[0]}")).json()
    assert one["id"] == known[0]
    missing = await visit.get("toot", "/api/v1/statuses/1")
    assert missing.status_code == 404
    assert missing.json() == {"error": "Record not found"}


async def test_edits_deletions_and_counts_show(visit: Visit) -> None:
    written = {one.key: one.piece for one in visit.world.story.happenings if one.piece}
    before = {one["id"]: one for one in await older_pages(visit, "toot", f"{TAG}?limit=40")}
    visit.world.jump(END)
    visit.advance(400)  # the allowance of requests
    after = {one["id"]: one for one in await older_pages(visit, "toot", f"{TAG}?limit=40")}
    kept = before.keys() & after.keys()
    shown = {one["uri"] for one in after.values()}
    for one in visit.world.story.happenings:
        if one.act is Act.DELETE:
            assert status_uri(written[one.key]) not in shown
    edited = [one for one in kept if before[one]["edited_at"] != after[one]["edited_at"]]
    assert all(before[one]["content"] != after[one]["content"] for one in edited)
    assert any(one["edited_at"] for one in after.values())
    assert any(before[one]["favourites_count"] < after[one]["favourites_count"] for one in kept)


async def test_polls_warnings_pictures_and_cards_are_served(visit: Visit) -> None:
    visit.world.jump(END)
    found = await older_pages(visit, "civic", f"{TAG}?limit=40")
    polls = [one["poll"] for one in found if one["poll"]]
    assert any(poll["expired"] for poll in polls)
    assert all(
        poll["votes_count"] == sum(o["votes_count"] for o in poll["options"]) for poll in polls
    )
    assert any(one["spoiler_text"] and one["sensitive"] for one in found)
    pictures = [media for one in found for media in one["media_attachments"]]
    assert {"image", "video"} <= {media["type"] for media in pictures}
    assert any(media["description"] for media in pictures)
    assert any(one["card"] for one in found)
    assert any(one["mentions"] for one in found)
    assert any(one["in_reply_to_id"] for one in found)


async def test_what_means_harm_is_served_as_it_is(visit: Visit) -> None:
    visit.world.jump(END)
    text = ""
    for site in ("toot", "civic"):
        found = await older_pages(visit, site, f"{TAG}?limit=40")
        text += "".join(one["content"] + one["account"]["display_name"] for one in found)
    for harm in ("\x1b]52;", "\u202e", "<script>", "[/red]", "\x9b31m", "javascript:"):
        assert harm in text


async def test_a_tag_has_a_page_that_announces_its_feed(visit: Visit) -> None:
    page = await visit.get("toot", "/tags/councilsconnect")
    assert 'href="/tags/councilsconnect.rss"' in page.text
    feed = await visit.get("toot", "/tags/councilsconnect.rss")
    assert feed.headers["content-type"].startswith("application/rss+xml")
    assert feed.text.count("<item>") == 20
    assert "<item><title>" not in feed.text
