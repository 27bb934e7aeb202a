"""The user file: preferences of the person at this machine, and where their tokens are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from backchannel.config.document import Document, parse_document, read_document
from backchannel.config.problems import raise_all
from backchannel.config.secrets import TokenPlace
from backchannel.config.settings import Settings
from backchannel.config.tables import keys_of


@dataclass(frozen=True, slots=True)
class UserFile:
    """A user file that is all right. `settings` is what was written; `tokens` by source name."""

    path: Path
    settings: Mapping[str, object] = field(default_factory=dict)
    tokens: Mapping[str, TokenPlace] = field(default_factory=dict)


def read_user_file(path: Path) -> UserFile:
    """Read and check it; a file that is not there is an empty one. Raises ConfigError."""
    document = read_document(path) if path.exists() else parse_document("", path)
    tokens = _tokens(document)
    document.only(document.tree, (), (*keys_of(Settings), "tokens"))
    document.read(Settings, document.tree, ())
    raise_all(document.problems)
    settings = {name: value for name, value in document.tree.items() if name != "tokens"}
    return UserFile(path, settings, tokens)


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
