"""Which posts a filter shows, decided in memory; `store.search` asks the index the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from backchannel.model.folding import Phrase, Sought, cased_words, words
from backchannel.model.post import MediaKind, Post, SpanKind, StoredPost
from backchannel.model.query.expression import Expression
from backchannel.model.query.fields import Column, Count, facet, phrase
from backchannel.model.query.meaning import (
    FIRST,
    AllOf,
    AnyOf,
    Automatic,
    Between,
    Counted,
    Decided,
    Decision,
    During,
    Found,
    Leaf,
    Meaning,
    OneOf,
    Says,
    Unread,
    Without,
    meaning,
    muted_by_rules,
    reaches_out_of_sight,
    without_rules,
    wording,
)
from backchannel.model.query.situation import Situation
from backchannel.model.query.tree import Either, Every, Query, Term
from backchannel.model.roles.question import State as Question

Searchable = Mapping[Column, Sequence[str]]
"""The words of a post that a filter can find, by column."""


def searchable(post: Post, sources: Sequence[str]) -> dict[Column, list[str]]:
    """What can be found of a post; the index holds the same words in the same order."""
    return {
        Column.WORDS: words(_text_of(post)),
        Column.PEOPLE: words(f"{post.author.name} {post.author.handle}"),
        Column.FACETS: list(_facets(post, sources)),
    }


def matches(query: Query, post: StoredPost, situation: Situation) -> bool:
    """Whether a filter shows a post that is in sight."""
    return _test(meaning(query, situation))(_Looked(post))


def is_in_sight(query: Query, post: StoredPost, situation: Situation) -> bool:
    """Whether a pane with this filter may show the post at all, if it matches."""
    if post.is_gone or reaches_out_of_sight(query):
        return not post.is_gone
    is_muted = _test(muted_by_rules(situation))(_Looked(post))
    return not (post.is_hidden or post.is_muted or post.is_copy or is_muted)


_Test = Callable[["_Looked"], bool]


class Finders:
    """Filters of rules, to be tried on many posts in one situation."""

    def __init__(self, queries: Sequence[Query], situation: Situation) -> None:
        plain = without_rules(situation)
        self._tests = [_test(meaning(query, plain)) for query in queries]

    def tried_on(self, post: StoredPost) -> tuple[bool, ...]:
        """Which of them find a post; its words are looked through once for all."""
        looked = _Looked(post)
        return tuple([test(looked) for test in self._tests])


def phrases(query: Query) -> tuple[Sought, ...]:
    """What to highlight in the text of a post that matches, for `folding.find_matches`."""
    return tuple(dict.fromkeys(_wanted(query)))


def says(sought: Phrase | Expression, text: str) -> bool:
    """Whether the words of a post say it, capitals and signs included."""
    if isinstance(sought, Expression):
        return sought.is_in(text)
    return any(True for _ in sought.starts_in(cased_words(text)))


def text_of(title: str, warning: str, text: str, alts: Iterable[str]) -> str:
    """The words of a post in the order in which they are looked through."""
    return "\n".join(part for part in (title, warning, text, *alts) if part)


class _Looked:
    """A post that is being looked at; what is in it is worked out once, and only if asked for."""

    def __init__(self, post: StoredPost) -> None:
        self.post = post

    @cached_property
    def words(self) -> Searchable:
        return searchable(self.post.post, self.post.seen_on)

    @cached_property
    def text(self) -> str:
        return _text_of(self.post.post)

    @cached_property
    def joined(self) -> dict[Column, str]:
        return {column: f" {' '.join(found)} " for column, found in self.words.items()}


def _wanted(query: Query) -> Iterator[Phrase | Expression]:
    match query:
        case Expression():
            yield query
        case Term(value, "", is_quoted):
            yield wording(query) or phrase("", value, is_quoted=is_quoted)[1]
        case Every(parts) | Either(parts):
            for part in parts:
                yield from _wanted(part)
        case _:
            return


def _test(asked: Meaning) -> _Test:
    """What tells whether it holds of a post: made once, for rules ask it of thousands."""
    match asked:
        case Without(part):
            test = _test(part)
            return lambda looked: not test(looked)
        case AllOf(parts):
            tests = [_test(part) for part in parts]
            return lambda looked: all(test(looked) for test in tests)
        case AnyOf(parts):
            tests = [_test(part) for part in parts]
            return lambda looked: any(test(looked) for test in tests)
        case Found(column, wanted):
            return _found(column, wanted)
        case _:
            return lambda looked: _is_so(asked, looked)


def _found(column: Column, wanted: Phrase) -> _Test:
    """Whether the words are there. Twenty rules ask of every post: it is told quickly."""
    after = "" if wanted.is_open else " "
    sought = f" {' '.join(wanted.words)}{after}"
    if column is not Column.FACETS:
        return lambda looked: sought in looked.joined[column]
    # A facet may be several words, and is not found by one of them.
    return lambda looked: (
        sought in looked.joined[column]
        and any(True for _ in wanted.starts_in(looked.words[column]))
    )


def _is_so(leaf: Leaf, looked: _Looked) -> bool:
    post = looked.post
    match leaf:
        case Found():
            return _found(leaf.column, leaf.phrase)(looked)
        case Says(sought):
            return says(sought, looked.text)
        case Between() | During() | OneOf():
            return _is_there(leaf, post)
        case Counted(count, least, most):
            return least <= _count(count, post) <= most
        case Decided(decision):
            return _is_decided(decision, post)
        case Automatic():
            return post.post.author.is_bot
        case Unread(marks):
            return post.place > dict(marks).get(post.pane, FIRST)


def _is_there(asked: Between | During | OneOf, post: StoredPost) -> bool:
    if isinstance(asked, OneOf):
        return post.place in asked.places
    if isinstance(asked, Between):
        return asked.first <= post.place < asked.after
    if post.filed is not None:
        return post.filed in asked.sessions
    return any(first <= post.place < after for first, after in asked.stretches)


def _is_decided(decision: Decision, post: StoredPost) -> bool:
    match decision:
        case Decision.PINNED:
            return post.is_pinned
        case Decision.STASHED:
            return post.is_stashed
        case Decision.HIDDEN:
            return post.is_hidden
        case Decision.MUTED:
            return post.is_muted
        case Decision.COPY:
            return post.is_copy
        case Decision.QUESTION:
            return bool(post.question)
        case Decision.ANSWERED:
            return post.question == Question.ANSWERED


def _count(count: Count, post: StoredPost) -> int:
    return {Count.LIKES: post.likes, Count.BOOSTS: post.boosts, Count.REPLIES: post.replies}[count]


def _text_of(post: Post) -> str:
    return text_of(post.title, post.warning, post.text, (media.alt for media in post.media))


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
