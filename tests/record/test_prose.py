"""The readable record: what is in it, in which order, and that nothing of strangers acts in it."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from msgspec.structs import replace
from tests.clock import START, Clock
from tests.record.events import EVENT, everything, exported, hostile, number_of, place_of
from tests.store.written import HERE, a_post

from backchannel.model.programme import Rule
from backchannel.record.prose.sections import offset_text
from backchannel.store import board, posts, schema, sources
from backchannel.store.connection import Connection
from backchannel.store.roles import questions
from backchannel.store.roles.rules import filing

READER = MarkdownIt("commonmark", {"html": True})


@pytest.fixture
def rivers(path: Path) -> Path:
    """The event of all the tests of records, and what late posts and people at the desk add."""
    everything(path)
    with closing(schema.open_to_write(path, now=Clock(START + timedelta(hours=3)))) as db, db:
        late = Rule("late", "session:after gauge", file="Keynote")
        sources.plan(db, replace(EVENT, rules=(*EVENT.rules, late)), [HERE])
        save_late(db)
        filing.file_new(db)
        board.pin(db, place_of(db, "About the gauge"), "operator")
        board.pin(db, place_of(db, "What nobody"), "operator")
        board.pin(db, place_of(db, "Much later"), "operator")
        board.remark(db, place_of(db, "Much later"), "#action buy <b>two</b>", "operator")
        board.note(db, "Ask the **council** #Action", "facilitator")
        question = questions.find(db, str(number_of(db, "Who measures")))
        assert question is not None
        questions.take_up(db, question, "facilitator")
        questions.answer(db, question, "facilitator")
    return path


def save_late(db: Connection) -> None:
    said = {"About the gauge 1) *this*": 100, "Much later #action": 110, "Not pinned #action": 120}
    for number, (text, minutes) in enumerate(said.items(), 70):
        posts.save(db, HERE, [a_post(number, text, published=START + timedelta(minutes=minutes))])


def section(text: str, heading: str) -> str:
    """From a heading to the next one of its level."""
    level = heading.partition(" ")[0]
    return text.partition(f"{heading}\n")[2].partition(f"\n{level} ")[0]


def test_the_event_is_told_in_the_order_of_its_programme(rivers: Path, tmp_path: Path) -> None:
    text = exported(rivers, tmp_path / "rivers.md", "markdown").decode()
    order = ["# Rivers & floods", "## Programme", "## Opening", "## Keynote", "## Break",
             "## Afterwards", "## Actions", "## Links", "## People"]  # fmt: skip
    assert [line for line in text.splitlines() if line.startswith(tuple(order))] == order
    keynote = section(text, "## Keynote")
    assert keynote.index("See a chart") < keynote.index("About the gauge 1) \\*this\\*")
    assert "> content warning: flood pictures" in keynote
    assert "What nobody should see" not in text
    assert "**2.** **Ann 70** (@ann70@here.example) · 15:40" in keynote


def test_questions_are_told_by_what_became_of_them(rivers: Path, tmp_path: Path) -> None:
    text = exported(rivers, tmp_path / "rivers.md", "markdown").decode()
    asked = section(text, "### Questions")
    assert asked.index("Answered:") < asked.index("Who measures") < asked.index("Still open:")
    assert "(Ann 33 and 1 more · answered 14:00)" in asked
    assert "- **+10:07** Levels *rise*\\\n  ACTION: buy a gauge → [Ann 35](<https" in text


def test_what_is_to_be_done_is_what_people_at_the_desk_say(rivers: Path, tmp_path: Path) -> None:
    text = exported(rivers, tmp_path / "rivers.md", "markdown").decode()
    todo = section(text, "## Actions").strip().splitlines()
    assert todo == [
        "- Break: Levels *rise*\\",
        "  ACTION: buy a gauge",
        "- Ask the **council** #Action",
        "- #action buy \\<b\\>two\\</b\\>",
    ]


def test_each_session_has_a_file_and_the_index_leads_there(rivers: Path, tmp_path: Path) -> None:
    exported(rivers, tmp_path / "minutes", "markdown-sessions")
    files = sorted(path.name for path in (tmp_path / "minutes").glob("*.md"))
    assert files == ["1-opening.md", "2-keynote.md", "3-break.md", "4-clinic.md",
                     "5-afterwards.md", "index.md"]  # fmt: skip
    index = (tmp_path / "minutes" / "index.md").read_text("utf-8")
    assert all(f"]({name})" in index for name in files[:-1])
    assert "About the gauge" in (tmp_path / "minutes" / "2-keynote.md").read_text("utf-8")
    assert exported(rivers, tmp_path / "a.md", "markdown") == exported(
        rivers, tmp_path / "b.md", "markdown"
    )


def test_nothing_of_strangers_acts_in_it(path: Path, tmp_path: Path) -> None:
    hostile(path)
    text = exported(path, tmp_path / "bad.md", "markdown").decode()
    kinds, targets = set(), set()
    for token in READER.parse(text):
        for each in (token, *(token.children or ())):
            kinds.add(each.type)
            targets.add(str(each.attrs.get("href", "https:")).partition(":")[0])
    assert not {kind for kind in kinds if "html" in kind or "image" in kind or "code" in kind}
    assert targets <= {"https", "http"}
    headings = [line for line in text.splitlines() if line.startswith("#")]
    assert len(headings) < 20


@pytest.mark.parametrize(
    ("seconds", "said"), [(7, "+0:07"), (1_100, "+18:20"), (3_723, "+1:02:03"), (-30, "-0:30")]
)
def test_an_offset_is_read_like_a_watch(seconds: int, said: str) -> None:
    assert offset_text(seconds) == said
