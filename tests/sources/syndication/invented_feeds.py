"""Feeds as Hypothesis invents them: usual ones, and such as nobody should write."""

from __future__ import annotations

from html import escape

from hypothesis import strategies as st

SPACES = {
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "media": "http://search.yahoo.com/mrss/",
    "atom": "http://www.w3.org/2005/Atom",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "thr": "http://purl.org/syndication/thread/1.0",
    "georss": "http://www.georss.org/georss",
    "own": "https://own.example/ns",
}
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RSS_1 = "http://purl.org/rss/1.0/"

words = st.sampled_from(
    (
        *("", " ", "plain words", "Grüße ☕ \U0001f600", "A &amp; B", "1 < 2", "<b>bold</b> text"),
        *("Ã¤hnlich", "\x96 dash", "&#8211; sign", "<p>Loved <a href='/x?a=1&b=2'>this</a></p>"),
        *("<made>up</made> &amp;", "&nosuch; thing", "ada@mail.example (Ada)", "ideaperf", "#tag"),
        *(
            " https://blog.example/a?x=1&copy=2 ",
            "/relative/page",
            "//host.example/x",
            "tag:a,2026:1",
        ),
        *(
            "http:///three.example/",
            "mailto:bo@mail.example",
            "Bo <bo@mail.example>",
            "Bo (@bo@toot.example)",
            "@bo@toot.example",
            "yes",
            "yes ",
            "1:02:03",
        ),
        *(
            "a, b,, c",
            "line\nline",
            "]]",
            "javascript:alert(1)",
            "&lt;i&gt;deep&lt;/i&gt;",
            "<media:title>",
        ),
    )
)
dates = st.sampled_from(
    (
        *(
            "Fri, 09 Jan 2026 13:30:00 +0000",
            "9 Jan 2026 13:30:00 GMT",
            "Fri, 09 Jan 26 15:00:00 CEST",
        ),
        *(
            "Fri, 09 Jan 2026 13:30:00 EST",
            "Sat, 31 Feb 2026 10:00:00 PDT",
            "Tue, 06 Oct 2025 10:00:00 -0730",
        ),
        *("Thu, 01 Jan 2026 24:00:00 Z", "2026-01-09T08:00:00Z", "2026-01-08T10:00:00.125+01:00"),
        *(
            "2026-01-09t08:00:00-05:30",
            "2026-01-09",
            "2026-01-09 08:00",
            "2026-W02-1",
            "1283731260",
        ),
        *(
            "Freitag, 9. Januar",
            "",
            "01/09/2026",
            "2026-13-09T08:00:00Z",
            "Mon, 5 Jan 98 01:02:03 MEST",
        ),
        *("Fri,  09 Jan 2026 13:30:00 GMT", "Fri, 09 Jan 2026 13:30 GMT", "٢٠٢٦-01-09T08:00:00Z"),
    )
)
good_dates = st.sampled_from(
    (
        *("Fri, 09 Jan 2026 13:30:00 +0000", "9 Jan 2026 13:30:00 GMT"),
        *("Fri, 09 Jan 2026 13:30:00 EST", "2026-01-08T10:00:00.125+01:00"),
    )
)
languages = st.sampled_from(("", "en", "de_AT", "pt-BR"))
bases = st.sampled_from(
    ("https://base.example/dir/", "http://other.example", "/relative/", "HTTP://ODD.example/", "")
)
addresses = st.sampled_from(
    (
        *(
            "https://blog.example/1",
            "/2",
            "3?a=1&b=2",
            "",
            "http://a.example:99999/",
            "//b.example/x",
        ),
        *("http://[broken/", "https:///slashes.example/4", "tag:x", "https://blog.example/ü.jpg"),
    )
)


