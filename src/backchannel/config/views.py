"""`[[view]]` of the event file and of the user file: read, and added when somebody saves one."""

from __future__ import annotations

import contextlib
import os
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from backchannel.config.document import Document, parse_document, read_document
from backchannel.config.positions import Key
from backchannel.config.problems import quoted, raise_all
from backchannel.config.tables import ViewTable, keys_of
from backchannel.config.values import toml_text
from backchannel.errors import ConfigError
from backchannel.model.preferences import ALL, View
from backchannel.model.query import EVERYTHING, QueryError, parse

LONGEST_NAME: Final = 30


def views_of(document: Document) -> tuple[View, ...]:
    """Every view of a file that is all right; what is wrong with one is blamed."""
    found: dict[str, View] = {}
    for index, table in enumerate(document.tables("view")):
        key: Key = ("view", index)
        document.only(table, key, keys_of(ViewTable))
        read = document.read(ViewTable, table, key)
        if read is None:
            continue
        view = View(read.name.strip(), read.filter.strip(), read.pane or "")
        for name, problem in _problems(view):
            document.blame((*key, name), problem)
        if view.name.casefold() in found:
            document.blame((*key, "name"), f"another view is called {quoted(view.name)}, too")
        found[view.name.casefold()] = view
    return tuple(found.values())


def problem_of(view: View) -> str:
    """Why this can be no view; empty when it can."""
    return next((f"{name} {problem}" for name, problem in _problems(view)), "")


def keep_view(user_file: Path, view: View) -> None:
    """Write a view into the user file, in the place of one with the same name; all else stays.

    The file is replaced as a whole or not at all. Raises ConfigError when it cannot be done, or
    cannot be done without touching what somebody else wrote.
    """
    if problem := problem_of(view):
        raise ConfigError(problem)
    user_file = user_file.resolve()  # people keep it elsewhere, behind a link
    document = read_document(user_file) if user_file.exists() else parse_document("", user_file)
    views_of(document)
    raise_all(document.problems)
    try:
        text = user_file.read_bytes().decode("utf-8-sig") if user_file.exists() else ""
        changed = _with(text.replace("\r\n", "\n"), document, view)
        _replace(user_file, changed.replace("\n", "\r\n") if "\r\n" in text else changed)
    except OSError as error:
        raise ConfigError(f"cannot be written: {error.strerror}", file=user_file) from error


def _problems(view: View) -> Iterator[tuple[str, str]]:
    if not view.name:
        yield "name", "must not be empty"
    elif view.name.casefold() == ALL.casefold():
        yield "name", f"{ALL} is the name of every pane without a filter; choose another"
    elif {*view.name} & {*"[]"}:
        yield "name", "must have no square brackets: they mark the view that is on"
    elif len(view.name) > LONGEST_NAME:
        yield "name", f"is longer than {LONGEST_NAME} characters"
    try:
        if parse(view.filter) == EVERYTHING:
            yield "filter", 'must say what to find, as in "from:ana has:link"'
    except QueryError as error:
        part = view.filter[error.position : error.position + error.length]
        is_named = not part or error.problem.startswith(part)  # as in `from: needs a word`
        yield "filter", error.problem if is_named else f"{quoted(part)}: {error.problem}"


def _with(text: str, document: Document, view: View) -> str:
    """The text of the file with the view in it."""
    names = [str(table["name"]).strip().casefold() for table in document.tables("view")]
    if view.name.casefold() not in names:
        lines = ["[[view]]", f"name = {toml_text(view.name)}", f"filter = {toml_text(view.filter)}"]
        lines += [f"pane = {toml_text(view.pane)}"] if view.pane else []
        gap = "" if not text else "\n" if text.endswith("\n") else "\n\n"
        return _checked("\n".join([f"{text}{gap}{lines[0]}", *lines[1:], ""]), document, view)
    key: Key = ("view", names.index(view.name.casefold()), "filter")
    lines = text.split("\n")
    at = document.lines[key] - 1
    head, sign, old = lines[at].partition("=")
    comment = _comment_of(old)
    lines[at] = f"{head}{sign} {toml_text(view.filter)}{comment}"
    return _checked("\n".join(lines), document, view)


def _comment_of(value: str) -> str:
    """What stands behind a value on its line, if that is a comment."""
    for at in (at for at, letter in enumerate(value) if letter == "#"):
        with contextlib.suppress(tomllib.TOMLDecodeError):
            tomllib.loads(f"value = {value[:at].strip()}")
            return f"{value[len(value[:at].rstrip()) : at]}{value[at:]}"
    return ""


def _checked(text: str, document: Document, view: View) -> str:
    """The text, if it says what it said before and the view besides. Raises ConfigError."""
    before = {**document.tree, "view": [*document.tables("view")]}
    name = view.name.casefold()
    others = [table for table in before["view"] if str(table["name"]).strip().casefold() != name]
    try:
        after = tomllib.loads(text)
        left = [each for each in after["view"] if str(each["name"]).strip().casefold() != name]
        ours = [each for each in after["view"] if each not in left]
        is_right = (
            {**after, "view": left} == {**before, "view": others}
            and len(ours) == 1
            and ours[0]["filter"] == view.filter
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError):
        is_right = False
    if not is_right:
        raise ConfigError(
            f"write it by hand: [[view]] name = {toml_text(view.name)}, "
            f"filter = {toml_text(view.filter)}",
            file=document.file,
        )
    return text


def _replace(file: Path, text: str) -> None:
    """Whole or not at all, and readable by whoever could read it before."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        Path(beside).chmod(file.stat().st_mode & 0o7777 if file.exists() else 0o600)
        Path(beside).replace(file)
    except OSError:
        Path(beside).unlink(missing_ok=True)
        raise
