"""Which feeds a web page announces."""

from __future__ import annotations

from backchannel.sources.autodiscovery import announced, guesses

PAGE = "https://blog.example/2026/"


def link(**attributes: str) -> str:
    return "<link " + " ".join(f'{name}="{value}"' for name, value in attributes.items()) + ">"


def feed(href: str, mime: str = "application/rss+xml", title: str = "") -> str:
    return link(rel="alternate", type=mime, href=href, title=title)


def test_feeds_are_found_and_resolved_against_the_page() -> None:
    html = feed("feed.xml") + feed("/a.atom", "application/atom+xml") + feed("//c.example/f")
    assert announced(html, PAGE) == (
        "https://blog.example/2026/feed.xml",
        "https://blog.example/a.atom",
        "https://c.example/f",
    )


def test_the_base_of_the_page_counts() -> None:
    html = '<base href="/blog/">' + feed("feed.xml")
    assert announced(html, PAGE) == ("https://blog.example/blog/feed.xml",)


def test_rel_is_a_list_of_words_in_any_case() -> None:
    html = link(REL="home ALTERNATE", TYPE="Application/RSS+XML; charset=utf-8", HREF="/f")
    assert announced(html, PAGE) == ("https://blog.example/f",)


def test_the_feed_of_comments_comes_last_and_json_after_xml() -> None:
    html = (
        feed("/comments/feed")
        + feed("/x", title="Comments on this")
        + feed("/json", "application/feed+json")
        + feed("/posts")
    )
    assert [url.rpartition("/")[2] for url in announced(html, PAGE)] == [
        "posts",
        "json",
        "feed",
        "x",
    ]


def test_other_links_are_no_feeds() -> None:
    html = (
        link(rel="stylesheet", type="application/rss+xml", href="/style")
        + link(rel="alternate", type="text/html", href="/de")
        + feed("javascript:alert(1)")
        + feed("http://[broken")
        + "<link rel=alternate>"
    )
    assert announced(html, PAGE) == ()


def test_guesses_lie_below_the_page() -> None:
    assert guesses("https://blog.example/2026?x=1#top")[0] == "https://blog.example/2026/feed/"
