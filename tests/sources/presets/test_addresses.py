"""Where each preset looks, and what it makes of a place that answers nothing."""

from __future__ import annotations

import pytest
from tests.sources.feed_reach import FakeHttp, reach
from tests.sources.presets.place import KINDS, drafts, item, poll, rss, urls

from backchannel.errors import Refusal, SourceRefused, SourceUnreachable
from backchannel.model.programme import Event
from backchannel.sources import registry

WHERE: list[tuple[str, dict[str, object], str]] = [
    ("flickr", {}, "https://www.flickr.com/services/feeds/photos_public.gne?tags=ideaperf&format=atom"),
    ("youtube", {"channel": "UCab"}, "https://www.youtube.com/feeds/videos.xml?channel_id=UCab"),
    ("youtube", {"playlist": "PLab"}, "https://www.youtube.com/feeds/videos.xml?playlist_id=PLab"),
    ("youtube", {"channel": "@town"}, "https://www.youtube.com/@town"),
    ("wordpress", {"server": "blog.example"}, "https://blog.example/tag/ideaperf/feed/"),
    ("wordpress", {"server": "http://t.example/blog/"}, "http://t.example/blog/tag/ideaperf/feed/"),
    ("ghost", {"server": "blog.example"}, "https://blog.example/tag/ideaperf/rss/"),
    ("medium", {}, "https://medium.com/feed/tag/ideaperf"),
    ("tumblr", {"blog": "town"}, "https://town.tumblr.com/tagged/ideaperf/rss"),
    ("tumblr", {"blog": "blog.town.example"}, "https://blog.town.example/tagged/ideaperf/rss"),
    ("pinboard", {}, "https://feeds.pinboard.in/rss/t:ideaperf/"),
    ("pinboard", {"user": "lib"}, "https://feeds.pinboard.in/rss/u:lib/t:ideaperf/"),
    ("raindrop", {"collection": 12}, "https://bg.raindrop.io/rss/public/12"),
    ("linkding", {"server": "l.example"}, "https://l.example/feeds/shared?q=%23ideaperf&limit=100"),
    ("shaarli", {"server": "l.example"}, "https://l.example/feed/atom?searchtags=ideaperf"),
    ("reddit", {}, "https://www.reddit.com/search.rss?q=%22ideaperf%22&sort=new"),
    (
        "reddit",
        {"subreddit": "r/town", "search": ("league tables",)},
        "https://www.reddit.com/r/town/search.rss?q=%22league%20tables%22&sort=new&restrict_sr=on",
    ),
    (
        "reddit",
        {"subreddit": "town", "everything": True},
        "https://www.reddit.com/r/town/new/.rss",
    ),
    (
        "lemmy",
        {"server": "l.example", "community": "!town@far.example"},
        "https://l.example/feeds/c/town@far.example.xml?sort=New",
    ),
    ("discourse", {"server": "talk.example"}, "https://talk.example/tag/ideaperf.rss"),
    ("mastodon_rss", {"server": "toot.example"}, "https://toot.example/tags/ideaperf.rss"),
]  # fmt: skip

TAGGED = sorted({kind for kind, _, _ in WHERE} - {"youtube", "raindrop", "lemmy"})


@pytest.mark.parametrize(("kind", "options", "url"), WHERE)
async def test_a_preset_asks_at_the_address_of_the_place(
    kind: str, options: dict[str, object], url: str
) -> None:
    http = FakeHttp()
    http.put(url, rss(item(1)))
    assert [draft.title for draft in drafts(await poll(kind, http, given=options))] == ["Title 1"]
    assert urls(http)[0] == url


@pytest.mark.parametrize("kind", TAGGED)
async def test_what_stands_under_a_tag_bears_it_whether_or_not_its_text_says_so(kind: str) -> None:
    options, url = next((options, url) for each, options, url in WHERE if each == kind)
    http = FakeHttp()
    http.put(url, rss(item(1, "<category>KPI</category>")))
    [draft] = drafts(await poll(kind, http, given=options))
    assert draft.tags[-1] == "ideaperf"


async def test_a_tag_that_a_post_has_already_is_not_written_twice() -> None:
    http = FakeHttp()
    http.put(
        "https://blog.example/tag/ideaperf/rss/", rss(item(1, "<category>Idea_Perf</category>"))
    )
    [draft] = drafts(await poll("ghost", http, server="blog.example"))
    assert draft.tags == ("Idea_Perf",)


