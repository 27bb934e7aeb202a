"""The session that an option names, and which one that is where it was not written out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from backchannel.cli.answers import say
from backchannel.errors import ConfigError

if TYPE_CHECKING:
    from backchannel.model.programme import Session

_KEY: Final = "--session"


def one_session(said: str, sessions: Sequence[Session]) -> Session:
    """The one that is meant; of a beginning it is said which. Raises ConfigError."""
    from backchannel.model.folding import words
    from backchannel.model.roles.typed import session_typed

    try:
        found = session_typed(said, sessions)
    except ValueError as error:
        raise ConfigError(str(error), key=_KEY) from error
    if words(said) not in (words(found.name), words(found.title)):
        say(f"{_KEY} {said.strip()}: {found.name}")
    return found
