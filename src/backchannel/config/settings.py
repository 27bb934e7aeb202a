"""Preferences, and which of flag, environment, event file, user file and default gave each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final, Literal, get_type_hints
from urllib.parse import urlsplit

from backchannel.config.values import WrongValue, convert, from_text
from backchannel.errors import ConfigError

Theme = Literal[
    "backchannel-dark", "backchannel-light", "backchannel-bright", "backchannel-contrast",
    "backchannel-deuteranopia", "backchannel-tritanopia", "backchannel-ansi",
    "ansi-dark", "ansi-light", "atom-one-dark", "atom-one-light", "catppuccin-frappe",
    "catppuccin-latte", "catppuccin-macchiato", "catppuccin-mocha", "dracula", "flexoki", "gruvbox",
    "monokai", "nord", "rose-pine", "rose-pine-dawn", "rose-pine-moon", "solarized-dark",
    "solarized-light", "textual-dark", "textual-light", "tokyo-night",
]  # fmt: skip
"""Our own, then Textual's, which is not imported to read a setting."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`[settings]` of the event file, and the keys of the user file."""

    theme: Theme = "backchannel-dark"
    """The colours of the desk."""
    unmatched: Literal["hide", "dim"] = "hide"
    """What a filter does with posts that it does not find."""
    bursts: Literal["fold", "show"] = "fold"
    """Whether several posts of one person in a row are one row until it is opened."""
    mouse: bool = True
    """Whether the desk hears the mouse; `false` leaves it to the terminal."""
    large_type: bool = True
    """Whether a terminal that can enlarge its letters is asked to, for presenter and projector."""
    density: Literal["comfortable", "compact"] = "comfortable"
    """How much room a post takes."""
    times: Literal["clock", "age"] = "clock"
    """Whether a post says when it was, or how long ago."""
    server: str = "mastodon.social"
    """The Mastodon server that `backchannel '#tag'` asks."""
    desk_name: str = ""
    """Who pins, notes and hides here; empty for the name of the account on this machine."""
    public_url: str = ""
    """Where the world reaches this machine, so that hubs can call; empty for nowhere."""
    listen: str = "127.0.0.1:8765"
    """Host and port where what is sent to `public_url` arrives."""

    def __post_init__(self) -> None:
        """Raise ValueError for what is no address; its first word is the setting's name."""
        if self.public_url and not _is_address(self.public_url):
            raise ValueError("public_url must be an address such as https://desk.example/hubs")
        if place_of(self.listen) is None:
            raise ValueError("listen must be a host and a port, such as 127.0.0.1:8765")


@dataclass(frozen=True, slots=True)
class Chosen:
    """The settings in force; `origins` names for each where its value came from."""

    values: Settings
    origins: Mapping[str, str] = field(default_factory=dict)

    def is_insisted(self, name: str) -> bool:
        """Whether a flag or the environment gave it, which comes before what the desk remembers."""
        return self.origins.get(name) in {_flag_of(name), variable_of(name)}


OF_THIS_MACHINE: Final = ("public_url", "listen")
"""Settings that no event file may decide, for somebody else may have written it."""


def place_of(listen: str) -> tuple[str, int] | None:
    """Host and port of `listen`; None for what is none. An IPv6 address stands in brackets."""
    host, _, port = listen.strip().rpartition(":")
    is_port = port.isascii() and port.isdigit() and len(port) < 6 and 0 < int(port) < 65_536
    is_bare = host.startswith("[") == host.endswith("]") and (":" not in host or "[" in host)
    return (host.strip("[]"), int(port)) if host.strip("[]") and is_port and is_bare else None


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return (
            parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
        )
    except ValueError:
        return False


def variable_of(name: str) -> str:
    """The environment variable of a setting."""
    return f"BACKCHANNEL_{name.upper()}"


def _flag_of(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def choose(
    *,
    flags: Mapping[str, object],
    environ: Mapping[str, str],
    files: tuple[tuple[Path, Mapping[str, object]], ...],
) -> Chosen:
    """The first place that has a value wins: flags, environment, then `files` in their order.

    Raises ConfigError that names the variable for a wrong value in the environment.
    """
    hints = get_type_hints(Settings)
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for each in fields(Settings):
        value, origin = _find(each.name, hints[each.name], flags, environ, files)
        origins[each.name] = origin
        if origin != "default":
            values[each.name] = value
    try:
        return Chosen(Settings(**values), origins)
    except ValueError as error:  # of a file's values all are known to be right by now
        name, _, problem = str(error).partition(" ")
        raise ConfigError(problem, file="environment", key=variable_of(name)) from error


def _find(
    name: str,
    hint: Any,  # Any: a type, a union or a Literal
    flags: Mapping[str, object],
    environ: Mapping[str, str],
    files: tuple[tuple[Path, Mapping[str, object]], ...],
) -> tuple[object, str]:
    if flags.get(name) is not None:
        return flags[name], _flag_of(name)
    variable = variable_of(name)
    if environ.get(variable):
        try:
            return from_text(environ[variable], hint), variable
        except WrongValue as wrong:
            raise ConfigError(str(wrong), file="environment", key=variable) from wrong
    for path, table in files:
        if name in table:
            return convert(table[name], hint), str(path)
    return None, "default"
