"""What becomes of a stranger's draft on its way into the store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import fields, replace
from tests.clock import START
from tests.hostile import HOSTILE
from tests.ingest.scripted import everything

from backchannel.clean.terminal import is_clean
from backchannel.ingest.pipeline import Passed, refine, shared_pages, spelled
from backchannel.model.post import (
    Draft,
    DraftAuthor,
    DraftMedia,
    DraftPoll,
    Kind,
    MediaKind,
    Post,
)
from backchannel.model.query import facet, searchable
from backchannel.model.query.fields import Column
from backchannel.model.sameness import identities
from backchannel.model.source import SourceSpec
from backchannel.store import posts, schema
from backchannel.store.connection import Connection

OPEN = SourceSpec("river.example", "feed", "feeds", tagged=True)
STRICT = SourceSpec("pond.example", "mastodon", "backchannel")
TAGS = ("rivers",)


def made(draft: Draft, source: SourceSpec = OPEN, **more: Any) -> Post:
    post = refine(draft, source, TAGS, START, **more)
    assert isinstance(post, Post)
    return post


def passed(draft: Draft, source: SourceSpec = OPEN) -> Passed:
    outcome = refine(draft, source, TAGS, START)
    assert isinstance(outcome, Passed)
    return outcome


ANY_TEXT = st.text(st.characters(), max_size=60) | st.sampled_from(HOSTILE)
ANY_NUMBER = st.integers(-(2**80), 2**80)
ANY_MOMENT = st.none() | st.datetimes(
    timezones=st.none()
    | st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
)
MEDIA = st.builds(
    DraftMedia, kind=st.sampled_from(MediaKind), url=ANY_TEXT | st.just("https://a.example/p"),
    preview=ANY_TEXT, alt=ANY_TEXT, mime=ANY_TEXT, width=st.none() | ANY_NUMBER,
    height=st.none() | ANY_NUMBER, bytes=st.none() | ANY_NUMBER, seconds=st.none() | st.floats(),
)  # fmt: skip
POLLS = st.builds(
    DraftPoll,
    options=st.lists(st.tuples(ANY_TEXT, st.none() | ANY_NUMBER), max_size=30).map(tuple),
    closes=ANY_MOMENT, voters=st.none() | ANY_NUMBER,
)  # fmt: skip
DRAFTS = st.builds(
    Draft, id=ANY_TEXT, uri=ANY_TEXT, url=ANY_TEXT | st.just("https://a.example/1"),
    kind=st.sampled_from(Kind), title=ANY_TEXT, title_is_html=st.booleans(), content=ANY_TEXT,
    author=st.builds(DraftAuthor, name=ANY_TEXT, handle=ANY_TEXT, url=ANY_TEXT),
    content_is_html=st.booleans(), published=ANY_MOMENT, edited=ANY_MOMENT,
    tags=st.lists(ANY_TEXT, max_size=60).map(tuple), link=ANY_TEXT,
    media=st.lists(MEDIA, max_size=12).map(tuple), poll=st.none() | POLLS, language=ANY_TEXT,
    reply_to=ANY_TEXT, warning=ANY_TEXT, likes=ANY_NUMBER, boosts=ANY_NUMBER, replies=ANY_NUMBER,
)  # fmt: skip


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    path: Path = tmp_path_factory.mktemp("pipeline") / "event.db"
    connection = schema.open_to_write(path, now=lambda: START)
    yield connection
    connection.close()


def drawn(value: object) -> Iterator[str]:
    """Every text in a post that a screen may draw."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from drawn(each)
    elif isinstance(value, Struct):
        for field in fields(value):
            yield from drawn(getattr(value, field.name))


@given(draft=DRAFTS)
def test_whatever_a_stranger_sends_becomes_a_safe_post_that_can_be_kept(
    db: Connection, draft: Draft
) -> None:
    outcome = refine(draft, OPEN, TAGS, START)
    if isinstance(outcome, Passed):
        return
    assert msgspec.json.decode(msgspec.json.encode(outcome), type=Post) == outcome
    for text in drawn(replace(outcome, id="", aliases=(), spans=())):
        assert is_clean(text), text
    for name in identities(outcome):
        assert name.replace("\x1f", "").isprintable()
    for moment in (outcome.published, outcome.edited):
        assert moment is None or (moment.tzinfo is UTC and moment <= START)
    assert 0 <= outcome.likes <= 2**53
    assert len(outcome.tags) <= 50
    assert len(outcome.media) <= 10
    db.execute("BEGIN")
    try:
        posts.save(db, OPEN, [outcome, outcome])
        assert len(everything(db)) == 1
    finally:
        db.execute("ROLLBACK")


