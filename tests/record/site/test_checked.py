"""Pages as other people's programs see them: a validator, and a browser with a checker in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from tests.hostile import HOSTILE
from tests.record.site.browser import Page, browser
from tests.record.site.checking import CONTRAST, inaccessible, invalid

from backchannel.clean.terminal import clean_text
from backchannel.model import folding

KINDS: Final = (
    *("index.html", "highlights.html", "questions.html", "people.html", "links.html"),
    *("search.html", "sessions/break.html", "report.html", "posts/index.html", "posts/0001.html"),
)
"""A page of each kind."""

OF_ALL_COLOURS: Final = ("index.html", "sessions/break.html", "report.html")


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with browser() as opened:
        yield opened


def test_every_page_is_valid_whatever_people_write(site: Path, worst: Path, tmp_path: Path) -> None:
    assert invalid(tmp_path, [*site.rglob("*.html"), *worst.rglob("*.html")]) == ""


def test_pages_shut_nobody_out_by_day_and_by_night(site: Path, page: Page) -> None:
    found = {}
    for name in KINDS:
        page.look(1280)
        page.open(site / name)
        found[name] = inaccessible(page)
        if name in OF_ALL_COLOURS:
            page.look(390, is_dark=True)
            found[f"{name} by night"] = inaccessible(page, CONTRAST)
    assert not any(found.values()), json.dumps(found, indent=1)
    assert page.complaints == []


def test_no_page_is_wider_than_a_phone(site: Path, worst: Path, page: Page) -> None:
    page.look(360)
    for path in (
        *(site / name for name in KINDS),
        worst / "highlights.html",
        worst / "posts" / "0003.html",
    ):
        page.open(path)
        assert page.run("document.documentElement.scrollWidth") <= 360, path.name


FILLED: Final = """(() => {
  const row = document.querySelector(".highlights .row"), [first] = row.children;
  row.replaceChildren(...Array.from({length: %d}, () => first.cloneNode(true)));
  const ends = {};
  for (const each of row.children) {
    const {top, right} = each.getBoundingClientRect();
    ends[Math.round(top)] = Math.max(ends[Math.round(top)] ?? 0, right);
  }
  return Math.min(...Object.values(ends)) >= row.getBoundingClientRect().right - 1;
})()"""
"""Whether so many highlights leave nothing empty beside them."""


@pytest.mark.parametrize("width", [390, 900, 1280, 1920])
def test_highlights_take_the_whole_width_however_few_they_are(
    site: Path, page: Page, width: int
) -> None:
    page.look(width)
    page.open(site / "index.html")
    assert [many for many in range(1, 6) if not page.run(FILLED % many)] == []


def test_the_search_finds_posts_notes_and_questions_from_the_disk(site: Path, page: Page) -> None:
    page.open(site / "search.html")
    found = {}
    for asked in ("chart", "RIVERS meas", "gáuge", "tea", "pictures", "nobody", "here.example"):
        page.run(f"state.textContent = ''; asked.value = {json.dumps(asked)}")
        page.run("asked.dispatchEvent(new Event('input')); true")
        page.wait("state.textContent")
        page.wait("document.querySelector('#found li') || /^0/.test(state.textContent)")
        found[asked] = page.run("[...document.querySelectorAll('#found a')].map((a) => a.hash)")
    assert {asked: len(hashes) for asked, hashes in found.items()} == {
        "chart": 2,
        "RIVERS meas": 3,
        "gáuge": 1,
        "tea": 1,
        "pictures": 1,
        "nobody": 0,
        "here.example": 9,
    }
    assert found["gáuge"] == ["#n1"]
    assert page.complaints == []


def test_words_are_the_same_to_the_search_and_to_the_filter(site: Path, page: Page) -> None:
    texts = [clean_text(text)[:300] for text in HOSTILE]
    texts += [
        "Größe STRASSE ﬁn Ærøskøbing İzmir ΣΊΣΥΦΟΣ",
        "日本語のテスト กรุงเทพ",
        "l'été d'Ana 3½ e‑mail ❤️",
    ]
    page.open(site / "search.html")
    told = page.run(f"{json.dumps(texts)}.map(found.words)")
    ours = [[word[:40] for word in folding.words(text)] for text in texts]
    assert dict(zip(texts, told, strict=True)) == dict(zip(texts, ours, strict=True))


def test_night_and_day_are_remembered(site: Path, page: Page) -> None:
    page.look(1280)
    page.open(site / "index.html")
    page.run("document.getElementById('light').click()")
    page.open(site / "people.html")
    assert page.run("document.documentElement.dataset.light") == "night"
    assert page.run("getComputedStyle(document.body).backgroundColor") == "rgb(20, 23, 27)"
