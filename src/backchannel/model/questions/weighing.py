"""How likely a sentence asks for an answer: signs in it and around it, and what each one weighs.

The weights come from posts whose meaning was known; `docs/decisions/0056-what-a-question-weighs.md`
says how. A sentence asks when those of its signs, added up, are more than nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from backchannel.model.questions import circumstances as around
from backchannel.model.questions import phrasing
from backchannel.model.questions.circumstances import Said, Wordings

WEIGHTS: Final[dict[str, float]] = {
    "definite": 1.1,
    "unmarked": 1.0,
    "request": 0.9,
    "addressed": 0.6,
    "inside": 0.6,
    "interrogative": 0.6,
    "long": 0.6,
    "echo": 0.4,
    "reply": 0.3,
    "verb first": 0.3,
    "any": 0.2,
    "indirect": 0.2,
    "of the day": 0.2,
    "of myself": -0.1,
    "you": -0.1,
    "bare": -0.3,
    "hedged": -0.4,
    "person": -0.4,
    "calling": -0.5,
    "greeting": -0.5,
    "promising": -0.5,
    "barely asked": -0.6,
    "exclaims": -0.6,
    "own story": -0.6,
    "reason": -0.6,
    "very short": -0.6,
    "link": -0.7,
    "short": -0.7,
    "of us": -0.8,
    "reported before": -0.8,
    "supposing": -0.8,
    "advertising": -1.0,
    "negated": -1.1,
    "fragment": -1.6,
    "social": -1.7,
    "announced": -1.8,
    "joyful": -1.8,
    "led to": -1.8,
    "rhetorical": -1.8,
    "told after": -1.8,
    "nod after": -2.0,
    "answered": -2.3,
}
"""What speaks for a question that somebody wants answered, and what against it, by its sign."""

ENOUGH: Final = 0.85
"""What a sentence weighs more than: at that, of those left out of the fitting 19 in 20 asked."""

VERY_SHORT: Final = 3
SHORT: Final = 5
LONG: Final = 9
"""Words of a sentence: at most, at most, at least."""

TELLING: Final = 4
"""Letters of a word that says something."""

SOME: Final = 3
"""Words behind a sentence, at most, that are a nod or an answer and tell no story."""


class Sentence(NamedTuple):
    """One sentence of a post (`whole`); `before` and `after` are what else it says."""

    words: str
    whole: str
    before: str = ""
    after: str = ""
    has_link: bool = False
    is_reply: bool = False


def weight(sentence: Sentence) -> float:
    """More than `ENOUGH` when somebody is likely to want an answer."""
    return sum(WEIGHTS.get(sign, 0.0) for sign in signs(sentence))


def names_alone(sentence: Sentence) -> bool:
    """Whether a post says no more than what somebody misses: `Slides?`, `Und der Ton?`."""
    is_whole = not (sentence.before.strip() or sentence.after.strip() or sentence.has_link)
    if not is_whole or phrasing.MARKED.isdisjoint(sentence.words):
        return False
    words = set(_said(sentence.words).words)
    named = words & around.MISSED.phrases
    return bool(named) and words - named <= around.BESIDE.phrases


def signs(sentence: Sentence) -> Iterator[str]:
    """The names of all that is found in it and around it, "any" first, which is always there."""
    own, whole = _said(sentence.words), _said(sentence.whole)
    yield "any"
    form = _form(sentence.words, own)
    yield form
    yield from _length(len(own.words), form)
    yield from _before(sentence)
    yield from _after(sentence, own)
    yield from (name for name, wordings in _WITHIN.items() if wordings.are_in(own))
    yield from (name for name, wordings in _ANYWHERE.items() if wordings.are_in(whole))
    has = {
        "unmarked": phrasing.MARKED.isdisjoint(sentence.words),
        "bare": bool(own.words) and own.words[-1] in around.INTERROGATIVES,
        "supposing": around.SUPPOSING.begin(own),
        "exclaims": not phrasing.CRIES.isdisjoint(sentence.whole),
        "joyful": not around.JOYFUL.isdisjoint(sentence.whole),
        "link": sentence.has_link,
        "reply": sentence.is_reply,
    }
    yield from (name for name, is_so in has.items() if is_so)


_WITHIN: Final[dict[str, Wordings]] = {
    "request": around.REQUESTING,
    "you": around.OF_YOU,
    "of us": around.OF_US,
    "definite": around.DEFINITE,
    "person": around.PERSON,
    "reason": around.REASON,
    "rhetorical": around.RHETORICAL,
    "social": around.SOCIAL,
    "advertising": around.ADVERTISING,
    "reported": around.REPORTED,
    "hedged": around.HEDGED,
    "of myself": around.OF_MYSELF,
    "negated": around.NEGATED,
}
_ANYWHERE: Final[dict[str, Wordings]] = {
    "addressed": around.ADDRESSED,
    "of the day": around.OF_THE_DAY,
    "greeting": around.GREETING,
    "promising": around.PROMISING,
    "calling": around.CALLING,
}


def _said(text: str) -> Said:
    return Said(phrasing.WORD.made.findall(text))


def _form(words: str, own: Said) -> str:
    if phrasing.INDIRECT.made.search(words):
        return "indirect"
    if phrasing.INTERROGATIVE.made.search(words):
        return "interrogative"
    if phrasing.VERB_FIRST.made.search(words):
        return "verb first"
    return "inside" if around.INSIDE.are_in(own) else "fragment"


def _length(count: int, form: str) -> Iterator[str]:
    if count <= VERY_SHORT:
        yield "barely asked" if count > 1 and form == "interrogative" else "very short"
    elif count <= SHORT:
        yield "short"
    elif count >= LONG and form != "fragment":
        yield "long"


def _before(sentence: Sentence) -> Iterator[str]:
    before = sentence.before.rstrip()
    if not before:
        return
    yield "announced" if before.endswith(":") else "led to"
    if around.REPORTED.are_in(_said(before)):
        yield "reported before"


def _after(sentence: Sentence, own: Said) -> Iterator[str]:
    after = _said(sentence.after)
    if not after.words or " ".join(after.words) in around.THANKS.phrases:
        return
    if around.ANSWERING.begin(after):
        yield "answered"
    elif len(after.words) <= SOME:
        yield "nod after"
    else:
        yield "own story" if around.OWN_STORY.are_in(after) else "told after"
    if _telling(own) & _telling(after):
        yield "echo"


def _telling(said: Said) -> set[str]:
    return {word for word in said.words if len(word) >= TELLING}