@given(draft=DRAFTS)
def test_the_same_draft_gives_the_same_post(draft: Draft) -> None:
    assert refine(draft, OPEN, TAGS, START) == refine(draft, OPEN, TAGS, START)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_field_lets_anything_through(text: str) -> None:
    draft = Draft(
        id=text, uri=text, url="https://a.example/1", title=text, content=text, tags=(text,),
        author=DraftAuthor(text, text, text), language=text, reply_to=text, warning=text,
        media=(DraftMedia(MediaKind.PHOTO, "https://a.example/p", alt=text, mime=text),),
        poll=DraftPoll(((text, 1),)),
    )  # fmt: skip
    post = made(draft)
    assert all(is_clean(each) for each in drawn(replace(post, aliases=(), spans=())))
    assert post.author.name


def test_every_field_finds_its_place() -> None:
    draft = Draft(
        id="7", uri="https://pond.example/users/ann/7", url="https://Pond.example/@ann/7?utm_source=x",
        author=DraftAuthor("Ann", "@ann@pond.example", "https://pond.example/@ann", is_bot=True),
        title="A <b>title</b>", title_is_html=True, content="<p>Loved it <b>#Rivers</b></p>",
        published=START - timedelta(hours=2), edited=START - timedelta(hours=1),
        tags=("Idea_Perf",),
        media=(DraftMedia(MediaKind.PHOTO, "/p.jpg", alt="A boat", width=3, seconds=2.5),),
        poll=DraftPoll((("Yes", 3), ("No", None)), closes=START + timedelta(days=1), voters=3),
        language="en_GB", reply_to="6", warning="wet", is_sensitive=True, likes=1, boosts=2,
        replies=3,
    )  # fmt: skip
    post = made(draft, STRICT)
    assert (post.id, post.kind, post.title, post.text) == (
        "https://pond.example/users/ann/7", Kind.POST, "A title", "Loved it #Rivers",
    )  # fmt: skip
    assert (post.author.name, post.author.handle, post.author.is_bot) == (
        "Ann", "@ann@pond.example", True,
    )  # fmt: skip
    assert (post.published, post.edited) == (draft.published, draft.edited)
    assert post.tags == ("ideaperf", "rivers")
    assert [(each.url, each.alt, each.width, each.seconds) for each in post.media] == [
        ("https://pond.example/p.jpg", "A boat", 3, 2.5)
    ]
    assert post.poll is not None
    assert (post.poll.options, post.poll.voters) == ((("Yes", 3), ("No", None)), 3)
    assert (post.language, post.reply_to, post.warning) == ("en-gb", "6", "wet")
    assert (post.is_sensitive, post.likes, post.boosts, post.replies) == (True, 1, 2, 3)
    assert post.cut == ()


def test_a_post_without_our_tag_is_passed_over_unless_everything_there_is_ours() -> None:
    draft = Draft(id="1", content="nothing")
    assert not passed(draft, STRICT).is_ours
    assert made(draft, OPEN).text == "nothing"


@pytest.mark.parametrize(
    "draft",
    [
        Draft(id="1", content="<p>So many #RIVERS</p>"),
        Draft(id="1", content="x", tags=("Ri_vers",)),
        Draft(id="1", title="On #rivers"),
        Draft(id="1", content="plain #rivers", content_is_html=False),
        Draft(id="1", content="x", tags=(*(f"t{n}" for n in range(70)), "rivers")),
    ],
)
def test_our_tag_counts_wherever_it_is_written(draft: Draft) -> None:
    assert "rivers" in made(draft, STRICT).tags


LONG = "word " * 20_000
"""A hundred thousand characters, of which a post keeps fewer."""


@pytest.mark.parametrize(
    "draft",
    [
        Draft("1", content=f"{LONG} #Rivers", content_is_html=False),
        Draft("1", content=f"<p>{LONG}</p><p>Filed under <a href='/t/rivers'>#rivers</a></p>"),
        Draft("1", title=f"{'A heading that is all of the post. ' * 20} #rivers"),
    ],
    ids=["plain", "html", "title"],
)
def test_a_tag_behind_the_end_of_what_is_kept_counts(draft: Draft) -> None:
    post = made(draft, STRICT)
    assert post.tags == ("rivers",)
    assert len(post.text) < len(LONG)


