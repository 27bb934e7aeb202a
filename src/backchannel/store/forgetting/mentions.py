"""What others say of a forgotten person: the account goes, and what was quoted from them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from msgspec.structs import replace

from backchannel.model.post import CleanText, Post, Span, SpanKind
from backchannel.store.forgetting.accounts import addresses_of, is_whole, name_of, plain

IN_PLACE: Final = "[forgotten]"
"""What stands where somebody was named, or quoted."""

QUOTED: Final = 24
"""So many letters in a row that somebody said are a quote."""

_ADDRESS: Final = re.compile(r"(?:https?|at)://[^\s\"'<>\\]+", re.IGNORECASE)
_IN_JSON: Final = re.compile(rb"(?:https?|at)://[^\s\"'<>\\]+")
_BARE: Final = re.compile(rb"^https?://(?:www\.)?")
_UNSAID: Final = re.compile(r"(?:https?|at)://\S+|[#@]\S+")

_LIKE_A_HANDLE: Final = re.compile(
    r"(?:(?<![\w.%+-])|(?=@))@?[\w.%+-]++@[\w-]++(?:\.[\w-]++)++"
    r"|(?:(?<![\w-])|(?=@))@?[\w-]++(?:\.[\w-]++)++|did:[a-z]++:[\w.:-]++"
)
"""Looked for where a word begins, or a word of 65,536 letters would be read anew from each."""

_DEEPEST: Final = 5
"""Parts of an address that may be a profile's."""

Range = tuple[int, int]


class Traces:
    """By what somebody is recognised in what others say.

    `names` are those of accounts, `ids` the names and addresses of posts, `said` what was in them.
    `public` is what is everybody's, as the name of the event.
    """

    def __init__(
        self,
        names: Iterable[str],
        ids: Iterable[str],
        said: Iterable[str] = (),
        public: Iterable[str] = (),
    ) -> None:
        known = tuple(names)
        self._ids = frozenset(plain(each) for each in ids)
        dids = {each.split("/")[2] for each in self._ids if each.startswith("at://did:")}
        self.handles = tuple(name for name in (*known, *sorted(dids)) if is_whole(name))
        self._named = _pattern(
            [*(_handle(each) for each in self.handles if "/" not in each),
             *(_page(each) for each in addresses_of(known))]
        )  # fmt: skip
        pages = [each for each in self._ids if not self._named.search(each)]
        self._pages = frozenset(each.encode() for each in pages)
        self._sought = [each.encode() for each in (*self.handles, *addresses_of(known))]
        common = [text.casefold() for text in public if text]
        self._grams = frozenset(gram for text in said for gram in _grams(text, common))

    def __bool__(self) -> bool:
        return bool(self.handles or self._ids)

    def may_be_in(self, body: bytes) -> bool:
        """Whether they may be named in the JSON of something: quickly, and no is certain."""
        small = body.lower()
        if any(each in small for each in self._sought):
            return True
        found = (_BARE.sub(b"", each) for each in _IN_JSON.findall(small)) if self._pages else ()
        return any(each.rstrip(b"/.,;:!?)") in self._pages for each in found)

    def are_in(self, text: str) -> bool:
        """Whether an account or one of its posts is named."""
        return any(True for _ in self.named(text))

    def named(self, text: str) -> Iterator[Range]:
        """Where that is; an address is all of it."""
        found = [match.span() for match in _ADDRESS.finditer(text) if self.lead_to(match[0])]
        yield from found
        for match in self._named.finditer(text):
            if not any(start <= match.start() < end for start, end in found):
                yield match.span()

    def lead_to(self, address: str) -> bool:
        """Whether an address is of the account, or of one of its posts."""
        own = plain(address.rstrip(".,;:!?)"))
        return own in self._ids or self._named.search(own) is not None

    def quoted(self, text: str) -> Iterator[Range]:
        """Where something stands that was said in the posts."""
        if len(text) < QUOTED or not self._grams:
            return
        folded = text.lower()
        if len(folded) != len(text):  # a few letters are two when they are small
            folded = text
        start = end = -1
        for at in range(len(folded) - QUOTED + 1):
            if folded[at : at + QUOTED] not in self._grams:
                continue
            if at > end:
                if end > start >= 0:
                    yield _trimmed(text, start, end)
                start = at
            end = at + QUOTED
        if end > start >= 0:
            yield _trimmed(text, start, end)

    def out_of(self, text: str, *, quotes: bool = False) -> str:
        """A text without them."""
        found = [*self.named(text), *(self.quoted(text) if quotes else ())]
        return _cut_out(text, _joined(found)) if found else text


def named_in(post: Post) -> Iterator[str]:
    """Whatever in a post may be an account, by what it would be known."""
    return names_in(_texts(post), led_to(post))


