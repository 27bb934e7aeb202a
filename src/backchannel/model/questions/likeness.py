"""Whether two questions ask the same in other words; offered to people, never done for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from backchannel.model.folding import words
from backchannel.model.patterns import LatePattern
from backchannel.model.questions.synonyms import MEANINGS, MEANT

ALIKE: Final = 0.6
"""The share of their telling words that two questions have in common (Dice); 1 is all."""

LEAST: Final = 2
"""Telling words in common, at least."""

_MOST: Final = 80
"""Words of a question that are looked at."""

_ENDINGS: Final = (
    *("ations", "ation", "ungen", "ments", "aciones", "acion", "ement", "ings", "ment", "ung"),
    *("ing", "ies", "ers", "ert", "ent", "ant", "est", "ed", "es", "en", "er", "em", "et", "ez"),
    *(
        "ados",
        "adas",
        "ado",
        "ada",
        "ido",
        "ida",
        "ar",
        "ir",
        "as",
        "os",
        "an",
        "on",
        "e",
        "s",
        "n",
        "a",
        "o",
        "t",
    ),
)
_STEM: Final = 4
"""Letters that a word keeps whatever its ending."""

_AFTER: Final = {
    "when": "when wann quand cuando",
    "where": "where wo wohin ou donde",
    "who": "who wer wem wen qui quien",
    "why": "why warum wieso weshalb pourquoi",
    "much": "much many wieviel viel viele combien cuanto cuantos cuanta cuantas",
}
_INTERROGATIVES: Final = {word: after for after, them in _AFTER.items() for word in them.split()}
"""What a question is after, by its word: one about a time is not one about a person."""

_NEGATIONS: Final = """
not no never without dont doesnt isnt wont cant nicht kein keine keinen nie ohne pas ne jamais
sans aucun aucune nunca sin ningun ninguna
"""
_NOT: Final = frozenset(_NEGATIONS.split())
_ONLY: Final = frozenset(["only", "just", "nur", "seulement", "solo"])
"""Behind a "not" these say "and", or "rather than", and deny nothing."""

_ASKED: Final = LatePattern(r"[^.!?？…\n]*[?？]")
"""A sentence with a question mark."""

_COUNTED: Final = """
two three four five six seven eight nine ten zwei drei vier funf sechs sieben acht neun zehn
deux trois quatre cinq six sept huit neuf dix dos tres cuatro cinco seis siete ocho nueve diez
"""
_NUMBERS: Final = frozenset(_COUNTED.split())

_ENGLISH: Final = """
a an the this that these those is are was were be been being am do does did done has have had will
would shall should can could may might must i me my we us our you your he she it its they them
their there here of to in on at by for from with about into over as and or but if then so than too
very just also any some all how what which whose when where who why much many anyone anybody
someone somebody everyone please tell know think get got going ever really actually question
wondering wonder ask asking hi hello thanks thank s t re ve ll m d
"""
_GERMAN: Final = """
der die das den dem des ein eine einen einem einer eines und oder aber ist sind war waren sein bin
hat haben hatte wird werden wurde kann konnen konnte soll sollen sollte muss mussen darf ich mich
mir wir uns unser unsere unseren du dich sie ihr ihre ihren er es man im in am an auf aus bei fur
mit nach von vom vor zu zum zur uber unter um als wie was wer wen wem wann wo warum wieso welche
welcher welches denn eigentlich auch noch schon mal nur so dass ob wenn hier da dann jemand bitte
frage danke viel viele gibt seit gegen zwischen
"""
_FRENCH: Final = """
le la les l un une des du de d et ou mais est sont etait etre suis a ont avoir ai va vont peut
peuvent doit doivent je me moi nous notre nos vous votre vos il elle ils elles on ce cet cette ces
c s se en dans sur au aux avec par pour que qu quel quelle quels quelles qui quoi comment quand
combien pourquoi vers chez entre depuis y si plus aussi bien tres t estce merci quelqu
"""
_SPANISH: Final = """
el los las unas unos al y o pero es son era ser soy esta estan estar ha han haber hay puede pueden
podemos debe deben yo mi nosotros nuestro nuestra nuestros usted ustedes su sus lo cual cuales
quien como cuando donde cuanto cuantos por con mas tambien muy este estos eso esa gracias pregunta
alguien desde hasta sobre hacia
"""
_COMMON: Final = frozenset(f"{_ENGLISH}{_GERMAN}{_FRENCH}{_SPANISH}".split())
"""Words that tell nothing of what is asked."""


class _Told(NamedTuple):
    words: frozenset[str]
    exact: frozenset[str]
    after: frozenset[str]


def alike(one: str, other: str) -> bool:
    """Whether two questions are near enough to be offered as one.

    They have most of their telling words in common, the same numbers, the same "not", and are
    after the same: a time, a place, a person, a reason or an amount. Where one is of slides and the
    other of a recording, the rest does not matter.
    """
    first, second = _told(one), _told(other)
    if first.exact != second.exact or _is_apart(first.after, second.after):
        return False
    if MEANT & (first.words - second.words) and MEANT & (second.words - first.words):
        return False
    common = len(first.words & second.words)
    whole = len(first.words) + len(second.words)
    is_enough = common >= LEAST or (common == 1 and first.after == second.after != frozenset())
    return is_enough and 2 * common >= ALIKE * whole


def _is_apart(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether they are after different things; what says no such thing may be after any but why."""
    is_why = ("why" in one) != ("why" in other)
    return is_why or bool(one and other and one.isdisjoint(other))


@lru_cache(maxsize=1_000)  # a queue is compared again with each that comes
def _told(text: str) -> _Told:
    """What is asked, of the sentences with a question mark if they say enough."""
    asked = _read(" ".join(_ASKED.made.findall(text)))
    return asked if len(asked.words) >= LEAST else _read(text)


def _read(text: str) -> _Told:
    found = words(text)[:_MOST]
    exact = {word for word in found if any(sign.isdigit() for sign in word)}
    exact |= _NUMBERS.intersection(found)
    exact |= {"not"} if any(_denied(found)) else set()
    telling = (w for w in found if w not in _COMMON and w not in _NOT and len(w) > 1)
    after = frozenset(_INTERROGATIVES[word] for word in found if word in _INTERROGATIVES)
    meant = frozenset(MEANINGS.get(word) or _stem(word) for word in telling)
    return _Told(meant, frozenset(exact), after)


def _denied(found: Sequence[str]) -> Iterator[str]:
    for word, then in pairwise((*found, "")):
        if word in _NOT and then not in _ONLY:
            yield word


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM:
            return word[: -len(ending)]
    return word
