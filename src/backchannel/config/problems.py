"""Everything that is wrong with a file, told at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from backchannel.errors import ConfigError


class ConfigErrors(ConfigError):
    """Several settings are wrong. `str()` is one line for each, in the order of the file."""

    def __init__(self, errors: Sequence[ConfigError]) -> None:
        first = errors[0]
        super().__init__(first.problem, file=first.file, line=first.line, key=first.key)
        self.errors = tuple(sorted(errors, key=lambda error: error.line or 0))
        self.args = ("\n".join(str(error) for error in self.errors),)


def raise_all(problems: Sequence[ConfigError]) -> None:
    """Raise what was collected, or nothing."""
    if len(problems) == 1:
        raise problems[0]
    if problems:
        raise ConfigErrors(problems)


def quoted(text: str) -> str:
    """A word out of a file, safe to put into a message: what is not printable is escaped."""
    return text if text.isprintable() and text else repr(text)


def nearest(word: str, allowed: Iterable[str]) -> str:
    """`; did you mean X?`, or nothing when no allowed word comes near."""
    from difflib import get_close_matches  # for a mistake only

    by_fold = {choice.casefold(): choice for choice in allowed}
    close = get_close_matches(word.casefold(), by_fold, n=1, cutoff=0.6)
    return f"; did you mean {by_fold[close[0]]}?" if close else ""


def listed(words: Iterable[str]) -> str:
    """`a, b or c`."""
    *head, last = list(words) or ["nothing"]
    return f"{', '.join(head)} or {last}" if head else last
