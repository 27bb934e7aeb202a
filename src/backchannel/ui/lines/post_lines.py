"""A post to the lines that are drawn of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from backchannel.model.post import Kind, Post, SpanKind, StoredPost
from backchannel.model.roles.question import State as Question
from backchannel.model.roles.rule import Pointed
from backchannel.model.sameness import elsewhere
from backchannel.ui.lines.amounts import counted, reactions
from backchannel.ui.lines.attached import SIGNS, described, host_of
from backchannel.ui.lines.drawing import ROOMY, Density, Drawing, Drawn, Line, Piece, Role
from backchannel.ui.lines.text_lines import found_below, lines_at, text_lines
from backchannel.ui.lines.times import time_label
from backchannel.ui.lines.widths import most_cells
from backchannel.ui.lines.wrap import cells, crop, wrap
from backchannel.ui.programme.people import role_in

_PART = 1 << 20
"""Marks of one part of a post are below those of the next; a text is shorter than this."""
_TITLE, _TEXT = 2, 3

_TEXT_LINES = 12
_TOLD_ELSEWHERE = {Kind.ARTICLE, Kind.BOOKMARK, Kind.VIDEO}
_MEDIA_LINES = 4
_WORDS_A_MINUTE = 220
_GLYPHS = {
    Kind.ARTICLE: "¶",
    Kind.BOOKMARK: "§",
    Kind.PHOTO: "▣",
    Kind.VIDEO: "▶",
    Kind.QUESTION: "?",
}
_NAME_CELLS = 6
"""Cells that a name keeps before badges."""

Marked = tuple[int, Line]


def post_lines(
    stored: StoredPost,
    drawing: Drawing,
    *,
    is_open: bool = False,
    folded: Sequence[StoredPost] = (),
    pointed: Pointed | None = None,
) -> Drawn:
    """Every line of a post, without the gap after it. Costs some ten microseconds a line.

    `folded` are older posts of the same burst that it stands for. `pointed` is what rules say.
    """
    lines: list[Marked] = [(0, _header(stored, drawing, len(folded), pointed))]
    is_folded = False
    cover, unfold = stored.post.cover, drawing.keymap.said("stream.open")
    if stored.is_gone:
        lines.append((_PART, _said("deleted by its author", Role.WARNING, drawing)))
    elif cover and not is_open:
        lines.append((_PART, _said(f"{cover} · {unfold} opens it", Role.WARNING, drawing)))
        is_folded = True
    else:
        if cover:
            lines.append((_PART, _said(cover, Role.WARNING, drawing)))
        is_folded = _body(stored, drawing, is_open, lines)
    if folded:
        since = time_label(folded[-1].posted, drawing)
        said = f"… {len(folded)} more since {since} · {unfold} shows them"
        lines.append((7 * _PART, _said(said, Role.ASIDE, drawing)))
    marks, drawn = zip(*lines, strict=True)
    return Drawn(drawn, marks, is_folded)


def running_text(post: Post, mark: int) -> tuple[str, int]:
    """The text that a line is a part of, and where in it the line begins; "" for other lines."""
    part, start = divmod(mark, _PART)
    return {_TITLE: post.title, _TEXT: post.text}.get(part, ""), start


def _header(stored: StoredPost, drawing: Drawing, folded: int, pointed: Pointed | None) -> Line:
    post = stored.post
    clock = time_label(stored.posted, drawing)
    room = drawing.width - cells(clock) - 1
    badges = _badges(stored, is_roomy=drawing.width >= ROOMY)
    badges += _said_by_rules(stored, pointed)
    if role := role_in(post, drawing.people):
        badges.insert(0, role)
    if folded:
        badges.insert(0, f"({folded + 1})")
    while badges and room - sum(len(badge) + 2 for badge in badges) < _NAME_CELLS:
        badges.pop()
    room -= sum(len(badge) + 2 for badge in badges)
    pieces: list[Piece] = []
    if post.kind not in (Kind.POST, Kind.QUESTION):
        kind = f"{post.kind}  " if drawing.width >= ROOMY else f"{_GLYPHS[post.kind]} "
        pieces.append((kind, Role.KIND))
        room -= len(kind)
    name = crop(post.author.name, room)
    pieces.append((name, Role.AUTHOR))
    room -= most_cells(name)
    handle = crop(_handle(stored), room - 2) if room > 6 else ""
    if handle:
        pieces.append((f"  {handle}", Role.HANDLE))
    pieces += [(f"  {badge}", Role.BADGE) for badge in badges]
    free = drawing.width - sum(cells(text) for text, _ in pieces) - cells(clock)
    pieces += [(" " * max(free, 1), Role.TIME), (clock, Role.TIME)]
    return tuple(pieces)


def _handle(stored: StoredPost) -> str:
    if stored.post.author.handle or stored.post.kind is not Kind.POST:
        return stored.post.author.handle
    return stored.sources[0] if stored.sources else ""


def _badges(stored: StoredPost, *, is_roomy: bool) -> list[str]:
    """What matters more comes first; the last ones go when there is no room."""
    post = stored.post
    is_typed = post.kind is Kind.QUESTION and not stored.question
    unseen = "hidden" if stored.is_hidden else "muted"
    said = {
        "◆": stored.is_pinned,
        "? question" if is_roomy else "?": stored.question == Question.OPEN or is_typed,
        "▶ now" if is_roomy else "▶": stored.question == Question.NOW,
        "✓ answered" if is_roomy else "✓": stored.question == Question.ANSWERED,
        "‖ parked" if is_roomy else "‖": stored.question == Question.PARKED,
        f"× {unseen}" if is_roomy else "×": stored.is_hidden or stored.is_muted,
        "copy": stored.is_copy,
        "bot": post.author.is_bot,
        "? asks" if is_roomy else "?…": not stored.question and _asks(post),
    }
    return [badge for badge, is_so in said.items() if is_so]


def _asks(post: Post) -> bool:
    from backchannel.model.questions.asking import looks_asked  # an empty desk waits for no words

    return looks_asked(post)


def _said_by_rules(stored: StoredPost, pointed: Pointed | None) -> list[str]:
    if pointed is None:
        return []
    suggested = ["pin?"] if pointed.suggests_pin and not stored.is_pinned else []
    return [*suggested, *(f"#{tag}" for tag in pointed.tags)]


def _body(stored: StoredPost, drawing: Drawing, is_open: bool, lines: list[Marked]) -> bool:
    """Add what stands below the header; whether some of it was left out."""
    post = stored.post
    most = None if is_open else _most_lines(post.kind, drawing.density)
    is_terse = drawing.density is Density.COMPACT and not is_open
    if post.title:
        lines += _part(_TITLE, text_lines(post.title, drawing, role=Role.TITLE))
    texts = wrap(post.text, drawing.width) if post.text else []
    if is_terse:
        texts = [(start, end) for start, end in texts if post.text[start:end].strip()]
    hidden = 0 if most is None or len(texts) <= most + 1 else len(texts) - most
    texts = texts[: len(texts) - hidden]
    lines += _part(_TEXT, lines_at(texts, post.text, drawing, spans=post.spans))
    if hidden:
        shown = texts[-1][1] if texts else 0
        lines.append((4 * _PART, _hidden(hidden, post.text, shown, drawing)))
    asides = _media(post, is_open) if not is_terse or not post.text else ()
    lines += [(5 * _PART + n, _said(text, role, drawing)) for n, (text, role) in enumerate(asides)]
    if not is_terse:
        ends = (*_poll(post), *_links(post, drawing.width), *_footer(stored))
        lines += [
            (6 * _PART + n, _said(text, role, drawing)) for n, (text, role) in enumerate(ends)
        ]
    return bool(hidden) or (is_terse and bool(post.media and post.text))


def _most_lines(kind: Kind, density: Density) -> int:
    return 3 if kind in _TOLD_ELSEWHERE or density is Density.COMPACT else _TEXT_LINES


def _part(number: int, lines: list[tuple[int, Line]]) -> list[Marked]:
    return [(number * _PART + offset, line) for offset, line in lines]


def _said(text: str, role: Role, drawing: Drawing) -> Line:
    return ((crop(text, drawing.width), role),)


def _hidden(count: int, text: str, shown: int, drawing: Drawing) -> Line:
    """How much is left out, and what is sought in it when what is shown of the text has none."""
    said = f"… {counted(count, 'more line')}"
    around = found_below(text, shown, drawing, drawing.width - cells(said) - 3)
    if not around:
        return _said(said, Role.ASIDE, drawing)
    return ((f"{said} · ", Role.ASIDE), *around)


def _media(post: Post, is_open: bool) -> Iterator[Piece]:
    shown = post.media if is_open or len(post.media) <= _MEDIA_LINES else post.media[:3]
    for media in shown:
        yield f"{SIGNS[media.kind]} {described(media)}", Role.ASIDE
    if len(shown) < len(post.media):
        yield f"▣ {len(post.media) - len(shown)} more", Role.ASIDE


def _poll(post: Post) -> Iterator[Piece]:
    if post.poll is None:
        return
    votes = [count or 0 for _, count in post.poll.options]
    total = sum(votes)
    for (option, count), share in zip(post.poll.options, votes, strict=True):
        percent = "" if count is None or not total else f"{round(100 * share / total):3} %  "
        yield f"○ {percent}{' '.join(option.split())}", Role.ASIDE


def _links(post: Post, room: int) -> Iterator[Piece]:
    """Where links really lead, unless the text says so itself; a little more than has room."""
    said: list[str] = []
    if post.kind in _TOLD_ELSEWHERE and (post.link or post.url):
        said.append(host_of(post.link or post.url or ""))
        minutes = len(post.text.split()) // _WORDS_A_MINUTE
        if post.kind is Kind.ARTICLE and minutes > 0:
            said.append(f"{minutes} min read")
    else:
        for span in post.spans:
            host = host_of(span.target) if span.kind is SpanKind.LINK else ""
            shown = post.text[span.start : span.end].casefold()
            if host and host not in said and not _names(shown, host):
                said.append(host)
                room -= len(host)
            if room < 0:
                break
    if said:
        yield " · ".join(said), Role.LINK


def _names(shown: str, host: str) -> bool:
    bare = shown.removeprefix("https://").removeprefix("http://").removeprefix("www.")
    return bare.split("/")[0] == host


def _footer(stored: StoredPost) -> Iterator[Piece]:
    post = stored.post
    others = elsewhere(stored)
    said = [f"also on {', '.join(others)}"] if others else []
    said += reactions(stored)
    if post.edited is not None:
        said.append("edited")
    said += [f"cut: {cut}" for cut in post.cut]
    if said:
        yield " · ".join(said), Role.ASIDE
