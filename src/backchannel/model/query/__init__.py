"""The filter language: words to a tree, a tree to words, and what a tree matches."""

from backchannel.model.query.expression import Expression
from backchannel.model.query.fields import facet
from backchannel.model.query.matching import Finders, is_in_sight, matches, phrases, searchable
from backchannel.model.query.parser import QueryError, parse
from backchannel.model.query.situation import Situation, situation_of
from backchannel.model.query.tree import EVERYTHING, Either, Every, Not, Query, Term, write

__all__ = [
    "EVERYTHING",
    "Either",
    "Every",
    "Expression",
    "Finders",
    "Not",
    "Query",
    "QueryError",
    "Situation",
    "Term",
    "facet",
    "is_in_sight",
    "matches",
    "parse",
    "phrases",
    "searchable",
    "situation_of",
    "write",
]
