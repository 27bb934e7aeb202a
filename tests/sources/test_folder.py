"""What programs and people put into a folder, and what becomes of it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from tests.clock import START, Clock
from tests.sources.feed_reach import DocumentsHere, NoHttp
from tests.sources.misskey_server import Kept

from backchannel.errors import SourceUnreachable
from backchannel.model.post import Kind, MediaKind
from backchannel.model.programme import Event
from backchannel.sources.api import Reach
from backchannel.sources.records.folder import Folder, Options

LONG_AGO = START.timestamp() - 3_600


def line(id_: int, **fields: Any) -> str:
    """A record as a program writes it."""
    return json.dumps({"id": id_, "text": f"Post {id_} #ideaperf", **fields}) + "\n"


def write(file: Path, text: str | bytes) -> None:
    """A file that was written a while ago."""
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    os.utime(file, (LONG_AGO, LONG_AGO))


async def look(folder: Path, kept: Kept | None = None) -> Kept:
    """One look, stored batch by batch."""
    kept = kept or Kept()
    reach = Reach(NoHttp(), DocumentsHere(), Event("Performance", ("ideaperf",)), Clock())
    async for batch in Folder(Options(str(folder)), reach).batches(kept.bookmark):
        kept.store(batch)
    return kept


async def test_lines_are_read_once_and_go_on_where_they_ended(tmp_path: Path) -> None:
    file = tmp_path / "wall.jsonl"
    write(file, line(1) + line(2))
    kept = await look(tmp_path)
    with file.open("a") as more:
        more.write("\n" + line(3))
    await look(tmp_path, kept)
    await look(tmp_path, kept)
    assert set(kept.drafts) == {"1", "2", "3"}
    assert kept.given == 3


async def test_a_half_written_line_waits(tmp_path: Path) -> None:
    file, whole = tmp_path / "wall.jsonl", line(2)
    write(file, line(1) + whole[:12])
    kept = await look(tmp_path)
    assert set(kept.drafts) == {"1"}
    with file.open("a") as more:
        more.write(whole[12:])
    await look(tmp_path, kept)
    assert set(kept.drafts) == {"1", "2"}
    assert not kept.rejected


async def test_a_last_line_without_its_end_is_read_when_it_is_whole(tmp_path: Path) -> None:
    file = tmp_path / "wall.jsonl"
    write(file, line(1) + line(2).rstrip("\n"))
    kept = await look(tmp_path)
    assert set(kept.drafts) == {"1", "2"}
    with file.open("a") as more:
        more.write("\n" + line(3) + "oops\n")
    await look(tmp_path, kept)
    assert kept.given == 3
    assert kept.note.startswith("line 4 of wall.jsonl cannot be read")


async def test_a_bad_line_is_counted_and_named_and_costs_nothing_else(tmp_path: Path) -> None:
    write(tmp_path / "wall.jsonl", line(1) + '{"id": 2, "text": 7}\n' + "[]\n" + line(4))
    kept = await look(tmp_path)
    assert set(kept.drafts) == {"1", "4"}
    assert kept.rejected == 2
    assert kept.note.startswith("line 3 of wall.jsonl cannot be read: it is not one JSON object")
    assert kept.note.endswith("(and 1 more)")
    await look(tmp_path, kept)
    assert kept.rejected == 2


async def test_a_line_that_is_too_long_is_passed_over(tmp_path: Path) -> None:
    long = line(2, text="x" * 3_000_000)
    write(tmp_path / "wall.jsonl", line(1) + long + line(3))
    kept = await look(tmp_path)
    assert set(kept.drafts) == {"1", "3"}
    assert kept.rejected == 1
    assert kept.note == "line 2 of wall.jsonl is longer than 1 MiB"


async def test_a_long_file_is_read_in_parts_that_end_where_lines_do(tmp_path: Path) -> None:
    write(tmp_path / "wall.jsonl", "".join(line(n, title="é" * 900) for n in range(3_000)))
    kept = await look(tmp_path)
    assert set(kept.drafts) == {str(number) for number in range(3_000)}
    assert kept.given == 3_000


async def test_a_file_that_was_written_anew_is_read_anew(tmp_path: Path) -> None:
    file = tmp_path / "wall.jsonl"
    write(file, line(1) + line(2))
    kept = await look(tmp_path)
    file.write_text(line(7) + line(8) + line(9))
    await look(tmp_path, kept)
    assert set(kept.drafts) == {"1", "2", "7", "8", "9"}
    file.write_text(line(5))
    await look(tmp_path, kept)
    assert "5" in kept.drafts


async def test_a_record_takes_back_another(tmp_path: Path) -> None:
    write(tmp_path / "wall.jsonl", line(1) + '{"id": 1, "deleted": true}\n')
    assert (await look(tmp_path)).gone == {"1"}


async def test_every_field_of_a_record_is_read(tmp_path: Path) -> None:
    record = {
        "id": "a-17", "url": "https://wall.example/17", "kind": "photo", "title": "The hall",
        "author": {"name": "Ada Example", "handle": "@ada", "url": "https://wall.example/ada"},
        "html": "<p>Full <b>house</b></p>", "time": "2026-01-09T10:00:00+01:00",
        "edited": 1767950000, "tags": ["ideaperf"], "language": "en", "reply_to": "a-1",
        "warning": "crowds", "sensitive": True, "likes": 3, "boosts": 2, "replies": 1,
        "media": ["https://wall.example/hall.JPG?size=2",
                  {"url": "https://wall.example/17/talk", "mime": "audio/ogg", "alt": "The talk"}],
    }  # fmt: skip
    write(tmp_path / "one.json", json.dumps(record))
    post = (await look(tmp_path)).drafts["a-17"]
    assert (post.kind, post.title, post.content_is_html) == (Kind.PHOTO, "The hall", True)
    assert (post.author.name, post.author.handle) == ("Ada Example", "@ada")
    assert post.published.isoformat() == "2026-01-09T09:00:00+00:00"
    assert post.edited is not None
    assert [each.kind for each in post.media] == [MediaKind.PHOTO, MediaKind.AUDIO]
    assert (post.likes, post.boosts, post.replies, post.reply_to) == (3, 2, 1, "a-1")
    assert (post.warning, post.is_sensitive) == ("crowds", True)


async def test_the_same_record_without_an_id_is_one_post(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", '{"text": "Hello #ideaperf", "author": "@ada"}\n' * 2)
    write(tmp_path / "b.jsonl", '{"text": "Another #ideaperf"}\n{"url": "https://a.example/"}')
    kept = await look(tmp_path)
    assert len(kept.drafts) == 3


async def test_a_list_of_records_is_read_when_it_changes(tmp_path: Path) -> None:
    file = tmp_path / "all.json"
    write(file, json.dumps([{"id": 1, "text": "One"}, {"id": []}, {"id": 3, "text": "Three"}]))
    kept = await look(tmp_path)
    assert set(kept.drafts) == {"1", "3"}
    assert kept.note.startswith("record 2 of all.json cannot be read")
    await look(tmp_path, kept)
    assert kept.rejected == 1
    file.write_text('[{"id": 4, "text": "Four"}]')
    await look(tmp_path, kept)
    assert set(kept.drafts) == {"1", "3", "4"}


async def test_a_document_that_is_being_written_waits(tmp_path: Path) -> None:
    file = tmp_path / "one.json"
    file.write_text('{"id": 1, "te')
    os.utime(file, (START.timestamp(), START.timestamp()))
    kept = await look(tmp_path)
    assert not kept.rejected
    write(file, '{"id": 1, "text": "One"}')
    await look(tmp_path, kept)
    assert set(kept.drafts) == {"1"}


async def test_a_text_is_one_post_and_a_changed_one_is_edited(tmp_path: Path) -> None:
    write(tmp_path / "minutes.md", "# What was decided\n\nNothing. #ideaperf\n")
    write(tmp_path / "shout.txt", "Coffee is ready #ideaperf\n")
    kept = await look(tmp_path)
    minutes, shout = kept.drafts["minutes.md"], kept.drafts["shout.txt"]
    assert (minutes.kind, minutes.title) == (Kind.ARTICLE, "What was decided")
    assert minutes.content == "Nothing. #ideaperf"
    assert (shout.kind, shout.content) == (Kind.POST, "Coffee is ready #ideaperf")
    (tmp_path / "shout.txt").write_text("Coffee is cold #ideaperf")
    await look(tmp_path, kept)
    changed = kept.drafts["shout.txt"]
    assert (changed.content, changed.published) == ("Coffee is cold #ideaperf", shout.published)
    assert changed.edited is not None


async def test_only_regular_files_of_the_folder_itself_are_read(tmp_path: Path) -> None:
    folder, outside = tmp_path / "in", tmp_path / "secret.txt"
    (folder / "deeper").mkdir(parents=True)
    write(outside, "my diary #ideaperf")
    write(folder / "deeper" / "more.txt", "deep #ideaperf")
    write(folder / ".hidden.txt", "hidden #ideaperf")
    write(folder / "picture.png", "no text")
    (folder / "diary.txt").symlink_to(outside)
    os.mkfifo(folder / "pipe.jsonl")
    write(folder / "real.txt", "real #ideaperf")
    kept = await look(folder)
    assert set(kept.drafts) == {"real.txt"}
    assert kept.note == "diary.txt is a link, which is not followed"


async def test_a_document_that_is_too_large_is_named(tmp_path: Path) -> None:
    write(tmp_path / "book.txt", "x" * (2**20 + 1))
    kept = await look(tmp_path)
    assert (kept.note, kept.rejected) == ("book.txt is larger than 1 MiB", 1)


async def test_a_folder_that_is_not_there_is_looked_for_again(tmp_path: Path) -> None:
    with pytest.raises(SourceUnreachable, match="the folder cannot be read: No such file"):
        await look(tmp_path / "later")


async def test_a_bookmark_that_cannot_be_read_costs_nothing(tmp_path: Path) -> None:
    write(tmp_path / "wall.jsonl", line(1))
    assert set((await look(tmp_path, Kept(bookmark="[7]"))).drafts) == {"1"}


@pytest.mark.parametrize("path", ["posts", "./posts", "", "~ada/posts"])
def test_a_path_says_where_it_is(path: str) -> None:
    with pytest.raises(ValueError, match="path must be a whole one"):
        Options(path)
