"""Which posts a filter shows, decided in memory; `store.search` asks the index the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from backchannel.model.folding import Phrase, words
from backchannel.model.post import MediaKind, Post, SpanKind, StoredPost
from backchannel.model.query.fields import TIMES, Column, facet, phrase, place_of
from backchannel.model.query.tree import Either, Every, Not, Query, Term

Searchable = Mapping[Column, Sequence[str]]
"""The words of a post that a filter can find, by column."""


def searchable(post: Post, sources: Sequence[str]) -> dict[Column, list[str]]:
    """What can be found of a post; the index holds the same words in the same order."""
    texts = (post.title, post.warning, post.text, *(media.alt for media in post.media))
    return {
        Column.WORDS: words("\n".join(text for text in texts if text)),
        Column.PEOPLE: words(f"{post.author.name} {post.author.handle}"),
        Column.FACETS: list(_facets(post, sources)),
    }


def matches(query: Query, post: StoredPost, now: datetime) -> bool:
    """Whether a filter shows a post. `now` is aware; clock times are of its time zone."""
    return _holds(query, searchable(post.post, post.sources), post.place, now)


def phrases(query: Query) -> tuple[Phrase, ...]:
    """What to highlight in the text of a post that matches, for `folding.find_matches`."""
    return tuple(dict.fromkeys(_wanted(query)))


def _wanted(query: Query) -> Iterator[Phrase]:
    match query:
        case Term(value, "", is_quoted):
            yield phrase("", value, is_quoted=is_quoted)[1]
        case Every(parts) | Either(parts):
            for part in parts:
                yield from _wanted(part)
        case _:
            return


def _holds(query: Query, text: Searchable, place: int, now: datetime) -> bool:
    match query:
        case Term():
            return _is_found(query, text, place, now)
        case Not(part):
            return not _holds(part, text, place, now)
        case Every(parts):
            return all(_holds(part, text, place, now) for part in parts)
        case Either(parts):
            return any(_holds(part, text, place, now) for part in parts)


def _is_found(term: Term, text: Searchable, place: int, now: datetime) -> bool:
    if field := TIMES.get(term.field):
        return (place < place_of(term.value, now)) is field.is_before
    column, wanted = phrase(term.field, term.value, is_quoted=term.is_quoted)
    return any(True for _ in wanted.starts_in(text[column]))


def _facets(post: Post, sources: Sequence[str]) -> Iterator[str]:
    yield "all"
    yield facet("kind", post.kind)
    yield from (facet("tag", tag) for tag in post.tags)
    yield from (facet("source", source) for source in sources)
    yield from (facet("has", holding) for holding in _holdings(post))
    if post.language:
        yield facet("lang", post.language)


def _holdings(post: Post) -> Iterator[str]:
    if post.link or any(span.kind is SpanKind.LINK for span in post.spans):
        yield "link"
    kinds = {media.kind for media in post.media}
    if MediaKind.PHOTO in kinds:
        yield "photo"
    if MediaKind.VIDEO in kinds:
        yield "video"
    if post.reply_to:
        yield "reply"
