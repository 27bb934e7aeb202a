"""Feed documents as they are in the wild, read into drafts."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from backchannel.errors import Refusal, SourceError, SourceRefused
from backchannel.model.post import Draft, DraftAuthor, DraftMedia, Kind, MediaKind
from backchannel.sources.feed_document import MOST_ENTRIES, FeedDocument, read_feed

HERE = Path(__file__).parent / "feeds"
ADDRESS = "https://where.example/dir/feed.xml"
HINTS = {"address": ADDRESS, "now": "2026-01-09T14:00:00+00:00"}


def read(body: bytes | str, **hints: str) -> FeedDocument:
    raw = body.encode() if isinstance(body, str) else body
    return read_feed(raw, {**HINTS, **{name.replace("_", "-"): hints[name] for name in hints}})


def sample(name: str, **hints: str) -> FeedDocument:
    return read((HERE / name).read_bytes(), **hints)


def rss(*items: str, channel: str = "<title>Feed</title>", spaces: str = "") -> str:
    inside = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0" {spaces}><channel>{channel}{inside}</channel></rss>'


def only(document: FeedDocument) -> Draft:
    [draft] = document.drafts
    return draft


def test_the_full_text_wins_over_the_teaser_and_its_links_are_absolute() -> None:
    draft = sample("blog.rss.xml").drafts[0]
    assert draft.content == '<p>The <a href="https://blog.example/about">whole</a> story.</p>'
    assert draft.content_is_html
    assert (draft.title, draft.title_is_html) == ("Outcomes, not outputs &amp; why", True)
    assert draft.tags == ("IdeaPerf", "performance management")
    assert draft.published == datetime(2026, 1, 9, 13, 30, tzinfo=UTC)
    assert draft.author == DraftAuthor("Lena Example")
    assert draft.language == "en-GB"


def test_a_guid_that_is_no_permalink_is_only_an_id() -> None:
    first, second, _ = sample("blog.rss.xml").drafts
    assert (first.id, first.url) == (
        "https://blog.example/?p=12",
        "https://blog.example/2026/outcomes",
    )
    assert second.id == second.url == "https://blog.example/2026/link"


def test_a_mail_address_is_not_part_of_a_name() -> None:
    assert sample("blog.rss.xml").drafts[1].author.name == "Tom Example"
    assert [draft.author.name for draft in sample("podcast.rss.xml").drafts] == ["Civic desk"] * 2


HANDLE = "@dora@toot.example"


@pytest.mark.parametrize("element", ["author", "dc:creator"])
@pytest.mark.parametrize("written", [HANDLE, f"Dora ({HANDLE})", f"Dora &lt;{HANDLE}&gt;"])
def test_a_handle_is_no_mail_address(element: str, written: str) -> None:
    space = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    by = f"<title>One</title><{element}>{written}</{element}>"
    name = "Dora" if written.startswith("Dora") else HANDLE
    assert only(read(rss(by, spaces=space))).author == DraftAuthor(name, HANDLE)


@pytest.mark.parametrize("written", [HANDLE, f"Dora ({HANDLE})"])
def test_a_handle_in_atom_is_the_author_s(written: str) -> None:
    author = f"<author><name>{written}</name><uri>https://toot.example/@dora</uri></author>"
    entry = f"<entry><id>urn:x:1</id><title>One</title>{author}</entry>"
    draft = only(read(f'<feed xmlns="http://www.w3.org/2005/Atom">{entry}</feed>'))
    name = "Dora" if written.startswith("Dora") else HANDLE
    assert draft.author == DraftAuthor(name, HANDLE, "https://toot.example/@dora")


def test_several_authors_have_no_handle_between_them() -> None:
    names = f"<author><name>Dora ({HANDLE})</name></author><author><name>Bo</name></author>"
    entry = f"<entry><id>urn:x:1</id><title>One</title>{names}</entry>"
    draft = only(read(f'<feed xmlns="http://www.w3.org/2005/Atom">{entry}</feed>'))
    assert draft.author == DraftAuthor("Dora, Bo")


def test_summer_time_names_are_understood() -> None:
    assert sample("blog.rss.xml").drafts[1].published == datetime(2026, 1, 9, 13, tzinfo=UTC)


def test_an_entry_with_nothing_in_it_is_counted_and_one_without_id_gets_a_lasting_one() -> None:
    document = sample("blog.rss.xml")
    assert (document.total, document.rejected) == (4, 1)
    thought = document.drafts[2]
    assert thought.kind is Kind.POST
    assert thought.id == sample("blog.rss.xml").drafts[2].id != ""


def test_atom_ids_stay_as_they_are_and_links_follow_xml_base() -> None:
    first, second, third = sample("journal.atom.xml").drafts
    assert first.id == "tag:journal.example,2026:1"
    assert first.url == "https://journal.example/en/2026/fish"
    assert 'href="https://journal.example/map"' in first.content
    assert 'src="https://journal.example/en/pic.png"' in first.content
    assert (second.id[:8], second.url) == ("urn:uuid", "")
    assert third.url == "https://journal.example/en/paper.pdf"


def test_an_atom_entry_tells_when_it_was_edited_and_in_which_language() -> None:
    first, second, third = sample("journal.atom.xml").drafts
    assert first.published == datetime(2026, 1, 8, 9, tzinfo=UTC)
    assert first.edited == datetime(2026, 1, 9, 8, tzinfo=UTC)
    assert (first.language, second.language) == ("de", "en")
    assert second.published == datetime(2026, 1, 7, 10, tzinfo=UTC)
    assert second.edited is None
    assert third.published is None  # 2031


def test_atom_says_what_is_html_and_what_is_not() -> None:
    first, second, third = sample("journal.atom.xml").drafts
    assert (first.title, first.title_is_html) == ("Fish &amp; chips", True)
    assert (second.title, second.title_is_html) == ("1 < 2", False)
    assert (second.content, second.content_is_html) == ("Plain, with <b> in it.", False)
    assert (third.content, third.content_is_html) == ("<p>Words</p>", True)  # not the picture


def test_several_authors_an_answer_and_an_enclosure() -> None:
    first, second, _ = sample("journal.atom.xml").drafts
    assert first.author == DraftAuthor(
        "Ada Example, Bo Example", url="https://journal.example/people/ada"
    )
    assert first.tags == ("ideaperf", "Idea Perf")
    assert first.media == (
        DraftMedia(
            MediaKind.AUDIO,
            "https://journal.example/sound/fish.mp3",
            alt="Read aloud",
            mime="audio/mpeg",
            bytes=12345,
        ),
    )
    assert second.author.name == "The editors"
    assert second.reply_to == "tag:other.example,2026:9"


def test_the_next_page_of_a_paged_feed_is_named() -> None:
    assert sample("journal.atom.xml").older == "https://journal.example/en/feed.atom?page=2"


def test_mastodon_posts_keep_their_text_and_the_descriptions_of_their_pictures() -> None:
    first, second = sample("mastodon.rss.xml").drafts
    assert "Is anyone measuring outcomes?" in first.content
    assert first.kind is Kind.POST
    assert first.author == DraftAuthor("ana", "@ana@social.example", "https://social.example/@ana")
    assert [(each.kind, each.alt) for each in first.media] == [
        (MediaKind.PHOTO, "A flip chart full of arrows"),
        (MediaKind.VIDEO, "The room applauds"),
    ]
    assert first.media[1].preview == "https://files.social.example/b.jpg"
    assert first.media[0].bytes == 34567
    assert not first.is_sensitive
    assert second.author.handle == "@bo@far.example"


def test_a_content_warning_of_mastodon_is_taken_out_of_the_text() -> None:
    second = sample("mastodon.rss.xml").drafts[1]
    assert (second.warning, second.content) == ("numbers", "<p>42</p>")
    assert second.is_sensitive


def test_a_photo_feed_gives_photos_with_every_tag() -> None:
    draft = only(sample("photos.atom.xml"))
    assert draft.kind is Kind.PHOTO
    assert draft.tags == ("ideaperf", "mainhall", "fullhouse")
    assert draft.title == "Full house"
    assert [(each.url, each.width, each.height) for each in draft.media] == [
        ("https://live.flickr.example/1_b.jpg", 1024, 768)
    ]


def test_a_video_feed_gives_the_page_instead_of_a_player_that_is_no_more() -> None:
    draft = only(sample("films.atom.xml"))
    assert draft.kind is Kind.VIDEO
    assert (draft.content, draft.content_is_html) == ("Line one <3\nLine two #ideaperf", False)
    assert draft.title == "Five minutes with Ada"
    [film] = draft.media
    assert (film.kind, film.url) == (MediaKind.VIDEO, "https://www.youtube.com/watch?v=abc")
    assert film.preview == "https://i2.ytimg.example/vi/abc/hqdefault.jpg"
    assert draft.edited is None  # it only was watched


def test_a_bookmark_points_at_the_page_and_has_a_page_of_its_own() -> None:
    draft = only(sample("bookmarks.rdf.xml"))
    assert draft.kind is Kind.BOOKMARK
    assert draft.link == "https://papers.example/league.pdf"
    assert draft.url == "https://pinboard.in/u:lg_library/b:1/"
    assert draft.tags == ("IdeaPerf", "kpi", "to_read")
    assert draft.published == datetime(2026, 1, 9, 11, tzinfo=UTC)
    assert draft.edited is None


def test_an_episode_has_its_sound_with_length_and_rating() -> None:
    episode = sample("podcast.rss.xml").drafts[0]
    assert episode.media == (
        DraftMedia(
            MediaKind.AUDIO,
            "https://where.example/audio/7.mp3",
            mime="audio/mpeg",
            bytes=1048576,
            seconds=3723.0,
        ),
    )
    assert episode.is_sensitive
    assert episode.tags == ("ideaperf", "radio")


def test_of_several_renditions_one_is_kept_and_no_avatars_and_pixels() -> None:
    draft = sample("podcast.rss.xml").drafts[1]
    assert [each.url for each in draft.media] == [
        "https://radio.example/m.mp4",
        "https://radio.example/pic.jpg?width=700",
    ]
    assert draft.kind is Kind.VIDEO
    assert draft.url == ""
    assert draft.tags == ("tour", "ideaperf")


def test_the_publisher_is_asked_how_often_to_come_back() -> None:
    assert sample("blog.rss.xml").wait == 1800
    assert sample("podcast.rss.xml").wait == 900
    assert sample("films.atom.xml").wait is None


def test_one_guid_for_everything_does_not_make_one_post_of_many() -> None:
    document = sample("planet.rss.xml")
    assert [draft.id for draft in document.drafts] == ["build-77", "https://two.example/b"]
    assert document.rejected == 0


def test_a_planet_names_the_blog_each_post_is_from() -> None:
    assert sample("planet.rss.xml").drafts[0].author.name == "One blog"


def test_html_entities_bare_ampersands_and_control_characters_do_no_harm() -> None:
    first, second = sample("planet.rss.xml").drafts
    assert first.title == "AT&T & friends\xa0meet …"
    assert first.content == "Tom & Ada &copy; 2026"
    assert second.content == "Text with a bell  and a – dash"


def test_dates_nobody_understands_are_none() -> None:
    assert [draft.published for draft in sample("planet.rss.xml").drafts] == [None, None]


@pytest.mark.parametrize("kind", [Kind.BOOKMARK, Kind.PHOTO, Kind.VIDEO, Kind.POST])
def test_the_user_may_say_what_the_entries_are(kind: Kind) -> None:
    drafts = sample("blog.rss.xml", what=kind.value).drafts
    assert {draft.kind for draft in drafts} == {kind}
    assert bool(drafts[0].link) == (kind is Kind.BOOKMARK)


def test_a_linkding_feed_is_bookmarks() -> None:
    channel = "<title>All bookmarks</title><link>https://linkding.example/feeds/x/all</link>"
    draft = only(read(rss("<link>https://papers.example/1</link>", channel=channel)))
    assert (draft.kind, draft.link) == (Kind.BOOKMARK, "https://papers.example/1")


def test_a_picture_with_a_caption_is_a_photo_and_an_illustrated_text_an_article() -> None:
    spaces = 'xmlns:media="http://search.yahoo.com/mrss/"'
    picture = '<media:content url="https://a.example/1.jpg" medium="image"/>'
    title = "<title>Harbour</title>"
    short, long = (f"<description>{'word ' * count}</description>" for count in (3, 100))
    assert only(read(rss(title + short + picture, spaces=spaces))).kind is Kind.PHOTO
    assert only(read(rss(title + long + picture, spaces=spaces))).kind is Kind.ARTICLE


def test_a_preview_picture_alone_makes_no_photo_and_an_icon_is_no_picture() -> None:
    spaces = 'xmlns:media="http://search.yahoo.com/mrss/"'
    item = '<title>News</title><media:thumbnail url="/{0}.jpg" width="{0}"/>'
    news, icon = (only(read(rss(item.format(width), spaces=spaces))) for width in (240, 30))
    assert news.kind is Kind.ARTICLE
    assert [each.url for each in news.media] == ["https://where.example/240.jpg"]
    assert icon.media == ()


@pytest.mark.parametrize(
    ("encoding", "declared", "content_type"),
    [
        ("utf-8", "utf-8", "text/plain"),
        ("utf-8", "iso-8859-1", "text/xml; charset=us-ascii"),
        ("utf-8-sig", "utf-8", "application/rss+xml"),
        ("iso-8859-1", "iso-8859-1", "text/xml"),
        ("iso-8859-1", "utf-8", ""),
        ("utf-16", "utf-16", "application/xml"),
        ("utf-16-le", "utf-16", ""),
    ],
)
def test_umlauts_arrive_whatever_is_declared(
    encoding: str, declared: str, content_type: str
) -> None:
    text = f"<?xml version='1.0' encoding='{declared}'?>" + rss("<title>Grüße</title>")
    document = read(text.encode(encoding), content_type=content_type)
    assert only(document).title == "Grüße"


def test_a_feed_cut_off_in_the_middle_gives_what_came() -> None:
    whole = (HERE / "mastodon.rss.xml").read_bytes()
    first = read(whole[: whole.index(b"</item>") + 200]).drafts[0]
    assert first.media[0].alt == "A flip chart full of arrows"
    assert "measuring outcomes" in first.content


def test_only_the_newest_five_hundred_are_kept_and_it_says_how_many_were_cut() -> None:
    items = [
        f"<guid>https://a.example/{n}</guid><pubDate>{n % 28 + 1} Dec 2025 10:00:00 GMT</pubDate>"
        for n in range(600)
    ]
    document = read(rss(*items))
    assert (len(document.drafts), document.cut) == (MOST_ENTRIES, 100)
    days = [draft.published.day for draft in document.drafts if draft.published]
    assert min(days) > 1
    assert [int(draft.id.rsplit("/")[-1]) for draft in document.drafts] == sorted(
        int(draft.id.rsplit("/")[-1]) for draft in document.drafts
    )


def test_a_web_page_is_a_page_and_names_its_feeds() -> None:
    page = '<!DOCTYPE html><link rel="alternate" type="application/rss+xml" href="/feed">'
    document = read(page, content_type="application/rss+xml")
    assert document.is_page
    assert document.announced == ("https://where.example/feed",)


@pytest.mark.parametrize(
    "body", ["", "   ", "<opml/>", "<urlset><url/></urlset>", "[]", '{"hello": 1}', "just words"]
)
def test_what_is_no_feed_is_refused(body: str) -> None:
    with pytest.raises(SourceRefused) as refused:
        read(body)
    assert refused.value.why is Refusal.NOT_A_SOURCE


def test_a_feed_with_a_stray_nul_is_read_all_the_same() -> None:
    assert read(rss("<guid>1</guid><title>On\0 rivers</title>")).drafts


def test_what_is_no_text_is_not_called_text() -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(500)
    with pytest.raises(SourceRefused, match="something that is not text") as refused:
        read_feed(picture, {})
    assert refused.value.why is Refusal.NOT_A_SOURCE


def test_a_feed_without_entries_is_a_feed() -> None:
    assert read(rss()).drafts == ()


def _bombs() -> dict[str, str]:
    defaults = " ".join(f'a{n} CDATA "x"' for n in range(2000))
    subset = f"<!ATTLIST item {defaults}>"
    return {
        "default attributes": f"<!DOCTYPE rss [{subset}]>" + rss(*[""] * 2000),
        "behind a comment": f"<!-- <a --><!DOCTYPE rss [{subset}]>" + rss(*[""] * 2000),
        "taken apart": f'<!DOC<!ENTITY a "b">TYPE rss [{subset}]>' + rss(*[""] * 2000),
        "entities": '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + rss("&b;"),
        "elements": rss("<a/>" * 250_000),
        "depth": '<rss version="2.0">' + "<a>" * 1000,
        "attributes": rss("<a " + " ".join(f'a{n}="x"' for n in range(1000)) + "/>"),
        "tags": rss("".join(f"<category>{n}</category>" for n in range(2000))),
    }


@pytest.mark.parametrize("name", _bombs())
def test_a_document_made_to_be_slow_is_refused_before_it_is_parsed(name: str) -> None:
    with pytest.raises(SourceRefused, match=r"^the feed (declares|has|is nested)"):
        read(_bombs()[name])


def test_a_document_type_without_declarations_of_its_own_is_harmless() -> None:
    text = '<!DOCTYPE rss PUBLIC "-//Example//DTD RSS//EN" "http://a.example/rss.dtd">'
    assert only(read(text + rss("<title>A</title>"))).title == "A"


def test_words_about_entities_are_words() -> None:
    item = "<title>On XML</title><description><![CDATA[<!ENTITY a 'b'>]]></description>"
    assert "ENTITY" in only(read(rss(item))).content


def test_a_name_of_a_file_is_not_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret.xml"
    secret.write_text(rss("<title>Secret</title>"))
    with pytest.raises(SourceRefused):
        read(str(secret))


@given(st.binary(max_size=400))
@example(b"\xff\xfe\x00")
@example(b"<?xml version='1.0' encoding='idna'?><rss/>")
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    _read_or_refuse(body)


@given(
    st.sampled_from(sorted(HERE.iterdir())),
    st.lists(st.tuples(st.integers(0, 4000), st.binary(min_size=1, max_size=4)), max_size=8),
    st.integers(0, 4000),
)
def test_a_damaged_feed_is_read_or_refused_and_travels_between_processes(
    path: Path, damages: list[tuple[int, bytes]], cut: int
) -> None:
    body = bytearray(path.read_bytes())
    for at, damage in damages:
        body[at : at + len(damage)] = damage
    document = _read_or_refuse(bytes(body[: max(cut, 300)]))
    if document is not None:
        packed = msgspec.msgpack.encode(document)
        assert msgspec.msgpack.decode(packed, type=FeedDocument) == document
        assert all(draft.id for draft in document.drafts)


def _read_or_refuse(body: bytes) -> FeedDocument | None:
    try:
        return read(body)
    except SourceError:
        return None
