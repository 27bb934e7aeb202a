"""How often a post is wrongly said to ask something, and two questions wrongly offered as one.

The corpus is invented: `benchmarks/corpus/questions.txt`, a post a line in English, German, French
or Spanish. Behind the language stands `.` for what asks nothing, else `?` and what is asked: two
posts with the same word there ask the same. Each goes through the pipeline as a real post does;
then every two that ask something are compared within their language, as a queue does. With
`--all` what was wrong or missed is told.
"""

from __future__ import annotations

import sys
import time
from itertools import combinations
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.crossposts import DAY
from benchmarks.harness.verdict import Bound

from backchannel.ingest.pipeline import refine
from backchannel.model.post import Draft, DraftAuthor, Post
from backchannel.model.questions.asking import looks_asked
from backchannel.model.questions.likeness import alike
from backchannel.model.roles.question import spoken
from backchannel.model.source import SourceSpec

CORPUS: Final = Path(__file__).parent / "corpus" / "questions.txt"
LANGUAGES: Final = {"en": "English", "de": "German", "fr": "French", "es": "Spanish"}

WRONGLY_SUGGESTED: Final = 0.10
"""Of the suggestions, the part that may ask nothing."""

WRONGLY_OFFERED: Final = 0.05
"""Of the pairs that are offered for merging, the part that may ask different things."""


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


def corpus() -> list[Line]:
    """Every post, in the order of the file."""
    lines = CORPUS.read_text("utf-8").splitlines()
    return [_line(number, *line.split(" ", 2)) for number, line in enumerate(lines)]


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


def main(*, is_telling: bool) -> int:
    """Print the rates; 1 when a bound is not held."""
    lines = corpus()
    began = time.perf_counter()
    for line in lines:
        looks_asked(line.post)
    each = (time.perf_counter() - began) / len(lines)
    print(f"{len(lines)} posts; {each * 1e6:.0f} microseconds to look at one\n")
    asked, same = [], []
    for code, name in LANGUAGES.items():
        own = [line for line in lines if line.language == code]
        asked.append(suggested(own, is_telling=is_telling))
        same.append(offered(own, is_telling=is_telling))
        print(f"{name:8} suggested  {asked[-1]}\n{'':8} merging    {same[-1]}")
    suggestions, merges = summed(asked), summed(same)
    print(f"{'all':8} suggested  {suggestions}\n{'':8} merging    {merges}\n")
    bounds = (
        Bound("suggestions that ask nothing", 1 - suggestions.precision, WRONGLY_SUGGESTED),
        Bound("merges that are wrongly offered", 1 - merges.precision, WRONGLY_OFFERED),
    )
    print(*bounds, sep="\n")
    return 0 if all(bound.is_held for bound in bounds) else 1


if __name__ == "__main__":
    sys.exit(main(is_telling="--all" in sys.argv))
