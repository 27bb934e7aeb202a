"""What the posts of each place become, with what is odd about it put right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.clock import START
from tests.sources.feed_reach import FakeHttp
from tests.sources.presets.place import drafts, item, poll, rss, urls

from backchannel.errors import SourceUnreachable
from backchannel.ingest.pipeline import refine
from backchannel.model.post import Draft, Kind, MediaKind
from backchannel.model.source import SourceSpec

FEEDS = Path(__file__).parents[1] / "feeds"
FILMS = (FEEDS / "films.atom.xml").read_text("utf-8")
PHOTOS = (FEEDS / "photos.atom.xml").read_text("utf-8")
TOOTS = (FEEDS / "mastodon.rss.xml").read_text("utf-8")


def cdata(html: str) -> str:
    return f"<description><![CDATA[{html}]]></description>"


async def only(kind: str, url: str, body: str, **options: object) -> Draft:
    http = FakeHttp()
    http.put(url, body)
    [draft] = drafts(await poll(kind, http, given=options))
    return draft


async def test_a_photo_on_flickr_is_a_photo_that_says_what_it_shows() -> None:
    http = FakeHttp()
    url = "https://www.flickr.com/services/feeds/photos_public.gne?tags=ideaperf&format=atom"
    http.put(url, PHOTOS)
    photo = drafts(await poll("flickr", http))[0]
    assert photo.kind is Kind.PHOTO
    assert photo.media[0].kind is MediaKind.PHOTO
    assert photo.media[0].alt


async def test_a_film_on_youtube_is_a_video_with_its_preview() -> None:
    url = "https://www.youtube.com/feeds/videos.xml?channel_id=UCexample"
    film = await only("youtube", url, FILMS, channel="UCexample")
    assert (film.kind, film.edited) == (Kind.VIDEO, None)
    assert film.media[0].preview == "https://i2.ytimg.example/vi/abc/hqdefault.jpg"


async def test_a_handle_on_youtube_leads_to_the_channel_its_page_announces() -> None:
    http = FakeHttp()
    feed = "https://www.youtube.com/feeds/videos.xml?channel_id=UCexample"
    link = f'<link rel="alternate" type="application/rss+xml" href="{feed}">'
    http.put("https://www.youtube.com/@town", f"<html><head>{link}</head></html>")
    http.put(feed, FILMS)
    [film] = drafts(await poll("youtube", http, channel="@town"))
    assert film.id == "yt:video:abc"


async def test_a_list_that_youtube_has_lost_is_read_from_the_whole_channel() -> None:
    http = FakeHttp()
    lost = SourceUnreachable("404 Not Found", status=404)
    http.answers["https://www.youtube.com/feeds/videos.xml?playlist_id=UULFexample"] = lost
    whole = "https://www.youtube.com/feeds/videos.xml?channel_id=UCexample"
    http.put(whole, FILMS)
    assert drafts(await poll("youtube", http, playlist="UULFexample"))


TUBE = (
    "https://tube.example/api/v1/search/videos"
    "?search=&tagsOneOf=ideaperf&sort=-publishedAt&count=100&start="
)


def video(number: int, **more: object) -> dict[str, object]:
    minutes, seconds = divmod(number, 60)
    return {
        "uuid": f"0000-{number}",
        "shortUUID": f"s{number}",
        "name": f"Interview {number}",
        "publishedAt": f"2026-01-09T13:{59 - minutes:02}:{59 - seconds:02}.000Z",
        "duration": 125,
        "account": {"name": "ada", "displayName": "Ada Example", "host": "films.example"},
        **more,
    }


def found(*videos: object) -> str:
    return json.dumps({"total": len(videos), "data": list(videos)})


async def test_a_video_on_peertube_says_how_long_it_is_and_is_known_by_its_own_server() -> None:
    odd = {"nsfw": True, "nsfwSummary": "Spiders", "language": {"id": "en"}, "likes": 3}
    thumbs = {"thumbnailPath": "/lazy/1.jpg"}
    film = await only(
        "peertube", f"{TUBE}0", found(video(1, **odd, **thumbs)), server="tube.example"
    )
    assert (film.kind, film.title, film.media[0].seconds) == (Kind.VIDEO, "Interview 1", 125.0)
    assert film.media[0].preview == "https://tube.example/lazy/1.jpg"
    assert film.uri == "https://films.example/videos/watch/0000-1"
    assert film.url == "https://films.example/w/s1"
    assert film.author.handle == "@ada@films.example"
    assert (film.warning, film.is_sensitive, film.language) == ("Spiders", True, "en")
    assert film.tags == ("ideaperf",)


async def test_a_video_that_makes_no_sense_is_counted_and_the_others_are_read() -> None:
    http = FakeHttp()
    http.put(f"{TUBE}0", found(video(1), {"uuid": 7}, None, video(2, account=None, duration=None)))
    [batch] = await poll("peertube", http, server="tube.example")
    assert ([film.title for film in batch.drafts], batch.rejected) == (
        ["Interview 1", "Interview 2"],
        2,
    )


async def test_a_list_is_read_back_to_what_is_known_and_no_further() -> None:
    http = FakeHttp()
    http.put(f"{TUBE}0", found(*map(video, range(100))))
    http.put(f"{TUBE}100", found(*map(video, range(100, 130))))
    first = await poll("peertube", http, server="tube.example")
    assert [len(batch.drafts) for batch in first] == [100, 30]
    assert [batch.bookmark is None for batch in first] == [True, False]
    http.requests.clear()
    await poll("peertube", http, first[-1].bookmark, server="tube.example")
    assert urls(http) == [f"{TUBE}0"]


async def test_a_blog_is_read_back_to_its_first_page_and_then_only_its_newest() -> None:
    http = FakeHttp()
    url = "https://blog.example/tag/ideaperf/feed/"
    http.put(url, rss(item(3)))
    http.put(f"{url}?paged=2", rss(item(2)))
    http.put(f"{url}?paged=3", rss(item(1)))
    http.answers[f"{url}?paged=4"] = SourceUnreachable("404 Not Found", status=404)
    first = await poll("wordpress", http, server="blog.example")
    assert [post.title for post in drafts(first)] == ["Title 3", "Title 2", "Title 1"]
    assert not any(batch.note for batch in first)
    http.requests.clear()
    http.put(url, rss(item(4), item(3)))
    again = await poll("wordpress", http, first[-1].bookmark, server="blog.example")
    assert [post.title for post in drafts(again)] == ["Title 4", "Title 3"]
    assert urls(http) == [url]


async def test_two_people_who_keep_the_same_page_are_two_bookmarks() -> None:
    same = "https://papers.example/league"
    body = rss(
        item(1, "<dc:creator>ada</dc:creator>", page=same),
        item(2, "<dc:creator>bo</dc:creator>", page=same),
    )
    http = FakeHttp()
    http.put("https://feeds.pinboard.in/rss/t:ideaperf/", body)
    kept = drafts(await poll("pinboard", http))
    assert [(mark.kind, mark.link, mark.author.name) for mark in kept] == [
        (Kind.BOOKMARK, same, "ada"),
        (Kind.BOOKMARK, same, "bo"),
    ]
    assert len({mark.id for mark in kept}) == 2


KEPT = {
    "id": 3, "url": "https://papers.example/league", "title": "", "description": "Worth a read",
    "notes": None, "shared": True, "tag_names": ["ideaperf"],
    "date_added": "2026-01-09T13:00:00.123456Z",
}  # fmt: skip


async def test_a_token_opens_the_bookmarks_of_its_owner_but_not_those_kept_private() -> None:
    http = FakeHttp()
    url = "https://links.example/api/bookmarks/?q=%23ideaperf&limit=100&offset=0"
    http.put(url, json.dumps({"results": [KEPT, {**KEPT, "id": 4, "shared": False}]}))
    [mark] = drafts(await poll("linkding", http, token="secret", server="links.example"))
    assert (mark.kind, mark.link, mark.content) == (
        Kind.BOOKMARK,
        "https://papers.example/league",
        "Worth a read",
    )
    assert mark.published is not None


async def test_a_story_on_medium_has_an_address_that_does_not_say_where_it_was_found() -> None:
    page = "https://medium.com/p/abc"
    body = rss(item(1, page=f"{page}?source=rss-tag"))
    assert (await only("medium", "https://medium.com/feed/tag/ideaperf", body)).url == page


async def test_a_thread_on_reddit_is_its_author_s_words_and_nothing_around_them() -> None:
    atom = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>t3_a</id><title>League</title>
    <link href="https://www.reddit.com/r/town/comments/a/league/"/>
    <author><name>/u/ada</name></author><updated>2026-01-09T13:00:00+00:00</updated>
    <content type="html">&lt;div class="md"&gt;&lt;p&gt;Who measures?&lt;/p&gt;&lt;/div&gt;
    &amp;#32; submitted by &amp;#32; &lt;a href="https://u.example"&gt; /u/ada &lt;/a&gt;
    &lt;span&gt;&lt;a href="https://p.example/2"&gt;[link]&lt;/a&gt;&lt;/span&gt;</content></entry></feed>"""
    url = "https://www.reddit.com/search.rss?q=%22ideaperf%22&sort=new"
    thread = await only("reddit", url, atom)
    assert (thread.kind, thread.author.name) == (Kind.ARTICLE, "ada")
    assert thread.content == (
        '<div class="md"><p>Who measures?</p></div>'
        '<p><a href="https://p.example/2">https://p.example/2</a></p>'
    )


