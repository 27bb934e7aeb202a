"""What a reader sees of a post."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from rich.cells import cell_len
from tests.clock import START
from tests.ui.posts import Pane, moment, post

from backchannel.model.folding import Phrase, Placed
from backchannel.model.post import (
    Author,
    CleanText,
    Kind,
    Media,
    MediaKind,
    Poll,
    Post,
    Span,
    SpanKind,
    StoredPost,
    Url,
)
from backchannel.ui.lines.drawing import Density, Drawing, Drawn, Role
from backchannel.ui.lines.post_lines import post_lines
from backchannel.ui.lines.times import clock_label

WIDE = Drawing(60, START.date())
LONG = "word " * 400


SOUGHT = replace(WIDE, phrases=(Phrase(("needle",)),))


def stored(content: Post, *, minutes: float = 1) -> StoredPost:
    return Pane().add(moment(minutes), content)


def rows(drawn: Drawn) -> list[str]:
    return ["".join(text for text, _ in line).rstrip() for line in drawn.lines]


def shown(content: Post, drawing: Drawing = WIDE, *, is_open: bool = False) -> list[str]:
    return rows(post_lines(stored(content), drawing, is_open=is_open))


def parts(drawn: Drawn, role: Role) -> list[str]:
    return [text for line in drawn.lines for text, named in line if named is role]


def photo(alt: str) -> Media:
    return Media(MediaKind.PHOTO, Url("https://pictures.example/1.jpg"), CleanText(alt))


def test_the_first_line_says_who_and_when_and_the_rest_what() -> None:
    header, text = shown(post("Nobody measures outcomes."))
    assert header == "Ana Example  @ana@social.example                       14:01"
    assert text == "Nobody measures outcomes."


@pytest.mark.parametrize(
    ("state", "badge"),
    [
        ("", "? asks"),
        ("open", "? question"),
        ("now", "▶ now"),
        ("answered", "✓ answered"),
        ("parked", "‖ parked"),
        ("left", ""),
    ],
)
def test_a_question_says_what_became_of_it(state: str, badge: str) -> None:
    asked = replace(stored(post("Is anyone measuring the outcomes?")), question=state)
    header, _ = rows(post_lines(asked, WIDE))
    assert header.split("@ana@social.example")[1].removesuffix("14:01").strip() == badge


def test_an_article_shows_its_title_its_host_and_how_long_it_takes() -> None:
    article = replace(
        post(LONG, name="Lena Example", handle=""),
        kind=Kind.ARTICLE,
        title=CleanText("What councils can learn"),
        link=Url("https://www.localgov.example/blog/1"),
    )
    lines = shown(article)
    assert lines[0].startswith("article  Lena Example ")
    assert lines[1] == "What councils can learn"
    assert lines[-1] == "localgov.example · 1 min read"


def test_a_long_text_says_how_much_of_it_is_left_out_until_it_is_opened() -> None:
    assert shown(post(LONG))[-1] == "… 22 more lines"
    assert len(shown(post(LONG), is_open=True)) == 1 + 34
    assert post_lines(stored(post(LONG)), WIDE).is_folded


def test_a_sensitive_post_is_covered_until_it_is_opened() -> None:
    spoiler = replace(post("The votes are in"), warning=CleanText("election"), is_sensitive=True)
    assert shown(spoiler)[1:] == ["content warning: election · f opens it"]
    assert shown(spoiler, is_open=True)[1:] == ["content warning: election", "The votes are in"]
    pictured = replace(post("Look"), is_sensitive=True, media=(photo("a wound"),))
    assert shown(pictured)[1:] == ["sensitive · f opens it"]


def test_pictures_are_told_by_their_description() -> None:
    lines = shown(replace(post("Look"), media=(photo("Full house in the main hall"), photo(""))))
    assert lines[2:] == ["▣ photo: Full house in the main hall", "▣ photo, not described"]


def test_many_pictures_are_counted() -> None:
    lines = shown(replace(post("Look"), media=(photo("one"),) * 9))
    assert len(lines) == 2 + 4
    assert lines[-1] == "▣ 6 more"


def test_a_poll_shows_its_options_and_their_share() -> None:
    poll = Poll(((CleanText("yes"), 3), (CleanText("no"), 1)))
    assert shown(replace(post("Well?"), poll=poll))[2:] == ["○  75 %  yes", "○  25 %  no"]


def test_a_link_that_leads_elsewhere_than_it_says_names_the_real_host() -> None:
    text = "See https://localgov.example/x or bank.example"
    spans = (
        Span(4, 30, SpanKind.LINK, "https://localgov.example/x"),
        Span(34, 46, SpanKind.LINK, "https://phish.example/"),
    )
    assert shown(replace(post(text), spans=spans))[-1] == "phish.example"


def test_a_link_whose_words_name_its_host_in_its_own_letters_does_not_repeat_it() -> None:
    text = "See https://münchen.example/x"
    spans = (Span(4, len(text), SpanKind.LINK, "https://xn--mnchen-3ya.example/x"),)
    assert shown(replace(post(text), spans=spans))[1:] == [text]


def test_where_else_it_was_seen_and_what_people_did_with_it_stands_below() -> None:
    seen = replace(
        stored(replace(post("Hello"), boosts=4, likes=1, replies=2, edited=START)),
        sources=("social.example", "Bluesky"),
        is_pinned=True,
    )
    lines = rows(post_lines(seen, WIDE))
    assert lines[-1] == "also on Bluesky · 4 boosts · 1 like · 2 replies · edited"
    assert "◆" in lines[0]


def test_where_its_author_is_at_home_is_not_said_as_another_place() -> None:
    told = replace(stored(post("Hello")), sources=("planet.example", "social.example"))
    assert rows(post_lines(told, WIDE))[-1] == "also on planet.example"
    nowhere = replace(told, sources=("planet.example", "civic.example"))
    assert rows(post_lines(nowhere, WIDE))[-1] == "also on civic.example"


def test_what_is_found_of_somebody_who_is_muted_says_so() -> None:
    assert "× muted" in rows(post_lines(replace(stored(post("Hello")), is_muted=True), WIDE))[0]
    both = replace(stored(post("Hello")), is_muted=True, is_hidden=True)
    assert "× hidden" in rows(post_lines(both, WIDE))[0]


def test_what_its_author_deleted_is_not_shown() -> None:
    gone = replace(stored(post("I regret this")), is_gone=True)
    assert rows(post_lines(gone, WIDE))[1:] == ["deleted by its author"]


def test_the_time_is_as_short_as_today_allows() -> None:
    labels = [clock_label(moment(-60 * hours), WIDE) for hours in (0, 24, 24 * 20, 24 * 500)]
    assert labels == ["14:00", "Thu 14:00", "20 Dec 2025 14:00", "27 Aug 2024"]
    assert clock_label(moment(-60 * 24), replace(WIDE, width=20)) == "Thu"


def test_a_moment_no_calendar_holds_is_not_shown() -> None:
    assert clock_label(-(1 << 63), WIDE) == ""


def test_what_a_filter_found_and_what_links_are_told_apart() -> None:
    text = "Outcomes at #ideaperf"
    spans = (Span(12, 21, SpanKind.HASHTAG, "ideaperf"),)
    drawing = replace(WIDE, phrases=(Phrase(("outcomes",)),))
    drawn = post_lines(stored(replace(post(text), spans=spans)), drawing)
    assert parts(drawn, Role.MATCH) == ["Outcomes"]
    assert parts(drawn, Role.HASHTAG) == ["#ideaperf"]


def test_in_a_narrow_pane_the_time_stays_and_badges_shorten() -> None:
    asked = replace(stored(replace(post("Why?"), kind=Kind.QUESTION)), is_pinned=True)
    headers = [rows(post_lines(asked, replace(WIDE, width=width)))[0] for width in (17, 22)]
    assert headers == ["Ana Exa…  ◆ 14:01", "Ana Examp…  ◆  ? 14:01"]


def test_compact_posts_take_few_lines() -> None:
    drawing = replace(WIDE, density=Density.COMPACT)
    busy = replace(post(LONG), media=(photo("one"),), boosts=3)
    assert len(shown(busy, drawing)) == 1 + 3 + 1
    assert shown(post("One\n\nTwo"), drawing)[1:] == ["One", "Two"]


names = st.text(min_size=1, max_size=40)
words = st.text(st.sampled_from("ab é漢👩\u200d\ufe0f\u0301ש 🇬🇧\n"), max_size=120)


@given(
    text=st.one_of(words, st.text(max_size=80)),
    name=names,
    handle=words,
    title=words,
    alt=words,
    kind=st.sampled_from(Kind),
    width=st.integers(17, 200),
    minutes=st.integers(-(10**6), 10**6),
    density=st.sampled_from(Density),
    spans=st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80), st.sampled_from(SpanKind))),
)
def test_whatever_a_post_says_its_lines_fit_and_their_marks_grow(
    *,
    text: str,
    name: str,
    handle: str,
    title: str,
    alt: str,
    kind: Kind,
    width: int,
    minutes: int,
    density: Density,
    spans: list[tuple[int, int, SpanKind]],
) -> None:
    content = replace(
        post(text.strip("\n")),
        kind=kind,
        author=Author(CleanText(name), CleanText(handle)),
        title=CleanText(title.replace("\n", " ")),
        media=(photo(alt),),
        spans=tuple(
            Span(start, max(start, end), named, "https://odd.example")
            for start, end, named in spans
        ),
    )
    drawing = Drawing(width, START.date(), density=density, phrases=(Phrase(("ab",)),))
    for is_open in (False, True):
        drawn = post_lines(stored(content, minutes=minutes), drawing, is_open=is_open)
        assert list(drawn.marks) == sorted(set(drawn.marks))
        assert all(cell_len(line) <= width for line in rows(drawn))


def huge() -> Post:
    """As a stranger may make it: a word without end, thousands of links and of lines."""
    begun = "lorem ipsum\n" + "w" * 10_000 + "\n"
    words = [f"l{number} lorem{' ' if number % 2 else chr(10)}" for number in range(6_000)]
    spans = [Span(2, 300, SpanKind.MENTION, ""), Span(0, 60_000, SpanKind.HASHTAG, "")]
    at = len(begun)
    for number, word in enumerate(words[:2_000]):
        address = f"https://h{number}.example/lorem"
        spans.append(Span(at, at + 3, SpanKind.LINK, Url(address)))
        at += len(word)
    return replace(post(begun + "".join(words)), spans=tuple(spans))


class Curious:
    """Looks for nothing, and remembers how many words it was given."""

    def __init__(self) -> None:
        self.words = 0

    def found_in(self, text: Placed) -> Iterator[tuple[int, int]]:
        self.words += len(text.folded)
        yield from ()


def test_of_a_huge_post_only_what_is_drawn_is_looked_through() -> None:
    curious = Curious()
    post_lines(stored(huge()), replace(WIDE, phrases=(curious,)))
    assert 0 < curious.words < 1_000
    post_lines(stored(huge()), replace(WIDE, phrases=(curious,)), is_open=True)
    assert curious.words > 10_000


@given(
    st.text("lorem ípsum\n-", max_size=500).map(lambda words: f"{words} lorem ipsum " * 2),
    st.sampled_from([("lorem",), ("ipsum", "lorem"), ("l",)]),
    st.integers(20, 60),
)
def test_what_was_found_is_told_of_a_beginning_as_it_is_of_the_whole(
    text: str, words: tuple[str, ...], width: int
) -> None:
    drawing = Drawing(width, START.date(), phrases=(Phrase(words, is_open=True),))
    spans = (
        Span(3, 50, SpanKind.LINK, Url("https://h.example/")),
        Span(9, 90, SpanKind.MENTION, ""),
    )
    for content in (post(text), replace(post(text + "lorem ipsum\n" * 400), spans=spans)):
        begun = post_lines(stored(content), drawing)
        whole = post_lines(stored(content), drawing, is_open=True)
        lines = begun.lines[:13] if begun.is_folded else begun.lines
        assert lines == whole.lines[: len(lines)]


def test_what_is_sought_in_the_hidden_part_of_a_long_post_is_shown_with_words_around_it() -> None:
    text = f"{'hay ' * 300}just before the Needle\nand after it {'hay ' * 300}"
    [(head, _), (before, _), (match, role), (after, _)] = post_lines(
        stored(post(text)), SOUGHT
    ).lines[-1]
    assert head.startswith("… ")
    assert head.endswith(" more lines · ")
    assert before.endswith("before the ")
    assert (match, role) == ("Needle", Role.MATCH)
    assert after.startswith(" and after it hay")


def test_nothing_is_said_of_it_when_what_is_shown_has_it_or_nothing_has() -> None:
    for text in ("Needle " + "hay " * 400, "hay " * 400):
        assert rows(post_lines(stored(post(text)), SOUGHT))[-1].endswith(" more lines")
    narrow = replace(SOUGHT, width=26)
    assert rows(post_lines(stored(post("hay " * 400 + "needle")), narrow))[-1].endswith("lines")


@given(st.text(min_size=0, max_size=60), st.text(max_size=60), st.integers(20, 90))
def test_what_is_sought_below_never_leaves_its_line(before: str, after: str, width: int) -> None:
    text = f"{'hay ' * 600}{before} needle {after}"
    drawn = post_lines(stored(post(text)), replace(SOUGHT, width=width))
    assert all(cell_len(row) <= width for row in rows(drawn))
