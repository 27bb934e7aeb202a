"""When two posts are one that its author published in two places, or that a bridge carried over.

What is the same by name (an ActivityPub URI, an AT-URI, an address) is the business of `names`.
Here nothing says so but who wrote it, what, and when. A wrong yes hides what somebody said, a wrong
no costs a line on the screen: so it must be told by the author's accounts, or by a name and enough
words of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from difflib import SequenceMatcher
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from backchannel.model.folding import words
from backchannel.model.post import Author, Kind, Post, SpanKind
from backchannel.model.programme import Person
from backchannel.model.who import server_of

WITHIN: Final = timedelta(hours=1)
"""Between the two."""

ENOUGH: Final = 4
"""Words of their own that two posts share when only a name tells that one person wrote them."""

LONG: Final = 8
"""Words after which the end of one may be missing, or a letter be another."""

_ALIKE: Final = 0.75
"""How alike two spellings of a word are, one of them a slip (1 is the same)."""

_CUT: Final = ("…", "...", "[…]", "[...]")
_COUNTED: Final = re.compile(r"^\W*\(?\d{1,2}/\d{1,2}\)?|\(?\d{1,2}/\d{1,2}\)?\W*$")
_PASSED_ON: Final = re.compile(r"(?:rt|via|h/t)[:\s]*@", re.IGNORECASE)
_TRACKING: Final = ("utm_", "fbclid", "gclid", "mc_")
_LEAST_NAME: Final = 4


def said_twice(one: Post, other: Post, people: Sequence[Person] = ()) -> str:
    """Why they are one and the same, for a person to read; empty when they are not.

    `people` are those of the event, with their accounts. It does not matter which comes first.
    """
    if not _is_near(one, other) or network_of(one) == network_of(other):
        return ""
    if _announces(one, other, people) or _announces(other, one, people):
        return "it announces the other, with its title and address"
    how = _same_author(one.author, other.author, people)
    if not how or _is_passed_on(one) or _is_passed_on(other):
        return ""
    is_certain = how is not _BY_NAME
    if not _same_words(one, other, least=1 if is_certain else ENOUGH):
        return ""
    return f"{how} said the same in both places"


def network_of(post: Post) -> str:
    """Where it was published: a network that has one name for its posts, else a host."""
    scheme, colon, _ = post.id.partition(":")
    if colon and scheme in {"at", "nostr"}:
        return scheme
    return server_of(post.author) or _host(post.url or post.id)


def opening(post: Post) -> str:
    """What two posts that may be the same share: their first words. Empty when it has too few."""
    own = _own_words(post) or tuple(words(post.title))
    return " ".join(own[:ENOUGH])


_BY_NAME: Final = "somebody of that name"
_BY_PERSON: Final = "one person of the event file"
_BY_BRIDGE: Final = "one account, through a bridge,"
_BY_ACCOUNT: Final = "one account"


def _is_near(one: Post, other: Post) -> bool:
    if one.published is None or other.published is None:
        return False
    return abs(one.published - other.published) <= WITHIN


def _same_author(one: Author, other: Author, people: Sequence[Person]) -> str:
    ours, theirs = set(_accounts(one)), set(_accounts(other))
    for person in people:
        named = {_account(each) for each in person.accounts}
        if named & ours and named & theirs:
            return _BY_PERSON
    if ours & theirs:
        return _BY_BRIDGE if _is_bridged(one) or _is_bridged(other) else _BY_ACCOUNT
    return _BY_NAME if _alike_named(one, other) else ""


def _accounts(author: Author) -> Iterator[str]:
    """What an author is known by, and what a bridge says they are known by elsewhere.

    Bridgy Fed names a Bluesky account `@ana.bsky.example@bsky.brid.gy` on the fediverse, a
    fediverse account `ana.social.example.ap.brid.gy` on Bluesky, and a site `web.brid.gy` on both
    (fed.brid.gy/docs); Mostr names a Nostr key `@npub1…@mostr.pub`.
    """
    handle = _account(author.handle)
    if handle:
        yield handle
    user, _, host = handle.rpartition("@")
    if user and host in {"bsky.brid.gy", "web.brid.gy", "mostr.pub"}:
        yield user
    elif handle.endswith(".ap.brid.gy"):
        name, _, server = handle.removesuffix(".ap.brid.gy").partition(".")
        yield f"{name}@{server}"
    elif handle.endswith(".web.brid.gy"):
        yield handle.removesuffix(".web.brid.gy")
    if key := re.search(r"npub1[0-9a-z]{20,}", author.url or ""):
        yield key[0]


def _account(handle: str) -> str:
    return handle.strip().removeprefix("@").casefold()


def _is_bridged(author: Author) -> bool:
    return _account(author.handle).endswith((".brid.gy", "mostr.pub"))


def _alike_named(one: Author, other: Author) -> bool:
    """The same name, and either a whole one or accounts that are called alike."""
    ours, theirs = words(one.name), words(other.name)
    if not ours or ours != theirs:
        return False
    first, second = _local(one), _local(other)
    is_alike = min(len(first), len(second)) >= _LEAST_NAME and (first in second or second in first)
    return is_alike or (len(ours) > 1 and not (first and second and _is_other(first, second, ours)))


def _is_other(first: str, second: str, name: Sequence[str]) -> bool:
    """Whether two accounts of one name are called so differently that two people may have them."""
    return not all(any(part[:3] in local for part in name) for local in (first, second))


def _local(author: Author) -> str:
    """`ana` of `@ana@social.example` and of `ana.bsky.example`, letters and digits alone."""
    handle = next(iter(list(_accounts(author))[::-1]), "")
    local = handle.partition("@")[0] if "@" in handle else handle.partition(".")[0]
    return "".join(sign for sign in local if sign.isalnum())


def _is_passed_on(post: Post) -> bool:
    return _PASSED_ON.match(post.text.lstrip()) is not None


def _same_words(one: Post, other: Post, *, least: int) -> bool:
    ours, theirs = _own_words(one), _own_words(other)
    if ours == theirs:
        is_enough = len(ours) >= least or (bool(ours) and least == 1)
        return (is_enough or (not ours and _same_links(one, other))) and _same_pictures(one, other)
    shorter, longer = sorted((one, other), key=lambda post: len(_own_words(post)))
    if _is_cut(shorter) and _begins(_own_words(longer), _own_words(shorter)):
        return True
    return len(ours) == len(theirs) >= LONG and _differ_by_a_slip(ours, theirs)


def _own_words(post: Post) -> tuple[str, ...]:
    """The folded words, without links, people, hashtags and emoji, and without `1/3`."""
    found = words(_COUNTED.sub(" ", _own_text(post)))
    return tuple(word for word in found if any(sign.isalnum() for sign in word))


def _own_text(post: Post) -> str:
    kept, at = [], 0
    for span in sorted(post.spans, key=lambda span: span.start):
        kept.append(post.text[at : span.start])
        at = max(at, span.end)
    return " ".join((*kept, post.text[at:])).strip()


def _is_cut(post: Post) -> bool:
    return bool(post.cut) or _own_text(post).rstrip(" \n:→").endswith(_CUT)


def _begins(whole: Sequence[str], part: Sequence[str]) -> bool:
    """Whether a text begins with a part of it, the last word of which may have been cut."""
    if len(part) < LONG:
        return False
    *head, last = part
    end = len(head)
    return tuple(whole[:end]) == tuple(head) and whole[end].startswith(last)


def _differ_by_a_slip(one: Sequence[str], other: Sequence[str]) -> bool:
    apart = [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
    if len(apart) != 1:
        return False
    [(first, second)] = apart
    is_word = first.isalpha() and second.isalpha() and min(len(first), len(second)) > _LEAST_NAME
    return is_word and SequenceMatcher(None, first, second).ratio() >= _ALIKE


def _same_pictures(one: Post, other: Post) -> bool:
    """Different pictures say something different; where one place shows none, it cannot tell."""
    ours = {tuple(words(media.alt)) for media in one.media if media.alt}
    theirs = {tuple(words(media.alt)) for media in other.media if media.alt}
    return not ours or not theirs or bool(ours & theirs)


def _same_links(one: Post, other: Post) -> bool:
    ours = set(_links(one))
    return bool(ours) and ours == set(_links(other))


def _announces(post: Post, article: Post, people: Sequence[Person]) -> bool:
    """Whether a post is the title and address of an article, by its author or a program."""
    title = tuple(words(article.title))
    if article.kind not in {Kind.ARTICLE, Kind.VIDEO, Kind.PHOTO} or not title or post.title:
        return False
    if not article.url or _plain(article.url) not in set(_links(post)):
        return False
    own = _own_words(post)
    if own != title and not (_is_cut(post) and _begins(title, own)):
        return False
    return post.author.is_bot or _is_of(post.author, article, people)


def _is_of(author: Author, article: Post, people: Sequence[Person]) -> bool:
    host = _host(article.url or "")
    return (
        host in set(_accounts(author))
        or server_of(author) == host
        or bool(_same_author(author, article.author, people))
    )


def _links(post: Post) -> Iterator[str]:
    return (_plain(span.target) for span in post.spans if span.kind is SpanKind.LINK)


def _plain(url: str) -> str:
    """An address without what only counts who came from where."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    kept = [(key, value) for key, value in parse_qsl(parts.query) if not _is_tracking(key)]
    host = parts.netloc.casefold().removeprefix("www.")
    return urlunsplit(("", host, parts.path.rstrip("/"), urlencode(kept), ""))


def _is_tracking(key: str) -> bool:
    return key.casefold().startswith(_TRACKING)


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
