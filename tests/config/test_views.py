"""`[[view]]`: read from both files, and saved into the user's without touching the rest."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.config.document import parse_document
from backchannel.config.user_file import read_user_file
from backchannel.config.views import keep_view, views_of
from backchannel.errors import ConfigError
from backchannel.model.preferences import View
from backchannel.model.query import EVERYTHING, QueryError, parse

MINE = """# my own
theme = "nord"  # at night

[[view]]  # the first
name = "Photos"
filter = "has:photo"  # all of "them" #1

[tokens."toot.example"]
token_env = "BACKCHANNEL_TOOT_EXAMPLE"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "here" / "config.toml"


def problems(text: str) -> list[str]:
    document = parse_document(text, Path("event.toml"))
    views_of(document)
    return [str(each) for each in document.problems]


def test_a_view_has_a_name_a_filter_and_perhaps_a_pane() -> None:
    text = '[[view]]\nname = "A"\nfilter = "from:ana"\n'
    text += '[[view]]\nname = "B"\nfilter = "x"\npane = "feeds"'
    assert views_of(parse_document(text, Path("x"))) == (
        View("A", "from:ana"),
        View("B", "x", "feeds"),
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            'name = "A"\nfilter = "knd:photo"',
            "event.toml:3: view[1].filter: knd:photo: no field knd; did you mean",
        ),
        ('name = "A"\nfilter = "kind:foto"', "event.toml:3: view[1].filter: "),
        ('name = "A"\nfilter = ""', "view[1].filter: must say what to find"),
        ('name = "A"\nfilter = "-"', "view[1].filter: "),
        ('name = " "\nfilter = "x"', "event.toml:2: view[1].name: must not be empty"),
        ('name = "all"\nfilter = "x"', "All is the name of every pane without a filter"),
        (f'name = "{"n" * 31}"\nfilter = "x"', "view[1].name: is longer than 30 characters"),
        ('name = "[A]"\nfilter = "x"', "view[1].name: must have no square brackets"),
        ('name = "A"\nfilter = "x from:"', "view[1].filter: from: needs a word after it"),
        ('name = "A"', "view[1]: needs the key filter"),
        ('name = "A"\nfilter = "x"\npane = "notes"', 'must be "feeds" or "backchannel"'),
        ('name = "A"\nfilter = "x"\npain = "feeds"', "did you mean pane?"),
    ],
)
def test_what_is_wrong_with_a_view_is_told_at_its_line(line: str, said: str) -> None:
    told = problems(f"[[view]]\n{line}\n")
    assert len(told) == 1
    assert said in told[0]


def test_two_views_of_one_name_are_one_too_many() -> None:
    told = problems('[[view]]\nname = "A"\nfilter = "x"\n[[view]]\nname = "a"\nfilter = "y"\n')
    assert told == ["event.toml:5: view[2].name: another view is called a, too"]


def test_a_saved_view_is_read_again(file: Path) -> None:
    keep_view(file, View("Ana's", 'from:"ana k" -x', "feeds"))
    assert read_user_file(file).views == (View("Ana's", 'from:"ana k" -x', "feeds"),)


def test_saving_leaves_everything_else_as_it_was(file: Path) -> None:
    file.parent.mkdir()
    file.write_text(MINE)
    keep_view(file, View("Ana", "from:ana"))
    assert file.read_text() == MINE + '\n[[view]]\nname = "Ana"\nfilter = "from:ana"\n'
    keep_view(file, View("photos", "has:photo -bot"))
    assert '[[view]]  # the first\nname = "Photos"\n' in file.read_text()
    assert 'filter = "has:photo -bot"  # all of "them" #1\n' in file.read_text()
    assert read_user_file(file).views == (View("Photos", "has:photo -bot"), View("Ana", "from:ana"))
    assert list(file.parent.iterdir()) == [file]


def test_line_ends_of_another_system_stay(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(MINE.replace("\n", "\r\n").encode())
    keep_view(file, View("Ana", "from:ana"))
    assert b"\r\n[[view]]\r\nname" in file.read_bytes()
    assert b"\n" not in file.read_bytes().replace(b"\r\n", b"")


def test_a_file_behind_a_link_is_changed_where_it_is(file: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "dotfiles.toml"
    elsewhere.write_text("# mine\n")
    elsewhere.chmod(0o640)
    file.parent.mkdir()
    file.symlink_to(elsewhere)
    keep_view(file, View("Ana", "from:ana"))
    assert file.is_symlink()
    assert elsewhere.read_text().startswith("# mine\n\n[[view]]")
    assert elsewhere.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    "text",
    [
        'view = [{ name = "Photos", filter = "has:photo" }]\n',
        '[[view]]\nname = "Ana"\nfilter = """\nfrom:ana"""\n',
        "[[view]]\nname = \"Ana\"\nfilter = '''x\n y'''\n",
    ],
)
def test_what_cannot_be_changed_safely_is_left_to_its_owner(file: Path, text: str) -> None:
    file.parent.mkdir()
    file.write_text(text)
    with pytest.raises(ConfigError, match="write it by hand"):
        keep_view(file, View("Ana", "from:bob"))
    assert file.read_text() == text


def test_a_file_with_mistakes_is_not_written_into(file: Path) -> None:
    file.parent.mkdir()
    for text in ("theme = \n", '[[view]]\nname = "A"\nfilter = "knd:x"\n'):
        file.write_text(text)
        with pytest.raises(ConfigError):
            keep_view(file, View("Ana", "from:ana"))
        assert file.read_text() == text


@given(name=st.text(max_size=30), words=st.text(max_size=60), again=st.text(max_size=60))
def test_what_can_be_saved_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, name: str, words: str, again: str
) -> None:
    file = tmp_path_factory.mktemp("own") / "config.toml"
    file.write_text(MINE)
    for text in (words, again):
        if not _can_be_kept(name, text):
            continue
        keep_view(file, View(name, text))
        kept = tomllib.loads(file.read_text("utf-8"))
        found = {view["name"].casefold(): view["filter"] for view in kept["view"]}
        assert found[name.casefold()] == text
        assert len(found) == (1 if name.casefold() == "photos" else 2)
        assert '# all of "them" #1' in file.read_text("utf-8")


def _can_be_kept(name: str, text: str) -> bool:
    is_one_line = all(part.isprintable() and part == part.strip() for part in (name, text))
    try:
        is_filter = parse(text) != EVERYTHING
    except QueryError:
        return False
    is_name = bool(name) and name.casefold() != "all" and not {*name} & {*"[]"}
    return is_one_line and is_filter and is_name
