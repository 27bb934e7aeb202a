import json
import re
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from tests.clock import START, Clock
from tests.record.events import EVENT, EVERYTHING, everything, exported, hostile, number_of
from tests.store.written import BLOGS, a_post, only, save

from backchannel.clean.terminal import is_clean
from backchannel.errors import ConfigError
from backchannel.model.programme import Event
from backchannel.model.query import parse
from backchannel.model.sameness import id_within
from backchannel.record.choosing import Chosen
from backchannel.record.lines.entries import VERSION
from backchannel.record.lines.taking import Taken, take, total_of
from backchannel.store import board, check, posts, schema, sources
from backchannel.store.connection import Connection
from backchannel.store.roles import questions

FORMAT = (Path(__file__).parents[3] / "docs" / "using" / "record-format.md").read_text("utf-8")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "event.db"


@pytest.fixture
def record(path: Path, tmp_path: Path) -> Path:
    everything(path)
    exported(path, tmp_path / "record.jsonl")
    return tmp_path / "record.jsonl"


def taken(db: Connection, record: Path, *, is_any: bool = False) -> Taken:
    db.execute("BEGIN IMMEDIATE")
    try:
        found = take(db, record, is_any=is_any)
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")
    return found


def opened(path: Path, days: int = 0) -> closing[Connection]:
    clock = Clock(START)
    clock.advance(3_600 + days * 86_400)
    return closing(schema.open_to_write(path, now=clock, busy_ms=50))


def again(record: Path, folder: Path, days: int = 0, chosen: Chosen = EVERYTHING) -> bytes:
    """What is exported from an empty store into which a record was taken."""
    with opened(folder / "other.db", days) as db:
        taken(db, record)
        assert check.check(db).problems == ()
    return exported(folder / "other.db", folder / "again.jsonl", chosen=chosen)


def test_a_record_comes_out_of_another_store_byte_for_byte(record: Path, tmp_path: Path) -> None:
    first = record.read_bytes()
    assert again(record, tmp_path) == first
    assert total_of(record) == len(first.splitlines())


def test_so_does_a_part_of_one(path: Path, tmp_path: Path) -> None:
    everything(path)
    chosen = Chosen(("Keynote", "Break"), parse("-chart"), is_public_only=True)
    part = tmp_path / "part.jsonl"
    first = exported(path, part, chosen=chosen)
    assert again(part, tmp_path) == first
    assert b"See a chart" not in first


def test_two_places_that_had_one_name_are_two_in_another_store(path: Path, tmp_path: Path) -> None:
    name = id_within(BLOGS.name, "7")
    with opened(path) as db:
        for number, url in enumerate(("https://a.example/feed", "https://b.example/feed"), 1):
            source = replace(BLOGS, options={"url": url})
            sources.plan(db, EVENT, [source])
            save(db, a_post(number, url, id=name, url=None, aliases=(name,)), source=source)
    written = exported(path, tmp_path / "record.jsonl")
    assert again(tmp_path / "record.jsonl", tmp_path) == written
    assert written.count(b'"line":"post"') == 2


def test_what_strangers_send_comes_through_as_it_was_stored(path: Path, tmp_path: Path) -> None:
    hostile(path)
    record = tmp_path / "hostile.jsonl"
    first = exported(path, record)
    assert again(record, tmp_path) == first
    for line in first.decode().splitlines():
        for text in _texts(json.loads(line)):
            assert is_clean(text.replace("\x1f", "")), line[:200]


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    several = value.values() if isinstance(value, dict) else value
    return [text for each in several for text in _texts(each)] if _is_many(value) else []


def _is_many(value: object) -> bool:
    return isinstance(value, dict | list)


def test_what_is_out_of_sight_is_nowhere_in_it(record: Path) -> None:
    text = record.read_text("utf-8")
    for words in ("Hidden by", "Whose author", "Deleted by", "trickery", "two minutes", "spam"):
        assert words not in text


def keys_of(record: Path) -> dict[str, set[str]]:
    """The keys that lines have, by what they are; each is documented, and no others are."""
    seen: dict[str, set[str]] = {}
    for line in map(json.loads, record.read_text("utf-8").splitlines()):
        keys = seen.setdefault(line.pop("line"), set())
        keys |= set(line) | set(line["post"] if isinstance(line.get("post"), dict) else ())
    for kind, keys in seen.items():
        section = re.search(rf"^## `{kind}`\n(.*?)(?=^## |\Z)", FORMAT, re.MULTILINE | re.DOTALL)
        assert section, kind
        cells = re.findall(r"^\| (`[^|]+) \|", section[1], re.MULTILINE)
        assert set(re.findall(r"`(\w+)`", " ".join(cells))) == keys
    return seen


def test_every_key_is_documented_and_no_other(record: Path) -> None:
    assert "post" in keys_of(record)
    assert f"version **{VERSION}**" in FORMAT


def test_taking_it_in_twice_changes_nothing(record: Path, path: Path) -> None:
    with opened(path) as db:
        before = check.check(db).shared
        found = taken(db, record)
        assert (found.posts, found.known, found.pins, found.notes) == (0, 11, 0, 0)
        assert check.check(db).shared == before


