"""Addresses, hashtags and mentions in plain text; link texts that pretend to be another host."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import merge

from backchannel.clean import urls
from backchannel.clean.hosts import DOTS, ascii_host
from backchannel.model import tags
from backchannel.model.post import CleanText, Span, SpanKind

MOST = {SpanKind.LINK: 20, SpanKind.HASHTAG: 50, SpanKind.MENTION: 50}
"""How many spans of a kind a post may have; the rest is plain text."""

_STOPS = '\\s<>"“”„«»「」『』（）【】《》。，、；！？'
_FOUND = re.compile(
    rf"(?<!\w)(https?://[^{_STOPS}]++)"
    r"|(?<![\w/.@＠])[@＠](\w++(?:[.-]++\w++)*+(?:@\w++(?:[.-]++\w++)*+)?)",
    re.IGNORECASE,
)
_HASHTAG = re.compile(r"[#＃](\S+)\Z")
_MENTION = re.compile(r"[@＠][\w.-]+(?:@[\w.:-]+)?\Z")
_TRAILING = ".,;:!?'’*_~…|"
_PAIRS = {")": "(", "]": "[", "}": "{"}
_HOST_LIKE = re.compile(r"(?<![\w-])(https?:/+)?([\w-]++(?:\.[\w-]++)*+)", re.IGNORECASE)
_TOP_LEVEL = re.compile(r"[^\W\d_]{2,}\Z|xn--[\w-]+\Z")
# Names of files and libraries that end like a host but do not lead to one.
_FILES = frozenset(
    {
        *("css", "csv", "doc", "docx", "gif", "htm", "html", "jpeg", "jpg", "js", "json", "odt"),
        *("pdf", "php", "png", "ppt", "pptx", "svg", "toml", "txt", "webp", "xls", "xlsx", "xml"),
    }
)


@dataclass(frozen=True, slots=True)
class Found:
    """Spans in order, and whether there were more than a post may have."""

    spans: tuple[Span, ...]
    was_cut: bool


def find(text: CleanText, known: Sequence[Span] = ()) -> Found:
    """All spans of a text: the `known` ones, in order, and what plain text between them says."""
    spans: list[Span] = []
    rest = iter(known)
    following = next(rest, None)
    for span in _in_plain_text(text):
        while following and following.start < span.end:
            spans.append(following)
            following = next(rest, None)
        if not spans or spans[-1].end <= span.start:
            spans.append(span)
    spans += [following, *rest] if following else []
    return _within_limits(spans)


def kind_of(shown: str, labels: frozenset[str]) -> SpanKind:
    """What a link is: `shown` is its text, `labels` are its classes and its rel."""
    if _HASHTAG.match(shown) or (labels & {"hashtag", "tag"} and " " not in shown):
        return SpanKind.HASHTAG if tags.canonical(shown) else SpanKind.LINK
    return SpanKind.MENTION if shown[:1] in "@＠" and _MENTION.match(shown) else SpanKind.LINK


def misleads(shown: str, target: str) -> bool:
    """Whether a link's text names a host that is not the one the link leads to."""
    is_plain = shown.isascii()
    text = shown if is_plain else DOTS.made.sub(".", unicodedata.normalize("NFKC", shown))
    if "." not in text and ":" not in text:
        return False  # neither a host nor a scheme is in it
    real = _bare(urls.real_host(target))
    for scheme, name in _HOST_LIKE.findall(text):
        if (scheme or _is_host(name)) and _bare(ascii_host(name)) != real:
            return True
    return False


def _is_host(name: str) -> bool:
    _, dot, last = name.rpartition(".")
    if not dot or last.lower() in _FILES:
        return False
    return _TOP_LEVEL.match(last) is not None or (name.count(".") == 3 and last.isdigit())


def _bare(name: str) -> str:
    return name.removeprefix("www.")


def _within_limits(spans: Sequence[Span]) -> Found:
    left = dict(MOST)
    kept: list[Span] = []
    for span in spans:
        left[span.kind] -= 1
        if left[span.kind] >= 0:
            kept.append(span)
    return Found(tuple(kept), was_cut=left[SpanKind.LINK] < 0)


def _in_plain_text(text: str) -> Iterator[Span]:
    """In order; where two overlap the first counts."""
    hashtags = (Span(at, end, SpanKind.HASHTAG, tag) for at, end, tag in tags.hashtags(text))
    if "://" not in text and "@" not in text and "＠" not in text:
        return hashtags
    return merge(_addresses(text), hashtags, key=lambda span: span.start)


def _addresses(text: str) -> Iterator[Span]:
    for found in _FOUND.finditer(text):
        start = found.start()
        if found[1]:
            shown = _trimmed(found[1])
            if target := urls.canonical(shown):
                yield Span(start, start + len(shown), SpanKind.LINK, target)
        else:
            yield Span(start, found.end(), SpanKind.MENTION, "")


def _trimmed(address: str) -> str:
    """The address without the punctuation of the sentence around it."""
    address = address[: urls.LONGEST + 1]
    while address:
        last = address[-1]
        if last in _PAIRS and address.count(last) <= address.count(_PAIRS[last]):
            return address
        if last not in _TRAILING and last not in _PAIRS:
            return address
        address = address[:-1]
    return address
