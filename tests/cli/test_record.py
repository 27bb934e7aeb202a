import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest
from tests.cli.conftest import Backchannel

from backchannel.record.formats import FORMATS

FULL: Final = Path("/dev/full")


def test_a_record_goes_from_desk_to_desk(
    backchannel: Backchannel, store: Path, tmp_path: Path
) -> None:
    target, other = tmp_path / "rivers.jsonl", tmp_path / "other.db"
    assert backchannel("pin", "2", "--store", store).code == 0
    ran = backchannel("export", "jsonl", target, "--store", store)
    assert (ran.code, ran.lines) == (0, [str(target)])
    ran = backchannel("import", target, "--store", other)
    assert (ran.code, ran.lines) == (0, ["Rivers: 3 posts, 1 pin"])
    ran = backchannel("import", target, "--store", other)
    assert ran.lines == ["Rivers: 0 posts; 3 posts known already"]
    ran = backchannel("export", "jsonl", "-", "--store", other, "--filter", "river")
    kinds = [line["line"] for line in ran.objects]
    assert kinds == ["header", "event", "source", "post", "end"]


def test_another_desk_may_have_what_was_decided(
    backchannel: Backchannel, store: Path, tmp_path: Path
) -> None:
    target, other = tmp_path / "all.jsonl", tmp_path / "other.db"
    assert backchannel("pin", "2", "--store", store).code == 0
    ran = backchannel("export", "jsonl", target, "--with-decisions", "--store", store)
    assert ran.code == 0
    ran = backchannel("import", target, "--store", other)
    assert ran.lines == ["Rivers: 3 posts, 1 pin, 1 other decision"]  # its line in the log
    ran = backchannel("import", target, "--store", other, "--json")
    assert (ran.objects[0]["decisions"], ran.objects[0]["wordings"]) == (0, 0)


def test_a_mistake_says_what_would_be_right(
    backchannel: Backchannel, store: Path, tmp_path: Path
) -> None:
    for args, says in (
        (("export", "jsnl"), "did you mean jsonl?"),
        (("export", "--public-only"), "Missing argument"),
        (("export", "jsonl", "-", "--session", "Lunch"), "--session"),
        (("export", "jsonl", "-", "--since", "noon"), "takes 2026-01-16 or"),
        (("export", "jsonl", "-", "--filter", "bogus:x"), "bogus"),
        (("export", "jsonl", "-", "--since", "2026-03-15", "--until", "2026-03-14"), "lies after"),
        (("export", "jsonl", tmp_path), "is a folder; name a file"),
        (("export", "opml", "-", "--filter", "river"), "opml has all sources"),
        (("export", "csv", "--with-decisions"), "--with-decisions goes with jsonl"),
        (("export", "jsonl", "-", "--with-decisions", "--public-only"), "goes with the whole"),
        (("import", tmp_path / "none.jsonl"), "there is no such file"),
    ):
        ran = backchannel(*args, "--store", store)
        assert (ran.code, ran.out) == (2, "")
        assert says in ran.err


def test_a_day_is_a_day_however_it_is_written(backchannel: Backchannel, store: Path) -> None:
    def told(*args: str) -> int:
        ran = backchannel("export", "jsonl", "-", "--store", store, *args)
        return sum(line["line"] == "post" for line in ran.objects)

    for day in ("2026-03-14", "20260314"):
        assert told("--since", day, "--until", day) == told() == 3


@pytest.mark.parametrize("full", [each for each in (FULL,) if each.exists()])
def test_a_full_disk_behind_the_output_is_said_as_that(store: Path, full: Path) -> None:
    for args in (("export", "jsonl", "-"), ("report",)):
        command = [sys.executable, "-m", "backchannel", *args, "--store", str(store)]
        with full.open("w") as stream:
            ran = subprocess.run(  # noqa: S603  # our own program
                command, stdout=stream, stderr=subprocess.PIPE, text=True, check=False
            )
        assert (ran.returncode, ran.stderr.splitlines()[1:]) == (1, [])
        assert "standard output: the disk is full" in ran.stderr


def test_a_damaged_record_makes_no_store(backchannel: Backchannel, tmp_path: Path) -> None:
    record = tmp_path / "damaged.jsonl"
    record.write_text(json.dumps({"line": "header", "format": "backchannel record", "version": 1}))
    ran = backchannel("import", record, "--store", tmp_path / "new.db")
    assert ran.code == 2
    assert "damaged.jsonl:1: the record breaks off in this line" in ran.err
    assert not (tmp_path / "new.db").exists()


