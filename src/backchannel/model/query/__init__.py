"""The filter language: words to a tree, a tree to words, and what a tree matches."""

from backchannel.model.query.fields import facet
from backchannel.model.query.matching import matches, phrases, searchable
from backchannel.model.query.parser import QueryError, parse
from backchannel.model.query.tree import EVERYTHING, Either, Every, Not, Query, Term, write

__all__ = [
    "EVERYTHING",
    "Either",
    "Every",
    "Not",
    "Query",
    "QueryError",
    "Term",
    "facet",
    "matches",
    "parse",
    "phrases",
    "searchable",
    "write",
]
