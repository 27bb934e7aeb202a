"""How often a post is wrongly said to ask something, and two questions wrongly offered as one.

The posts are invented: `benchmarks/corpus/questions*.txt`, a post a line in English, German, French
or Spanish. Behind the language stands `.` for what asks nothing, else `?` and what is asked: two
posts with the same word there ask the same. Each goes through the pipeline as a real post does;
then every two that ask something are compared within their language, as a queue does.

The first set is the one that the rules were once bent to, so it says little. The second is parted
by a hash: what a question weighs was found on one half, and the other was only ever measured. The
third, on other subjects, and the fourth, with many short ones, are too small for a bound. With
`--all` what was wrong or missed is told, but not of what is only measured; with `--fit` the weights
are found again and printed.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from hashlib import sha256
from itertools import combinations
from operator import itemgetter
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.crossposts import DAY
from benchmarks.harness.fitting import Known, fit
from benchmarks.harness.verdict import Bound

from backchannel.ingest.pipeline import refine
from backchannel.model.post import Draft, DraftAuthor, Post
from backchannel.model.questions.asking import candidates, looks_asked
from backchannel.model.questions.likeness import alike
from backchannel.model.questions.weighing import signs
from backchannel.model.roles.question import spoken
from backchannel.model.source import SourceSpec

CORPUS: Final = Path(__file__).parent / "corpus"
LANGUAGES: Final = {"en": "English", "de": "German", "fr": "French", "es": "Spanish"}

SETS: Final = ("questions.txt", "questions-2.txt", "questions-3.txt", "questions-4.txt")

WRONGLY_SUGGESTED: Final = 0.10
"""Of the suggestions, the part that may ask nothing."""

WRONGLY_OFFERED: Final = 0.05
"""Of the pairs that are offered for merging, the part that may ask different things."""


MANY: Final = 40
"""Suggestions that a bound is held to, at least; of fewer, one post decides."""

FIRST_COUNTS: Final = 0.3
"""What a post of the first set counts for when the weights are found, beside one of the second."""


class Line(NamedTuple):
    """A post of the corpus. `asks` names what it asks, empty for nothing."""

    language: str
    asks: str
    post: Post


class Rates(NamedTuple):
    """What was found, of that what is so, and how many there are."""

    found: int
    right: int
    there: int

    @property
    def precision(self) -> float:
        """Of what was found, the part that is so."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Of what is so, the part that was found."""
        return self.right / self.there if self.there else 1.0

    def __str__(self) -> str:
        counts = f"{self.right} of {self.found} found are right, {self.there} there are"
        return f"precision {self.precision:.3f}, recall {self.recall:.3f} ({counts})"


def corpus(name: str) -> list[Line]:
    """Every post, in the order of the file."""
    lines = (CORPUS / name).read_text("utf-8").splitlines()
    return [_line(number, *line.split(" ", 2)) for number, line in enumerate(lines)]


