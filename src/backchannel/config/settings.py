"""Preferences, and which of flag, environment, event file, user file and default gave each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, get_type_hints

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
    density: Literal["comfortable", "compact"] = "comfortable"
    """How much room a post takes."""
    times: Literal["clock", "age"] = "clock"
    """Whether a post says when it was, or how long ago."""
    server: str = "mastodon.social"
    """The Mastodon server that `backchannel '#tag'` asks."""
    desk_name: str = ""
    """Who pins, notes and hides here; empty for the name of the account on this machine."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The settings in force; `origins` names for each where its value came from."""

    values: Settings
    origins: Mapping[str, str] = field(default_factory=dict)

    def is_insisted(self, name: str) -> bool:
        """Whether a flag or the environment gave it, which comes before what the desk remembers."""
        return self.origins.get(name) in {_flag_of(name), variable_of(name)}


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
    return Chosen(Settings(**values), origins)


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
