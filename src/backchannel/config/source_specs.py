"""Every `[[source]]` of an event file, checked by its kind and given a name of its own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

from backchannel.clean.addresses import refusal
from backchannel.clean.terminal import clean_line
from backchannel.config.document import SECRETS_ELSEWHERE, Document
from backchannel.config.positions import Key
from backchannel.config.problems import quoted
from backchannel.config.secrets import TokenPlace, variable_of
from backchannel.config.tables import SourceTable, keys_of
from backchannel.config.values import MAX_TEXT
from backchannel.errors import ConfigError
from backchannel.model.source import SourceSpec

_ADDRESS_KEYS: Final = ("server", "url", "host", "address")
_LONGEST_PATH: Final = 40
_SLIPS: Final = (ArithmeticError, AttributeError, LookupError, TypeError)
"""What a stranger's settings raise, beside ValueError, when they look at themselves."""


class SourceKind(Protocol):
    """What this package needs to know of a kind of source; the class of a source fits."""

    @property
    def pane(self) -> str:
        """The pane of its posts when the file names none."""

    @property
    def options(self) -> type[Any]:
        """A dataclass; its fields are the kind's own keys."""


KindOf = Callable[[str], SourceKind]
"""The kind of a name; raises ConfigError for a name that no installed source has."""


class SourceSpecs:
    """The sources of a document, in its order; what is wrong is blamed in the document."""

    def __init__(self, document: Document, kind_of: KindOf) -> None:
        self.document, self.kind_of = document, kind_of
        self.specs: list[SourceSpec] = []
        self.tokens: dict[str, TokenPlace] = {}
        tables = document.tables("source")
        self.taken = self._given_names(tables)
        self.hosts = Counter(_host_in(table) for table in tables if "name" not in table)
        for index, table in enumerate(tables):
            self._add(table, ("source", index))

    def _given_names(self, tables: Sequence[Mapping[str, Any]]) -> set[str]:
        taken: set[str] = set()
        for index, table in enumerate(tables):
            name = table.get("name")
            if isinstance(name, str) and name in taken:
                self.document.blame(("source", index, "name"), f"{quoted(name)} is used twice")
            elif isinstance(name, str):
                taken.add(name)
        return taken

    def _add(self, table: Mapping[str, Any], key: Key) -> None:
        read = self.document.read(SourceTable, table, key)
        kind = self._kind(table, key)
        if kind is None:
            return
        own = keys_of(kind.options)
        self.document.only(table, key, tuple(dict.fromkeys((*keys_of(SourceTable), *own))))
        self._refuse_passwords(table, key)
        self._refuse_unopened(table, own, key)
        options = self._options(kind, table, key)
        if options is None or read is None:
            return
        # Only what was written, so that a default that changes later changes here too.
        written = _as_json({name: getattr(options, name) for name in own if name in table})
        spec = SourceSpec(
            name=read.name or self._free_name(read.kind, written),
            kind=read.kind,
            pane=read.pane or kind.pane,
            options=written,
            tagged=read.tagged,
            local=read.local,
        )
        self.specs.append(spec)
        self._refuse_foreign_variable(read.token_env, spec, key)
        place = TokenPlace(read.token_command, read.token_env)
        if place != TokenPlace():  # another source on this host may have said it
            self.tokens[token_key(spec)] = place

    def _kind(self, table: Mapping[str, Any], key: Key) -> SourceKind | None:
        name = table.get("kind")
        if not isinstance(name, str):
            return None
        try:
            return self.kind_of(name)
        except ConfigError as error:
            self.document.blame((*key, "kind"), error.problem)
            return None

    def _options(self, kind: SourceKind, table: Mapping[str, Any], key: Key) -> object:
        """The kind's own settings; None when they are not all right."""
        try:
            return self.document.read(kind.options, table, key)
        except _SLIPS as error:
            fault = type(error).__name__
            self.document.blame(key, f"its kind cannot take these settings ({fault})")
            return None

    def _refuse_passwords(self, table: Mapping[str, Any], key: Key) -> None:
        for name, value in table.items():
            if isinstance(value, str) and "://" in value and "@" in _netloc(value):
                self.document.blame((*key, name), SECRETS_ELSEWHERE)

    def _refuse_unopened(self, table: Mapping[str, Any], own: Sequence[str], key: Key) -> None:
        """What would only be refused at the first read, as far as the file tells."""
        for name in _ADDRESS_KEYS:
            address = table.get(name) if name in own else None
            if not isinstance(address, str) or len(address) > MAX_TEXT or "@" in _netloc(address):
                continue  # other complaints are made of these
            is_bare = name == "url" and "://" not in address
            is_local = table.get("local") is True
            problem = refusal("//" if is_bare else address, allow_local=is_local)
            if problem:
                self.document.blame((*key, name), problem)

    def _refuse_foreign_variable(self, variable: str, spec: SourceSpec, key: Key) -> None:
        """A shared file may not have any variable of ours sent to a server of its choice."""
        own = variable_of(token_key(spec), "")
        if variable and not variable.startswith(own):
            self.document.blame(
                (*key, "token_env"),
                f"must begin with {own} here, for its value goes to that server; "
                "in your user file it may be any variable",
            )

    def _free_name(self, kind: str, options: Mapping[str, object]) -> str:
        """The host; with its path where several nameless sources are on it, in any order."""
        host = _host_in(options)
        path = next((path for path in map(_path, _addresses(options)) if path), "")
        wanted = f"{host}{path}" if self.hosts[host] > 1 else host
        name, number = wanted or kind, 1
        while name in self.taken:
            number += 1
            name = f"{wanted or kind} {number}"
        self.taken.add(name)
        return name


def _as_json(options: Mapping[str, object]) -> Mapping[str, object]:
    """The options as they come back from the store, so that a known source is known again."""
    import msgspec

    return msgspec.json.decode(msgspec.json.encode(options), type=dict[str, object])


def token_key(spec: SourceSpec) -> str:
    """Under which name a source's token is kept: its host, never the name a file gives it.

    A token goes to the host it was kept for and to no other, whoever wrote the event file. Without
    the port. A kind of source that has no address always asks the same service, and is known by
    what it is: by a name, a file could have the token of another host sent there.
    """
    hosts = (re.sub(r":\d*$", "", host_of(address)) for address in _addresses(spec.options))
    return next((host for host in hosts if host), spec.kind)


def _addresses(options: Mapping[str, object]) -> Iterator[str]:
    return (str(options.get(key, "")) for key in _ADDRESS_KEYS)


def _host_in(options: Mapping[str, object]) -> str:
    return next((host for host in map(host_of, _addresses(options)) if host), "")


def _path(address: str) -> str:
    """What tells two addresses of one host apart; never the query, which may hold a secret."""
    try:
        path = urlsplit(address if "//" in address else f"//{address}").path.rstrip("/")
    except ValueError:
        return ""
    return clean_line(path)[:_LONGEST_PATH]


def host_of(address: str) -> str:
    """The host that `https://blog.example/feed` or `toot.example` names, else nothing."""
    host = _netloc(address if "//" in address else f"//{address}").rpartition("@")[2]
    return host.casefold().removeprefix("www.")


def _netloc(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""
