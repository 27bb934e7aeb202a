"""Words to a tree.

    either = every {"OR" every}
    every  = {["-"] part}
    part   = "(" either ")" | field ":" value | value | "/" expression "/"
    value  = '"' phrase '"' | word

A bare word looks for words that begin with it, a phrase in quotes for exactly those words in that
order. While somebody types, a quote, slash or bracket that is not closed yet ends where the text
ends, and signs without a word in them are passed over.
"""

from __future__ import annotations

import re
from typing import Final

from backchannel.errors import BackchannelError
from backchannel.model.folding import words
from backchannel.model.patterns import LatePattern
from backchannel.model.query.expression import Expression
from backchannel.model.query.fields import EVERY_FIELD
from backchannel.model.query.tree import EVERYTHING, Either, Every, Not, Query, Term

LONGEST_QUERY: Final = 1_000
DEEPEST: Final = 20


class QueryError(BackchannelError):
    """`length` characters from `position` on cannot be understood; `problem` says why."""

    def __init__(self, position: int, length: int, problem: str) -> None:
        self.position, self.length, self.problem = position, length, problem
        super().__init__(problem)


_TOKEN: Final = LatePattern(
    r"""
    \s*(?:
        (?P<open> -?\( )
      | (?P<close> \) )
      | (?P<either> OR (?=[\s()]|$) )
      | (?P<not> -(?=[^\s)]) )?
        (?: / (?P<expression> (?: [^/\\] | \\. )* \\? ) /?
          | (?: (?P<field> [^\W\d_]+ ) : (?!//) )?
            (?: ["“„] (?P<phrase> [^"“”„]* ) (?P<end> ["“”] )?
              | (?P<word> [^\s()"“”„]* )
            )
        )
    )
    """,
    re.VERBOSE | re.DOTALL,
)


def parse(text: str) -> Query:
    """The tree of a filter as somebody typed it. Raises QueryError and nothing else."""
    if len(text) > LONGEST_QUERY:
        beyond = len(text) - LONGEST_QUERY
        raise QueryError(
            LONGEST_QUERY, beyond, f"a filter has at most {LONGEST_QUERY:,} characters"
        )
    return _Parser(text).parse()


class _Parser:
    """Reads tokens from left to right; open brackets wait on a stack."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.groups: list[_Group] = [_Group()]

    def parse(self) -> Query:
        """The whole text."""
        position = 0
        while position < len(self.text):
            found = _TOKEN.made.match(self.text, position)
            if found is None or found.end() == position:
                position += 1  # a closing quote that nothing opened
                continue
            self._take(found)
            position = found.end()
        while len(self.groups) > 1:
            self._close()
        return self.groups[0].query() or EVERYTHING

    def _take(self, found: re.Match[str]) -> None:
        if found["open"]:
            if len(self.groups) > DEEPEST:
                raise _error(found, f"brackets may be {DEEPEST} deep, no deeper")
            self.groups.append(_Group(is_not=found["open"].startswith("-")))
        elif found["close"]:
            if len(self.groups) == 1:
                raise _error(found, "no bracket is open that this one could close")
            self._close()
        elif found["either"]:
            self.groups[-1].start_another()
        else:
            part = _term(found) if found["expression"] is None else _expression(found)
            self.groups[-1].add(part, is_not=bool(found["not"]))

    def _close(self) -> None:
        group = self.groups.pop()
        self.groups[-1].add(group.query(), is_not=group.is_not)


class _Group:
    """What stands between two brackets: alternatives, each of parts."""

    def __init__(self, *, is_not: bool = False) -> None:
        self.is_not = is_not
        self.alternatives: list[list[Query]] = [[]]

    def add(self, part: Query | None, *, is_not: bool) -> None:
        """One more part of the alternative that is being read; None is nothing."""
        if part is not None:
            self.alternatives[-1].append(Not(part) if is_not else part)

    def start_another(self) -> None:
        """OR was read."""
        self.alternatives.append([])

    def query(self) -> Query | None:
        """What it came to, None when there was nothing in it."""
        several = [
            parts[0] if len(parts) == 1 else Every(tuple(parts))
            for parts in self.alternatives
            if parts
        ]
        if len(several) > 1:
            return Either(tuple(several))
        return several[0] if several else None


def _term(found: re.Match[str]) -> Term | None:
    name = (found["field"] or "").casefold()
    phrase: str | None = found["phrase"]
    value = found["word"] if phrase is None else phrase
    is_quoted = bool(found["end"])
    if phrase is not None and not is_quoted:
        value = ".".join(words(phrase))  # one word still being typed, made of several
    if not name:
        return Term(value, "", is_quoted) if words(value) else None
    field = EVERY_FIELD.get(name)
    if field is None:
        raise _error(found, _unknown(name))
    if not value:
        raise _error(found, f"{name}: needs a word after it; as in {name}:{field.example}")
    if problem := field.problem(value):
        raise _error(found, f"{name}: {problem}")
    return Term(value, name, is_quoted)


def _expression(found: re.Match[str]) -> Expression | None:
    """What stands between slashes; nothing while nothing does."""
    expression = Expression(found["expression"])
    if not expression.written:
        return None
    problem, part = expression.problem()
    if problem:
        at = expression.written.find(part) if part else -1
        start, length = (at, len(part)) if at >= 0 else (0, len(expression.written))
        raise QueryError(found.start("expression") + start, length, f"between slashes: {problem}")
    return expression


def _unknown(name: str) -> str:
    from difflib import get_close_matches  # for a mistake only

    near = get_close_matches(name, EVERY_FIELD, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(EVERY_FIELD)}"
    return f"no field {name}; {hint}"


def _error(found: re.Match[str], problem: str) -> QueryError:
    length = len(found[0].lstrip())
    return QueryError(found.end() - length, length, problem)
