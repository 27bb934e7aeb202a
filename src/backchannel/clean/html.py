"""HTML and plain text to text that is safe to draw, with its links, hashtags and mentions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice

from backchannel.clean import markup as html
from backchannel.clean import spans, urls
from backchannel.clean.layout import Layout
from backchannel.clean.terminal import TEXT_LIMIT, Cut, clean_line, clean_text, cut_text, follow
from backchannel.model import tags
from backchannel.model.post import CleanText, Span, SpanKind, Url

IMAGES = 10
ALT_LIMIT = 1_500
SEARCHED = 8 * TEXT_LIMIT
"""How many characters of a text are searched for hashtags; what is behind these nobody sees."""

_MOST_LINKS = 400  # of every kind; far more than a post may keep

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_PARAGRAPHS = _HEADINGS | {"p", "figure", "table", "dl", "hr", "details", "address"}
_LISTS = frozenset({"ul", "ol", "menu", "dir"})
_LINE_ENDS = {
    name: 2 if name in _PARAGRAPHS else 1
    for name in html.BLOCKS - _LISTS - {"li", "blockquote", "pre", "td", "th"}
}
"""Elements that only stand apart, where they begin as where they end."""

_BRACKETS = {"q": ("“", "”"), "del": ("~~", "~~"), "s": ("~~", "~~"), "rt": ("(", ")")}
_NUMBER = re.compile(r"\s*(-?[0-9]{1,5})(?![0-9])")
_PIXELS = re.compile(r"\s*([0-9]{1,5})(?:\.[0-9]*)?(?:px)?\s*\Z", re.IGNORECASE)
_STYLED = re.compile(
    r"(?:\A|;)\s*(?:width|height)\s*:\s*([0-9]{1,5})(?:\.[0-9]*)?px", re.IGNORECASE
)
# Counters, share buttons and avatars that blog software puts into feeds without their size.
_NO_PICTURE = re.compile(
    r"https?://(?:feeds\.feedburner\.com/~|feedads\.g\.doubleclick\.net/|pixel\.wp\.com/"
    r"|stats\.wordpress\.com/|feeds\.wordpress\.com/1\.0/|(?:[\w-]+\.)*gravatar\.com/)"
)
_ICON = 32  # pixels; a picture among the words, not one to look at
_EMOJI = frozenset({"emoji", "custom-emoji", "emojione", "wp-smiley", "mfm-emoji"})


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text to draw. `spans` are in order and do not overlap.

    `searched` is the same with what the limit of length took, for long texts bear their hashtags at
    the end; `was_read` says that all is in it. `images` are the first pictures in the text, as
    (address, alt text), without icons, emoji and what only counts readers; `image_count` is how
    many there were. `was_cut` says that a limit took text or links.
    """

    text: CleanText
    searched: CleanText
    spans: tuple[Span, ...] = ()
    images: tuple[tuple[Url, CleanText], ...] = ()
    image_count: int = 0
    was_cut: bool = False
    was_read: bool = True


def from_html(markup: str, *, base: str = "", drop_quote: bool = False) -> Rendered:
    """What a reader would see of a piece of HTML. Never raises; time grows with the length.

    Paragraphs are separated by an empty line. A link whose text names a host it does not lead to
    is followed by the real one in brackets. `base` resolves relative addresses. `drop_quote`
    leaves out the address that stands for a quoted post.
    """
    page = _Page(base)
    source = html.Markup(markup)
    for token in html.visible(source, drop_quote=drop_quote):
        if isinstance(token, str):
            page.write(html.unescape(token))
        elif lines := _LINE_ENDS.get(token.name):
            page.layout.end_line(lines)
        elif token.is_end:
            page.end(token.name)
        else:
            page.begin(token)
        if page.layout.length > SEARCHED:
            source.was_cut = True
            break
    return page.rendered(was_cut=source.was_cut)


def from_plain(text: str, *, base: str = "") -> Rendered:  # the same call as from_html
    """Plain text with the http addresses, hashtags and mentions that are written in it."""
    cut = cut_text(text)
    found = spans.find(cut.text)
    was_cut, was_read = cut.was_cut or found.was_cut, len(text) <= SEARCHED
    return Rendered(cut.text, _searched(text, cut), found.spans, was_cut=was_cut, was_read=was_read)


@dataclass(slots=True)
class _Anchor:
    """A link being written: where its text begins, in characters and in parts."""

    target: str
    labels: frozenset[str]
    part: int
    start: int = -1
    ellipses: list[bool] = field(default_factory=list)


@dataclass(slots=True)
class _Block:
    """An element that changes how its content is laid out. `number` is the next of a list."""

    name: str
    number: int | None = None