@st.composite
def texts(draw: st.DrawFn, held: st.SearchStrategy[str] = words) -> str:
    """A text as a feed writes it: escaped, in CDATA, both, with a comment in it."""
    text = draw(held)
    way = draw(st.sampled_from(("escaped", "cdata", "both", "commented")))
    if way == "cdata" and "]]>" not in text:
        return f"<![CDATA[{text}]]>"
    if way == "both":
        return f" {escape(text)}\n<![CDATA[{text.replace(']]', '')}]]> "
    return f"{escape(text)}<!-- a <b> comment -->" if way == "commented" else escape(text)


@st.composite
def said(draw: st.DrawFn, /, **names: st.SearchStrategy[str]) -> str:
    """Some of the attributes, and seldom a language or a base."""
    chosen = {name: draw(held) for name, held in names.items() if draw(st.booleans())}
    odd = draw(st.sampled_from(("",) * 30 + ("xml:lang", "xml:lang", "xml:base", "lang")))
    if odd:
        chosen[odd] = draw(bases if odd == "xml:base" else languages)
    return "".join(f' {name}="{escape(value)}"' for name, value in chosen.items())


@st.composite
def element(
    draw: st.DrawFn,
    /,
    name: str,
    held: st.SearchStrategy[str] | None = None,
    **names: st.SearchStrategy[str],
) -> str:
    """An element of that name."""
    return f"<{name}{draw(said(**names))}>{draw(texts(words) if held is None else held)}</{name}>"


def plain(*names: str) -> list[st.SearchStrategy[str]]:
    """Elements without attributes of their own."""
    return [element(name) for name in names]


def dated(*names: str) -> list[st.SearchStrategy[str]]:
    """Elements that hold dates."""
    return [element(name, texts(good_dates | good_dates | good_dates | dates)) for name in names]


