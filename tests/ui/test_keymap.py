"""A user's keys: how they may be written, and what cannot be meant."""

import ast
import re
import string
from itertools import combinations
from pathlib import Path

import pytest
from tests.docs import manual
from textual.keys import _character_to_key

from backchannel import ui
from backchannel.config.user_file import WrittenKeys, read_user_file
from backchannel.ui.commands import BY_ID, COMMANDS
from backchannel.ui.key_names import UnknownKey, is_typed, key_of, shown
from backchannel.ui.keymap import Keymap, _meet, in_force, in_short, understood

FILE = Path("config.toml")


def lines(**keys: object) -> list[WrittenKeys]:
    """`[keys]` as they stand in a file; `__` stands for a dot."""
    return [
        WrittenKeys(name.replace("__", "."), value, FILE, number)
        for number, (name, value) in enumerate(keys.items(), 2)
    ]


def problems(**keys: object) -> list[str]:
    return [str(problem) for problem in understood(lines(**keys))[1]]


@pytest.mark.parametrize("sign", [*string.ascii_letters, *string.digits, *string.punctuation, "é"])
def test_a_letter_or_sign_is_the_key_that_textual_names(sign: str) -> None:
    assert key_of(sign) == _character_to_key(sign)
    assert key_of(key_of(sign)) == key_of(sign)
    assert shown(key_of(sign)) == sign
    assert is_typed(key_of(sign))


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Space", "space"), ("esc", "escape"), ("PgDn", "pagedown"), ("↓", "down"), ("F2", "f2"),
        ("Ctrl+R", "ctrl+r"), ("ctrl + r", "ctrl+r"), ("Shift+P", "P"), ("shift+tab", "shift+tab"),
        ("Shift+Ctrl+Left", "ctrl+shift+left"), ("Ctrl+/", "ctrl+slash"), ("Alt+x", "alt+x"),
        ("question_mark", "question_mark"), ("Return", "enter"),
    ],
)  # fmt: skip
def test_keys_are_read_as_people_and_as_the_program_write_them(written: str, key: str) -> None:
    assert key_of(written) == key
    assert key_of(shown(key)) == key


@pytest.mark.parametrize("written", ["Spacebar", "Ctrl+", "Hyper+x", "pp", "\x1b", "Ctrl+Ctrl+"])
def test_what_is_no_key_is_said_to_be_none(written: str) -> None:
    with pytest.raises(UnknownKey, match="is not a key"):
        key_of(written)


def test_every_declared_key_can_be_written_as_it_is_shown() -> None:
    for command in COMMANDS:
        for key in command.keys:
            assert key_of(shown(key)) == key


def test_no_two_declared_commands_want_the_same_key_in_the_same_place() -> None:
    for one, other in combinations(COMMANDS, 2):
        if _meet(one.where, other.where):
            assert not set(one.keys) & set(other.keys), f"{one.id} and {other.id}"


def test_commands_have_the_keys_that_the_user_gave_them() -> None:
    changed, wrong = understood(lines(pin="W, Ctrl+T", hide="", stream__hold="Q"))
    assert not wrong
    found = {command.id: command.shown_keys for command in in_force(changed)}
    assert found["pin"] == "W Ctrl+T"
    assert found["hide"] == ":"
    assert found["stream.hold"] == "Q"
    assert found["note"] == "e"


def test_two_commands_can_change_places() -> None:
    changed, wrong = understood(lines(pin="x", hide="p"))
    assert not wrong
    assert changed == {"pin": ("x",), "hide": ("p",)}


def test_of_two_that_want_a_key_the_first_gets_it() -> None:
    changed, wrong = understood(lines(pin="W", hide="W"))
    assert changed == {"pin": ("W",)}
    assert "config.toml:3: keys.hide: W is the key of pin (Pin the post" in str(wrong[0])
    assert "free are" in str(wrong[0])