class _Page:
    """Turns tags and texts into lines. Holds no tree, only the open blocks and the open link."""

    def __init__(self, base: str) -> None:
        self.layout = Layout()
        self._base = base
        self._blocks: list[_Block] = []
        self._open: defaultdict[str, int] = defaultdict(int)
        self._anchor: _Anchor | None = None
        self._links: list[Span] = []
        self._images: dict[Url, CleanText] = {}

    def write(self, text: str) -> None:
        """Add text as it is shown; control characters are still in it."""
        write = self.layout.write_lines if self._open["pre"] else self.layout.write
        began = write(text)
        if self._anchor and self._anchor.start < 0:
            self._anchor.start = began

    def begin(self, tag: html.Tag) -> None:
        """A start tag."""
        name = tag.name
        if name == "a":
            self._begin_link(html.attributes(tag))
        elif name == "br":
            self.layout.break_line()
        elif name == "span":
            self._begin_span(tag)
        elif name in html.BLOCKS:
            self._begin_block(tag)
        elif name == "img":
            self._image(html.attributes(tag))
        elif name in _BRACKETS:
            self.write(_BRACKETS[name][0])

    def end(self, name: str) -> None:
        """An end tag, with or without its start."""
        if name == "a":
            self._end_link()
        elif name == "span":
            if self._anchor and self._anchor.ellipses and self._anchor.ellipses.pop():
                self.write("…")
        elif name in html.BLOCKS:
            self._end_block(name)
        elif name in _BRACKETS:
            self.write(_BRACKETS[name][1])

    def rendered(self, *, was_cut: bool) -> Rendered:
        """Everything written so far, cleaned."""
        self._end_link()
        raw = "".join(self.layout.parts)
        offsets = [place for link in self._links for place in (link.start, link.end)]
        cut, places = follow(raw, offsets)
        links = [
            Span(start, start + len(shown), link.kind, link.target)
            for link, start, end in zip(self._links, places[::2], places[1::2], strict=False)
            if (shown := cut.text[start:end].rstrip())
        ]
        found = spans.find(cut.text, links)
        return Rendered(
            cut.text,
            _searched(raw, cut),
            found.spans,
            tuple(islice(self._images.items(), IMAGES)),
            len(self._images),
            was_cut=cut.was_cut or found.was_cut or was_cut,
            was_read=not was_cut,
        )

    def _begin_link(self, attributes: Mapping[str, str]) -> None:
        self._end_link()
        if len(self._links) >= _MOST_LINKS or not attributes:
            return
        href = attributes.get("href", "").strip()
        target = urls.canonical(href, self._base) if href else None
        labels = frozenset(f"{attributes.get('class', '')} {attributes.get('rel', '')}".split())
        self._anchor = _Anchor(target or "", labels, len(self.layout.parts))

    def _end_link(self) -> None:
        link = self._anchor
        if link is None:
            return
        if any(link.ellipses):
            self.write("…")
        self._anchor = None
        if link.start < 0:
            return
        end = self.layout.length
        shown = clean_line("".join(self.layout.parts[link.part :]), limit=2_048)
        kind = spans.kind_of(shown, link.labels)
        target = tags.canonical(shown) if kind is SpanKind.HASHTAG else link.target
        if kind is SpanKind.MENTION or target:
            self._links.append(Span(link.start, end, kind, target))
        if kind is SpanKind.LINK and target and spans.misleads(shown, target):
            self.layout.write(f" ({urls.host(target)})")

    def _begin_span(self, tag: html.Tag) -> None:
        if self._anchor:
            classes = html.attributes(tag).get("class", "").split()
            self._anchor.ellipses.append("ellipsis" in classes)

    def _begin_block(self, tag: html.Tag) -> None:
        name = tag.name
        if name in _LISTS:
            self.layout.end_line(1 if self._open["li"] else 2)
            start = html.attributes(tag).get("start", "1")
            self._push(_Block(name, _number(start, 1) if name == "ol" else None))
        elif name == "li":
            self._begin_item(tag)
        elif name in {"blockquote", "pre"}:
            self.layout.end_line(2)
            self._push(_Block(name))
            if name == "blockquote":
                self.layout.indent("> ")
        else:
            self.layout.separate(" |")

    def _begin_item(self, tag: html.Tag) -> None:
        while self._blocks and self._blocks[-1].name in {"li", "pre"}:
            self._pop()
        self.layout.end_line()
        bullet = "• "
        if self._blocks and (number := self._blocks[-1].number) is not None:
            number = _number(html.attributes(tag).get("value", ""), number)
            self._blocks[-1].number = number + 1
            bullet = f"{number}. "
        self._push(_Block("li"))
        self.layout.indent(" " * len(bullet), bullet)

    def _end_block(self, name: str) -> None:
        if self._open[name]:
            while self._pop() != name:
                pass
        if name in {"td", "th"}:
            return
        is_apart = not self._open["li"] if name in _LISTS else name != "li"
        self.layout.end_line(2 if is_apart else 1)

    def _push(self, block: _Block) -> None:
        self._blocks.append(block)
        self._open[block.name] += 1

    def _pop(self) -> str:
        name = self._blocks.pop().name
        self._open[name] -= 1
        if name in {"li", "blockquote"}:
            self.layout.outdent()
        return name

    def _image(self, attributes: Mapping[str, str]) -> None:
        alt = clean_line(attributes.get("alt", ""), limit=ALT_LIMIT)
        if _EMOJI & frozenset(attributes.get("class", "").split()):
            self.write(alt)
            return
        size = _smallest_side(attributes)
        if size <= 1:
            return
        if alt:
            self.write(f"[{clean_line(alt)}]")
        source = attributes.get("src", "").strip()
        address = urls.canonical(source, self._base) if source else None
        if address and size > _ICON and not _NO_PICTURE.match(address):
            self._images.setdefault(address, alt)


def _searched(raw: str, cut: Cut) -> CleanText:
    return clean_text(raw[:SEARCHED], limit=SEARCHED) if cut.was_cut else cut.text


def _smallest_side(attributes: Mapping[str, str]) -> int:
    """Pixels, as far as an image says; large if it does not."""
    sides = (_PIXELS.match(attributes.get(side, "")) for side in ("width", "height"))
    said = [side[1] for side in sides if side] + _STYLED.findall(attributes.get("style", ""))
    return min(map(int, said), default=_ICON + 1)


def _number(text: str, otherwise: int) -> int:
    found = _NUMBER.match(text)
    return int(found[1]) if found else otherwise
