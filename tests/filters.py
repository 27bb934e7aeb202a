"""Posts and filters for the laws of the filter language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st
from msgspec.structs import replace
from tests.clock import START

from backchannel.model.moments import to_micros
from backchannel.model.post import (
    Author,
    CleanText,
    Copy,
    Kind,
    Media,
    MediaKind,
    Post,
    StoredPost,
    Url,
)
from backchannel.model.programme import Event, Person, Rule, Session
from backchannel.model.query import situation_of
from backchannel.model.query.fields import Count, State

EDGES = (datetime(2026, 1, 9, 13, tzinfo=UTC), datetime(2026, 1, 9, 15, tzinfo=UTC))
_WORDS = ("outcomes", "Outputs", "out", "café", "Cafe\u0301", "東京", "京", "🎉", "c++", "ı", "x_y")
_CASED = ("Outcomes", "OUTCOMES", "CAFÉ", "İ", "I", "ß", "ẞ", "Σας", "σασ", "Ｏut", "Мир", "мир")
_TAGS = ("ideaperf", "idea", "c++", "東京")
_SOURCES = ("mastodon.example", "masto", "Town Hall", "Town-Hall news")
_TITLES = ("Keynote", "Key points", "Break", "京")
_NAMES = ("Ana Kovač", "Tom", "Ana", "京")


def a_post(place: int = 0, *, sources: tuple[str, ...] = ("mastodon.example",)) -> StoredPost:
    """A post that has a little of everything; `place` 0 is at 13:00 on the day of the tests."""
    post = Post(
        id="https://mastodon.example/1",
        kind=Kind.POST,
        author=Author(CleanText("Ana Kovač"), CleanText("@ana@council.example")),
        title=CleanText(""),
        text=CleanText("Is anyone measuring outcomes in the Café? #Idea_Perf"),
        link=Url("https://council.example/report"),
        tags=("ideaperf",),
        media=(_media(MediaKind.PHOTO, "A league table"),),
        language="en",
    )
    return _stored(place or to_micros(EDGES[0]), post, sources)


def _media(kind: MediaKind, alt: str) -> Media:
    return Media(kind, Url("https://mastodon.example/a"), CleanText(alt))


def _stored(
    place: int,
    post: Post,
    sources: tuple[str, ...],
    pane: str = "backchannel",
    decided: Iterable[str] = (),
    filed: str | None = None,
    question: str = "",
) -> StoredPost:
    stored = StoredPost(
        place=place,
        number=1,
        version=1,
        pane=pane,
        post=post,
        first_seen=EDGES[1],
        sources=sources,
        filed=filed,
        question=question,
    )
    return replace(stored, **dict.fromkeys(decided, True))


def _in_rows(posts: list[StoredPost], rows: list[int]) -> list[StoredPost]:
    """Some of the posts as copies of others: the n-th of the one with the n-th number, if any."""
    found = list(posts)
    for at, row in enumerate(rows[: len(posts)]):
        if row < len(posts) and row != at and not (found[at].copies or found[row].is_copy):
            post = found[at].post
            copy = Copy(
                found[at].place,
                1,
                "elsewhere.example",
                found[at].sources,
                likes=post.likes,
                boosts=post.boosts,
                replies=post.replies,
            )
            if not found[at].is_copy:
                found[at] = replace(found[at], is_copy=True)
                found[row] = replace(found[row], copies=(*found[row].copies, copy))
    return found


SITUATIONS = st.builds(
    situation_of,
    st.builds(
        Event,
        st.just("An event"),
        st.just(("idea",)),
        sessions=st.lists(
            st.builds(
                Session,
                st.sampled_from(_TITLES),
                st.integers(0, 120).map(lambda minutes: EDGES[0] + timedelta(minutes=minutes)),
                st.integers(1, 60),
            ),
            max_size=4,
        ).map(tuple),
        people=st.lists(
            st.builds(
                Person,
                st.sampled_from(_NAMES),
                st.sampled_from(("speaker", "chair", "")),
                st.sampled_from((("@ana@council.example",), ("tom.bsky.example",), ())),
            ),
            max_size=2,
        ).map(tuple),
        rules=st.lists(
            st.builds(
                Rule,
                st.just("rule"),
                st.sampled_from(
                    ("cafe", "Out", "-out", "/o.t/", "kind:photo OR c", "is:muted", "is:hi", "(x")
                ),
                highlight=st.booleans(),
                mute=st.booleans(),
            ),
            max_size=2,
        ).map(tuple),
    ),
    st.just(START),
    st.dictionaries(
        st.sampled_from(("backchannel", "feeds")),
        st.integers(*(to_micros(edge) for edge in EDGES)),
    ).map(lambda marks: tuple(sorted(marks.items()))),
    is_filed=st.just(value=True),
)
"""What filters may be asked in."""

_texts = st.lists(st.sampled_from((*_WORDS, *_CASED)), max_size=4).map(" ".join).map(CleanText)

_posts = st.builds(
    Post,
    id=st.just("https://mastodon.example/1"),
    kind=st.sampled_from(Kind),
    author=st.builds(
        Author,
        st.sampled_from(_NAMES).map(CleanText),
        st.sampled_from(("", "@ana@council.example")).map(CleanText),
        is_bot=st.booleans(),
    ),
    title=_texts,
    text=_texts,
    link=st.sampled_from((None, Url("https://council.example/report"))),
    tags=st.lists(st.sampled_from(_TAGS), max_size=2).map(tuple),
    media=st.lists(st.builds(_media, st.sampled_from(MediaKind), _texts), max_size=1).map(tuple),
    language=st.sampled_from(("", "en", "en-GB", "de")),
    reply_to=st.sampled_from(("", "https://mastodon.example/0")),
    warning=_texts,
    likes=st.integers(0, 4),
    boosts=st.integers(0, 4),
    replies=st.integers(0, 4),
)

POSTS = st.builds(
    _in_rows,
    st.lists(
        st.builds(
            _stored,
            st.integers(*(to_micros(edge) for edge in EDGES)),
            _posts,
            st.lists(st.sampled_from(_SOURCES), min_size=1, max_size=2, unique=True).map(tuple),
            st.sampled_from(("backchannel", "feeds")),
            st.sets(st.sampled_from(("is_pinned", "is_hidden", "is_muted", "is_stashed"))),
            st.sampled_from((None, None, "", *_TITLES)),
            st.sampled_from(("", "", "open", "answered")),
        ),
        min_size=1,
        max_size=6,
        unique_by=lambda post: post.place,
    ),
    st.lists(st.integers(0, 9), max_size=6),
)


def _fields(name: str, values: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.sampled_from(values).flatmap(
        lambda value: st.sampled_from((f'{name}:"{value}"', f"{name}:{value.partition(' ')[0]}"))
    )


_terms = st.one_of(
    st.sampled_from(_WORDS),
    st.sampled_from(_CASED),
    st.sampled_from(("ou", "OUTC", "c", "...", "東", "out.caf", "Out.C", "OR", "Caf", "O", "Ⅳ")),
    st.sampled_from(("/o.t/", "/Out/", "/(a+)+$/", "/^c/", "/é|京/", r"/\+/", "/o c/", "/$/")),
    st.sampled_from(State).map(lambda state: f"is:{state}"),
    _fields("session", (*_TITLES, "key", "k", "zzz")),
    st.builds(
        "{}:{}{}".format,
        st.sampled_from(Count),
        st.sampled_from(("", ">", ">=", "<", "<=", "=")),
        st.integers(0, 5),
    ),
    st.lists(st.sampled_from(_WORDS), min_size=1, max_size=2).map(
        lambda them: f'"{" ".join(them)}"'
    ),
    _fields("from", (*_NAMES, "an", "@ana@council.example", "kovac")),
    _fields("role", ("speaker", "sp", "zzz")),
    _fields("source", (*_SOURCES, "town", "mas")),
    _fields("tag", (*_TAGS, "#Idea_Perf", "id")),
    _fields("kind", (*Kind, "p", "po")),
    _fields("has", ("link", "photo", "video", "reply")),
    _fields("lang", ("en", "de", "e", "en-GB")),
    st.sampled_from(("since:15m", "since:14:00", "before:30m", "before:13:30", "since:2026-01-09")),
)

FILTERS = st.recursive(
    _terms,
    lambda part: st.one_of(
        part.map(lambda text: f"-({text})"),
        _terms.map(lambda text: f"-{text}"),
        st.lists(part, max_size=3).map(" ".join),
        st.lists(part, min_size=1, max_size=3).map(lambda parts: f"({' OR '.join(parts)})"),
    ),
    max_leaves=6,
)
"""Filters that parse, as somebody could type them."""
