"""Every event file and every command that the documents show is one that the program takes."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click
import pytest
from tests.docs import manual

from backchannel.cli.program import VERBS, program
from backchannel.config.document import parse_document
from backchannel.config.event_file import event_file_of
from backchannel.sources import registry

PAGES: Final = (*sorted(manual.ROOT.glob("*.md")), *sorted(manual.DOCS.rglob("*.md")))
HEADING: Final = re.compile(r"^#+ +(.+)$", re.MULTILINE)
LINK: Final = re.compile(r"\]\(([^)\s]*)#([^)\s]+)\)")
AN_EVENT: Final = """[event]
name = "An event"
tags = ["an_event"]
[[session]]
title = "Keynote"
starts = 2026-07-01T09:30:00
minutes = 45
"""
INVENTED: Final = "guestbook"  # the example's own kind; its page has a test of its own


def event_files() -> Iterator[tuple[str, str]]:
    for path in PAGES:
        for text in manual.fenced(path.read_text("utf-8"), "toml"):
            if "[event]" in text and INVENTED not in text:
                yield path.name, text


def parts() -> Iterator[tuple[str, str]]:
    """Examples that show a table or two of an event file, and not all of one."""
    for path in PAGES:
        for text in manual.fenced(path.read_text("utf-8"), "toml"):
            if "[event]" not in text:
                yield path.name, text


def commands() -> Iterator[tuple[str, str]]:
    """Lines of blocks, fenced or indented, that run the program."""
    for path in PAGES:
        text = path.read_text("utf-8")
        indented = re.findall(r"^ {4}(.+)$", text, re.MULTILINE)
        for line in (*"".join(manual.fenced(text, "")).splitlines(), *indented):
            if _runs(line):
                yield path.name, line


def _runs(line: str) -> bool:
    """General help and version stop the program at once; they are tried with the command line."""
    return line.split(" ", maxsplit=1)[0].endswith("backchannel") and "--help" not in line


@pytest.mark.parametrize(("page", "text"), list(event_files()))
def test_an_event_file_of_the_documents_is_read_without_a_complaint(page: str, text: str) -> None:
    document = parse_document(text, Path(page))
    event_file_of(document, registry.load)
    assert document.problems == []


@pytest.mark.parametrize(("page", "text"), list(parts()))
def test_a_part_of_an_event_file_in_the_documents_can_be_read(page: str, text: str) -> None:
    assert tomllib.loads(text), page


@pytest.mark.parametrize(("page", "text"), [each for each in parts() if "[[rule]]" in each[1]])
def test_a_rule_of_the_documents_is_read_without_a_complaint(page: str, text: str) -> None:
    document = parse_document(AN_EVENT + text, Path(page))
    event_file_of(document, registry.load)
    assert document.problems == []


@pytest.mark.parametrize(("page", "line"), list(commands()))
def test_a_command_of_the_documents_is_one_that_the_program_takes(page: str, line: str) -> None:
    words = shlex.split(line, comments=True)[1:]
    context = click.Context(program, info_name=page)
    command: click.Command | None = program
    name: str | None = None
    rest = words if words and words[0] in VERBS else ["open", *words]
    while isinstance(command, click.Group):
        name, command, rest = command.resolve_command(context, rest)
    assert command is not None
    command.make_context(name, rest)  # raises what a person would be told


def test_a_link_into_a_page_finds_its_heading() -> None:
    lost = []
    for path in PAGES:
        for target, anchor in LINK.findall(path.read_text("utf-8")):
            other = (path.parent / target).resolve() if target else path
            if "://" not in target and anchor not in _anchors(other.read_text("utf-8")):
                lost.append(f"{path.name}: {target}#{anchor}")
    assert not lost


def _anchors(text: str) -> set[str]:
    """The names that GitHub gives to headings."""
    headings = (re.sub(r"[^\w\- ]", "", each.lower()) for each in HEADING.findall(text))
    return {each.strip().replace(" ", "-") for each in headings}
