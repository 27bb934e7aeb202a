"""The tags of an event on the command line."""

from __future__ import annotations

import tomllib
from pathlib import Path

from tests.cli.conftest import Backchannel

from backchannel.store import schema, sources
from backchannel.store.coverage import near_tags
from backchannel.store.coverage.near_tags import Seen


def say(store: Path, tag: str, posts: int = 3) -> None:
    db = schema.open_to_write(store)
    near_tags.count(db, "blogs", [Seen(tag, f"post {n}", f"ann {n}") for n in range(posts)])
    db.close()


def test_what_people_write_instead_is_listed(
    backchannel: Backchannel, event_file: Path, store: Path
) -> None:
    say(store, "rivrs")
    say(store, "river", 2)
    ran = backchannel("tags", "list", event_file, "--store", store)
    assert ran.lines == [
        "#rivers: 3 posts",
        "3 posts by 3 people say #rivrs: do they mean #rivers? (in blogs)",
    ]
    assert "backchannel tags add '#rivrs'" in ran.err
    ours, near = backchannel("tags", "list", event_file, "--store", store, "--json").objects
    assert ours == {"tag": "rivers", "is_ours": True, "posts": 3}
    assert (near["tag"], near["like"], near["posts"], near["people"]) == ("rivrs", "rivers", 3, 3)
    listed = backchannel("sources", "list", event_file, "--store", store)
    assert "3 posts by 3 people say #rivrs: do they mean #rivers?" in listed.err


def test_a_tag_is_added_to_the_file_and_to_the_store(
    backchannel: Backchannel, event_file: Path, store: Path
) -> None:
    say(store, "rivrs")
    ran = backchannel("tags", "add", "#Rivrs", event_file, "--store", store)
    assert ran.code == 0
    assert "#Rivrs is one of the event's tags now" in ran.out
    assert tomllib.loads(event_file.read_text())["event"]["tags"] == ["rivers", "Rivrs"]
    db = schema.open_to_read(store)
    event = sources.event_of(db)
    db.close()
    assert event is not None
    assert (event.tags, event.hashtags) == (("rivers", "rivrs"), ("rivers", "Rivrs"))
    assert "already" in backchannel("tags", "add", "rivrs", event_file, "--store", store).out
    assert len(backchannel("tags", "list", event_file, "--store", store).lines) == 2


def test_a_tag_can_be_added_before_anything_is_collected(
    backchannel: Backchannel, event_file: Path
) -> None:
    assert backchannel("tags", "add", "floods", event_file).code == 0
    assert backchannel("tags", "list", event_file).lines == ["#rivers: 0 posts", "#floods: 0 posts"]


def test_what_is_no_tag_is_a_mistake(backchannel: Backchannel, event_file: Path) -> None:
    ran = backchannel("tags", "add", "two words", event_file)
    assert (ran.code, "one word" in ran.err) == (2, True)
    assert backchannel("tags", "refuse", "two words", event_file).code == 2


def test_another_tag_is_not_proposed_again(
    backchannel: Backchannel, event_file: Path, store: Path
) -> None:
    say(store, "rivrs")
    assert backchannel("tags", "refuse", "#rivrs", event_file, "--store", store).code == 0
    say(store, "rivrs", 9)
    listed = backchannel("tags", "list", event_file, "--store", store)
    assert listed.lines[0] == "#rivers: 3 posts"
    assert listed.lines[1].startswith("#rivrs is another tag, said ")
    assert len(listed.lines) == 2
    ours = backchannel("tags", "refuse", "rivers", event_file, "--store", store)
    assert (ours.code, "one of the event's tags" in ours.err) == (2, True)


def test_a_refusal_is_taken_back(backchannel: Backchannel, event_file: Path, store: Path) -> None:
    say(store, "rivrs")
    refuse = ("tags", "refuse", "#rivrs", event_file, "--store", store)
    backchannel(*refuse)
    assert "is another tag already" in backchannel(*refuse).out
    listed = backchannel("tags", "list", event_file, "--store", store)
    assert "backchannel tags refuse --undo '#rivrs'" in listed.err
    assert "proposed again" in backchannel(*refuse, "--undo").out
    assert "is not refused" in backchannel(*refuse, "--undo").out
    near = backchannel("tags", "list", event_file, "--store", store).lines[1]
    assert near.startswith("3 posts by 3 people say #rivrs")


def test_who_took_or_refused_a_tag_is_in_the_log_and_undone_there(
    backchannel: Backchannel, event_file: Path, store: Path
) -> None:
    before = event_file.read_text()
    backchannel("tags", "refuse", "#rivrz", event_file, "--store", store)
    backchannel("tags", "add", "#Rivrs", event_file, "--store", store)
    log = backchannel("log", event_file, "--store", store, "--json").objects
    assert [(each["act"], each["about"]) for each in log] == [
        ("refuse tag", "#rivrz"),
        ("add tag", "#Rivrs"),
    ]
    assert all(each["by"] and each["at"] for each in log)
    assert "add tag" in backchannel("undo", event_file, "--store", store).out
    assert event_file.read_text() == before
    assert backchannel("tags", "list", event_file, "--store", store).lines[0] == "#rivers: 3 posts"
    db = schema.open_to_read(store)
    event = sources.event_of(db)
    db.close()
    assert event is not None
    assert event.tags == ("rivers",)
    backchannel("redo", event_file, "--store", store)
    assert tomllib.loads(event_file.read_text())["event"]["tags"] == ["rivers", "Rivrs"]
    backchannel("undo", event_file, "--store", store)
    backchannel("undo", event_file, "--store", store)
    assert len(backchannel("tags", "list", event_file, "--store", store).lines) == 1


def test_the_event_may_come_first_as_with_other_verbs(
    backchannel: Backchannel, event_file: Path
) -> None:
    assert backchannel("tags", "add", event_file, "floods").code == 0
    assert tomllib.loads(event_file.read_text())["event"]["tags"] == ["rivers", "floods"]