@pytest.mark.parametrize(
    "token", ["feed=abc&user=ada", "https://www.reddit.com/.rss?user=ada&feed=abc&limit=3"]
)
async def test_a_private_feed_of_reddit_is_a_secret_that_only_reddit_is_told(token: str) -> None:
    http = FakeHttp()
    plain = "https://www.reddit.com/search.rss?q=%22ideaperf%22&sort=new"
    http.put(f"{plain}&feed=abc&user=ada", rss(item(1, cdata('<a href="#x">here</a>'))))
    batches = await poll("reddit", http, token=token)
    assert len(drafts(batches)) == 1
    assert "abc" not in repr(batches)


async def test_points_and_comments_of_lemmy_that_change_all_the_time_are_no_edit() -> None:
    said = (
        'submitted by <a href="https://l.example/u/ada">ada</a> to '
        '<a href="https://l.example/c/town">town</a><br>{} points | '
        '<a href="https://l.example/post/1">{} comments</a><br><p>Who measures?</p>'
    )
    url = "https://l.example/feeds/c/town.xml?sort=New"
    threads = [
        await only(
            "lemmy", url, rss(item(1, cdata(said.format(*counts)), page="https://l.example/post/1")),
            server="l.example", community="town",
        )
        for counts in ((1, 0), (12, 5))
    ]  # fmt: skip
    assert threads[0] == threads[1]
    assert threads[0].content == "<p>Who measures?</p>"
    assert threads[0].uri == "https://l.example/post/1"


