"""An account put into the text of a user file, or taken out; all else in it stays as it is."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from backchannel.config.accounts.table import OwnAccount, accounts_of, secret_key
from backchannel.config.document import Document, parse_document
from backchannel.config.problems import raise_all
from backchannel.config.values import toml_text
from backchannel.errors import ConfigError


def added(text: str, file: Path, own: OwnAccount) -> str:
    """The text with this account at its end; as it was, if the account is there already.

    Raises ConfigError when the file is wrong.
    """
    document = _document(text, file)
    wanted = secret_key(own.account)
    for index, each in enumerate(accounts_of(document)):
        if secret_key(each.account) == wanted:
            if each.account.server == own.account.server:
                return text
            text = _without(text, document, index)
    lines = [
        "[[account]]",
        f"network = {toml_text(str(own.account.network))}",
        f"handle = {toml_text(own.account.name)}",
        f"server = {toml_text(own.account.server)}",
        *(["local = true"] if own.local else []),
    ]
    gap = [] if not text else [""] if text.endswith("\n") else ["", ""]
    end = "\r\n" if "\r\n" in text else "\n"
    new = text + end.join([*gap, *lines, ""])
    _document(new, file)
    return new


def removed(text: str, file: Path, name: str) -> str:
    """The text without the account of this secret key. Raises ConfigError when there is none."""
    document = _document(text, file)
    for index, each in enumerate(accounts_of(document)):
        if secret_key(each.account) == name:
            return _without(text, document, index)
    raise ConfigError(f"there is no account {name} in it", file=file)


def _document(text: str, file: Path) -> Document:
    document = parse_document(text, file)
    accounts_of(document)
    raise_all(document.problems)
    return document


def _without(text: str, document: Document, index: int) -> str:
    """Without the lines of one table: from its header to the next, but for comments before that."""
    first = document.lines[("account", index)] - 1
    lines = text.splitlines(keepends=True)
    later = [
        line - 1
        for key, line in document.lines.items()
        if line - 1 > first and _is_header(key, lines[line - 1])
    ]
    end = min(later, default=len(lines))
    if not lines[first].lstrip().startswith("[["):
        raise ConfigError(
            "this account is not written as [[account]]; take it out by hand",
            file=document.file,
            line=first + 1,
        )
    while end > first + 1 and later and lines[end - 1].lstrip().startswith("#"):
        end -= 1
    while first and end == len(lines) and not lines[first - 1].strip():
        first -= 1
    return "".join((*lines[:first], *lines[end:]))


def _is_header(key: tuple[str | int, ...], line: str) -> bool:
    return bool(key) and line.lstrip().startswith("[")


def rewrite(file: Path, edit: Callable[[str, Path], str]) -> None:
    """Write a file anew, whole or not at all, as `edit` makes it of what stands in it.

    It is written even where nothing changed: whoever follows it then asks for a new token.
    Raises ConfigError.
    """
    place = file.resolve()
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        before = place.read_bytes() if place.exists() else b""
        text = edit(before.decode("utf-8-sig"), file)
        mark = b"\xef\xbb\xbf" if before.startswith(b"\xef\xbb\xbf") else b""
        descriptor, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(mark + text.encode())
            if place.exists():
                shutil.copymode(place, name)
            Path(name).replace(place)
        except OSError:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise
    except UnicodeDecodeError as error:
        raise ConfigError("is not UTF-8 text", file=file) from error
    except OSError as error:
        raise ConfigError(f"cannot be written: {error.strerror}", file=file) from error
