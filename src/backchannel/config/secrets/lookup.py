"""Tokens: from the environment, a command or the keyring, and never shown to anybody."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from backchannel.config.places import APPLICATION
from backchannel.config.secrets.consent import Consent
from backchannel.config.secrets.redaction import HIDDEN, redacted
from backchannel.errors import Refusal, SourceRefused

COMMAND_SECONDS: Final = 60.0
"""How long a command may take; long enough for somebody to type a passphrase."""
MISSED_SECONDS: Final = 60.0
"""How long a secret that is nowhere is not looked for again."""


@dataclass(frozen=True, slots=True)
class TokenPlace:
    """Where a source's token is kept: the output of a command, or a variable's name."""

    token_command: str = ""
    token_env: str = ""


class Secret:
    """A text that does not show itself: `str`, `repr` and formatting give dots."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text, for the one place that sends it."""
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __repr__(self) -> str:
        return f"Secret({HIDDEN})" if self._text else "Secret()"

    def __format__(self, spec: str) -> str:
        return format(repr(self), spec)


Run = Callable[[str], str]
"""Runs a command and gives its first line; raises OSError, ValueError or SubprocessError."""


def variable_of(host: str, name: str = "token") -> str:
    """The variable that holds the secret for a host: `BACKCHANNEL_MASTODON_SOCIAL_TOKEN`."""
    return re.sub(r"\W+", "_", f"backchannel_{host}_{name}", flags=re.ASCII).upper()


def first_line_of(command: str) -> str:
    """Run a command, without a shell, and give the first line it prints."""
    done = subprocess.run(  # noqa: S603  # the command is the user's own
        shlex.split(command),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=COMMAND_SECONDS,
        check=True,
    )
    return done.stdout.decode("utf-8", "replace").strip().partition("\n")[0].strip()


def from_keyring(service: str, user: str) -> str:
    """The keyring's word, empty when it has none or the extra `keyring` is not installed."""
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return ""
    try:
        return keyring.get_password(service, user) or ""
    except (KeyringError, OSError, RuntimeError):  # locked, no desktop session, no backend
        return ""


@dataclass(slots=True)
class Secrets:
    """The secrets of one event's sources, each looked up once.

    `places` is the event file's and the user file's word on it, the user's own winning. A command
    for a host in `consents` is run only with consent; any other is the user's own.
    """

    places: Mapping[str, TokenPlace] = field(default_factory=dict)
    consents: Mapping[str, Consent] = field(default_factory=dict)
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    run: Run = first_line_of
    ask_keyring: Callable[[str, str], str] = from_keyring
    clock: Callable[[], float] = time.monotonic
    found: dict[tuple[str, str], Secret] = field(default_factory=dict)
    missed: dict[tuple[str, str], float] = field(default_factory=dict)

    def secret_for(self, host: str, name: str = "token") -> Secret:
        """The secret for a host, empty when nobody has one. May wait for a command to ask somebody.

        Looks into `token_env`, BACKCHANNEL_<HOST>_TOKEN, `token_command`, then the keyring
        (service `backchannel`, user `<host> <name>`). Raises SourceRefused when the command or
        the variable that was named gives nothing.
        """
        key = (host, name)
        if key not in self.found and self._is_worth_a_look(key):
            secret = Secret(self._look(host, name))
            if not secret:
                self.missed[key] = self.clock()
                return secret
            self.found[key] = secret
        return self.found.get(key, Secret(""))

    def origin_of(self, host: str, name: str = "token") -> str:
        """Where the secret would come from, in words; empty when nowhere. Runs nothing."""
        place = self.places.get(host, TokenPlace())
        if place.token_env:
            return f"environment {place.token_env}"
        if self.environ.get(variable_of(host, name)):
            return f"environment {variable_of(host, name)}"
        if not place.token_command:
            return ""
        waits = ", not allowed yet" if host in self.unallowed() else ""
        return f"command {redacted(place.token_command)}{waits}"

    def unallowed(self) -> Mapping[str, str]:
        """The commands, by host, that would be run and wait for consent."""
        return {
            host: place.token_command
            for host, place in self.places.items()
            if place.token_command
            and not (place.token_env or self.environ.get(variable_of(host)))
            and host in self.consents
            and not self.consents[host].covers(host, place.token_command)
        }

    def take_back(self) -> int:
        """Allow the event file's commands no longer; how many had been allowed. ConfigError."""
        allowed = [
            (self.consents[host], host, place.token_command)
            for host, place in self.places.items()
            if host in self.consents and self.consents[host].covers(host, place.token_command)
        ]
        for consent, host, command in allowed:
            consent.take_back(host, command)
        return len(allowed)

    def redact(self, text: str) -> str:
        """The text without anything secret: these secrets, and what URLs and headers carry."""
        for secret in self.found.values():
            if secret:
                text = text.replace(secret.reveal(), HIDDEN)
        return redacted(text)

    def _is_worth_a_look(self, key: tuple[str, str]) -> bool:
        """Somebody may add a token while we run; asking a keyring at every poll is too often."""
        return key not in self.missed or self.clock() - self.missed[key] >= MISSED_SECONDS

    def _look(self, host: str, name: str) -> str:
        place = self.places.get(host, TokenPlace()) if name == "token" else TokenPlace()
        if place.token_env:
            if not self.environ.get(place.token_env):
                raise _refused(f"the environment variable {place.token_env} is not set")
            return self.environ[place.token_env]
        if own := self.environ.get(variable_of(host, name)):
            return own
        if place.token_command:
            if host in self.unallowed():
                raise _unallowed(place.token_command, self.consents[host])
            return self._ask_command(place.token_command)
        return self.ask_keyring(APPLICATION, f"{host} {name}")

    def _ask_command(self, command: str) -> str:
        program = command.split(maxsplit=1)[0]
        try:
            answer = self.run(command)
        except subprocess.TimeoutExpired as error:
            raise _refused(f"token_command ({program}) gave no answer") from error
        except subprocess.CalledProcessError as error:
            raise _refused(f"token_command ({program}) failed: {error.returncode}") from error
        except (OSError, ValueError) as error:
            raise _refused(f"token_command ({program}) cannot be run") from error
        if not answer:
            raise _refused(f"token_command ({program}) printed nothing")
        return answer


def _unallowed(command: str, consent: Consent) -> SourceRefused:
    program = command.split(maxsplit=1)[0]
    return _refused(
        f"token_command ({program}) is not allowed yet; "
        f"to allow it: backchannel config allow {shlex.quote(str(consent.event_file))}"
    )


def _refused(problem: str) -> SourceRefused:
    return SourceRefused(problem, why=Refusal.LOGIN)
