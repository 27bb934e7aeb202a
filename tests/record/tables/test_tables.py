import csv
import re
from pathlib import Path

import pytest
from tests.record.events import everything, exported, hostile
from tests.store.copies.twice import SAID

from backchannel.record.tables import writing
from backchannel.record.tables.cells import cell

MANUAL = (Path(__file__).parents[3] / "docs" / "using" / "record.md").read_text("utf-8")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "event.db"


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_what_is_in_a_record_is_in_the_tables(path: Path, tmp_path: Path) -> None:
    everything(path)
    exported(path, tmp_path / "csv", "csv")
    posts = table(tmp_path / "csv", "posts.csv")
    assert [row["text"] for row in posts[:3]] == ["In the opening", "See a chart", "See a chart"]
    assert (posts[1]["session"], posts[1]["likes"], posts[1]["pinned"]) == ("Keynote", "4", "1")
    covered = next(row for row in posts if row["covered"] == "1")
    assert covered["text"] == "content warning: flood pictures"
    said = next(row for row in posts if row["text"] == SAID)
    assert said["also_at"].startswith("https://bsky.example/")
    (pin,) = table(tmp_path / "csv", "pins.csv")
    assert (pin["place"], pin["remark"]) == ("1", "for the minutes")
    first, _ = table(tmp_path / "csv", "notes.csv")
    assert first["number"] == pin["number"]
    asked, room = table(tmp_path / "csv", "questions.csv")
    assert (asked["state"], len(asked["askers"].splitlines())) == ("now", 2)
    assert room["askers"] == "Bo Example"


def test_no_cell_is_one_that_a_spreadsheet_would_run(path: Path, tmp_path: Path) -> None:
    hostile(path)
    exported(path, tmp_path / "csv", "csv")
    for file in (tmp_path / "csv").glob("*.csv"):
        for row in table(tmp_path / "csv", file.name):
            for name, value in row.items():
                assert not re.match(r"[\s'\"]*[=+@-]|[\t\r]", value.removeprefix("'")) or (
                    value.startswith("'") or value.lstrip("-").isdecimal()
                ), (file.name, name, value)


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(1)", "\tx", "\rx", " =1", "＝1", '"=1', "'=1", "\n=1"]
)
def test_words_that_begin_as_a_formula_are_words(text: str) -> None:
    assert cell(text) == f"'{text}"
    assert cell(f"a{text}") == f"a{text}"


def test_the_same_store_gives_the_same_tables(path: Path, tmp_path: Path) -> None:
    everything(path)
    for name in ("one", "two"):
        exported(path, tmp_path / name, "csv")
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()


@pytest.mark.parametrize("name", ["posts", "pins", "notes", "questions"])
def test_every_column_is_documented(name: str) -> None:
    columns = re.search(rf"^\| `{name}\.csv` \| (.*) \|$", MANUAL, re.MULTILINE)
    assert columns
    assert tuple(re.findall(r"`(\w+)`", columns[1])) == getattr(writing, name.upper())