def test_a_tag_that_is_cut_in_two_is_not_another() -> None:
    longer = Draft("1", content=f"{'x' * 65_527} #riversides", content_is_html=False)
    assert passed(longer, STRICT).post is not None


@pytest.mark.parametrize("is_html", [True, False])
def test_of_what_is_not_read_to_its_end_that_is_said(is_html: bool) -> None:
    endless = Draft("1", content=f"{LONG * 6} #rivers", content_is_html=is_html)
    said = "it bears none of the event's tags in as much as is read of so long a text"
    assert passed(endless, STRICT).reason == said


def test_what_has_no_id_or_nothing_to_show_is_rejected() -> None:
    assert passed(Draft(id="", content="x")) == Passed("it has no id", is_ours=True)
    empty = passed(Draft(id="1", content=" <p></p> "))
    assert (empty.reason, empty.is_ours) == ("it is empty", True)
    nothing = DraftMedia(MediaKind.PHOTO, "javascript:alert(1)")
    assert passed(Draft(id="1", media=(nothing,), link="file:///x")).reason == "it is empty"


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        (START - timedelta(days=1), START - timedelta(days=1)),
        (START + timedelta(days=400), START),
        (datetime(1970, 1, 1, tzinfo=UTC), None),
        (datetime.min.replace(tzinfo=timezone(timedelta(hours=14))), None),
        (datetime.max.replace(tzinfo=timezone(-timedelta(hours=12))), None),
        (datetime(2025, 1, 1), None),  # noqa: DTZ001  # a source that names no zone
    ],
)
def test_a_date_is_never_in_the_future_and_never_absurd(
    given_: datetime, kept: datetime | None
) -> None:
    assert made(Draft(id="1", content="x", published=given_)).published == kept


def test_an_edit_in_the_future_is_not_another_edit_at_every_look() -> None:
    draft = Draft(id="1", content="x", edited=START + timedelta(hours=3))
    assert made(draft).edited is None
    fast = replace(draft, edited=START + timedelta(seconds=3))
    assert made(fast).edited == START


def test_limits_say_what_they_took() -> None:
    photo = DraftMedia(MediaKind.PHOTO, "https://a.example/p")
    draft = Draft(
        id="1", title="t" * 400, content="w " * 70_000, warning="c" * 600,
        tags=tuple(f"tag{n}" for n in range(1_200)), media=(photo,) * 12,
        poll=DraftPoll(tuple((f"o{n}", 0) for n in range(25))),
    )  # fmt: skip
    assert made(draft).cut == (
        "title shortened", "text shortened", "content warning shortened",
        "50 of 1,200 tags kept", "10 of 12 attachments kept", "20 of 25 poll options kept",
    )  # fmt: skip


def test_an_attachment_that_may_not_be_opened_is_left_out_and_said() -> None:
    bad = DraftMedia(MediaKind.PHOTO, "javascript:alert(1)")
    post = made(Draft(id="1", content="x", media=(bad,)))
    assert (post.media, post.cut) == ((), ("0 of 1 attachments kept",))


def seen(post: Post) -> list[tuple[str, str, str]]:
    return [(each.kind, each.url, each.alt) for each in post.media]


def test_a_picture_in_the_text_of_an_article_is_one_of_its_photos() -> None:
    text = (
        "<p>Floods.<img src='/i/bridge.jpg' alt='The old bridge \x1b[31munder water'></p>"
        "<img src='https://count.example/x' width=1 height=1>"
        "<img src='data:image/png;base64,AAAA'><img src='javascript:alert(1)'>"
        "<img class='wp-smiley' alt='🌊' src='https://s.example/wave.svg'>"
    )
    post = made(Draft(id="1", url="https://blog.example/1", kind=Kind.ARTICLE, content=text))
    photo = ("photo", "https://blog.example/i/bridge.jpg", "The old bridge under water")
    assert (post.kind, seen(post), post.cut) == (Kind.ARTICLE, [photo], ())
    assert facet("has", "photo") in searchable(post, ())[Column.FACETS]


def test_a_picture_alone_is_a_post() -> None:
    assert made(Draft(id="1", content="<img src='https://a.example/p.jpg'>")).media


