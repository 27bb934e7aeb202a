"""The user file: preferences of the person at this machine, and where their tokens are kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from backchannel.config.accounts import OwnAccount, accounts_of
from backchannel.config.document import Document, parse_document, read_document
from backchannel.config.positions import Key, line_of
from backchannel.config.problems import raise_all
from backchannel.config.secrets import TokenPlace
from backchannel.config.settings import Settings
from backchannel.config.tables import keys_of
from backchannel.config.views import views_of
from backchannel.model.preferences import View

_TABLES: Final = ("tokens", "keys", "view", "account")
"""What stands in the file besides the settings."""


@dataclass(frozen=True, slots=True)
class WrittenKeys:
    """A line of `[keys]` as it was written; only the screens know what it means."""

    action: str
    keys: object
    file: Path
    line: int


@dataclass(frozen=True, slots=True)
class UserFile:
    """A user file that is all right. `settings` is what was written; `tokens` by source name."""

    path: Path
    settings: Mapping[str, object] = field(default_factory=dict)
    tokens: Mapping[str, TokenPlace] = field(default_factory=dict)
    keys: tuple[WrittenKeys, ...] = ()
    views: tuple[View, ...] = ()
    accounts: tuple[OwnAccount, ...] = ()


def read_user_file(path: Path) -> UserFile:
    """Read and check it; a file that is not there is an empty one. Raises ConfigError."""
    document = read_document(path) if path.exists() else parse_document("", path)
    tokens = _tokens(document)
    document.only(document.tree, (), (*keys_of(Settings), *_TABLES))
    document.read(Settings, document.tree, ())
    keys = tuple(_keys(document, document.table("keys"), ("keys",)))
    views = views_of(document)
    accounts = accounts_of(document)
    raise_all(document.problems)
    settings = {name: value for name, value in document.tree.items() if name not in _TABLES}
    return UserFile(path, settings, tokens, keys, views, accounts)


def _keys(document: Document, table: Mapping[str, object], within: Key) -> Iterator[WrittenKeys]:
    """Every line; the dots of a name that is written without quotes make tables of it."""
    for name, value in table.items():
        key = (*within, name)
        if isinstance(value, dict):
            yield from _keys(document, value, key)
        else:
            action = ".".join(map(str, key[1:]))
            yield WrittenKeys(action, value, document.file, line_of(key, document.lines))


def _tokens(document: Document) -> Mapping[str, TokenPlace]:
    places: dict[str, TokenPlace] = {}
    for name, table in document.table("tokens").items():
        key = ("tokens", name)
        if not isinstance(table, dict):
            document.blame(key, 'must be a table: { token_command = "…" } or { token_env = "…" }')
            continue
        document.only(table, key, keys_of(TokenPlace))
        place = document.read(TokenPlace, table, key)
        if place is not None:
            places[name] = place
    return places
