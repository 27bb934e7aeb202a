import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.config.document import parse_document
from backchannel.config.positions import Key, line_of, lines_of
from backchannel.errors import ConfigError

TEXT = '''\
# a comment with = and [brackets]
[event]
name = "Minds # not a comment"
tags = [
  "one",  # first
  "two",
]
about = """
[[source]]
kind = "not a table"
"""

[[source]]
kind = "mastodon"

[[source]]
kind = "feed"   # the second
url.path = "x"
[source.deep."a.b"]
here = 1.5

[[rule]]
alert = { people = 5, within = "3m" }
when = 2009-01-09 09:30:00
'''


@pytest.mark.parametrize(
    ("key", "line"),
    [
        (("event",), 2),
        (("event", "name"), 3),
        (("event", "tags"), 4),
        (("event", "tags", 1), 6),
        (("source", 0, "kind"), 14),
        (("source", 1), 16),
        (("source", 1, "kind"), 17),
        (("source", 1, "url", "path"), 18),
        (("source", 1, "deep", "a.b", "here"), 20),
        (("rule", 0, "alert", "within"), 23),
        (("rule", 0, "when"), 24),
    ],
)
def test_a_key_is_found_on_its_line(key: Key, line: int) -> None:
    assert line_of(key, lines_of(TEXT)) == line


def test_a_key_that_is_not_written_is_blamed_on_the_table_around_it() -> None:
    assert line_of(("source", 1, "pane"), lines_of(TEXT)) == 16
    assert line_of(("nowhere",), lines_of(TEXT)) == 1


def test_syntax_that_is_wrong_names_its_line() -> None:
    with pytest.raises(ConfigError) as caught:
        parse_document('[event]\nname = "x"\ntags = [1,,2]\n', Path("my.toml"))
    assert caught.value.line == 3
    assert str(caught.value).startswith("my.toml:3: not valid TOML: ")


def test_a_text_that_ends_too_early_names_its_last_line() -> None:
    with pytest.raises(ConfigError) as caught:
        parse_document('[event]\nname = "x', Path("my.toml"))
    assert caught.value.line == 2


def test_a_file_nested_like_a_bomb_is_refused_in_a_sentence() -> None:
    with pytest.raises(ConfigError, match=r"nested too deeply|not valid TOML"):
        parse_document("a = " + "[" * 50_000, Path("my.toml"))


names = st.text("abc-_ .#'\n\"é", min_size=1, max_size=5)
scalars = st.integers() | st.booleans() | st.text("a#=[]{},.'\"\\\n", max_size=8)
trees = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=12,
)


def written(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, list):
        return "[\n" + "".join(f"  {written(item)}, # , ]\n" for item in value) + "]"
    if isinstance(value, dict):
        pairs = (f"{quoted(name)} = {written(item)}" for name, item in value.items())
        return "{ " + ", ".join(pairs) + " }"
    return str(value)


def quoted(text: str) -> str:
    escaped = "".join(f"\\u{ord(letter):04x}" if letter in '"\\\n' else letter for letter in text)
    return f'"{escaped}"'


def keys_in(value: object, key: Key) -> set[Key]:
    found: set[Key] = {key}
    items: list[tuple[Any, object]] = []
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    for name, item in items:
        found |= keys_in(item, (*key, name))
    return found


@given(st.dictionaries(names, trees, max_size=4))
def test_every_key_of_every_valid_file_has_a_line(tree: dict[str, object]) -> None:
    lines, starts, row = [], {}, 1
    for name, value in tree.items():
        text = f"{quoted(name)} = {written(value)}\n"
        starts[name] = row
        row += text.count("\n")
        lines.append(text)
    text = "".join(lines)
    assert tomllib.loads(text) == tree
    found = lines_of(text)
    assert set(found) == keys_in(tree, ()) - {()}
    assert {name: found[(name,)] for name in tree} == starts
