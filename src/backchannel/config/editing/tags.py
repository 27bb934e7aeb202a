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
    raise ConfigError(
        "written in a way that is not known here; add the tag by hand", file=file, key="event.tags"
    )


def _tags_of(tree: dict[str, Any], file: Path) -> list[str]:
    event = tree.get("event")
    tags = event.get("tags") if isinstance(event, dict) else None
    if not isinstance(tags, list) or not all(isinstance(each, str) for each in tags):
        raise ConfigError('needs tags, written tags = ["…"]', file=file, key="event")
    return tags


def _ends_of_arrays(text: str) -> Iterator[int]:
    """Behind the last value of everything that looks like `tags = […]`."""
    tokens = tokens_of(text)
    for name, equals, bracket in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if name[0].strip("\"'") == "tags" and equals[0] == "=" and bracket[0] == "[":
            end = bracket.end()
            for token in tokens:
                if token.start() < end or token.lastgroup == "newline" or token[0] == ",":
                    continue
                if token[0] == "]":
                    break
                end = token.end()
            yield end


def _read(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError:
        return None
