"""What a filter asks, as a tree; and the tree as somebody would type it."""

from __future__ import annotations

from typing import Final, TypeAlias

from msgspec import Struct

from backchannel.model.query.expression import Expression


class Term(Struct, frozen=True):
    """One thing to look for, as it was typed. No field means the words of the post."""

    value: str
    field: str = ""
    is_quoted: bool = False


class Not(Struct, frozen=True):
    """What does not match."""

    part: Query


class Every(Struct, frozen=True):
    """What matches all parts; without parts, everything."""

    parts: tuple[Query, ...] = ()


class Either(Struct, frozen=True):
    """What matches at least one of two or more parts."""

    parts: tuple[Query, ...]


Query: TypeAlias = Term | Expression | Not | Every | Either

EVERYTHING: Final = Every()


def write(query: Query) -> str:
    """A filter that parses to this tree."""
    match query:
        case Expression(written):
            return f"/{written}/"
        case Term():
            value = f'"{query.value}"' if query.is_quoted else query.value
            return f"{query.field}:{value}" if query.field else value
        case Not(Not() as part):
            return f"-({write(part)})"
        case Not(part):
            return f"-{_enclosed(part)}"
        case Every():
            return " ".join(_enclosed(part) for part in query.parts)
        case Either():
            return " OR ".join(
                write(part) if isinstance(part, Every) else _enclosed(part) for part in query.parts
            )


def _enclosed(query: Query) -> str:
    return f"({write(query)})" if isinstance(query, Every | Either) else write(query)