PUBLIC = "https://www.w3.org/ns/activitystreams#Public"


def archive(folder: Path, to: Sequence[str] = (PUBLIC,)) -> Path:
    """An archive of Mastodon with one post about rivers and one about bread."""
    notes = [
        {
            "id": f"https://toot.example/users/ana/statuses/{number}",
            "type": "Note",
            "published": f"2026-03-14T12:0{number}:30Z",
            "to": list(to),
            "content": f"<p>On {tag} #{tag}</p>",
            "tag": [{"type": "Hashtag", "name": f"#{tag}"}],
        }
        for number, tag in enumerate(("Rivers", "bread"), 1)
    ]
    items = [{"type": "Create", "object": each} for each in notes]
    folder.mkdir()
    (folder / "outbox.json").write_text(json.dumps({"orderedItems": items}))
    actor = {"id": "https://toot.example/users/ana", "preferredUsername": "ana"}
    (folder / "actor.json").write_text(json.dumps(actor))
    return folder


def test_an_archive_gives_what_bears_the_tag_or_all_of_it(
    backchannel: Backchannel, store: Path, tmp_path: Path
) -> None:
    folder = archive(tmp_path / "archive")
    ran = backchannel("import", folder, "--store", store)
    assert ran.lines == ["toot.example: 1 post; 1 without the event's tag"]
    ran = backchannel("import", folder / "outbox.json", "--all", "--store", store, "--json")
    told = {"posts": 1, "known": 1, "passed_over": 0, "not_public": 0}
    assert ran.objects == [{"source": "toot.example"} | told]
    found = backchannel("tail", "--store", store, "--json").objects
    assert [each["author"] for each in found][:3] == ["Ann 1", "ana", "Ann 2"]


def test_what_was_not_for_everybody_is_left_out_and_that_is_said(
    backchannel: Backchannel, store: Path, tmp_path: Path
) -> None:
    followers = ["https://toot.example/users/ana/followers"]
    folder = archive(tmp_path / "archive", to=followers)
    ran = backchannel("import", folder, "--store", store)
    assert ran.lines == [
        "toot.example: 0 posts; 1 left out that was not public; 1 without the event's tag"
    ]
    ran = backchannel("import", folder, "--all", "--store", store)
    assert ran.lines == ["toot.example: 0 posts; 2 left out that were not public"]
    ran = backchannel("import", folder, "--store", store, "--json")
    told = {"posts": 0, "known": 0, "passed_over": 1, "not_public": 1}
    assert ran.objects == [{"source": "toot.example"} | told]
    assert "ana" not in backchannel("tail", "--store", store, "--json").out


def test_a_kept_feed_is_taken_and_a_page_is_not(
    backchannel: Backchannel, store: Path, tmp_path: Path
) -> None:
    feed = tmp_path / "kept.xml"
    feed.write_text(
        "<rss version='2.0'><channel><title>Old blog</title><item><title>Rivers rise</title>"
        "<link>https://blog.example/1</link><category>rivers</category></item></channel></rss>"
    )
    assert backchannel("import", feed, "--store", store).lines == ["Old blog: 1 post"]
    feed.write_text("<html><p>No feed</p></html>")
    ran = backchannel("import", feed, "--store", store)
    assert ran.code == 2
    assert "kept.xml: holds no feed with posts in it" in ran.err


def test_an_export_replaces_only_an_earlier_one_in_the_same_format(
    backchannel: Backchannel, store: Path, tmp_path: Path
) -> None:
    before = store.read_bytes()
    files = [name for name, each in FORMATS.items() if not each.is_folder]
    for name in files:
        options = ("--store", store, *(("--zero", "2026-03-14T12:00") if name == "webvtt" else ()))
        for _ in range(2):
            assert backchannel("export", name, tmp_path / name, *options).code == 0
        for other in (store, *(tmp_path / each for each in files if each != name)):
            if other.exists():
                ran = backchannel("export", name, other, *options)
                assert (ran.code, ran.out) == (2, "")
                assert "is no earlier record in this format" in ran.err
    assert store.read_bytes() == before
