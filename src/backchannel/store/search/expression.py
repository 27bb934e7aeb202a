"""What is asked, in the full-text index's own language."""

from __future__ import annotations

from typing import Final

from backchannel.model.query.meaning import AllOf, AnyOf, Found, Meaning, Without

_ALL: Final = 'facets : "all"'
"""Every post bears it, so that a filter of nothing but exclusions has something to take from."""


def expression(part: Meaning) -> str:
    """A part in FTS5's own language (sqlite.org/fts5.html, section 3), every word quoted."""
    match part:
        case Found(column, wanted):
            star = " *" if wanted.is_open else ""
            return f'{column} : "{" ".join(wanted.words)}"{star}'
        case Without(inner):
            return f"({_ALL}) NOT ({expression(inner)})"
        case AnyOf(parts):
            return " OR ".join(f"({expression(each)})" for each in parts)
        case AllOf(parts):
            sought = [f"({expression(each)})" for each in parts if not isinstance(each, Without)]
            unwanted = [f"({expression(each.part)})" for each in parts if isinstance(each, Without)]
            base = " AND ".join(sought) or f"({_ALL})"
            return f"({base}) NOT ({' OR '.join(unwanted)})" if unwanted else base
        case _:
            raise TypeError(f"the index cannot tell {part}")
