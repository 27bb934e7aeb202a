import errno
import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.errors import BackchannelError, ConfigError
from backchannel.record.writing import MARKER, Slugs, slug, whole_file, whole_folder

HEAD = re.compile(rb"record: ")
HOLDS = "pages: Some event"
FULL = OSError(errno.ENOSPC, "No space left on device")


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != "home")


def written(path: Path, text: str) -> None:
    with whole_file(path, HEAD) as stream:
        stream.write(b"record: " + text.encode())


def filled(path: Path, **files: str) -> None:
    with whole_folder(path, HOLDS) as folder:
        for name, text in files.items():
            (folder / name).write_text(text)


def half(target: Path, fault: BaseException, *, is_folder: bool) -> None:
    """Begin to write, and break off."""
    if is_folder:
        with whole_folder(target, HOLDS) as folder:
            (folder / "page").write_text("half")
            raise fault
    with whole_file(target, HEAD) as stream:
        stream.write(b"half")
        raise fault


@pytest.mark.parametrize("fault", [KeyboardInterrupt(), ValueError("no")])
def test_an_interrupted_file_or_folder_leaves_what_was_there(
    tmp_path: Path, fault: BaseException
) -> None:
    written(tmp_path / "file", "before")
    filled(tmp_path / "folder", page="before")
    for name, is_folder in (("file", False), ("folder", True)):
        with pytest.raises(type(fault)):
            half(tmp_path / name, fault, is_folder=is_folder)
    assert (tmp_path / "file").read_text() == "record: before"
    assert (tmp_path / "folder" / "page").read_text() == "before"
    assert names_in(tmp_path) == ["file", "folder"]


def test_a_full_disk_is_said_and_leaves_what_was_there(tmp_path: Path) -> None:
    written(tmp_path / "file", "before")
    with pytest.raises(BackchannelError, match="the disk is full; it is as it was"):
        half(tmp_path / "file", FULL, is_folder=False)
    assert (tmp_path / "file").read_text() == "record: before"


def test_a_folder_is_exchanged_as_a_whole(tmp_path: Path) -> None:
    target = tmp_path / "record"
    filled(target, page="one", gone="with the first")
    filled(target, page="two")
    assert names_in(target) == [MARKER, "page"]
    assert (target / "page").read_text() == "two"
    assert names_in(tmp_path) == ["record"]


def test_a_folder_with_files_of_others_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter").write_text("dear")
    with pytest.raises(ConfigError, match="holds files that are not of a record"):
        filled(tmp_path / "mine", page="one")
    with pytest.raises(ConfigError, match="is a file"):
        filled(tmp_path / "mine" / "letter", page="one")
    with pytest.raises(ConfigError, match="is a folder"):
        written(tmp_path / "mine", "one")
    assert names_in(tmp_path / "mine") == ["letter"]


def test_a_file_of_somebody_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "minutes.md").write_text("# Minutes")
    with pytest.raises(ConfigError, match="is no earlier record in this format, and is left"):
        written(tmp_path / "minutes.md", "one")
    (tmp_path / "link").symlink_to("minutes.md")
    with pytest.raises(ConfigError, match="is no earlier record"):
        written(tmp_path / "link", "one")
    assert (tmp_path / "minutes.md").read_text() == "# Minutes"
    (tmp_path / "a.db").touch()
    for name in ("a.db-wal", "a.db-shm"):
        with pytest.raises(ConfigError, match="is kept for a store"):
            written(tmp_path / name, "one")
    written(tmp_path / "a.db", "an empty file is nobody's")
    assert names_in(tmp_path) == ["a.db", "link", "minutes.md"]


def test_a_folder_that_holds_another_record_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "record"
    filled(target, page="one")
    with (
        pytest.raises(ConfigError, match=r"is another record \(pages: Some event\)"),
        whole_folder(target, "tables: Some event"),
    ):
        pass
    assert (target / "page").read_text() == "one"
    assert names_in(tmp_path) == ["record"]


def test_a_folder_that_does_not_say_what_it_holds_is_left_alone_and_what_to_do_is_said(
    tmp_path: Path,
) -> None:
    target = tmp_path / "record"
    filled(target, page="one")
    marker = target / MARKER
    marker.write_text(marker.read_text().replace(f"{HOLDS}\n\n", ""))  # as earlier versions did
    told = rf"{re.escape(str(target))}: was written by an earlier version.*delete that folder if"
    with pytest.raises(ConfigError, match=told):
        filled(target, page="two")
    assert (target / "page").read_text() == "one"


def test_a_folder_with_something_added_is_left_alone_and_says_what(tmp_path: Path) -> None:
    target = tmp_path / "record"
    filled(target, page="one")
    (target / ".DS_Store").touch()  # a system's own, when somebody looks into a folder
    filled(target, page="two")
    (target / "mine").mkdir()
    (target / "mine" / "remarks.txt").write_text("dear")
    with pytest.raises(ConfigError, match=r"holds mine/remarks\.txt, which is not of a record"):
        filled(target, page="three")
    assert (target / "mine" / "remarks.txt").read_text() == "dear"
    assert (target / "page").read_text() == "two"


def test_what_a_killed_process_left_is_cleared_and_a_folder_put_back(tmp_path: Path) -> None:
    nobody = 2**22 + 1  # above the highest number that a process has here
    (tmp_path / f".file.{nobody}.partial").write_text("half")
    written(tmp_path / "file", "whole")
    assert names_in(tmp_path) == ["file"]
    filled(tmp_path / "record", page="one")
    (tmp_path / "record").rename(tmp_path / f".record.{nobody}.before")
    with pytest.raises(ValueError, match="no"), whole_folder(tmp_path / "record", HOLDS):
        raise ValueError("no")
    assert (tmp_path / "record" / "page").read_text() == "one"


def test_a_device_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        written(pipe, "through")
        assert os.read(reader, 100) == b"record: through"
    finally:
        os.close(reader)
    assert pipe.is_fifo()


@given(st.lists(st.text(max_size=80), max_size=8))
def test_names_of_files_are_plain_and_each_is_its_own(titles: list[str]) -> None:
    slugs = Slugs(("index",))
    names = [slugs.of(title) for title in titles]
    assert len({*names, "index"}) == len(titles) + 1
    for name in names:
        assert name.isascii()
        assert name.replace("-", "a").isalnum()
        assert name.casefold() == name


def test_a_slug_says_the_title() -> None:
    assert slug("Öffnung & Kaffee: 2009/01") == "offnung-kaffee-2009-01"
    assert slug("../../etc/passwd") == "etc-passwd"
    assert slug("Con") == "con-part"
    assert slug("Ποτάμια", "session") == "session"
