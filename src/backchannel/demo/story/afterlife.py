"""What becomes of posts: likes, boosts, corrections, second thoughts."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from backchannel.demo.story.happening import Act, Happening, Piece
from backchannel.demo.story.programme import MINUTE
from backchannel.model.post import Kind

_EDITED, _DELETED, _LIKED = 0.04, 0.02, 0.6
_CORRECTIONS = (
    "{text}\n\nEdit: fixed a typo",
    "{text}\n\nEdit: wrong year, sorry",
    "Update: I was told the figure is out of date.\n\n{text}",
    "{text}\n\nEdit: the link now works, thank you all",
)
_MOST = 80
"""More likes than anybody got at the real one."""


def afterlife(rng: random.Random, pieces: Sequence[Piece]) -> Iterator[Happening]:
    """Everything that happens to pieces after they were published, in no order."""
    for piece in pieces:
        roll = rng.random()
        if piece.html:
            continue
        if roll < _EDITED:
            yield _correction(rng, piece)
        elif roll < _EDITED + _DELETED and piece.kind is Kind.POST:
            yield Happening(_later(rng, piece, 0.2, 15), Act.DELETE, piece.key)
            continue
        if piece.kind is Kind.POST and rng.random() < _LIKED:
            yield from _applause(rng, piece)


def _later(rng: random.Random, piece: Piece, least: float, most: float) -> float:
    """A moment `least` to `most` minutes after a piece appeared everywhere."""
    return piece.moment + rng.uniform(least, most) * MINUTE


def _correction(rng: random.Random, piece: Piece) -> Happening:
    text = rng.choice(_CORRECTIONS).format(text=piece.text)
    return Happening(_later(rng, piece, 0.5, 10), Act.EDIT, piece.key, replace(piece, text=text))


def _applause(rng: random.Random, piece: Piece) -> Iterator[Happening]:
    likes = min(_MOST, int(rng.paretovariate(1.1)))
    boosts = int(likes * rng.uniform(0, 0.5))
    for share, least, most in ((0.3, 0.3, 4), (0.7, 4, 25), (1.0, 25, 120)):
        yield Happening(
            _later(rng, piece, least, most),
            Act.COUNT,
            piece.key,
            likes=max(1, int(likes * share)),
            boosts=int(boosts * share),
        )
