from __future__ import annotations

from collections.abc import Sequence

import pytest
import segno
from msgspec.structs import replace
from tests.ui.posts import post

from backchannel.clean.terminal import clean_line
from backchannel.model.programme import Event
from backchannel.model.roles.stage import Shown, Size
from backchannel.ui.lines.wrap import cells
from backchannel.ui.projector.card import card
from backchannel.ui.projector.large import in_large_letters
from backchannel.ui.projector.qr import LONGEST, qr_lines
from backchannel.ui.projector.words import MOST, Begun, Line, words_of


def lines(text: str, width: int = 60, height: int = 20) -> list[str]:
    return ["".join(piece[0] for piece in line) for line in words_of(post(text), width, height)]


def test_a_short_text_is_one_line_and_a_longer_one_a_block() -> None:
    assert lines("Is that so?") == ["Is that so?"]
    block = lines("We measure outputs because outcomes are hard to count in a year of cuts. " * 2)
    assert max(map(len, block)) <= 36
    assert len(block) > 3


def test_at_most_twelve_lines_are_shown_and_what_is_left_out_is_marked() -> None:
    found = lines("word " * 1_000)
    assert (len(found), found[-1][-1]) == (MOST, "…")
    assert len(lines("word " * 1_000, height=3)) == 3


@pytest.mark.parametrize("text", ["x" * 500, "界" * 200, "👨‍👩‍👧‍👦 " * 60, "नमस्ते " * 50])
def test_no_line_is_wider_than_there_is_room(text: str) -> None:
    for width in (1, 2, 7, 40):
        assert all(cells(line) <= max(width, 2) for line in lines(text, width))


def test_a_code_is_drawn_as_it_was_made_dark_on_light() -> None:
    address = "https://councils.example/connect"
    drawn = qr_lines(address)
    halves = {" ": (0, 0), "▀": (1, 0), "▄": (0, 1), "█": (1, 1)}
    rows = [
        [halves[cell][half] for cell in row] for row in drawn.rows for half in (0, 1)
    ]  # two rows of modules to a row of cells
    made = [[int(module) for module in row] for row in segno.make(address, error="l").matrix]
    inside = [row[3 : 3 + len(made)] for row in rows[3 : 3 + len(made)]]
    assert inside == made
    assert not any(map(any, (rows[0], rows[1], rows[2])))


def test_an_address_that_is_too_long_to_scan_has_no_code() -> None:
    assert qr_lines("https://a.example/" + "x" * LONGEST).rows == ()
    assert qr_lines("").rows == ()


def large(text: str, size: Size = Size.LARGE, *, title: str = "", room: int = 30) -> list[str]:
    made = replace(post(text), title=clean_line(title))
    found = in_large_letters(made, size, 126, room)
    return ["".join(piece[0] for piece in line) for line in found]


def test_a_short_text_is_in_large_letters_and_medium_ones_are_smaller() -> None:
    rows, medium = large("Is that so?"), large("Is that so?", Size.MEDIUM)
    assert len(rows) > len(medium) > 3
    assert large("Is that so?", Size.SMALL) == []
    assert all(len(row) <= 126 for row in rows)


def test_of_an_article_the_title_is_large_and_the_text_is_below() -> None:
    rows = large("It is on the tea room wall.", title="Open data")
    assert "█" in rows[0]
    assert "It is on the tea room wall." in rows[-1]


@pytest.mark.parametrize("text", ["word " * 90, "界" * 40, "नमस्ते सबको", "🎉", ""])
def test_what_is_long_or_has_no_such_letters_is_written_as_the_terminal_does(text: str) -> None:
    assert large(text) == []
    assert large("A post of a hundred letters and more " * 3, room=6) == []


def enlarged(lines: Sequence[Line]) -> list[tuple[str, int]]:
    return [
        (piece.enlarged.text, piece.enlarged.scale)
        for line in lines
        for piece in line
        if isinstance(piece, Begun)
    ]


@pytest.mark.parametrize(
    ("text", "scale"), [("word " * 90, 2), ("界" * 40, 6), ("Кто за это платит?", 7), ("🎉", 7)]
)
def test_where_the_terminal_can_what_is_long_or_in_any_script_is_enlarged(
    text: str, scale: int
) -> None:
    rows = in_large_letters(post(text), Size.LARGE, 126, 30, 7)
    found = enlarged(rows)
    assert {size for _, size in found} == {scale}
    assert "".join("".join(line.split()) for line, _ in found) == "".join(text.split())
    assert len(rows) == scale * len(found) <= 30
    assert in_large_letters(post(text), Size.SMALL, 126, 30, 7) == []


def test_what_blocks_make_larger_still_is_of_blocks() -> None:
    rows = in_large_letters(post("Why?"), Size.LARGE, 126, 30, 7)
    assert not enlarged(rows)
    assert any("█" in row[0][0] for row in rows)


@pytest.mark.parametrize(("width", "height"), [(126, 38), (72, 22), (54, 18), (37, 11), (10, 3)])
def test_the_tag_on_the_card_is_enlarged_and_the_code_beside_it_stays(
    width: int, height: int
) -> None:
    shown = Shown(event=Event("Connect", ("東京",)), address="https://connect.example/2026")
    plain, large = card(shown, width, height), card(shown, width, height, 7)
    assert len(large) <= height
    assert bool(enlarged(large)) == (height >= 18)
    assert all(sum(cells(piece[0]) for piece in line) <= width for line in large)
    code = qr_lines(shown.address).rows
    assert [any(row in piece[0] for line in large for piece in line) for row in code] == [
        any(row in piece[0] for line in plain for piece in line) for row in code
    ]


def on_card(
    width: int,
    height: int,
    address: str = "https://connect.example/2026",
    *,
    name: str = "Connect",
) -> list[str]:
    shown = Shown(event=Event(name, ("ideaperf",)), address=address)
    return ["".join(piece[0] for piece in line) for line in card(shown, width, height)]


@pytest.mark.parametrize(("width", "height"), [(126, 38), (72, 22), (54, 18), (37, 11), (10, 3)])
def test_the_card_fits_and_keeps_the_tag_and_the_code_where_there_is_room(
    width: int, height: int
) -> None:
    rows = on_card(width, height)
    assert len(rows) <= height
    assert all(cells(row) <= width for row in rows)
    code = qr_lines("https://connect.example/2026")
    has_code = all(any(part in row for row in rows) for part in code.rows)
    assert has_code == (width >= 54)


def test_the_name_of_the_event_is_whole_on_the_smallest_projector() -> None:
    rows = on_card(54, 18, name="Councils Connect Example 2026")
    said = " ".join(" ".join(row[:25] for row in rows).split())
    assert "Councils Connect Example 2026" in said
    assert any("▄▄▄▄▄▄▄" in row for row in rows)


@pytest.mark.parametrize("width", [54, 30])
def test_a_name_without_end_leaves_the_tag_its_place(width: int) -> None:
    rows = on_card(width, 18, name="Everybody’s conference " * 9)
    assert len(rows) <= 18
    assert any("#ideaperf" in row for row in rows)
    assert any("…" in row for row in rows)


def test_a_card_without_an_address_or_an_event_has_no_code() -> None:
    assert not any("▄▄▄▄▄▄▄" in row for row in on_card(126, 38, ""))
    assert card(Shown(), 80, 20) == []
