"""The manual's page on the event file says what the code takes, no more and no less."""

import re
import tomllib
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import pytest

from backchannel.config.document import parse_document
from backchannel.config.event_file import event_file_of
from backchannel.config.secrets import TokenPlace
from backchannel.config.settings import variable_of
from backchannel.config.tables import TABLES, keys_of
from backchannel.sources import registry

PAGE = (Path(__file__).parents[2] / "docs" / "using" / "event-file.md").read_text("utf-8")
KINDS = ("mastodon", "feed", "irc", "twitch", "youtube_chat")
ROW = re.compile(r"^\| `(\w+)` \|.*\| ([^|]*?) ?\|$", re.MULTILINE)


def rows(heading: str) -> dict[str, str]:
    """The keys of the table under a heading, each with what holds unless it is given."""
    found = re.search(
        rf"^##+ {re.escape(heading)}\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL
    )
    assert found, f"there is no section {heading}"
    return dict(ROW.findall(found[1]))


def needed(cls: type[Any]) -> set[str]:
    return {
        each.name
        for each in fields(cls)
        if each.default is MISSING and each.default_factory is MISSING
    }


def headings() -> list[tuple[str, type[Any]]]:
    tables = [
        (f"`[[{name}]]`" if f"`[[{name}]]`" in PAGE else f"`[{name}]`", cls)
        for name, cls in TABLES.items()
    ]
    return [*tables, *((f"`{kind}`", registry.options_of(kind)) for kind in KINDS)]


@pytest.mark.parametrize(("heading", "cls"), headings())
def test_every_key_is_in_the_manual_and_no_other(heading: str, cls: type[Any]) -> None:
    assert list(rows(heading)) == list(keys_of(cls))
    assert {key for key, unless in rows(heading).items() if unless == "needed"} == needed(cls)


@pytest.mark.parametrize(("heading", "cls"), headings())
def test_the_defaults_in_the_manual_are_the_code_s(heading: str, cls: type[Any]) -> None:
    default = {each.name: each.default for each in fields(cls)}
    for key, unless in rows(heading).items():
        written = re.fullmatch(r"`([^`]*)`", unless)
        if written:
            assert tomllib.loads(f"value = {written[1]}")["value"] == default[key]


def test_every_kind_of_our_own_is_in_the_manual() -> None:
    ours = {name for name, point in registry.installed().items() if "backchannel." in point.value}
    assert ours == set(KINDS)


def test_every_example_of_an_event_file_is_read_without_a_complaint() -> None:
    examples = [
        text for text in re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL) if "[event]" in text
    ]
    assert examples
    for text in examples:
        document = parse_document(text, Path("example.toml"))
        event_file_of(document, registry.load)
        assert document.problems == []


def test_every_variable_of_a_setting_is_in_the_manual() -> None:
    for name in keys_of(TABLES["settings"]):
        assert variable_of(name) in PAGE
    for name in keys_of(TokenPlace):
        assert name in PAGE
