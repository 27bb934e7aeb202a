"""The manual's page on the command line says what the program takes, no more and no less."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from tests.cli.conftest import NOON, post

from backchannel.cli import exit_codes
from backchannel.cli.plain.commands import COMMANDS
from backchannel.cli.plain.lines import fields_of
from backchannel.cli.program import VERBS, program
from backchannel.model.change import ChangeKind
from backchannel.model.post import StoredPost

PAGE = (Path(__file__).parents[2] / "docs" / "using" / "command-line.md").read_text("utf-8")


def commands() -> Iterator[tuple[str, click.Command]]:
    context = click.Context(program)
    for verb in VERBS:
        command = program.get_command(context, verb)
        assert command is not None
        if isinstance(command, click.Group):
            for name, inner in command.commands.items():
                yield f"{verb} {name}", inner
        else:
            yield verb, command


def section(heading: str) -> str:
    found = re.search(
        rf"^###? `{re.escape(heading)}`\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL
    )
    assert found, f"there is no section {heading}"
    return found[1]


@pytest.mark.parametrize(("name", "command"), list(commands()), ids=str)
def test_every_option_is_in_the_manual_and_no_other(name: str, command: click.Command) -> None:
    documented = re.findall(r"^\| `(--[\w-]+)", section(name), re.MULTILINE)
    taken = [
        next(word for word in option.opts if word.startswith("--"))
        for option in command.params
        if isinstance(option, click.Option) and not option.hidden
    ]
    assert sorted(documented) == sorted(taken)


def test_every_option_says_what_it_does() -> None:
    for _, command in commands():
        for option in command.params:
            if isinstance(option, click.Option) and not option.hidden:
                assert option.help


def test_every_exit_code_is_in_the_manual() -> None:
    codes = {
        exit_codes.DONE,
        exit_codes.FAILED,
        exit_codes.MISTAKE,
        exit_codes.NO_STORE,
        exit_codes.INTERRUPTED,
    }
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE)} == codes


def test_every_key_of_a_post_is_in_the_manual_and_no_other() -> None:
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", section("tail"), re.MULTILINE)
    documented = [key for row in rows for key in re.findall(r"`(\w+)`", row)]
    stored = StoredPost(1, 1, 1, "feeds", post(1, "x"), NOON, ("river",))
    assert documented == list(fields_of(stored))


def test_every_kind_of_change_is_in_the_manual() -> None:
    for kind in ChangeKind:
        assert f"`{kind}`" in section("collect").replace("\n", " ")


def test_every_command_of_the_plain_desk_is_in_the_manual_and_no_other() -> None:
    rows = re.findall(r"^\| `(.+)` \| (.+) \|$", PAGE.split("<!-- commands", 1)[1], re.MULTILINE)
    told = [(usage, f"{about[0].upper()}{about[1:]}.") for usage, about in rows]
    assert told[: len(COMMANDS)] == [(command.usage, command.about) for command in COMMANDS]
    assert rows[len(COMMANDS)][0].startswith("--")
