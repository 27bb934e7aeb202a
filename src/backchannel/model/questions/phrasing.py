"""How questions are put in English, German, French and Spanish, and what only looks like one."""

from __future__ import annotations

import re
from typing import Final

from backchannel.model.patterns import LatePattern

QUOTED: Final = LatePattern(
    r"\"[^\"]*\"|“[^”]*[”“]|„[^“”]*[“”]|«[^»]*»|»[^«]*«|(?<!\w)'[^']*'(?!\w)|‘[^’]*’(?!\w)|^>.*$|\([^)]*\)",
    re.MULTILINE,
)
BARE_ADDRESS: Final = LatePattern(r"\S+\.\S+/\S*|\S+@\S+\.\S+")
SENTENCE: Final = LatePattern(r"[^.!?？؟…\n;:]+[.!?？؟…;:]*")
MARKS: Final = "?？؟"
WORD: Final = LatePattern(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
UNSPACED: Final = LatePattern("[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")

OPENERS: Final = LatePattern(
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

BEGINNINGS: Final = frozenset(
    (
        *("and", "but", "so", "how", "what", "why", "when", "where", "who", "which", "is", "are"),
        *("do", "does", "did", "can", "could", "should", "will", "would", "has", "have"),
        *("anyone", "anybody", "und", "aber", "wie", "was", "warum", "wieso", "weshalb", "wann"),
        *("wo", "wer", "wem", "welche", "welcher", "welches", "welchem", "welchen", "gibt"),
        *("kann", "weiß", "weiss", "hat", "könnten", "können", "werden", "et", "mais", "est"),
        *("qu", "comment", "pourquoi", "combien", "quand", "où", "qui", "quelle", "quelles"),
        *("quel", "quels", "y", "quelqu", "pero", "cómo", "por", "cuándo", "dónde", "quién"),
        *("quiénes", "cuánto", "cuánta", "cuántos", "cuántas", "cuál", "cuáles", "qué"),
        *("alguien",),
    )
)
"""The first words of all those."""
FIRST_WORD: Final = LatePattern(r"[^\W\d_]+")

INDIRECT: Final = LatePattern(
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
LABELLED: Final = LatePattern(
    r"\A\W*(?:q|question(?: for [^:]{1,40})?|frage(?: an [^:]{1,40})?|question (?:à|au|"
    r"aux|pour) [^:]{1,40}|pregunta(?: (?:para|a) [^:]{1,40})?)\s*:",
    re.IGNORECASE,
)

QUOTING: Final = "\"“„«»'‘>("
HINTS: Final = (
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

TAGS: Final = LatePattern(
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

AUXILIARY_FIRST: Final = LatePattern(
    r"\A\W*(?:is|are|was|were|do|does|did|has|have|can|could|should|will|would|isn|aren|don|doesn|didn)\b",
    re.IGNORECASE,
)

RHETORICAL: Final = LatePattern(
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
ADVERTISING: Final = LatePattern(
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
PROMISING: Final = LatePattern(
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

ANSWERING: Final = LatePattern(
    r"\A\W*(?:because|yes|no|nope|exactly|simple|easy|the answer|it depends|not much|none|"
    r"nobody(?=[,.])|please no|everyone|we do|i think|weil|ja|nein|genau|ganz einfach|"
    r"die antwort|bitte nicht|niemand(?=[,.])|keiner(?=[,.])|eben|denn|parce que|oui|non|"
    r"exactement|la réponse|pitié|personne(?=[,.])|tout simplement|car|porque|sí|no|"
    r"exacto|la respuesta|por favor|nadie(?=[,.])|muy sencillo|pues)\b",
    re.IGNORECASE,
)
REPORTED: Final = LatePattern(
    r"\b(?:asked|was asking|the question (?:is|was)(?: not)?|(?:good|great|best|key|"
    r"big) question|fragte|die frage (?:ist|war|lautet)|gute frage|a demandé|demande le|"
    r"la (?:vraie |grande )?question (?:est|était)|bonne question|preguntó|pregunta el|"
    r"la (?:gran )?pregunta (?:es|era)|buena pregunta)\b",
    re.IGNORECASE,
)


EXCLAIMING: Final = LatePattern(r"(?:y |pero )?(?:qué|cuánt[oa]s?|por qué|cómo)\b", re.IGNORECASE)
"""What without a question mark as often begins a cry, or the title of something."""