def test_a_line_that_is_left_out_gives_no_key_away() -> None:
    changed, wrong = understood(lines(pin="x", hide="j"))
    assert changed == {}
    assert [problem.line for problem in wrong] == [2, 3]


def test_a_key_that_only_another_place_has_is_no_clash() -> None:
    changed, wrong = understood(lines(stream__open="f", rows__open="f"))
    assert not wrong
    assert len(changed) == 2


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"undu": "z"}, "keys.undu: is no action; did you mean undo?"),
        ({"pin": "Spacebar"}, "keys.pin: Spacebar is not a key; did you mean space?"),
        ({"pin": 3}, "keys.pin: must be keys in quotes"),
        ({"filter.keep": "f"}, "stay as they are"),
        ({"interrupt": "q"}, "q is needed while one types"),
        ({"interrupt": "enter"}, "Enter is needed while one types"),
        ({"help": "ctrl+i"}, "terminals send the same for Ctrl+I and Tab"),
        ({"commands": ""}, "needs a key"),
        ({"pin": "j"}, "j is the key of stream.next_post"),
        ({"pin": "ctrl+c"}, "Ctrl+C is the key of interrupt"),
    ],
)
def test_what_cannot_be_meant_is_told_with_what_would_be_right(
    keys: dict[str, object], said: str
) -> None:
    told = problems(**keys)
    assert len(told) == 1
    assert told[0].startswith("config.toml:2: ")
    assert said in told[0]


def test_many_mistakes_are_one_line() -> None:
    wrong = understood(lines(undu="z", pin="Spacebar"))[1]
    assert in_short(wrong) == (
        "config.toml:2: keys.undu: is no action; did you mean undo? · 1 more"
    )
    assert in_short([]) == ""


def test_the_palette_keeps_a_key_that_works_from_panels() -> None:
    assert Keymap({}).for_textual()["palette"] == "ctrl+p"
    assert Keymap({"commands": ("semicolon", "f2")}).for_textual()["palette"] == "f2"


def test_names_with_dots_are_written_with_quotes_or_without(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('theme = "nord"\n[keys]\nstream.hold = "Q"\n"rows.open" = "f"\npin = "W"\n')
    found = read_user_file(file)
    assert [(each.action, each.keys, each.line) for each in found.keys] == [
        ("stream.hold", "Q", 3),
        ("rows.open", "f", 4),
        ("pin", "W", 5),
    ]
    assert found.settings == {"theme": "nord"}


def test_the_manual_s_example_can_be_meant(tmp_path: Path) -> None:
    page = manual.page("using/event-file.md")
    example = next(text for text in page.split("```") if text.startswith("toml\n[keys]"))
    file = tmp_path / "config.toml"
    file.write_text(example.removeprefix("toml"))
    assert not understood(read_user_file(file).keys)[1]


def test_sentences_name_commands_that_there_are() -> None:
    """Where braces stand in the words of the screen, the id of a command is between them."""
    named = {
        found
        for path in Path(ui.__path__[0]).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for found in re.findall(r"\{([a-z][a-z_.0-9]*)\}", node.value)
    }
    assert "undo" in named
    assert not named - set(BY_ID)


def test_a_key_in_a_sentence_is_an_arrow_or_the_first_or_the_way_to_the_name() -> None:
    keymap = Keymap({"undo": (), "commands": ("semicolon",), "stream.next_post": ("J", "down")})
    assert [keymap.said(each) for each in ("stream.next_post", "pin", "undo")] == [
        "↓",
        "p",
        ";undo",
    ]


@pytest.mark.parametrize(("name", "value"), [("LANG", "C"), ("TERM", "vt100")])
def test_without_unicode_arrows_have_names(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Keymap({}).said("stream.next_post") == "↓"
    monkeypatch.setenv(name, value)
    assert Keymap({}).said("stream.next_post") == "Down"
    every = " ".join(each.shown_keys for each in COMMANDS)
    assert every.isascii()
    for written in every.split():
        assert key_of(written)
