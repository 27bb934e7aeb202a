"""What of one post is counted: who wrote it, its links, its words, its hashtags. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from sys import intern
from typing import Final

from msgspec import Struct

from backchannel.clean import urls
from backchannel.model.folding import words
from backchannel.model.post import Post, SpanKind
from backchannel.model.who import told_apart
from backchannel.store.activity.stop_words import stop_words

SHORTEST: Final = 2
"""Characters of a word. Scripts without spaces give words of one, which say little."""

MOST_WORDS: Final = 400
"""How many words of one post are counted; an article is not to outweigh an hour of talk."""

_TOKEN: Final = re.compile(r"\w[\w'’\u00ad-]*")


class Digest(Struct, frozen=True):
    """What a post adds one to, each thing once."""

    author: str
    links: tuple[str, ...]
    words: tuple[str, ...]
    tags: tuple[str, ...]


class Spellings(Struct):
    """How what is counted is written by people: the first spelling that was met.

    Of a person: the name, the handle, and what tells them from others of that name.
    """

    people: dict[str, tuple[str, str, str]] = {}
    links: dict[str, str] = {}
    titles: dict[str, str] = {}
    words: dict[str, str] = {}


def digest(author: str, post: Post, own: Iterable[str], spellings: Spellings) -> Digest:
    """`own` are the event's tags, which every post bears and which say nothing."""
    if author not in spellings.people:
        spellings.people[author] = post.author.name, post.author.handle, told_apart(post)
    unwanted, mine = frozenset(own), urls.identity(post.url) if post.url else ""
    return Digest(
        author=author,
        links=tuple(dict.fromkeys(page for page in _links(post, spellings) if page != mine)),
        words=tuple(map(intern, words_of(post, unwanted, spellings))),  # each is kept once
        tags=tuple(tag for tag in post.tags if tag not in unwanted),
    )


def _links(post: Post, spellings: Spellings) -> Iterator[str]:
    """The pages it points at, each in one spelling however it is written."""
    if post.link:
        page = urls.identity(post.link)
        if post.title:
            spellings.titles.setdefault(page, post.title)
        yield page
    for span in post.spans:
        if span.kind is SpanKind.LINK and (host := urls.host(span.target)):
            page = urls.identity(span.target)
            shown = post.text[span.start : span.end].rstrip("…")
            shown = (shown.partition("://")[2] or shown).removeprefix("www.")
            if shown.startswith(host.removeprefix("www.")):
                spellings.links.setdefault(page, shown)
            yield page


def words_of(post: Post, unwanted: frozenset[str], spellings: Spellings) -> list[str]:
    """The words that a post adds one to, each once, without those that say nothing."""
    text = f"{post.title}\n{_without_spans(post)}"
    found = dict.fromkeys(words(text))
    for word in found.keys() & stop_words(post.language):  # quicker than to ask each
        del found[word]
    for word in found.keys() & unwanted:
        del found[word]
    kept = [word for word in found if len(word) >= SHORTEST and not word.isdigit()][:MOST_WORDS]
    if not text.isascii():
        _note_spellings(text, frozenset(kept), spellings)
    return kept


def _note_spellings(text: str, kept: frozenset[str], spellings: Spellings) -> None:
    """Remember how words with accents are written."""
    for token in _TOKEN.findall(text):
        if not token.isascii() and (folded := _folded(token)) in kept:
            spellings.words.setdefault(folded, token.casefold())


@lru_cache(maxsize=4_096)  # the frequent ones come up again and again
def _folded(token: str) -> str:
    """The one word that a token is; empty for several."""
    found = words(token)
    return found[0] if len(found) == 1 else ""


def _without_spans(post: Post) -> str:
    """The text without links, mentions and hashtags, which are counted as what they are."""
    text, kept, at = post.text, [], 0
    for span in sorted(post.spans, key=lambda span: span.start):
        kept.append(text[at : span.start])
        at = max(at, span.end)
    return " ".join([*kept, text[at:]])