def test_another_desk_s_decisions_keep_who_and_when(record: Path, tmp_path: Path) -> None:
    with opened(tmp_path / "mine.db") as db:
        sources.plan(db, EVENT, [])
        save(db, a_post(3, "Mine"), a_post(33, "Who measures the rivers?"))
        board.pin(db, only_place(db, "Mine"), "me")
        board.note(db, "My own", "me")
        found = taken(db, record)
        assert (found.posts, found.known, found.questions) == (10, 1, 3)
        mine, theirs = board.pins(db)
        assert (mine.by, theirs.by, theirs.remark) == ("me", "operator", "for the minutes")
        assert theirs.at < START.replace(minute=30)
        assert {note.by for note in board.notes(db)} == {"me", "facilitator"}
        now = questions.queue(db).rows
        assert [each.words for each in now if each.parts] == ["Who measures the rivers?"]
        assert board.undo(db, "me") is not None
        assert len(board.pins(db)) == 2
        assert check.check(db).problems == ()


def only_place(db: Connection, words: str) -> int:
    return int(db.value("SELECT place FROM posts WHERE number = ?", (number_of(db, words),)))


def test_what_was_deleted_or_hidden_here_stays_so(path: Path, tmp_path: Path) -> None:
    with opened(path) as db:
        sources.plan(db, EVENT, [])
        save(db, a_post(1, "First"), a_post(2, "Second"), a_post(3, "Third"))
    record = tmp_path / "all.jsonl"
    exported(path, record)
    with opened(path) as db:
        posts.retract(db, "here.example", ["1"])
        board.hide(db, only_place(db, "Second"), "me")
        taken(db, record)
        assert only(db).post.text == "Third"


def broken(record: Path, how: Any) -> Path:
    lines = record.read_bytes().splitlines(keepends=True)
    target = record.with_name("broken.jsonl")
    target.write_bytes(b"".join(how(lines)))
    return target


BAD = {
    "truncated": (lambda lines: [*lines[:12], lines[12][:40]], 13, "breaks off in this line"),
    "without its end": (lambda lines: lines[:-1], None, "its last line is missing"),
    "a line lost": (lambda lines: [*lines[:11], *lines[12:]], None, "the record is not whole"),
    "no JSON": (lambda lines: [*lines[:9], b"<html>\n", *lines[10:]], 10, "is not JSON"),
    "foreign": (lambda _: [b'{"id": 1, "content": "a toot"}\n'], 1, "not a backchannel record"),
    "binary": (lambda _: [b"\x89PNG\r\n\x1a\n\x00"], 1, "is not a backchannel record"),
    "newer": (
        lambda lines: [lines[0].replace(b'"version":1', b'"version":3'), *lines[1:]],
        1,
        r"newer version of backchannel \(record version 3, this one reads up to 2\)",
    ),
    "a wrong type": (
        lambda lines: [each.replace(b'"pane":"feeds"', b'"pane":7') for each in lines],
        None,
        "expected `str`, got `int`",
    ),
    "out of order": (lambda lines: [*lines[:2], lines[8], lines[3]], 4, "not where it belongs"),
    "two in one": (lambda lines: [*lines, lines[0]], None, "behind the end"),
    "deep": (
        lambda lines: [*lines[:2], b'{"line":"source","options":' + b'{"a":' * 100_000 + b"\n"],
        3,
        "is not JSON",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_no_whole_record_is_blamed_with_its_line(record: Path, name: str) -> None:
    how, line, says = BAD[name]
    bad = broken(record, how)
    where = rf"broken\.jsonl:{line or '[0-9]+'}: .*"
    with pytest.raises(ConfigError, match=where + says):
        total_of(bad)


def test_nothing_is_half_taken(record: Path, tmp_path: Path) -> None:
    bad = broken(
        record, lambda lines: [x.replace(b'"state":"open"', b'"state":"?"') for x in lines]
    )
    with opened(tmp_path / "mine.db") as db:
        with pytest.raises(ConfigError, match=r"broken\.jsonl:\d+"):
            taken(db, bad)
        assert check.check(db).counts["posts"] == 0
        assert sources.event_of(db) is None


def test_a_record_of_another_event_is_taken_in_only_when_asked_for(
    record: Path, tmp_path: Path
) -> None:
    with opened(tmp_path / "mine.db") as db:
        sources.plan(db, Event("Bread", ("bread",)), [])
        with pytest.raises(ConfigError, match="is the record of another event, Rivers & floods"):
            taken(db, record)
        assert taken(db, record, is_any=True).posts == 11
        assert {note.session for note in board.notes(db)} == {""}


def test_what_a_file_says_is_cleaned(record: Path, tmp_path: Path) -> None:
    bad = broken(
        record, lambda lines: [x.replace(b"In the opening", b"In \\u001b[31mred") for x in lines]
    )
    with opened(tmp_path / "mine.db") as db:
        taken(db, bad)
        assert number_of(db, "In red")


def test_the_example_of_the_documents_is_a_whole_record(tmp_path: Path) -> None:
    example = Path(__file__).parents[3] / "docs" / "example-record" / "connect.jsonl"
    assert again(example, tmp_path, days=365) == example.read_bytes()
