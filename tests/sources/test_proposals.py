"""What a web page speaks of is proposed, and nothing that could not be followed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from backchannel.sources.proposals import MOST, Place, proposed

AT = "https://event.example/2026/"
PAGE = """
<html><head><title>Performance &amp; people</title>
<link rel="alternate" type="application/rss+xml" href="/feed.xml"></head><body>
<p>Tag it #ideaperf, or #IdeaPerf, never #lunch</p>
<a href="https://toot.example/tags/Idea_Perf">our server</a>
<a href="https://toot.example/tags/ideaperf">again</a>
<a href="https://blog.example/feed/">a blog</a> <a href="news.rss">news</a>
<a href="/tags/ideaperf">this site's own tag</a>
<a href="https://www.flickr.com/tags/ideaperf">no server of the fediverse</a>
<a href="javascript:alert(1)">x</a> <a href="mailto:a@b.example">x</a> <a href="http://[">x</a>
</body></html>
"""


def test_its_title_its_tags_and_the_places_it_leads_to() -> None:
    found = proposed(PAGE, AT)
    assert found.title == "Performance & people"
    assert found.tags[:2] == ("ideaperf", "lunch")
    assert found.places == (
        Place("feed", "url", "https://event.example/feed.xml"),
        Place("mastodon", "server", "https://toot.example"),
        Place("feed", "url", "https://blog.example/feed/"),
        Place("feed", "url", "https://event.example/2026/news.rss"),
    )


def test_a_page_that_leads_everywhere_proposes_a_few() -> None:
    links = "".join(f'<a href="https://b{n}.example/feed">x</a>' for n in range(500))
    assert len(proposed(links, AT).places) == MOST


@given(st.text(alphabet=st.sampled_from("<a href='https://x/tags/#é\" >\n"), max_size=200))
def test_whatever_is_on_a_page_it_is_read(page: str) -> None:
    for place in proposed(page, AT).places:
        assert place.address.startswith(("https://", "http://"))