def names_in(texts: Iterable[str], addresses: Iterable[str]) -> Iterator[str]:
    """The same of texts and of addresses."""
    for text in texts:
        yield from (name_of(found) for found in _LIKE_A_HANDLE.findall(text))
    for address in addresses:
        yield from (name_of(found) for found in _LIKE_A_HANDLE.findall(address))
        parts = plain(address).split("/")[:_DEEPEST]
        for end in range(2, len(parts) + 1):
            page = "/".join(parts[:end])
            yield page
            yield name_of(f"https://{page}")


def led_to(post: Post) -> tuple[str, ...]:
    """Every address in a post."""
    written = (found for text in _texts(post) for found in addresses_in(text))
    own = (post.link, post.reply_to, *(span.target for span in post.spans if _is_far(span)))
    return tuple(dict.fromkeys(each for each in (*own, *written) if each))


def addresses_in(text: str) -> Iterator[str]:
    """Every address in a text, without what ends the sentence."""
    return (each.rstrip(".,;:!?)") for each in _ADDRESS.findall(text))


def _is_far(span: Span) -> bool:
    return span.kind is not SpanKind.HASHTAG


def _texts(post: Post) -> Iterator[str]:
    yield from (post.title, post.text, post.warning, post.author.name)
    yield from (each.alt for each in post.media)
    yield from (option for option, _ in (post.poll.options if post.poll else ()))


def without(post: Post, traces: Traces) -> Post:
    """What somebody else wrote, with `[forgotten]` where the person was named."""
    text, spans = _reworded(post, traces)
    poll = post.poll
    if poll is not None:
        told = tuple((_clean(traces, option), votes) for option, votes in poll.options)
        poll = replace(poll, options=told)
    return replace(
        post,
        title=_clean(traces, post.title),
        text=text,
        spans=spans,
        warning=_clean(traces, post.warning),
        link=None if post.link and traces.lead_to(post.link) else post.link,
        reply_to="" if post.reply_to and traces.lead_to(post.reply_to) else post.reply_to,
        media=tuple(replace(each, alt=_clean(traces, each.alt)) for each in post.media),
        poll=poll,
        author=replace(post.author, name=_clean(traces, post.author.name)),
    )


def _reworded(post: Post, traces: Traces) -> tuple[CleanText, tuple[Span, ...]]:
    """The text, and its spans where they are now."""
    led = [(span.start, span.end) for span in post.spans if traces.lead_to(span.target)]
    cuts = _joined([*led, *traces.named(post.text)])
    if not cuts:
        return post.text, post.spans
    kept = []
    for span in post.spans:
        if any(start < span.end and span.start < end for start, end in cuts):
            continue
        moved = sum(len(IN_PLACE) - (end - start) for start, end in cuts if end <= span.start)
        kept.append(replace(span, start=span.start + moved, end=span.end + moved))
    return CleanText(_cut_out(post.text, cuts)), tuple(kept)


def _clean(traces: Traces, text: str) -> CleanText:
    """What stands in the place of words is as clean as they were."""
    return CleanText(traces.out_of(text))


def _cut_out(text: str, cuts: list[Range]) -> str:
    parts, at = [], 0
    for start, end in cuts:
        parts += [text[at:start], IN_PLACE]
        at = end
    return "".join([*parts, text[at:]])


def _trimmed(text: str, start: int, end: int) -> Range:
    """From the first letter to the last: the marks around a quote are whose who quotes."""
    said = text[start:end]
    first = next((n for n, sign in enumerate(said) if sign.isalnum()), 0)
    last = next((n for n, sign in enumerate(reversed(said)) if sign.isalnum()), 0)
    return start + first, end - last


def _joined(found: Iterable[Range]) -> list[Range]:
    """In order, those that touch as one."""
    joined: list[Range] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    return joined


def _handle(name: str) -> str:
    return rf"(?<![\w.@-])@?{re.escape(name)}(?![\w-]|\.\w|@)"


def _page(address: str) -> str:
    return rf"(?<![\w.-])(?:www\.)?{re.escape(address)}(?:/[^\s\"'<>\\]*)?(?![\w.-])"


def _pattern(forms: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(forms) or r"(?!)", re.IGNORECASE)


def _grams(text: str, common: list[str]) -> Iterator[str]:
    """Every stretch of a text that is long enough to be known again, but no address and no tag."""
    folded = text.lower()
    parts = _UNSAID.split(folded)
    for each in common:
        parts = [rest for part in parts for rest in part.split(each)]
    for part in parts:
        yield from (part[at : at + QUOTED] for at in range(len(part) - QUOTED + 1))
