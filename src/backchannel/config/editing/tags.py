"""A further tag in the `tags` of an event file; every other letter stays."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

from backchannel.config.document import parse_document
from backchannel.config.editing.blocks import unmarked
from backchannel.config.editing.rewriting import rewrite
from backchannel.config.event_file import is_tag
from backchannel.config.positions import tokens_of
from backchannel.config.problems import quoted
from backchannel.config.values import toml_text
from backchannel.errors import ConfigError
from backchannel.model.tags import canonical


def add_tag(file: Path, tag: str) -> bool:
    """Write a tag at the end of an event file's tags; False when one of them is the same.

    Raises ConfigError for what is no tag, and when the file is not valid, cannot be written, or
    has its tags in a way that is not understood here; then nothing is written.
    """
    if not is_tag(tag):
        raise ConfigError(f"{quoted(tag)} is not a tag; a tag is one word")
    added = False

    def change(text: str) -> str:
        nonlocal added
        after = with_tag(text, tag.lstrip("#＃"), file)
        added = after != text
        return after

    rewrite(file, change)
    return added


def remove_tag(file: Path, tag: str) -> bool:
    """Take a tag out of an event file's tags; False when it is none of them.

    Raises as `add_tag` does, and for the only tag that there is.
    """
    removed = False

    def change(text: str) -> str:
        nonlocal removed
        after = without_tag(text, tag, file)
        removed = after != text
        return after

    rewrite(file, change)
    return removed


def without_tag(text: str, tag: str, file: Path) -> str:
    """The text without a tag; as it was when it has none such."""
    bare = text.removeprefix("\ufeff")
    tree = dict(parse_document(bare, file).tree)
    tags = _tags_of(tree, file)
    left = [each for each in tags if canonical(each) != canonical(tag)]
    if left == tags:
        return text
    if not left:
        raise ConfigError("an event needs a tag, and has no other", file=file, key="event.tags")
    wanted = deepcopy(tree)
    wanted["event"]["tags"] = left
    for changed in _without_one(bare):
        if _read(changed) == wanted:
            return text[: len(text) - len(bare)] + unmarked(changed)
    raise _unknown_way("take the tag out by hand", file)


def _without_one(text: str) -> Iterator[str]:
    """The text without one of the values of something that looks like `tags = […]`."""
    for values in _values_of_arrays(text):
        for before, (start, end), after in zip(
            [None, *values], values, [*values[1:], None], strict=False
        ):
            if before is not None:
                yield f"{text[: before[1]]}{text[end:]}"
            elif after is not None:
                yield f"{text[:start]}{text[after[0] :]}"


def with_tag(text: str, tag: str, file: Path) -> str:
    """The text with one more tag; as it was when it has it already."""
    bare = text.removeprefix("\ufeff")
    tree = dict(parse_document(bare, file).tree)
    tags = _tags_of(tree, file)
    if canonical(tag) in map(canonical, tags):
        return text
    wanted = deepcopy(tree)
    wanted["event"]["tags"] = [*tags, tag]
    for end in _ends_of_arrays(bare):
        before = "" if bare[:end].rstrip().endswith("[") else ", "
        changed = f"{bare[:end]}{before}{toml_text(tag)}{bare[end:]}"
        if _read(changed) == wanted:
            return text[: len(text) - len(bare)] + unmarked(changed)
    raise _unknown_way("add the tag by hand", file)


def _unknown_way(do: str, file: Path) -> ConfigError:
    problem = f"written in a way that is not known here; {do}"
    return ConfigError(problem, file=file, key="event.tags")


def _tags_of(tree: dict[str, Any], file: Path) -> list[str]:
    event = tree.get("event")
    tags = event.get("tags") if isinstance(event, dict) else None
    if not isinstance(tags, list) or not all(isinstance(each, str) for each in tags):
        raise ConfigError('needs tags, written tags = ["…"]', file=file, key="event")
    return tags


def _ends_of_arrays(text: str) -> Iterator[int]:
    """Behind the last value of everything that looks like `tags = […]`."""
    for begin, values in _arrays(text):
        yield values[-1][1] if values else begin


def _values_of_arrays(text: str) -> Iterator[list[tuple[int, int]]]:
    for _, values in _arrays(text):
        yield values


def _arrays(text: str) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Where each `tags = […]` begins, behind its bracket, and where each of its values is."""
    tokens = tokens_of(text)
    for name, equals, bracket in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if name[0].strip("\"'") == "tags" and equals[0] == "=" and bracket[0] == "[":
            values: list[tuple[int, int]] = []
            for token in tokens:
                is_between = token.lastgroup == "newline" or token[0] == ","
                if token.start() < bracket.end() or is_between:
                    continue
                if token[0] == "]":
                    break
                values.append((token.start(), token.end()))
            yield bracket.end(), values


def _read(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError:
        return None
