"""The presenter's page: what it says of sizes is so."""

from __future__ import annotations

from typing import Final

from tests.docs import manual

from backchannel.ui.presenter.letters import written

PAGE: Final = manual.page("using/presenter.md")
WORDS: Final = "Who pays for it once the first grant has run out, and who decides what is stopped? "


def test_so_many_letters_fit_as_the_page_says() -> None:
    assert "some fifty letters fit in large ones, seventy in" in PAGE
    assert "two hundred in small capitals" in PAGE
    found = [written(f"{WORDS * 3}"[:n].strip(), 78, 19) for n in (50, 70, 200)]
    assert not any(each.is_plain for each in found)
    assert ["█" in each.rows[1] or "█" in each.rows[2] for each in found] == [True, False, False]
    assert len(found[2].rows) > 3 * 4