def halves(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """Those that the weights are found on, and those that are only measured.

    Posts that ask the same stay together.
    """
    parted: tuple[list[Line], list[Line]] = ([], [])
    for line in lines:
        written = f"{line.language} {line.asks or line.post.text}"
        parted[sha256(written.encode()).digest()[0] % 2].append(line)
    return parted


def _line(number: int, language: str, asks: str, text: str) -> Line:
    id_ = f"https://toot.example/{number}"
    author = DraftAuthor(f"Person {number}", f"@p{number}@toot.example")
    draft = Draft(
        id_,
        uri=id_,
        url=id_,
        author=author,
        content=text,
        content_is_html=False,
        language=language,
    )
    source = SourceSpec("toot.example", "mastodon", "backchannel", tagged=True)
    made = refine(draft, source, ("ideaperf",), DAY)
    if not isinstance(made, Post):
        raise TypeError(f"{text}: {made.reason}")
    return Line(language, asks.lstrip("?."), made)


def suggested(lines: list[Line], *, is_telling: bool) -> Rates:
    """Which posts are said to ask something."""
    found = [line for line in lines if looks_asked(line.post)]
    right = [line for line in found if line.asks]
    if is_telling:
        for line in lines:
            if looks_asked(line.post) != bool(line.asks):
                print(f"  {'missed' if line.asks else 'WRONG'}: {line.post.text}")
    return Rates(len(found), len(right), sum(bool(line.asks) for line in lines))


def offered(lines: list[Line], *, is_telling: bool) -> Rates:
    """Which pairs of questions are said to be one."""
    found = right = there = 0
    for one, other in combinations([line for line in lines if line.asks], 2):
        is_same = one.asks == other.asks
        is_offered = alike(_read(one), _read(other))
        there += is_same
        found += is_offered
        right += is_offered and is_same
        if is_telling and is_offered != is_same:
            print(f"  {'missed' if is_same else 'WRONG'}: {_read(one)} / {_read(other)}")
    return Rates(found, right, there)


def _read(line: Line) -> str:
    return spoken(line.post, ("ideaperf",))


def summed(several: list[Rates]) -> Rates:
    """Of all languages."""
    return Rates(*(sum(column) for column in zip(*several, strict=True)))


def measure(title: str, lines: list[Line], *, is_telling: bool) -> tuple[Rates, Rates]:
    """Print the rates of a set, by language and in all: suggested and offered."""
    print(f"\n{title}: {len(lines)} posts")
    asked, same = [], []
    for code, name in LANGUAGES.items():
        own = [line for line in lines if line.language == code]
        asked.append(suggested(own, is_telling=is_telling))
        same.append(offered(own, is_telling=is_telling))
        print(f"{name:8} suggested  {asked[-1]}\n{'':8} merging    {same[-1]}")
    suggestions, merges = summed(asked), summed(same)
    print(f"{'all':8} suggested  {suggestions}\n{'':8} merging    {merges}")
    return suggestions, merges


def weights(first: Sequence[Line], second: Sequence[Line]) -> dict[str, float]:
    """What each sign weighs, found on the first set and half of the second."""
    known = [_known(line, FIRST_COUNTS) for line in first]
    return fit([*known, *(_known(line, 1.0) for line in second)])


def _known(line: Line, counts: float) -> Known:
    post = line.post
    found = candidates(
        spoken(post),
        has_link=bool(post.link) or "http" in post.text,
        is_reply=post.text.startswith("@"),
    )
    return Known([frozenset(signs(each)) for each in found], bool(line.asks), counts)


def speed(lines: list[Line]) -> float:
    """Microseconds to look at one post that was not looked at before."""
    began = time.perf_counter()
    for line in lines:
        looks_asked(line.post)
    return (time.perf_counter() - began) / len(lines) * 1e6


def main(*, is_telling: bool, is_fitting: bool) -> int:
    """Print the rates; 1 when a bound is not held."""
    first, second, third, fourth = map(corpus, SETS)
    tuned, measured = halves(second)
    if is_fitting:
        print(*sorted(weights(first, tuned).items(), key=itemgetter(1)), sep="\n")
        return 0
    print(f"{speed([*first, *second, *third, *fourth]):.0f} microseconds to look at a post")
    bounds = []
    for title, lines, is_known in (
        ("first set", first, True),
        ("half the weights are from", tuned, True),
        ("half that is only measured", measured, False),
        ("third set, only measured", third, False),
        ("fourth set, short ones", fourth, True),
    ):
        suggestions, merges = measure(title, lines, is_telling=is_telling and is_known)
        bounds.append(Bound(f"offered wrongly, {title}", 1 - merges.precision, WRONGLY_OFFERED))
        if suggestions.found >= MANY:
            wrong = 1 - suggestions.precision
            bounds.append(Bound(f"suggested wrongly, {title}", wrong, WRONGLY_SUGGESTED))
    print("", *bounds, sep="\n")
    return 0 if all(bound.is_held for bound in bounds) else 1


if __name__ == "__main__":
    sys.exit(main(is_telling="--all" in sys.argv, is_fitting="--fit" in sys.argv))
