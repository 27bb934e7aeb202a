"""When two posts are one that its author published in two places, or that a bridge carried over.

What is the same by name (an ActivityPub URI, an AT-URI, an address) is the business of `names`.
Here nothing says so but who wrote it, what, and when. A wrong yes hides what somebody said, a wrong
no costs a line on the screen: so it must be told by the author's accounts, or by a name and enough
words of their own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Final

from backchannel.model.folding import words
from backchannel.model.post import Kind, Post
from backchannel.model.programme import Person
from backchannel.model.sameness.accounts import called, local
from backchannel.model.sameness.authors import Tie, is_of_site, tie
from backchannel.model.sameness.links import links_of, plain
from backchannel.model.sameness.networks import network_of
from backchannel.model.sameness.wordings import LONG, Wording, same_pictures, shared

WITHIN: Final = timedelta(hours=1)
"""Between the two."""

_BEGINNING: Final = 2_000
"""Characters of two texts that are looked at first."""

ENOUGH: Final = 6
"""Words that two posts share when a name and accounts called alike tell that one wrote them."""

_ADDED: Final = 4
"""Words that somebody says before the title of their own article ("New on the blog:")."""

_PASSED_ON: Final = re.compile(r"(?:rt|via|h/t)[:\s]*@", re.IGNORECASE)
_RELAYED: Final = re.compile(
    r"^(?:\[[^\]]{1,20}\]\s*|RT\s+)?[<(]?([^\s<>():]{1,80})[>):]\s*(.+)$", re.DOTALL
)
PAGES: Final = frozenset({Kind.ARTICLE, Kind.VIDEO, Kind.PHOTO})
"""What may be announced elsewhere, by its title and address."""


def said_twice(one: Post, other: Post, people: Sequence[Person] = ()) -> str:
    """Why they are one and the same, for a person to read; empty when they are not.

    `people` are those of the event, with their accounts. It does not matter which comes first.
    """
    if not _is_near(one, other) or network_of(one) == network_of(other):
        return ""
    if announces(one, other, people) or announces(other, one, people):
        return "one announces the other, with its title and address"
    if relays(one, other) or relays(other, one):
        return "a program repeats it, with its author's name"
    if _PASSED_ON.match(one.text.lstrip()) or _PASSED_ON.match(other.text.lstrip()):
        return ""
    if not _share_words(one.text, other.text):
        return ""
    how = tie(one, other, people)
    first, second = sorted((one, other), key=lambda post: post.id)
    if how is None or not _is_same(first, second, how):
        return ""
    return f"{how} said the same in both places"


def _is_near(one: Post, other: Post) -> bool:
    if one.published is None or other.published is None:
        return False
    return abs(one.published - other.published) <= WITHIN


def _share_words(one: str, other: str) -> bool:
    """Whether two texts are worth comparing: of many words some are the same, whatever is cut."""
    ours, theirs = _words_of(one[:_BEGINNING]), _words_of(other[:_BEGINNING])
    fewer = min(len(ours), len(theirs))
    return fewer < LONG or len(ours & theirs) * 3 >= fewer


@lru_cache(maxsize=500)  # one post is compared with several, and the next with the same
def _words_of(text: str) -> frozenset[str]:
    return frozenset(words(text))


def _is_same(one: Post, other: Post, how: Tie) -> bool:
    ours, theirs = Wording(one), Wording(other)
    count, is_exact = shared(ours, theirs)
    pictures = same_pictures(ours, theirs)
    if not count or (pictures is False and not how.is_certain):
        return False
    if pictures:
        count += ENOUGH
    if how.is_certain:
        return pictures is not False and (is_exact or count >= ENOUGH)
    is_whole = all(len(called(post.author)) > 1 for post in (one, other))
    is_named_in_full = is_whole and how is Tie.CALLED_ALIKE
    return count >= (ENOUGH if is_exact and is_named_in_full else LONG)


def announces(post: Post, page: Post, people: Sequence[Person]) -> bool:
    """Whether a post is the title, or the first words, and the address of a page.

    By its author or by a program: what a reader says of it is a post of their own.
    """
    if page.kind not in PAGES or not page.url or post.kind in PAGES:
        return False
    if plain(page.url) not in set(links_of(post)):
        return False
    said = Wording(post)
    if not (post.author.is_bot or is_of_site(post, page) or tie(post, page, people)):
        return False
    own, text = said.own, Wording(page).own
    titled = Wording(_titled(page)).own
    if titled and (at := _position(own, titled)) >= 0:
        beside = (*own[:at], *own[at + len(titled) :])
        return at <= _ADDED and len(set(beside) - set(text)) <= _ADDED
    start = len(own) if not said.is_cut else max(len(own) - 1, 0)
    return start >= ENOUGH and own[:start] in {text[:start], titled[:start]}


def _titled(page: Post) -> Post:
    from msgspec.structs import replace

    return replace(page, text=page.title, spans=(), cut=())


def _position(whole: Sequence[str], part: Sequence[str]) -> int:
    ends = range(len(whole) - len(part) + 1)
    return next((at for at in ends if tuple(whole[at : at + len(part)]) == tuple(part)), -1)


def relays(post: Post, other: Post) -> bool:
    """Whether a program repeats in one room what somebody said in another."""
    nick, said = relayed(post)
    is_theirs = bool(nick) and nick in {local(other.author), "".join(called(other.author))}
    return is_theirs and " ".join(words(said)) == " ".join(words(other.text))


def relayed(post: Post) -> tuple[str, str]:
    """The name of somebody whom a program repeats, and their words; empty for all else.

    So does a feed that has no account to speak with, where it says so by `RT`.
    """
    text = post.text.strip()
    is_feed = not post.author.handle and text.startswith("RT ")
    found = _RELAYED.match(text) if post.author.is_bot or is_feed else None
    if found is None:
        return "", ""
    name = found[1].casefold()
    if name.startswith("@"):
        name = name[1:].partition("@" if "@" in name[1:] else ".")[0]
    return "".join(sign for sign in name if sign.isalnum()), found[2]
