"""What `import` takes is known by how it begins; the rest is called what it is."""

from __future__ import annotations

import codecs
import gzip
import io
import os
import shutil
import threading
from pathlib import Path

import pytest
from tests.cli.conftest import Backchannel

RSS = (
    "<rss version='2.0'><channel><title>Old blog</title><item><title>Rivers rise</title>"
    "<link>https://blog.example/1</link><category>rivers</category></item></channel></rss>"
)
EVENT = '[event]\nname = "Rivers"\ntags = ["rivers"]\n'


@pytest.fixture
def record(backchannel: Backchannel, store: Path, tmp_path: Path) -> Path:
    target = tmp_path / "rivers.jsonl"
    assert backchannel("export", "jsonl", target, "--store", store).code == 0
    return target


def test_a_record_is_one_whatever_it_is_called(
    backchannel: Backchannel, record: Path, tmp_path: Path
) -> None:
    other = record.rename(tmp_path / "rivers.txt")
    ran = backchannel("import", other, "--store", tmp_path / "new.db")
    assert (ran.code, ran.lines) == (0, ["Rivers: 3 posts"])


@pytest.mark.parametrize("name", ["rivers.jsonl", "rivers.txt"])
def test_a_record_with_a_byte_order_mark_is_taken(
    backchannel: Backchannel, record: Path, tmp_path: Path, name: str
) -> None:
    marked = tmp_path / "marked" / name
    marked.parent.mkdir()
    marked.write_bytes(codecs.BOM_UTF8 + record.read_bytes().replace(b"\n", b"\r\n"))
    ran = backchannel("import", marked, "--store", tmp_path / "new.db")
    assert (ran.code, ran.lines) == (0, ["Rivers: 3 posts"])


@pytest.mark.parametrize("name", ["rivers.jsonl", "rivers.txt"])
@pytest.mark.parametrize("how", ["utf-16", "utf-16-be", "utf-16-le"])
def test_a_record_that_a_windows_shell_wrote_is_called_what_it_is(
    backchannel: Backchannel, record: Path, tmp_path: Path, name: str, how: str
) -> None:
    wide = tmp_path / "wide" / name
    wide.parent.mkdir()
    wide.write_bytes(record.read_text("utf-8").encode(how))
    ran = backchannel("import", wide, "--store", tmp_path / "new.db")
    assert (ran.code, ran.out) == (2, "")
    assert "is in UTF-16, as PowerShell writes" in ran.err
    assert "name a file as TARGET of export" in ran.err
    assert not (tmp_path / "new.db").exists()


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("posts.csv", b"number,id\r\n", "is a table"),
        ("rivers.md", b"# Rivers\n", "is a text to read"),
        ("index.html", b"<!doctype html>\n<html>", "is a page"),
        ("places.opml", b"<opml version='2.0'></opml>", "sources import"),
        ("places.xml", b"<?xml version='1.0'?><opml version='2.0'></opml>", "sources import"),
        ("rivers.jsonl.gz", gzip.compress(b"{}\n", mtime=0), "unpack it first"),
        ("old.db", b"SQLite format 3\0", "is a store; `store merge`"),
        ("notes", b"some words\n", "is none of these"),
        ("empty", b"", "is empty"),
    ],
)
def test_what_cannot_be_taken_is_called_what_it_is_and_nothing_is_made(
    backchannel: Backchannel, tmp_path: Path, name: str, body: bytes, said: str
) -> None:
    file, new = tmp_path / name, tmp_path / "new.db"
    file.write_bytes(body)
    ran = backchannel("import", file, "--store", new)
    assert (ran.code, ran.out) == (2, "")
    assert f"{name}: " in ran.err
    assert said in ran.err
    assert "import takes a raw record" in ran.err
    assert not new.exists()


def test_an_event_file_alone_is_no_record(backchannel: Backchannel, tmp_path: Path) -> None:
    (tmp_path / "rivers.toml").write_text(EVENT)
    ran = backchannel("import", tmp_path / "rivers.toml")
    assert (ran.code, "name one file" in ran.err) == (2, True)


def test_standard_input_is_read(
    backchannel: Backchannel, record: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(record.read_bytes())))
    ran = backchannel("import", "-", "--store", tmp_path / "new.db")
    assert (ran.code, ran.lines) == (0, ["Rivers: 3 posts"])
    broken = record.read_bytes().splitlines(keepends=True)[:-1]
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"".join(broken))))
    ran = backchannel("import", "-", "--store", tmp_path / "other.db")
    assert (ran.code, "standard input:" in ran.err, "breaks off" in ran.err) == (2, True, True)
    assert not (tmp_path / "other.db").exists()


def test_what_can_be_read_only_once_is_taken_too(
    backchannel: Backchannel, record: Path, tmp_path: Path
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    def send() -> None:
        with pipe.open("wb") as target, record.open("rb") as source:
            shutil.copyfileobj(source, target)

    sending = threading.Thread(target=send, daemon=True)
    sending.start()
    ran = backchannel("import", pipe, "--store", tmp_path / "new.db")
    sending.join(5)
    assert (ran.code, ran.lines) == (0, ["Rivers: 3 posts"])


def test_where_nothing_can_be_kept_meanwhile_it_is_said_what_to_do(
    backchannel: Backchannel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "full"))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"{}")))
    ran = backchannel("import", "-", "--store", tmp_path / "new.db")
    assert (ran.code, "set TMPDIR to a folder with room" in ran.err) == (1, True)


def test_a_store_is_made_for_whatever_is_taken(backchannel: Backchannel, tmp_path: Path) -> None:
    event, feed, new = (tmp_path / each for each in ("rivers.toml", "kept", "new.db"))
    event.write_text(EVENT)
    feed.write_text(RSS)
    ran = backchannel("import", feed, "--store", new)
    assert (ran.code, "name its event file, too" in ran.err) == (2, True)
    assert not new.exists()
    ran = backchannel("import", event, feed, "--store", new)
    assert (ran.code, ran.lines) == (0, ["Old blog: 1 post"])
    found = backchannel("tail", "--store", new, "--json").objects
    assert [each["title"] for each in found] == ["Rivers rise"]
    feed.write_text("<rss><channel></channel></rss>")
    ran = backchannel("import", event, feed, "--store", tmp_path / "other.db")
    assert (ran.code, "holds no feed" in ran.err) == (2, True)
    assert not (tmp_path / "other.db").exists()
