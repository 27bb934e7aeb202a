"""Completing what is typed into a filter."""

from __future__ import annotations

from collections.abc import Iterable

from backchannel.model.query.fields import FIELDS, TIMES


def completed(text: str, sources: Iterable[str]) -> str:
    """A filter with its last word made whole, as far as only one thing can be meant."""
    head, space, word = text.rpartition(" ")
    sign, bare = ("-", word[1:]) if word.startswith("-") else ("", word)
    field, colon, _ = bare.partition(":")
    if colon:
        known = sources if field == "source" else FIELDS[field].known if field in FIELDS else ()
        choices = [f"{field}:{each} " for each in known]
    else:
        choices = [f"{name}:" for name in (*FIELDS, *TIMES)]
    bare = bare.casefold()
    found = [choice for choice in choices if bare and choice.casefold().startswith(bare)]
    return f"{head}{space}{sign}{found[0]}" if len(found) == 1 else text