async def test_every_spelling_of_a_tag_is_asked_for_and_one_that_nobody_uses_is_no_failure() -> (
    None
):
    event = Event(name="Performance", tags=("ideaperf",), spellings=("Idea_Perf",))
    http = FakeHttp()
    http.answers["https://blog.example/tag/ideaperf/rss/"] = SourceUnreachable("404", status=404)
    http.put("https://blog.example/tag/idea_perf/rss/", rss(item(1)))
    batches = await poll("ghost", http, event=event, server="blog.example")
    assert [draft.title for draft in drafts(batches)] == ["Title 1"]


@pytest.mark.parametrize(
    "error",
    [SourceUnreachable("404 Not Found", status=404), SourceRefused("410 Gone", why=Refusal.GONE)],
)
async def test_a_tag_that_nobody_has_used_yet_is_looked_for_again(error: Exception) -> None:
    http = FakeHttp()
    assert isinstance(error, SourceUnreachable | SourceRefused)
    http.answers["https://blog.example/tag/ideaperf/rss/"] = error
    with pytest.raises(SourceUnreachable, match="nothing has the tag there yet"):
        await poll("ghost", http, server="blog.example")


async def test_a_place_that_is_down_is_told_as_it_is() -> None:
    http = FakeHttp()
    down = SourceUnreachable("connection refused", is_offline=True)
    http.answers["https://blog.example/tag/ideaperf/rss/"] = down
    with pytest.raises(SourceUnreachable, match="connection refused"):
        await poll("ghost", http, server="blog.example")


async def test_a_post_on_two_lists_bears_both_tags_however_often_it_is_read() -> None:
    event = Event(name="Performance", tags=("ideaperf", "kpi"))
    http = FakeHttp()
    preset = KINDS["ghost"]
    source = preset(preset.options(server="blog.example"), reach(http, event))
    seen: list[tuple[str, ...]] = []
    for words in ("first", "second"):
        for tag in event.tags:
            http.put(f"https://blog.example/tag/{tag}/rss/", rss(item(1, f"<p>{words}</p>")))
        seen += [
            draft.tags
            for batch in [b async for b in source.batches(None)]
            for draft in batch.drafts
        ]
    assert [sorted(tags) for tags in seen[1:]] == [["ideaperf", "kpi"]] * 3


async def test_a_page_in_place_of_a_list_does_not_lead_to_everything_there_is() -> None:
    http = FakeHttp()
    link = '<link rel="alternate" type="application/rss+xml" href="/feed">'
    http.put("https://blog.example/tag/ideaperf/rss/", f"<html><head>{link}</head></html>")
    http.put("https://blog.example/feed", rss(item(1)))
    with pytest.raises(SourceRefused, match="a web page where its feed should be"):
        await poll("ghost", http, server="blog.example")


async def test_the_next_poll_of_each_list_goes_on_from_its_own_bookmark() -> None:
    event = Event(name="Performance", tags=("ideaperf", "kpi"))
    http = FakeHttp()
    for tag in event.tags:
        http.put(f"https://blog.example/tag/{tag}/rss/", rss(item(1)), etag=f'"{tag}"')
    first = await poll("ghost", http, event=event, server="blog.example")
    again = await poll("ghost", http, first[-1].bookmark, event=event, server="blog.example")
    assert [request.etag for request in http.requests[2:]] == ['"ideaperf"', '"kpi"']
    assert drafts(again) == []


async def test_two_tags_are_each_asked_for_half_as_often() -> None:
    event = Event(name="Performance", tags=("ideaperf", "kpi"))
    http = FakeHttp()
    for tag in event.tags:
        http.put(f"https://medium.com/feed/tag/{tag}", rss(item(1)))
    assert (await poll("medium", http, event=event))[-1].again_in == 1_800.0


@pytest.mark.parametrize(
    ("kind", "options", "problem"),
    [
        ("ghost", {"server": "not an address"}, "not an address"),
        ("ghost", {"server": "blog.example?x=1"}, "not an address"),
        ("ghost", {"server": "blog.example", "interval": 0.0}, "interval"),
        ("youtube", {}, "channel or playlist"),
        ("youtube", {"channel": "UCa", "playlist": "PLa"}, "not both"),
        ("youtube", {"channel": "https://www.youtube.com/@town"}, "channel is a name"),
        ("reddit", {"everything": True}, "goes with a subreddit"),
        ("lemmy", {"server": "l.example", "community": "a/b"}, "community is a name"),
        ("raindrop", {"collection": 0}, "collection is a number"),
        ("tumblr", {"blog": ""}, "blog is a name"),
        ("pinboard", {"user": "a b"}, "user is a name"),
    ],
)
def test_what_nobody_can_mean_is_told_before_anything_is_asked(
    kind: str, options: dict[str, object], problem: str
) -> None:
    with pytest.raises(ValueError, match=problem):
        registry.options_of(kind)(**options)
