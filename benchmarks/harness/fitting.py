"""What the signs of a question weigh, from posts whose meaning is known.

A logistic regression over the signs of `backchannel.model.questions.weighing`. A post that asks has
at least one sentence that does, not known which: it is the one that weighs most so far. What a post
counts for is given with it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

ROUNDS: Final = 600
STEP: Final = 2.0
HELD_BACK: Final = 0.002
"""How hard each weight is pulled towards nothing: a sign that is rare is to say little."""

DEARER: Final = 2.0
"""A post that asks nothing counts for more: a wrong suggestion is worse than a missed one."""


class Known(NamedTuple):
    """A post: the signs of each sentence that may ask, and whether one does."""

    sentences: Sequence[frozenset[str]]
    asks: bool
    counts: float = 1.0


def fit(posts: Sequence[Known]) -> dict[str, float]:
    """A weight for each sign, to one decimal; those that weigh nothing are left out."""
    names = sorted({sign for post in posts for each in post.sentences for sign in each})
    weights = dict.fromkeys(names, 0.0)
    whole = sum(post.counts * (1.0 if post.asks else DEARER) for post in posts)
    for _ in range(ROUNDS):
        pulls = dict.fromkeys(names, 0.0)
        for post in posts:
            _pull(post, weights, pulls)
        for name in names:
            held = 0.0 if name == "any" else HELD_BACK * weights[name]
            weights[name] += STEP * (pulls[name] / whole - held)
    return {name: round(weight, 1) for name, weight in weights.items() if abs(weight) >= 0.05}


def _pull(post: Known, weights: dict[str, float], pulls: dict[str, float]) -> None:
    if not post.sentences:
        return
    most = max(post.sentences, key=lambda each: sum(weights[sign] for sign in each))
    likely = 1 / (1 + math.exp(-sum(weights[sign] for sign in most)))
    amount = post.counts * ((1 - likely) if post.asks else -likely * DEARER)
    for sign in most:
        pulls[sign] += amount