kinds = st.sampled_from(("text", "html", "HTML", "text/html", "text/plain", "image/png"))
nothing = st.just("")
permalinks = st.sampled_from(("true", "false", "True"))
mimes = st.sampled_from(("audio/mpeg", "IMAGE/PNG", "text/html", "video/mp4", "html"))
rels = st.sampled_from(("alternate", "self", "Enclosure", "next", "replies", "license"))
media_in = st.lists(
    st.one_of(
        element("media:title", type=kinds),
        element("media:description", type=kinds),
        element("media:thumbnail", nothing, url=addresses, width=st.just("300")),
        element("media:rating"),
        element("media:category", scheme=st.just("urn:flickr:tags"), label=words),
        element("media:keywords"),
        element("media:credit", role=words),
        element("media:player", nothing, url=addresses),
        element("media:community", st.just('<media:starRating count="3"/>')),
    ),
    max_size=3,
).map("".join)
media = st.one_of(
    media_in,
    element("media:content", media_in, url=addresses, type=mimes, medium=st.just("image")),
    element("media:group", element("media:content", media_in, url=addresses, type=mimes)),
)
X = 'xmlns="http://www.w3.org/1999/xhtml"'
XX = 'xmlns:x="http://www.w3.org/1999/xhtml"'
xhtml = st.sampled_from(
    (
        f'<div {X}><p>Words &amp; <b class="x">more</b><br/></p></div>',
        f"<x:div {XX}>a</x:div> and <x:div {XX}>b</x:div>",
        f'\n <div {X} title="&lt;&quot;&gt;">one <div>two</div></div> ',
        f"<p {X}>no div</p>",
        f'<div {X}><svg xmlns="http://www.w3.org/2000/svg"/></div>',
        "<div>of no namespace</div>",
        "only text &lt;",
    )
)
people = st.lists(
    st.one_of(
        element("name"), element("uri", texts(addresses)), element("email"), element("own:image")
    ),
    max_size=3,
).map("".join)
more = [
    *plain("dc:creator", "dc:subject", "dc:description", "dc:title", "itunes:summary"),
    *plain("itunes:keywords", "itunes:explicit", "itunes:duration", "itunes:subtitle"),
    *plain("itunes:author", "slash:comments", "own:thing", "georss:point", "own:detail"),
    *dated("dc:date", "dcterms:modified", "dcterms:created", "dcterms:issued"),
    element("content:encoded"),
    element("own:thing", nothing, href=addresses, date=dates),
    element("thr:in-reply-to", nothing, ref=addresses, href=addresses),
    element("atom:link", nothing, href=addresses, rel=rels, type=mimes),
    media,
]
rss_item = st.lists(
    st.one_of(
        *plain("title", "link", "description", "author", "category", "comments"),
        *plain("title", "link", "description"),
        *dated("pubDate"),
        element("guid", texts(addresses), isPermaLink=permalinks),
        element("category", domain=words),
        element("enclosure", nothing, url=addresses, type=mimes, length=words),
        element("source", url=addresses),
        element("unheard-of"),
        *more,
    ),
    max_size=9,
).map("".join)
atom_entry = st.lists(
    st.one_of(
        element("title", type=kinds),
        element("summary", type=kinds),
        element("content", type=kinds),
        element("content", xhtml, type=st.just("xhtml")),
        element("title", xhtml, type=st.just("xhtml")),
        element("id", texts(addresses)),
        element("link", nothing, href=addresses, rel=rels, type=mimes, title=words),
        element("category", nothing, term=words, scheme=words, label=words),
        element("author", people),
        element("contributor", people),
        element("rights"),
        *dated("published", "updated"),
        *more,
    ),
    max_size=9,
).map("".join)
rss_channel = st.lists(
    st.one_of(
        *plain("title", "link", "description", "ttl", "language", "generator", "managingEditor"),
        *plain("sy:updatePeriod", "sy:updateFrequency", "dc:language", "dc:creator", "webMaster"),
        *plain("itunes:summary", "itunes:author", "copyright", "category"),
        *dated("pubDate", "lastBuildDate"),
        element("image", st.just("<url>/i.png</url><title>Picture</title><link>/</link>")),
        element("itunes:owner", st.just("<itunes:name>Owner</itunes:name>")),
        element("itunes:category", st.just('<itunes:category text="B"/>'), text=words),
        element("skipHours", st.just("<hour>1</hour>")),
        element("atom:link", nothing, href=addresses, rel=rels, type=mimes),
    ),
    max_size=6,
).map("".join)
atom_feed = st.lists(
    st.one_of(
        element("title", type=kinds),
        element("id", texts(addresses)),
        element("subtitle", type=kinds),
        element("generator", uri=addresses, version=words),
        element("author", people),
        element("link", nothing, href=addresses, rel=rels),
        element("icon"),
        element("logo"),
        *dated("updated"),
    ),
    max_size=6,
).map("".join)


@st.composite
def feeds(draw: st.DrawFn) -> str:
    """A document without its declaration."""
    spaces = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in SPACES.items())
    kind = draw(st.sampled_from(("rss", "rss", "rdf", "atom")))
    outer, inner = draw(said()), [draw(said()) for _ in range(draw(st.integers(0, 3)))]
    if kind == "atom":
        entries = "".join(f"<entry{one}>{draw(atom_entry)}</entry>" for one in inner)
        root = f'feed xmlns="{SPACES["atom"]}"'
        return f"<{root}{spaces}{outer}>{draw(atom_feed)}{entries}</feed>"
    items = [f"<item{one}>{draw(rss_item)}</item>" for one in inner]
    if kind == "rdf":
        about = ' rdf:about="https://blog.example/rdf"'
        items = [item.replace("<item", f"<item{about}", 1) for item in items]
        root = f'rdf:RDF xmlns:rdf="{RDF}" xmlns="{RSS_1}"'
        channel = f"<channel{about}>{draw(rss_channel)}</channel>"
        return f"<{root}{spaces}{outer}>{channel}{''.join(items)}</rdf:RDF>"
    late = draw(st.sampled_from(("", "<title>Late</title>")))
    inside = f"{draw(rss_channel)}{''.join(items)}{late}"
    return f'<rss version="2.0"{spaces}{outer}><channel{draw(said())}>{inside}</channel></rss>'