async def test_a_topic_of_discourse_is_its_first_post_without_the_count_of_answers() -> None:
    said = (
        "<p>Who measures?</p><p><small>{0} posts - 2 participants</small></p>"
        '<p><a href="https://talk.example/t/1">Read full topic</a></p>'
    )
    url = "https://talk.example/tag/ideaperf.rss"
    topic = await only(
        "discourse", url, rss(item(1, cdata(said.format(3)) + "<dc:creator>@ada</dc:creator>")),
        server="talk.example",
    )  # fmt: skip
    assert topic.content == "<p>Who measures?</p>"
    assert topic.author.name == "ada"


async def test_a_post_from_mastodon_s_rss_is_the_one_that_its_api_gives() -> None:
    http = FakeHttp()
    url = "https://social.example/tags/ideaperf.rss"
    http.put(url, TOOTS)
    toot = drafts(await poll("mastodon_rss", http, server="social.example"))[0]
    by_api = Draft(
        id="1001",
        uri="https://social.example/users/ana/statuses/1001",
        url="https://social.example/@ana/1001",
        tags=("ideaperf",),
    )
    posts = [
        refine(draft, SourceSpec(name, name, "backchannel"), ("ideaperf",), START)
        for name, draft in (("rss", toot), ("api", by_api))
    ]
    assert posts[0].id == posts[1].id  # type: ignore[union-attr]  # both are kept
    assert toot.kind is Kind.POST
