"""A raw record for another desk: earlier wordings, rules, cues, mutes, and the log of decisions."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.clock import START, Clock
from tests.record.events import EVENT, everything, exported, place_of
from tests.record.lines.test_lines import again, broken, keys_of, opened, taken
from tests.store.written import HERE, a_post, save

from backchannel.errors import ConfigError
from backchannel.model.board import Act
from backchannel.model.programme import Rule
from backchannel.record.choosing import Chosen
from backchannel.store import board, check, details, schema, search, sources
from backchannel.store.connection import Connection
from backchannel.store.forgetting.erasing import forget
from backchannel.store.roles import cues, questions, rules

WHOLE = Chosen(has_decisions=True)
NEW = {"rule", "wording", "standing", "decision"}


@pytest.fixture
def whole(path: Path, tmp_path: Path) -> Path:
    """The record of an event in which a post was edited twice, and much was decided."""
    everything(path)
    clock = Clock(START)
    clock.advance(60)
    with closing(schema.open_to_write(path, now=clock, busy_ms=50)) as db:
        for words in ("In the closing", "In the opening", "In the opening, at last"):
            clock.advance(60)
            save(db, a_post(55, words, edited=clock()))
        with db:
            board.stash(db, place_of(db, "Who measures"), "facilitator")
            rules.make(db, Rule("water", "levels", highlight=True), "facilitator")
            rules.switch(db, "tricks", "facilitator", is_off=True)
            rules.switch(db, "tricks", "facilitator", is_off=False)
            board.note(db, "Struck out", "facilitator")
            board.undo(db, "facilitator")
    exported(path, tmp_path / "whole.jsonl", chosen=WHOLE)
    return tmp_path / "whole.jsonl"


def lines(record: Path, *kinds: str) -> Iterator[dict[str, Any]]:
    for line in map(json.loads, record.read_text("utf-8").splitlines()):
        if line["line"] in kinds:
            yield line


def test_it_comes_out_of_another_store_byte_for_byte(whole: Path, tmp_path: Path) -> None:
    first = whole.read_bytes()
    assert {each["line"] for each in lines(whole, *NEW)} == NEW
    assert again(whole, tmp_path, chosen=WHOLE) == first


def test_nothing_of_it_is_in_a_record_that_is_given_out(
    whole: Path, path: Path, tmp_path: Path
) -> None:
    plain = tmp_path / "plain.jsonl"
    text = exported(path, plain).decode()
    assert not list(lines(plain, *NEW))
    assert text.startswith('{"line":"header","format":"backchannel record","version":1}')
    assert whole.read_text().startswith(text[: text.index('"version"')] + '"version":2}')
    for words in ("In the closing", "two minutes", "tricks", "water"):
        assert words not in text


def test_every_key_of_it_is_documented(whole: Path) -> None:
    found = keys_of(whole)
    assert found.keys() >= NEW


def test_another_desk_has_what_was_said_before_and_who_decided_what(
    whole: Path, tmp_path: Path
) -> None:
    with opened(tmp_path / "other.db") as db:
        found = taken(db, whole)
        assert (found.wordings, found.decisions > 20) == (3, True)
        known = details.known(db, place_of(db, "In the opening"))
        assert known is not None
        said = [str(each.post.text) for each in known.revisions]
        assert said == ["In the opening", "In the closing", "In the opening"]
        assert [each.rule.name for each in search.rule_states(db)] == ["tricks", "water"]
        assert [each.text for each in cues.latest(db)] == ["two minutes"]
        assert len(board.stashed(db)) == 1
        assert board.log(db)[-1].act == Act.MUTE
        assert len(questions.queue(db).rows) == 2


def test_what_was_decided_there_can_be_undone_after_what_was_decided_here(
    whole: Path, tmp_path: Path
) -> None:
    with opened(tmp_path / "other.db") as db:
        taken(db, whole)
        with db:
            board.note(db, "Mine", "facilitator")
            mine = board.undo(db, "facilitator")
            theirs = board.undo(db, "facilitator")
        assert mine is not None
        assert mine.about == "Mine"
        assert theirs is not None
        assert theirs.about == "tricks"
        assert theirs.at < mine.at


def test_twice_is_once(whole: Path, path: Path) -> None:
    with opened(path) as db:
        before = check.check(db).shared
        found = taken(db, whole)
        assert (found.posts, found.wordings, found.decisions) == (0, 0, 0)
        assert check.check(db).shared == before


def test_a_desk_that_has_its_event_keeps_its_own_and_shows_no_old_cue(
    whole: Path, tmp_path: Path
) -> None:
    with opened(tmp_path / "mine.db") as db:
        sources.plan(db, EVENT, [HERE])
        save(db, a_post(55, "In the opening, at last", edited=START))
        with db:
            rules.make(db, Rule("water", "ponds", highlight=True), "me")
        found = taken(db, whole)
        assert found.wordings == 3
        water = next(each for each in search.rule_states(db) if each.rule.name == "water")
        assert (water.rule.when, water.by) == ("ponds", "me")
        assert cues.shown(db) is None
        assert check.check(db).problems == ()


def test_who_was_forgotten_here_is_in_none_of_it(whole: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.db"
    clock = Clock(START + timedelta(hours=1))
    with opened(mine) as db:
        sources.plan(db, EVENT, [HERE])
        save(db, a_post(1, "Words"))
    forget(mine, frozenset({"ann55@here.example", "ann29@here.example"}), clock)
    with opened(mine) as db:
        found = taken(db, whole)
        assert found.wordings == 0
        said = str(list(db.execute("SELECT * FROM decisions"))).casefold()
        assert "ann29" not in said
        assert db.value("SELECT count(*) FROM mutes") == 0


def _standing(subject: str, **row: object) -> bytes:
    return json.dumps({"line": "standing", "subject": subject, "row": row}).encode() + b"\n"


AT = "2026-01-09T14:00:00Z"
WRONG: dict[str, bytes] = {
    "nobody decides": _standing("weather", at=AT),
    "can be none": _standing("cue", id="a", text="b", by="c", at=AT, colour="red"),
    "not whole": _standing("cue", id="a", text="b", by="c", at=AT),
    "something else": _standing("mute", key=7, shown="", until=None, reason="", by="", at=AT),
    "time zone": _standing("cue", id="a", text="", by="", at="2026-01-09T14:00:00", seen=None,
                           withdrawn=None),
    "cannot be understood": _standing("rule", id="r", by="", at=AT, body={
        "rule": {"name": "r", "when": "bogus:x"}}),
    "got `null`": _standing("apart", at=AT, by="", place=None, kept=None),
}  # fmt: skip


@pytest.mark.parametrize("says", WRONG)
def test_a_line_that_can_be_none_is_blamed(whole: Path, tmp_path: Path, says: str) -> None:
    def put_in(before: list[bytes]) -> list[bytes]:
        number = next(n for n, line in enumerate(before) if b'"line":"decision"' in line)
        end = f'{{"line":"end","lines":{len(before) + 1}}}\n'.encode()
        return [*before[:number], WRONG[says], *before[number:-1], end]

    bad = broken(whole, put_in)
    with opened(tmp_path / "mine.db") as db:
        with pytest.raises(ConfigError, match=rf"broken\.jsonl:\d+: .*{says}"):
            taken(db, bad)
        assert not _has_posts(db)


@pytest.mark.parametrize(
    "how",
    [
        lambda line: line.replace(b'"title":null', b'"title":"Red \\u001b[31m"'),
        lambda line: line.replace(b'"is_added":true', b'"is_added":true,"title":"\\u202eRed"'),
    ],
)
def test_what_was_done_to_a_session_is_cleaned(
    whole: Path, tmp_path: Path, how: Callable[[bytes], bytes]
) -> None:
    bad = broken(whole, lambda before: [how(line) for line in before])
    with opened(tmp_path / "mine.db") as db:
        taken(db, bad)
        done = str(list(db.execute("SELECT body FROM session_acts")))
        assert "x1b" not in done
        assert "u202e" not in done


def test_a_time_at_the_end_of_the_calendar_is_none(whole: Path, tmp_path: Path) -> None:
    def late(line: bytes) -> bytes:
        return line.replace(b'"starts":"20', b'"starts":"99') if b'"session"' in line[:20] else line

    bad = broken(whole, lambda before: [late(line) for line in before])
    with (
        opened(tmp_path / "mine.db") as db,
        pytest.raises(ConfigError, match="outside the calendar"),
    ):
        taken(db, bad)


def test_it_goes_with_the_whole_event_only() -> None:
    with pytest.raises(ConfigError, match="leave the other choices out"):
        Chosen(("Keynote",), has_decisions=True)


def _has_posts(db: Connection) -> bool:
    return db.value("SELECT 1 FROM posts") is not None
