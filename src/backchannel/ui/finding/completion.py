"""Completing what is typed into a filter: Tab adds what is sure, and walks through the rest."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Final

from backchannel.errors import StoreError
from backchannel.model.patterns import LatePattern
from backchannel.model.query.fields import EVERY_FIELD, FIELDS, State
from backchannel.store.search.known import Known, known
from backchannel.store.store import Reader

_LAST: Final = LatePattern(
    r"""
    (?: ^ | (?<=[\s(]) ) -? (?P<typed>
        (?: (?P<field> [^\W\d_]+ ) : )?
        (?: "(?P<quoted> [^"]* ) | (?P<bare> [^\s"()]* ) )
    ) $
    """,
    re.VERBOSE,
)
"""What is still being typed: the end of a filter."""

_NEEDS_QUOTES: Final = LatePattern(r'[\s()"]')


class Completion:
    """Knows what can be named as of the last look at the store; nothing waits for that.

    Tab makes a text longer as far as everything it can become goes on alike. When nothing can be
    added, it puts the most frequent there, and each further Tab the next.
    """

    def __init__(self, store: Reader, known: Known | None = None) -> None:
        self._store = store
        self.known = known or Known()
        self._said = ""
        self._turns: list[str] = []

    async def look(self) -> None:
        """See what can be named now; what was known stays when the store cannot say."""
        with contextlib.suppress(StoreError):
            self.known = await self._store.read(known)

    def __call__(self, text: str) -> str:
        """What Tab makes of a text."""
        if self._turns and text == self._said:
            self._turns.append(self._turns.pop(0))
            self._said = self._turns[0]
            return self._said
        self._turns = []
        found = completions(text, self.known)
        if not found:
            return text
        shared = _shared(found)
        if len(found) == 1 or len(shared) > len(text):
            return shared
        self._turns, self._said = found, found[0]
        return self._said


def completions(text: str, known: Known) -> list[str]:
    """Everything a filter can become when its end is made whole, the most frequent first."""
    last = _LAST.made.search(text)
    if last is None or not last["typed"]:
        return []
    head = text[: last.start("typed")]
    name = (last["field"] or "").casefold()
    if not name:
        begun = (last["bare"] or "").casefold()
        return [f"{head}{field}:" for field in EVERY_FIELD if begun and field.startswith(begun)]
    begun = (last["bare"] if last["quoted"] is None else last["quoted"]).casefold()
    values = dict.fromkeys(value for value in _values(name, known) if '"' not in value)
    return [
        f"{head}{name}:{_written(value)} " for value in values if value.casefold().startswith(begun)
    ]


def _values(field: str, known: Known) -> Iterator[str]:
    listed = {
        "from": (*known.names, *known.handles, *(each.removeprefix("@") for each in known.handles)),
        "source": known.sources,
        "tag": known.tags,
        "lang": known.languages,
        "session": known.sessions,
        "role": known.roles,
        "is": tuple(State),
    }
    own = FIELDS[field].known if field in FIELDS else ()
    yield from listed.get(field, own)


def _written(value: str) -> str:
    return f'"{value}"' if _NEEDS_QUOTES.made.search(value) else value


def _shared(several: Sequence[str]) -> str:
    """How far all of them go on alike, whatever their case; in the letters of the first."""
    letters = zip(*(each.casefold() for each in several), strict=False)
    return several[0][: len(list(takewhile(lambda those: len(set(those)) == 1, letters)))]
