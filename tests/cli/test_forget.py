"""A person is forgotten from the command line, and stores are kept well."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

from tests.cli.conftest import Backchannel, fill, filled, post

from backchannel.clean.terminal import clean_line
from backchannel.model.post import Author
from backchannel.model.programme import Event
from backchannel.model.sameness import id_within
from backchannel.store import schema

ANN = "@ann2@river.example"


def test_a_look_says_whose_posts_would_go_and_changes_nothing(
    backchannel: Backchannel, store: Path
) -> None:
    ran = backchannel("forget", ANN, "--dry-run", "--store", store)
    assert ran.lines == [
        "Accounts:",
        f"  Ann 2 {ANN}: 1 post on river.example",
        "This would go: 1 post, and mentions in 0 others. Nothing was changed.",
    ]
    assert len(backchannel("tail", "--store", store, "--json").objects) == 3


def test_nobody_is_forgotten_unasked(backchannel: Backchannel, store: Path) -> None:
    assert backchannel("forget", ANN, "--store", store).code == 2
    assert len(backchannel("tail", "--store", store, "--json").objects) == 3


def test_somebody_is_forgotten_and_what_is_out_of_reach_is_told(
    backchannel: Backchannel, store: Path, event_file: Path
) -> None:
    with event_file.open("a") as file:
        file.write(f'\n[[person]]\nname = "Ann Example"\naccounts = ["{ANN}"]\n')
    copy = backchannel("store", "backup", "--store", store, "--json").objects[0]["backup"]
    ran = backchannel("forget", event_file, "Ann 2", "--yes", "--store", store)
    assert ran.code == 0
    assert "Forgotten: 1 post, and mentions in 0 others." in ran.lines
    assert f"Also in {copy}." in ran.lines
    assert f"  {event_file} names them; take them out there" in ran.lines
    assert "exports" in ran.lines[-1]
    shown = backchannel("tail", "--store", store, "--json").objects
    assert [line["number"] for line in shown] == [1, 3]
    assert backchannel("store", "check", "--store", copy, "--json").objects[0]["ok"]


def test_what_is_left_is_named_as_it_can_be_typed(backchannel: Backchannel, store: Path) -> None:
    nick = Author(clean_line("ann2"), clean_line(""))
    for number, place in enumerate(("chat.example", "talk.example"), 11):
        id_ = id_within(place, str(number))
        fill(store, post(number, "In the chat", id=id_, url=None, author=nick))
    seen = backchannel("forget", ANN, "--dry-run", "--store", store)
    assert any(line.startswith("  ann2 (ann2@chat.example): 1 post") for line in seen.lines)
    ran = backchannel("forget", ANN, "--also", "ann2", "--yes", "--store", store)
    assert (ran.code, "several are called so" in ran.err) == (2, True)
    ran = backchannel("forget", ANN, "--also", "ann2@chat.example", "--yes", "--store", store)
    assert "Forgotten: 2 posts, and mentions in 0 others." in ran.lines
    (left,) = [line for line in ran.lines if "was left" in line]
    typed = left.partition("--also ")[2].partition(" takes")[0]
    ran = backchannel("forget", typed, "--yes", "--store", store)
    assert "Forgotten: 1 post, and mentions in 0 others." in ran.lines


def test_a_name_that_nobody_has_is_said_to_be_nobodys(
    backchannel: Backchannel, store: Path
) -> None:
    ran = backchannel("forget", ANN, "--also", "nobody 👩\u200d🚀", "--yes", "--store", store)
    assert (ran.code, "nobody is known as “nobody 👩\u200d🚀”" in ran.err) == (2, True)
    ran = backchannel("forget", "@ann2@rivre.example", "--yes", "--store", store)
    assert "  ann2@rivre.example: nobody here is called so; only what others say" in ran.out
    ran = backchannel("forget", "@ann2@rivre.example", "--dry-run", "--json", "--store", store)
    assert ran.objects[0]["unknown"] == ["ann2@rivre.example"]
    ran = backchannel("forget", ANN, "--also", "Ann 1", "--yes", "--store", store)
    assert "Forgotten: 2 posts, and mentions in 0 others." in ran.lines


def test_a_server_is_not_forgotten_for_all_who_write_there(
    backchannel: Backchannel, store: Path
) -> None:
    ran = backchannel("forget", "river.example", "--yes", "--store", store)
    assert ran.code == 2
    assert "river.example is no account but a place, where Ann " in ran.err
    assert len(backchannel("tail", "--store", store, "--json").objects) == 3


def test_who_cannot_be_meant_is_a_mistake(backchannel: Backchannel, store: Path) -> None:
    fill(store, post(9, "again", id="x", author=post(2, "").author))
    for who in ("nobody at all", " "):
        assert backchannel("forget", who, "--yes", "--store", store).code == 2


def test_a_store_is_made_small_and_another_is_taken_in(
    backchannel: Backchannel, store: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.db"
    fill(other, post(1, "The river is rising"), post(7, "Only there"))
    (told,) = backchannel("store", "merge", other, "--store", store, "--json").objects
    assert (told["new"], told["known"]) == (1, 1)
    assert backchannel("store", "merge", tmp_path / "none", "--store", store).code == 3
    (small,) = backchannel("store", "compact", "--store", store, "--json").objects
    assert (small["after"], small["whole"]) == (store.stat().st_size, True)


def test_of_one_post_it_is_said_that_it_is_one(
    backchannel: Backchannel, store: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.db"
    fill(other, post(1, "The river is rising"), post(7, "Only there"))
    ran = backchannel("store", "merge", other, "--store", store)
    assert ran.lines == ["New: 1 post. Known already: 1."]
    ran = backchannel("rules", "test", "only", "--store", store)
    assert ran.lines[0] == "Finds 1 post, the newest of them:"


def test_another_event_is_not_mixed_in_without_a_word(
    backchannel: Backchannel, store: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.db"
    asyncio.run(filled(other, post(7, "Only there"), event=Event("Lakes", ("lakes",))))
    ran = backchannel("store", "merge", other, "--store", store)
    assert (ran.code, "--all takes it in" in ran.err) == (2, True)
    assert backchannel("store", "merge", other, "--all", "--store", store).code == 0


def test_a_damaged_store_is_named_and_repaired(backchannel: Backchannel, store: Path) -> None:
    assert backchannel("store", "check", "--repair", "--store", store).lines == [
        "All is well; nothing was changed."
    ]
    with store.open("r+b") as file:
        file.write(b"\0" * 16)
    assert "store check --repair" in backchannel("tail", "--store", store).err
    (told,) = backchannel("store", "check", "--repair", "--store", store, "--json").objects
    assert (told["repaired"], told["saved"]["posts"], told["lost"]) == (True, 3, [])
    assert len(backchannel("tail", "--store", store, "--json").objects) == 3


def test_a_store_that_is_not_sound_after_its_repair_is_no_success(
    backchannel: Backchannel, store: Path
) -> None:
    with contextlib.closing(schema.open_to_write(store)) as db:
        db.execute("INSERT OR REPLACE INTO stage VALUES ('stage', ?)", ('{"place": 999}',))
    ran = backchannel("store", "check", "--repair", "--store", store)
    assert (ran.code, "that is not there" in ran.out) == (3, True)