def test_a_picture_that_was_announced_is_not_there_twice_and_gets_its_description() -> None:
    announced = DraftMedia(MediaKind.PHOTO, "https://a.example/p.jpg?w=150")
    text = "<img src='https://a.example/p.jpg?w=640' alt='A boat'><img src='https://a.example/q'>"
    post = made(Draft(id="1", kind=Kind.ARTICLE, content=text, media=(announced,)))
    assert seen(post) == [
        ("photo", "https://a.example/p.jpg?w=150", "A boat"),
        ("photo", "https://a.example/q", ""),
    ]


@pytest.mark.parametrize("kind", [Kind.PHOTO, Kind.VIDEO])
def test_a_preview_in_the_text_of_a_photo_or_a_video_is_no_other_photo(kind: Kind) -> None:
    announced = DraftMedia(MediaKind(kind), "https://a.example/full")
    text = "<img src='https://a.example/small.jpg'>"
    assert len(made(Draft(id="1", kind=kind, content=text, media=(announced,))).media) == 1
    assert len(made(Draft(id="1", kind=kind, content=text)).media) == 1


def test_pictures_in_the_text_count_among_the_attachments() -> None:
    photo = DraftMedia(MediaKind.PHOTO, "https://a.example/p")
    text = "".join(f"<img src='https://a.example/{n}'>" for n in range(12))
    post = made(Draft(id="1", content=text, media=(photo,)))
    assert (len(post.media), post.cut) == (10, ("10 of 13 attachments kept",))


def test_one_article_in_two_feeds_is_one_post() -> None:
    page = "https://blog.example/one"
    ours = made(Draft(id="g1", url=page, title="One", kind=Kind.ARTICLE))
    other = SourceSpec("planet.example", "feed", "feeds", tagged=True)
    theirs = made(
        Draft(id="other", url=f"{page}/?utm_medium=rss#x", title="One", kind=Kind.ARTICLE), other
    )
    assert set(identities(ours)) & set(identities(theirs))


def test_a_post_that_gives_no_link_has_none() -> None:
    own = "https://social.example/@ann/1"
    assert made(Draft(id="1", url=own, content="Words", link=" ")).link is None


def test_two_people_who_bookmark_one_page_are_two_posts() -> None:
    page = "https://blog.example/one"
    ann, bob = (
        made(Draft(id=name, url=page, link=page, kind=Kind.BOOKMARK, title="One"))
        for name in ("ann", "bob")
    )
    assert not set(identities(ann)) & set(identities(bob))
    assert ann.link == page


def test_a_bookmark_with_a_page_of_its_own_is_known_by_it() -> None:
    own, page = "https://marks.example/m/7", "https://blog.example/one"
    mark = made(Draft(id="7", url=own, link=page, kind=Kind.BOOKMARK, title="One"))
    assert own in identities(mark)
    assert page not in identities(mark)


def test_a_bookmark_whose_link_leads_nowhere_is_known_by_its_own_page() -> None:
    own = "https://marks.example/m/8"
    mark = made(Draft(id="8", url=own, link="javascript:alert(1)", kind=Kind.BOOKMARK, title="One"))
    assert (mark.link, mark.id) == (None, own)


def test_entries_that_all_name_one_page_stay_apart() -> None:
    log = "https://app.example/changes"
    drafts = [
        Draft(id="v1", url=f"{log}#v1", title="Version 1"),
        Draft(id="v2", url=f"{log}#v2", title="Version 2"),
        Draft(id="a", url="https://app.example/a", title="An article"),
        Draft(id="a again", url="https://app.example/a/", title="An article"),
    ]
    shared = shared_pages(drafts)
    names = [set(identities(made(draft, shared=shared))) for draft in drafts]
    assert not names[0] & names[1]
    assert names[2] & names[3]


def test_an_id_is_kept_as_it_is_or_as_a_digest() -> None:
    assert spelled("https://pond.example/1") == "https://pond.example/1"
    odd = [spelled(raw) for raw in ("a\x1fb", "\ud800", "x" * 600, "x" * 601, "\x1b[31m", "a b ")]
    assert len(set(odd)) == len(odd)
    assert all(each.startswith("sha256:") for each in odd)


@given(raw=ANY_TEXT)
def test_spelling_an_id_twice_is_spelling_it_once(raw: str) -> None:
    assert spelled(spelled(raw)) == spelled(raw)
