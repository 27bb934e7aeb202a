"""Whether two texts are one text, as it comes out of two places.

Places cut what is long, take tags away or move them, wrap links, leave a mention out or write a
name for it, strip markup, and add a line before or after. None of that makes another text. A word
for another, a number, a "not" does.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from difflib import SequenceMatcher
from html import unescape
from itertools import islice
from typing import Final, NamedTuple

from backchannel.model.folding import words
from backchannel.model.post import Post, SpanKind
from backchannel.model.sameness.links import ADDRESS, links_of

LONG: Final = 8
"""Words that two texts share before one of them may have more at its end."""

VERY_LONG: Final = 12
"""The same before it may have very much more."""

_BEFORE, _WITHIN, _AFTER = 2, 3, 12
"""Words that one text may have more than another: before it, within it, and after it."""

_MOST: Final = 400
"""Words that are compared: who says the same for so long says the same."""

_SLIPS: Final = 2
_LINKED: Final = 4.0
"""What a link in common counts, in words."""

_ALIKE: Final = 0.75
"""How alike two spellings of a word are, one of them a slip (1 is the same)."""

_CUT: Final = ("…", "...", "[…]", "[...]")
_COUNTED: Final = re.compile(r"^\W*\(?\d{1,2}/\d{1,2}\)?|\(?\d{1,2}/\d{1,2}\)?\W*$")
_MARKUP: Final = re.compile(
    r"\$\[[\w.,=]+ |\[/?[a-z]{1,6}\]|(?<!\w):[a-z0-9_+-]{2,40}:(?!\w)", re.IGNORECASE
)
_BETWEEN_DIGITS: Final = re.compile(r"(?<=\d)[.,:’' ](?=\d)|(?<=\w)\*+(?=\w)")
_TAGS_AFTER: Final = re.compile(r"(?:\s*\0[^\s\0]+)+\s*$")
_NETWORKS: Final = frozenset({"bluesky", "bsky", "fediverse", "mastodon", "misskey", "nostr"})
_NOT: Final = frozenset(
    {
        *(
            "not",
            "no",
            "never",
            "dont",
            "t",
            "cannot",
            "without",
            "nicht",
            "kein",
            "keine",
        ),
        *("nie", "ohne", "ne", "pas", "jamais", "sans", "niet", "geen", "inte", "ikke", "değil"),
    }
)


class _Word(NamedTuple):
    """A word as it is compared; one that `may_lack` counts where it is, and its lack does not."""

    spelled: str
    may_lack: bool = False


class Wording:
    """What a post says: its words, who they are said to first, its pictures and links."""

    def __init__(self, post: Post) -> None:
        text = _own_text(post)
        end = _TAGS_AFTER.sub("", text[-2 * _MOST :]).rstrip(" \n:→")
        self.is_cut = bool(post.cut) or end.endswith(_CUT)
        plainly = _BETWEEN_DIGITS.sub("", _MARKUP.sub(" ", unescape(text)))
        read = islice(_read(_COUNTED.sub(" ", plainly)), _MOST)
        self.words = tuple(_trimmed(list(read)))
        self.bare = post.text.strip()
        self.said_to = _first_mention(post)
        self.pictures = tuple(
            tuple(words(media.alt)) for media in post.media if media.alt and words(media.alt)
        )
        self.links = frozenset(links_of(post))

    @property
    def own(self) -> tuple[str, ...]:
        """The words that may not lack."""
        return tuple(word.spelled for word in self.words if not word.may_lack)


class Shared(NamedTuple):
    """How many words two texts share, and whether they are the same to the word."""

    weight: float
    is_exact: bool


NOTHING: Final = Shared(0.0, is_exact=False)


def shared(one: Wording, other: Wording) -> Shared:
    """What two texts share, nothing when they differ in what is said."""
    if one.said_to and other.said_to and one.said_to != other.said_to:
        return NOTHING
    if not one.own and not other.own:
        return Shared(1.0, is_exact=True) if _is_bare_same(one, other) else NOTHING
    matcher = SequenceMatcher(
        None,
        [word.spelled for word in one.words],
        [word.spelled for word in other.words],
        autojunk=False,
    )
    blocks = [
        (
            one.words[a:b],
            other.words[c:d],
            a == 0 == c,
            b == len(one.words) and d == len(other.words),
        )
        for how, a, b, c, d in matcher.get_opcodes()
        if how != "equal"
    ]
    same = [one.words[m.a + n] for m in matcher.get_matching_blocks() for n in range(m.size)]
    count = sum(_weight(word.spelled) for word in same if not word.may_lack)
    if one.links and other.links:
        if _lead_elsewhere(one.links, other.links):
            return NOTHING
        count += _LINKED * bool(one.links & other.links)
    is_cut = one.is_cut or other.is_cut
    if not all(_is_harmless(*block, count=count, is_cut=is_cut) for block in blocks):
        return NOTHING
    slips = sum(bool(_hard(a) and _hard(b)) and not end for a, b, _, end in blocks)
    return (
        NOTHING
        if slips > _SLIPS + count // VERY_LONG
        else Shared(count, is_exact=one.own == other.own)
    )


def same_pictures(one: Wording, other: Wording) -> bool | None:
    """Whether two posts show a picture in common; None where one of them does not say."""
    if not one.pictures or not other.pictures:
        return None
    return any(
        ours[:3] == theirs[:3] and abs(len(ours) - len(theirs)) < max(len(ours), len(theirs)) / 2
        for ours in one.pictures
        for theirs in other.pictures
    )


def _is_harmless(
    ours: Sequence[_Word],
    theirs: Sequence[_Word],
    is_start: bool,
    is_end: bool,
    *,
    count: float,
    is_cut: bool,
) -> bool:
    """Whether a difference may come from a place, and not from the author."""
    first, second = _hard(ours), _hard(theirs)
    if not first and not second:
        return True
    if is_end and is_cut and count >= LONG:
        return True
    if first and second:
        return len(first) == len(second) and all(map(_is_slip, first, second))
    more = first or second
    if is_end:
        return count >= VERY_LONG or (count >= LONG - 2 and len(more) <= _AFTER)
    if is_start:
        return len(more) <= _BEFORE and count >= LONG and not any(map(_matters, more))
    return len(more) <= _WITHIN and count >= LONG and not any(map(_matters, more))


def _weight(word: str) -> float:
    """In scripts without spaces a character is a word, and says half as much."""
    return 1.0 if len(word) > 1 or word.isascii() else 0.5


def _hard(part: Sequence[_Word]) -> list[str]:
    return [word.spelled for word in part if not word.may_lack]


def _matters(word: str) -> bool:
    return word in _NOT or any(sign.isdigit() for sign in word)


def _is_slip(one: str, other: str) -> bool:
    """Whether one word is the other with a slip, or an abbreviation of it."""
    if _matters(one) or _matters(other) or not (one.isalpha() and other.isalpha()):
        return False
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) > 2 and shorter[0] == longer[0]:
        letters = iter(longer)
        if all(letter in letters for letter in shorter):
            return True
    return len(shorter) > 3 and SequenceMatcher(None, one, other).ratio() >= _ALIKE


def _lead_elsewhere(ours: Collection[str], theirs: Collection[str]) -> bool:
    """Whether two texts lead to different pages of one site; a short address tells nothing."""
    apart = [
        (one, other)
        for one in ours
        for other in theirs
        if one.partition("/")[0] == other.partition("/")[0]
    ]
    return bool(apart) and not any(_is_one_page(one, other) for one, other in apart)


def _is_one_page(one: str, other: str) -> bool:
    shorter, longer = sorted((one.rstrip("….)"), other.rstrip("….)")), key=len)
    return longer == shorter or (longer.startswith(shorter) and shorter not in {one, other})


def _trimmed(found: list[_Word]) -> list[_Word]:
    """Without hashtags before and after: places put them where they like."""
    while found and found[-1].may_lack:
        found.pop()
    while found and found[0].may_lack:
        found.pop(0)
    return found


def _is_bare_same(one: Wording, other: Wording) -> bool:
    """Of posts without words: the same signs, links or pictures."""
    if same_pictures(one, other):
        return True
    return one.bare == other.bare and (bool(one.links) or not one.bare.isascii())


def _own_text(post: Post) -> str:
    """The text with addresses and mentions taken out, and hashtags marked by a NUL before them."""
    kept, at = [], 0
    for span in sorted(post.spans, key=lambda span: span.start):
        if span.start < at:
            continue
        kept.append(post.text[at : span.start])
        if span.kind is SpanKind.HASHTAG:
            kept.append(f"\0{span.target}")
        at = span.end
    return ADDRESS.sub(" ", " ".join((*kept, post.text[at:])).strip())


def _read(text: str) -> Iterator[_Word]:
    for piece in re.split(r"(\0\S+)", text):
        is_tag = piece.startswith("\0")
        for word in words(piece.lstrip("\0")):
            if any(sign.isalnum() for sign in word):
                yield _Word(_spelled(word), is_tag or word in _NETWORKS)


def _spelled(word: str) -> str:
    """`schoen` and `schön` (which is folded to `schon`) are spelled in one way."""
    return word.replace("ae", "a").replace("oe", "o").replace("ue", "u") if word.isascii() else word


def _first_mention(post: Post) -> str:
    """Who a post is said to: the one it begins with, without the server."""
    first = next(iter(sorted(post.spans, key=lambda span: span.start)), None)
    if first is None or first.kind is not SpanKind.MENTION or post.text[: first.start].strip():
        return ""
    name = post.text[first.start : first.end].removeprefix("@").casefold()
    return re.split(r"[@.:]", name)[0]
