from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

import pytest
from markupsafe import Markup
from tests.clock import START, Clock
from tests.record.events import EVENT, exported, place_of
from tests.store.written import HERE, a_post, save

from backchannel.clean.terminal import clean_line
from backchannel.model.post import Media, MediaKind, Url
from backchannel.record.choosing import Chosen
from backchannel.record.site.drawing.moments import Calendar
from backchannel.record.site.drawing.sheets import MOST, Drawn, sheets
from backchannel.record.site.index import Entry, Index
from backchannel.store import board, schema, sources
from backchannel.store.roles.stage import pictures

OURS: Final = frozenset(
    {"a", "article", "b", "body", "br", "button", "details", "div", "figcaption", "figure"}
    | {"footer", "form", "h1", "h2", "h3", "head", "header", "html", "img", "input", "label", "li"}
    | {"link", "main", "meta", "meter", "nav", "noscript", "ol", "p", "script", "section", "span"}
    | {"summary", "time", "title", "ul"}
    | {"bdi", "circle", "dd", "desc", "dl", "dt", "g", "path", "polygon", "polyline", "rect", "svg"}
    | {"table", "tbody", "td", "text", "th", "thead", "tr"}
)
"""Every element that a template draws."""


class Read(HTMLParser):
    """What is on a page: elements with their attributes, ids, and the text that is seen at once."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.covered = self.shown = ""
        self._covers = 0
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self._covers += tag == "details"

    def handle_endtag(self, tag: str) -> None:
        self._covers -= tag == "details"

    def handle_data(self, data: str) -> None:
        if self._covers:
            self.covered += data
        else:
            self.shown += data

    @property
    def ids(self) -> set[str]:
        return {attributes["id"] for _, attributes in self.elements if "id" in attributes}


@cache
def read(path: Path) -> Read:
    return Read(path)


def text_of(site: Path) -> str:
    files = sorted(path for path in site.rglob("*") if path.is_file())
    return "\n".join(path.read_text("utf-8") for path in files)


def leading(site: Path) -> Iterator[tuple[Path, str]]:
    """Every address on the pages of a site, with the page it is on."""
    for path in site.rglob("*.html"):
        for _, attributes in read(path).elements:
            for name in ("href", "src"):
                if name in attributes:
                    yield path, attributes[name]


def test_what_is_out_of_sight_is_in_no_file(site: Path) -> None:
    told = text_of(site)
    for words in ("Hidden by", "Whose author", "Deleted by", "trickery", "spam"):
        assert words not in told
    assert "And who measures the rivers at night?" in told
    assert "was taken out" not in (site / "questions.html").read_text("utf-8")


def test_what_is_covered_is_opened_by_hand_and_not_found_by_the_search(site: Path) -> None:
    page = Read(site / "posts" / "0001.html")
    assert "What nobody should see" in page.covered
    assert "What nobody should see" not in page.shown
    assert "nobody should" not in "".join(p.read_text() for p in (site / "search").iterdir())


def test_a_session_has_its_highlights_questions_and_notes(site: Path) -> None:
    shown = " ".join(Read(site / "sessions" / "keynote.html").shown.split())
    for words in ("13:20–13:50 · Hall", "7 posts", "Highlights", "See a chart", "for the minutes"):
        assert words in shown
    told = " ".join(Read(site / "sessions" / "break.html").shown.split())
    for words in ("Questions and answers", "Who measures the rivers?", "Is there tea?", "+10:0"):
        assert words in told
    assert "buy a gauge" in told


def test_what_stands_out_in_a_note_does_so_and_is_found_as_words(site: Path) -> None:
    assert "<em>rise</em><br>ACTION" in (site / "sessions" / "break.html").read_text("utf-8")
    found = "".join(path.read_text("utf-8") for path in (site / "search").iterdir())
    assert "Levels rise" in found
    assert "*rise*" not in found


def test_posts_of_no_session_have_a_page_too(path: Path, tmp_path: Path) -> None:
    with closing(schema.open_to_write(path, now=Clock(START))) as db:
        sources.plan(db, EVENT, [HERE])
        save(db, a_post(600, "Long before it all"))
    exported(path, tmp_path / "site", "html")
    page = tmp_path / "site" / "sessions" / "before-the-event.html"
    assert "1 post, from the first on" in Read(page).shown
    assert "Long before it all" in Read(tmp_path / "site" / "posts" / "0001.html").shown
    assert "sessions/before-the-event.html" in (tmp_path / "site" / "index.html").read_text()


def test_the_front_page_has_all_columns_and_leads_to_all_pages(site: Path) -> None:
    front = Read(site / "index.html")
    assert {"blogs", "backchannel", "photos", "bookmarks", "videos"} <= front.ids
    told = " ".join(front.shown.split())
    assert "A long read" in told
    assert "Keynote" in told
    pages = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    ways = {attributes.get("href", "") for _, attributes in front.elements}
    assert {page for page in pages if not page.startswith("posts/0")} <= ways


@pytest.mark.parametrize("of", ["site", "worst"])
def test_every_way_leads_somewhere_and_out_only_to_the_web(
    of: str, request: pytest.FixtureRequest
) -> None:
    site: Path = request.getfixturevalue(of)
    ids = {path: read(path).ids for path in site.rglob("*.html")}
    for path, address in leading(site):
        parts = urlsplit(address)
        if parts.scheme:
            assert parts.scheme in {"http", "https"}
            continue
        target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
        assert target.is_relative_to(site)
        assert target.is_file(), f"{path.name}: {address}"
        assert not parts.fragment or parts.fragment in ids[target], f"{path.name}: {address}"


def test_no_markup_comes_from_a_post_and_nothing_from_elsewhere(worst: Path) -> None:
    for path in worst.rglob("*.html"):
        for tag, attributes in read(path).elements:
            assert tag in OURS
            assert not [name for name in attributes if name.startswith("on") or name == "style"]
            if attributes.get("href", "").startswith("http"):
                assert tag == "a"
                assert attributes["rel"] == "nofollow noopener ugc"
            if "src" in attributes:
                assert re.fullmatch(r"(\.\./)?(site|search)\.js", attributes["src"])
        assert "default-src 'none'" in path.read_text("utf-8")


def test_no_page_is_longer_than_half_a_megabyte_however_long_posts_are(worst: Path) -> None:
    assert max(path.stat().st_size for path in worst.rglob("*.html")) < 500_000
    items = (Drawn(Markup("&") * 999, (str(n // 50), str(n // 5))) for n in range(2_000))
    told = list(sheets(items, (60_000, 90_000)))
    assert sum(len(sheet.items) for sheet in told) == 2_000
    assert max(len(sheet.items) for sheet in told) * 999 <= MOST
    assert [sheet.items[0].under for sheet in told][1:3] == [("1", "19"), ("3", "38")]
    assert [sheet.is_last for sheet in told] == [False] * (len(told) - 1) + [True]


def test_the_same_store_gives_the_same_files(site: Path, tmp_path: Path) -> None:
    exported(site.parent / "event.db", tmp_path / "again", "html")
    assert text_of(tmp_path / "again") == text_of(site)


def test_without_counts_none_is_told(site: Path, tmp_path: Path) -> None:
    assert "4 likes" in text_of(site)
    exported(site.parent / "event.db", tmp_path / "bare", "html", Chosen(is_public_only=True))
    assert not re.search(r"\d (likes?|boosts?|votes?)\b", text_of(tmp_path / "bare"))


def test_times_are_those_of_the_event_and_utc_for_programs() -> None:
    there = Calendar(ZoneInfo("Asia/Kolkata"))
    moment = datetime(2026, 12, 31, 22, 5, 7, 999_999, UTC)
    assert there.time(moment) == '<time datetime="2026-12-31T22:05:07Z">03:35</time>'
    assert there.day(moment) == "Friday 1 January 2027"
    assert there.clock(there.hour_of(moment)) == "03:00"
    assert there.days(moment - timedelta(days=1), moment) == "31 December 2026 – 1 January 2027"


def test_a_photo_that_was_kept_lies_beside_the_pages(path: Path, tmp_path: Path) -> None:
    kept, lost = (
        Media(MediaKind.PHOTO, Url(f"https://here.example/{name}.jpg"), clean_line(f"{name} <b>"))
        for name in ("kept", "lost")
    )
    with closing(schema.open_to_write(path, now=Clock(START))) as db:
        sources.plan(db, EVENT, [HERE])
        save(db, a_post(5, "Two photos", media=(kept, lost)))
        board.pin(db, place_of(db, "Two photos"), "operator")
        pictures.keep(db, kept.url, "abc123.jpg", 3)
        pictures.keep(db, lost.url, "../event.db", 3)
    pictures.folder_of(path).mkdir()
    (pictures.folder_of(path) / "abc123.jpg").write_bytes(b"jpg")
    exported(path, tmp_path / "site", "html")
    assert [each.name for each in (tmp_path / "site" / "photos").iterdir()] == ["abc123.jpg"]
    page = Read(tmp_path / "site" / "posts" / "0001.html")
    images = [attributes for tag, attributes in page.elements if tag == "img"]
    assert [(each["src"], each["alt"]) for each in images] == [("../photos/abc123.jpg", "kept <b>")]
    assert "lost <b>" in page.shown


def test_an_event_in_which_nothing_happened_has_pages_too(path: Path, tmp_path: Path) -> None:
    with closing(schema.open_to_write(path, now=Clock(START))) as db:
        sources.plan(db, EVENT, [HERE])
    exported(path, tmp_path / "site", "html")
    assert "Nobody posted." in text_of(tmp_path / "site")


def test_a_word_of_very_many_posts_goes_on_in_the_next_piece(tmp_path: Path) -> None:
    index = Index(tmp_path)
    for number in range(20_005):
        index.add(
            Entry(f"#{number}", "Ana", "today", "the rivers"), "the", *(["rare"] * (number == 7))
        )
    index.finish()
    told = {path.name: path.read_text() for path in (tmp_path / "search").iterdir()}
    assert told["all.js"] == 'found.all({"count":20005,"each":200,"words":["rare","the"]});\n'
    assert told["w0.js"].startswith('found.piece("w0",{"rare":[7],"the":[0,1,1,')
    assert told["w1.js"] == 'found.piece("w1",{"the":[20000,1,1,1,1]});\n'
    assert told["e100.js"].startswith('found.piece("e100",[["#20000","Ana",')
