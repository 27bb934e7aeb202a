"""The filter language: words to a tree, a tree to words."""

from __future__ import annotations

from backchannel.model.folding import words


def facet(field: str, value: str) -> str:
    """The token by which the index knows that a field of a post has a value."""
    return f"{field}:{'_'.join(words(value))}"
