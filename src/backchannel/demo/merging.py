"""A text that is written anew and was changed by somebody: both kinds of changes in one text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

Change = tuple[int, int, Sequence[str]]
"""The lines from one number up to another, counted from 0, and what is in their place."""


def merged(base: str, theirs: str, ours: str) -> str:
    """What became of `base` in `theirs` and in `ours`, line by line; where they differ, theirs."""
    lines = base.splitlines(keepends=True)
    own = list(_changes(lines, theirs.splitlines(keepends=True)))
    anew = [
        change
        for change in _changes(lines, ours.splitlines(keepends=True))
        if not any(_touch(change, each) for each in own)
    ]
    for first, last, put in sorted([*own, *anew], key=lambda each: each[:2], reverse=True):
        lines[first:last] = put
    return "".join(lines)


def _changes(base: Sequence[str], other: Sequence[str]) -> Iterator[Change]:
    """The fewest lines each, so that what stands beside a change is not part of it."""
    for kind, first, last, begin, end in SequenceMatcher(
        a=base, b=other, autojunk=False
    ).get_opcodes():
        if kind == "replace" and last - first == end - begin:
            for number in range(last - first):
                at = begin + number
                yield first + number, first + number + 1, other[at : at + 1]
        elif kind != "equal":
            yield first, last, other[begin:end]


def _touch(one: Change, other: Change) -> bool:
    """Whether both say what becomes of the same lines; beside each other they do not."""
    if one[0] == one[1]:
        return other[0] < one[0] < other[1]
    if other[0] == other[1]:
        return one[0] < other[0] < one[1]
    return max(one[0], other[0]) < min(one[1], other[1])
