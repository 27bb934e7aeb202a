"""Whether a post looks like a question that somebody wants answered. A hint, and no more than that.

Told by its words in English, German, French and Spanish, and by its question mark in others. What
is quoted, what answers itself, what only advertises, and tags such as "isn't it?" ask nothing.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import Final

from backchannel.model.post import Kind, Post
from backchannel.model.roles.question import spoken

_MOST: Final = 1_000
"""Characters of a post that are looked at."""


class _Late:
    """An expression that is made when it is first asked for: a start waits for none of them."""

    def __init__(self, written: str, flags: re.RegexFlag = re.NOFLAG) -> None:
        self._written, self._flags = written, flags

    @cached_property
    def made(self) -> re.Pattern[str]:
        """The expression."""
        return re.compile(self._written, self._flags)


_QUOTED: Final = _Late(
    r"\"[^\"]*\"|“[^”]*[”“]|„[^“”]*[“”]|«[^»]*»|»[^«]*«|(?<!\w)'[^']*'(?!\w)|‘[^’]*’(?!\w)|^>.*$|\([^)]*\)",
    re.MULTILINE,
)
_BARE_ADDRESS: Final = _Late(r"\S+\.\S+/\S*|\S+@\S+\.\S+")
_SENTENCE: Final = _Late(r"[^.!?？؟…\n;:]+[.!?？؟…;:]*")
_MARKS: Final = "?？؟"
_WORD: Final = _Late(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_UNSPACED: Final = _Late("[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")

_OPENERS: Final = _Late(
    r"(?:and |but |so |und |aber |et |mais |y |pero )?(?:how (?:many|much|long|often)\b|"
    r"(?:how|what|why|when|where|who|which)(?:'s|’s|'re| (?:\w+ ){0,3}(?:do|does|did|is|"
    r"are|was|were|can|could|should|will|would|has|have|pays|decides|gets|makes|happened|"
    r"happens))\b|(?:is|are) (?:the|your|our|there|anyone|anybody|it|this|that|we|you|"
    r"they)\b|(?:do|does|did|can|could|should|will|would|has|have) (?:anyone|anybody|"
    r"someone|somebody|we|you|they|it|the|our)\b|(?:anyone|anybody) (?:know|knows|got|"
    r"here)\b|(?:wie|was|warum|wieso|weshalb|wann|wo|wer|wem|"
    r"welche[rsmn]?)(?: \w+){0,3} (?:ist|sind|wird|werden|kann|können|soll|sollen|muss|"
    r"müssen|hat|haben|gibt|war|macht|zahlt|bezahlt|entscheidet|misst|messen|geht|heißt|"
    r"bedeutet|bekommt|bekommen|kommt|kommen|fragt|wissen)\b|(?:gibt es|kann (?:man|"
    r"jemand|mir)|weiß jemand|hat jemand|könnten|können sie|werden (?:die|wir|sie))\b|"
    r"(?:est-ce que|est-ce qu'|qu'est-ce|comment|pourquoi|combien|quand est-ce|où (?:est|"
    r"sont|peut)|qui (?:paie|décide|va|peut|est)|quelle?s? (?:est|sont)|y a-t-il|"
    r"quelqu'un (?:sait|peut|a))\b|(?:cómo |por qué |cuándo |dónde |quién |quiénes |"
    r"cuánt[oa]s? |cuál |cuáles |qué )|(?:alguien (?:sabe|puede|tiene|ha))\b)",
    re.IGNORECASE,
)
"""How a sentence begins that asks, whatever stands at its end."""

_INDIRECT: Final = _Late(
    r"\b(?:(?:i|we) wonder(?:ed)? (?:if|whether|how|why|who|what|when|where)|"
    r"wondering (?:if|whether|how|why|who|what|when|where)|(?:would|'d|’d) (?:like|"
    r"love) to (?:know|ask)|curious (?:if|whether|how|why|who|what|to know)|can (?:anyone|"
    r"anybody|somebody|someone) (?:tell|explain|share)|(?:ich frage|wir fragen|"
    r"frage) (?:mich|uns)|(?:mich|uns) (?:würde|interessiert)[^.]* (?:ob|wie|wer|was|wann|"
    r"warum)|(?:ich|wir) (?:wüsste|wüssten|würde|würden) gern[e]? wissen|kann (?:mir |"
    r"uns )?jemand (?:sagen|erklären)|(?:je me|on se|nous nous) demand(?:e|ons) (?:si|"
    r"comment|pourquoi|qui|quand|combien|ce)|j'aimerais (?:bien )?savoir|"
    r"(?:quelqu'un )?(?:peut|pourrait)-(?:il|elle|on) (?:me|nous) (?:dire|expliquer)|"
    r"(?:me|nos) (?:pregunto|preguntamos) (?:si|cómo|por qué|quién|cuándo|qué|cuánto)|"
    r"me gustaría saber|(?:puede|podría) alguien (?:decirme|explicar))\b",
    re.IGNORECASE,
)
_LABELLED: Final = _Late(
    r"\A\W*(?:q|question(?: for [^:]{1,40})?|frage(?: an [^:]{1,40})?|question (?:à|au|"
    r"aux|pour) [^:]{1,40}|pregunta(?: (?:para|a) [^:]{1,40})?)\s*:",
    re.IGNORECASE,
)

_QUOTING: Final = "\"“„«»'‘>("
_HINTS: Final = (
    *("q", "frage", "wonder", "know", "ask", "curious", "tell", "expl", "share", "würde"),
    *(
        "interessiert",
        "wissen",
        "sagen",
        "erklären",
        "demand",
        "savoir",
        "dire",
        "pregunt",
        "saber",
        "decirme",
    ),
)
"""Without a question mark, a labelled or an indirect question has one of these in it."""

_TAGS: Final = _Late(
    r"(?:\A|[,–—-]\s*|[\s¿])(?:right|ok|okay|eh|huh|no|yes|yeah|really|seriously|what|"
    r"you know|get it|see|(?:is|are|was|were|do|does|did|has|have|can|could|should|would|"
    r"wo|wasn|isn|aren|don|doesn|didn|hasn|haven|couldn|shouldn|"
    r"wouldn)(?:n?['’]?t)? (?:it|they|we|you|he|she|i)|oder|nicht|nicht wahr|ne|gell|was|"
    r"echt|wirklich|ja|nein|stimmt['’]?s|stimmts|oder nicht|oder was|hein|non|oui|"
    r"n['’]est[ -]ce pas|vraiment|d['’]accord|pas vrai|ah bon|verdad|¿verdad|no es así|"
    r"¿no|¿eh|vale|en serio|de verdad|a que sí|sí)\s*[?？]+\W*\Z",
    re.IGNORECASE,
)
"""What is put behind a statement, or stands for itself and asks for nothing but a nod."""

_AUXILIARY_FIRST: Final = _Late(
    r"\A\W*(?:is|are|was|were|do|does|did|has|have|can|could|should|will|would|isn|aren|don|doesn|didn)\b",
    re.IGNORECASE,
)

_RHETORICAL: Final = _Late(
    r"\b(?:guess (?:who|what|where)|(?:anyone|anybody) else|is it (?:just )?me or|"
    r"who knew|who cares|what could (?:possibly )?go wrong|how (?:cool|great|nice|good|"
    r"hard) (?:is|was|can) (?:that|this|it)|why (?:am i|are we) not surprised|"
    r"what'?s not to (?:like|love)|need i say more|how are you|how was your|"
    r"see you (?:there|then|later)|what a|isn['’]t (?:it|this|that) (?:great|lovely|"
    r"wonderful|amazing)|(?:coffee|lunch|drinks|beer|tea),? (?:anyone|anybody)|(?:anyone|"
    r"anybody) (?:for|fancy|up for)|ratet? mal|wer hätte das gedacht|wen wundert|"
    r"wer braucht (?:schon|das)|was soll (?:da|man da)|wie geht['’]?s|wie (?:cool|schön|"
    r"toll) ist (?:das|das denn)|jemand (?:lust|hunger)|kaffee|devinez|devine (?:qui|"
    r"quoi)|qui l['’]eût cru|qui aurait cru|ça va|à quoi bon|que demander de plus|un café|"
    r"quoi de (?:neuf|mieux)|adivinas?|quién lo (?:diría|hubiera dicho)|qué tal|"
    r"qué más se puede pedir|para qué (?:más|queremos)|un café|a quién le importa|"
    r"qué puede salir mal)\b",
    re.IGNORECASE,
)
_ADVERTISING: Final = _Late(
    r"(?:\A|[\s¿])(?:did you know|want to|wanna|looking for|ready (?:to|for)|missed (?:it|"
    r"the|our)|need (?:help|a)|tired of|interested in|fancy|have you (?:heard|seen|"
    r"registered|signed)|haven['’]t (?:registered|signed)|wussten sie|wusstest du|"
    r"schon gewusst|lust auf|sie (?:suchen|wollen|möchten)|verpasst|neugierig|bereit für|"
    r"interesse an|noch (?:kein ticket|nicht angemeldet)|(?:le )?saviez-vous|envie de|"
    r"vous (?:cherchez|voulez|avez (?:raté|manqué))|prêts? (?:à|pour)|intéressée?s? par|"
    r"besoin d|pas encore inscrit|sab[ií]as que|sab[ií]an que|quieres|quiere usted|buscas|"
    r"te (?:perdiste|interesa)|listos? para|necesitas|aún no te has)\b",
    re.IGNORECASE,
)
_PROMISING: Final = _Late(
    r"\b(?:blog ?post|new (?:post|article|episode|report)|read (?:more|on|our|my|the)|"
    r"podcast|newsletter|register|sign up|join us|tickets?|watch (?:the|our)|find out|"
    r"my (?:answer|take)|here['’]?s (?:how|why|what)|jetzt (?:lesen|anmelden|ansehen)|"
    r"mehr (?:dazu|im|in)|neuer (?:beitrag|artikel)|im blog|zum nachlesen|hier (?:entlang|"
    r"lesen)|nouvel article|nouveau billet|à lire|lire (?:la suite|l['’]article)|"
    r"inscrivez|notre (?:blog|podcast)|réponse dans|nuevo artículo|nueva entrada|"
    r"lee (?:más|el|la)|leer más|inscríbete|apúntate|nuestro (?:blog|pódcast)|"
    r"te lo contamos)\b",
    re.IGNORECASE,
)
"""Where somebody who asks so goes on to tell it themselves, or to sell it."""

_ANSWERING: Final = _Late(
    r"\A\W*(?:because|yes|no|nope|exactly|simple|easy|the answer|it depends|not much|none|"
    r"nobody(?=[,.])|please no|everyone|we do|i think|weil|ja|nein|genau|ganz einfach|"
    r"die antwort|bitte nicht|niemand(?=[,.])|keiner(?=[,.])|eben|denn|parce que|oui|non|"
    r"exactement|la réponse|pitié|personne(?=[,.])|tout simplement|car|porque|sí|no|"
    r"exacto|la respuesta|por favor|nadie(?=[,.])|muy sencillo|pues)\b",
    re.IGNORECASE,
)
_REPORTED: Final = _Late(
    r"\b(?:asked|was asking|the question (?:is|was)(?: not)?|(?:good|great|best|key|"
    r"big) question|fragte|die frage (?:ist|war|lautet)|gute frage|a demandé|demande le|"
    r"la (?:vraie |grande )?question (?:est|était)|bonne question|preguntó|pregunta el|"
    r"la (?:gran )?pregunta (?:es|era)|buena pregunta)\b",
    re.IGNORECASE,
)


_EXCLAIMING: Final = _Late(r"(?:y |pero )?(?:qué|cuánt[oa]s?|por qué|cómo)\b", re.IGNORECASE)
"""What without a question mark as often begins a cry, or the title of something."""


def looks_asked(post: Post) -> bool:
    """Whether somebody may want an answer to it."""
    if post.kind is not Kind.POST or post.cover:
        return False
    text = post.text[:_MOST]
    return _asks(spoken(post)[:_MOST], bool(post.link) or "http" in text)


@lru_cache(maxsize=2_000)  # a post is drawn again when its likes are counted anew
def _asks(text: str, has_link: bool) -> bool:
    text = _own_words(text)
    is_marked = any(mark in text for mark in _MARKS)
    if not is_marked and not _is_hinted(text):
        return not has_link and _is_question(_last_sentence(text), "", has_link=False)
    if _LABELLED.made.match(text):
        return True
    if is_marked and has_link and _PROMISING.made.search(text):
        return False
    if _INDIRECT.made.search(text) and not _REPORTED.made.search(text):
        return True
    sentences = [found.strip() for found in _SENTENCE.made.findall(text) if found.strip()]
    return any(
        _is_question(each, sentences[n + 1] if n + 1 < len(sentences) else "", has_link=has_link)
        for n, each in enumerate(sentences)
    )


def _own_words(text: str) -> str:
    """Without what is quoted and without bare addresses."""
    if any(sign in text for sign in _QUOTING):
        text = _QUOTED.made.sub(" ", text)
    if "/" in text or "@" in text:
        text = _BARE_ADDRESS.made.sub(" ", text)
    return text.strip()


def _is_hinted(text: str) -> bool:
    """Whether a text without a question mark may ask by more than its last sentence."""
    folded = text.casefold()
    return any(hint in folded for hint in _HINTS)


def _last_sentence(text: str) -> str:
    """Nothing if it has an end: without a question mark it then asks nothing."""
    text = text.rstrip(" …")
    return text[max(text.rfind(end) for end in ".!…;:") + 1 :].strip()


def _is_question(sentence: str, after: str, *, has_link: bool) -> bool:
    end = sentence[len(sentence.rstrip(".!?？؟…;: ")) :]
    is_marked = any(mark in end for mark in _MARKS)
    is_open = bool(_OPENERS.made.match(sentence.lstrip("¿¡ ")))
    if not (is_marked or is_open):
        return False
    count = len(_WORD.made.findall(sentence))
    if not is_marked:
        is_bare = not (end.strip(" …") or after or has_link or _EXCLAIMING.made.match(sentence))
        return is_bare and count >= 4
    if "!" in end or _ANSWERING.made.match(after) or _ADVERTISING.made.search(sentence):
        return False
    if _RHETORICAL.made.search(sentence) or _is_tag(sentence) or _REPORTED.made.search(sentence):
        return False
    return count >= (2 if is_open else 3) or bool(_UNSPACED.made.search(sentence))


def _is_tag(sentence: str) -> bool:
    """Whether it is a statement with a tag behind it; `Do they?` begins as a question does."""
    found = _TAGS.made.search(sentence)
    if found is None:
        return False
    before = sentence[: found.start()].strip(" ¿¡,")
    if not before:
        return True
    is_question = bool(
        _OPENERS.made.match(sentence.lstrip("¿¡ ")) or _AUXILIARY_FIRST.made.match(before)
    )
    return not (is_question and "," not in sentence[max(found.start() - 1, 0) : found.end()])
