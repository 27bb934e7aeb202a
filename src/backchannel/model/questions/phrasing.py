"""How questions are put in English, German, French and Spanish, and what only looks like one."""

from __future__ import annotations

import re
from typing import Final

from backchannel.model.patterns import LatePattern

QUOTED: Final = LatePattern(
    r"\"[^\"]*\"|“[^”]*[”“]|„[^“”]*[“”]|«[^»]*»|»[^«]*«|(?<!\w)'[^']*'(?!\w)|‘[^’]*’(?!\w)|^>.*$|\([^)]*\)",
    re.MULTILINE,
)
QUOTING: Final = "\"“„«»'‘>("
BARE_ADDRESS: Final = LatePattern(r"\S+\.\S+/\S*|\S+@\S+\.\S+")
SENTENCE: Final = LatePattern(r"[^.!?？؟…\n;:]+[.!?？؟…;:]*")
MARKS: Final = "?？؟"
MARKED: Final = frozenset(MARKS)
CRIES: Final = frozenset("!¡！")
WORD: Final = LatePattern(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
UNSPACED: Final = LatePattern("[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
OTHER_SCRIPT: Final = LatePattern("[\u0370-\u1dff\u1f00-\u1fff\u2c00-\ua6ff\ua900-\ufaff]{2}")
REPEATED: Final = LatePattern(r"\A\W*RT\b")
"""What somebody else said, passed on."""
READ: Final = ("en", "de", "fr", "es")
"""The languages whose words are known here."""

OPENERS: Final = LatePattern(
    r"(?:and |but |so |und |aber |et |mais |y |pero )?(?:how (?:many|much|long|often)\b|"
    r"(?:how|what|why|when|where|who|which)(?:'s|’s|'re| (?:(?!there\b|we\b|i\b|they\b|you\b|he\b|"
    r"she\b)\w+ ){0,3}(?:do|does|did|is|are|was|were|can|could|should|will|would|has|have|pays|"
    r"decides|gets|makes|happened|happens))\b|whats\b|(?:is|are) (?:the|your|our|there|anyone|"
    r"anybody|it|this|that|we|you|they)\b|(?:do|does|did|can|could|should|will|would|has|"
    r"have) (?:anyone|anybody|someone|somebody|we|you|they|it|the|our)\b|(?:anyone|"
    r"anybody) (?:know|knows|got|here)\b|(?:wie|was|warum|wieso|weshalb|wann|wo|wer|wem|"
    r"welche[rsmn]?)(?: \w+){0,3} (?:ist|sind|wird|werden|kann|können|soll|sollen|muss|"
    r"müssen|hat|haben|gibt|war|macht|zahlt|bezahlt|entscheidet|misst|messen|geht|heißt|"
    r"bedeutet|bekommt|bekommen|kommt|kommen|fragt|wissen)\b|(?:wie|was|warum|wieso|wann|wo|"
    r"wer|wem) \w+(?:t|en|st|te) (?:der|die|das|den|dem|ein\w*|ihr|sie|man|es|du|wir|denn)\b|"
    r"(?:gibt es|gibt'?s|kann (?:man|jemand|mir)|weiß (?:jemand|wer)|hat (?:noch )?jemand|"
    r"könnten|können sie|werden (?:die|wir|sie)|wird (?:der|die|das) \w+)\b|"
    r"(?:est-ce que|est-ce qu'|qu'est-ce|c'est quoi|comment|pourquoi|combien|quand est-ce|"
    r"où (?:est|sont|peut)|(?:à|dans|de|pour) quelle?s? \w+|à qui|qui (?:paie|décide|va|peut|est)|"
    r"quelle?s? (?:est|sont)|y a-t-il|quelqu'un (?:sait|peut|a))\b|(?:cómo |por qué |cuándo |"
    r"dónde |quién |quiénes |cuánt[oa]s? |cuál |cuáles |qué )|"
    r"(?:que (?:precio|hora|sala|día)|cu[aá]l es|cu[aá]nto (?:cuesta|dura|vale)|"
    r"(?:a|en|de|con) qu[eé] \w+|d[oó]nde (?:está|es|se|puedo))\b|(?:alguien (?:sabe|puede|"
    r"tiene|ha))\b)",
    re.IGNORECASE,
)
"""How a sentence begins that asks, whatever stands at its end."""

BEGINNINGS: Final = frozenset(
    (
        *("and", "but", "so", "how", "what", "why", "when", "where", "who", "which", "is", "are"),
        *("do", "does", "did", "can", "could", "should", "will", "would", "has", "have", "whats"),
        *("anyone", "anybody", "und", "aber", "wie", "was", "warum", "wieso", "weshalb", "wann"),
        *("wo", "wer", "wem", "welche", "welcher", "welches", "welchem", "welchen", "gibt"),
        *("gibts", "wird", "kann", "weiß", "weiss", "hat", "könnten", "können", "werden", "et"),
        *("mais", "est", "c", "à", "dans", "de", "pour", "a", "en", "con", "cual", "cuanto"),
        *("qu", "comment", "pourquoi", "combien", "quand", "où", "qui", "quelle", "quelles"),
        *("quel", "quels", "y", "quelqu", "pero", "cómo", "por", "cuándo", "dónde", "quién"),
        *("quiénes", "cuánto", "cuánta", "cuántos", "cuántas", "cuál", "cuáles", "qué"),
        *("alguien", "donde", "que"),
    )
)
"""The first words of all those."""
FIRST_WORD: Final = LatePattern(r"[^\W\d_]+")

_CLAUSE: Final = (
    r"(?:\A|,\s*|[–—]\s*|\s-\s+|¿\s*|\b(?:and|but|so|or|und|aber|also|oder|et|mais|alors|donc|y|"
    r"pero|entonces)\s+)\W*"
)
_WITH: Final = (
    r"(?:(?:to|for|by|from|in|at|on|with|since|ab|seit|bis|von|mit|bei|für|zu|auf|an|à|de|dans|"
    r"en|depuis|avec|pour|sur|par|sous|a|con|desde|hasta|para)\s+)?"
)
INTERROGATIVE: Final = LatePattern(
    rf"{_CLAUSE}{_WITH}(?:how|what|whats|why|when|where|who|whose|whom|which|wie|wieviele?|was|warum|"
    r"wieso|weshalb|wann|wo|wohin|woher|wer|wem|wen|wessen|welche[rsmn]?|womit|wofür|wodurch|worauf|"
    r"woran|inwiefern|inwieweit|comment|pourquoi|combien|quand|où|qui|que|qu|quoi|quell?e?s?|"
    r"lesquell?e?s|c[oó]mo|por qu[eé]|cu[aá]ndo|d[oó]nde|qui[eé]n|qui[eé]nes|cu[aá]nt[oa]s?|"
    r"cu[aá]l|cu[aá]les|qu[eé])\b|\b(?:cómo|qué|cuándo|dónde|quién|quiénes|cuánt[oa]s?|cuál|cuáles)\b",
    re.IGNORECASE,
)
"""A clause of it begins with an interrogative, or has a Spanish one, which accents tell apart."""

VERB_FIRST: Final = LatePattern(
    rf"{_CLAUSE}(?:(?:is|are|was|were|do|does|did|has|have|can|could|should|will|would|may|might|must)\b"
    r"|(?:ist|sind|war|waren|wird|werden|wurden?|kann|können|könnten?|soll|sollen|sollten?|muss|"
    r"müssen|mussten?|hat|haben|habt|hast|gibt|gibts|darf|dürfen|braucht|funktioniert|weiß|geht|"
    r"\w+(?:t|en|st|te) (?:ihr|sie|man|es|das|die|der|dieser?s?|eine?|jemand|euer|eure|unsere?))\b"
    r"|est-ce\b|¿\s*(?:se|es|son|hay|ha|han|habéis|has|hubo|puede|pueden|podría|podrían|podéis|"
    r"podemos|está|están|va|van|vais|queda|quedan|tiene|tienen|tenéis|funciona|sabe|sabéis|existe|"
    r"existen|fue|cabe|sirve|lo|la|os)\b|\A(?:se|hay) \w+)"
    r"|\w-(?:t-)?(?:il|elle|on|ils|elles|vous|nous|tu)\b",
    re.IGNORECASE,
)
"""The verb stands where a question has it."""

INDIRECT: Final = LatePattern(
    r"\b(?:(?:i|we) wonder(?:ed)? (?:if|whether|how|why|who|what|when|where)|"
    r"wondering (?:if|whether|how|why|who|what|when|where)|(?:would|'d|’d) (?:like|"
    r"love) to (?:know|ask|hear)|curious (?:if|whether|how|why|who|what|to know|about)|can "
    r"(?:anyone|anybody|somebody|someone) (?:tell|explain|share)|(?:ich frage|wir fragen|"
    r"frage) (?:mich|uns)|(?:mich|uns) (?:würde|interessiert)[^.]* (?:ob|wie|wer|was|wann|"
    r"warum)|würde (?:mich|uns) interessieren|(?:ich|wir) (?:wüsste|wüssten|würde|würden) gern[e]? "
    r"(?:mal )?wissen|kann (?:mir |"
    r"uns )?jemand (?:sagen|erklären)|(?:je me|on se|nous nous) demand(?:e|ons) (?:si|"
    r"comment|pourquoi|qui|quand|combien|ce)|(?:j'aimerais|je voudrais) (?:bien )?savoir|"
    r"à quelle heure|(?:quelqu'un )?(?:peut|pourrait)-(?:il|elle|on) (?:me|nous) (?:dire|"
    r"expliquer)|"
    r"(?:me|nos) (?:pregunto|preguntamos) (?:si|cómo|por qué|quién|cuándo|qué|cuánto)|"
    r"(?:me gustaría|quisiera|querría) (?:saber|preguntar)|(?:puede|podría) alguien (?:decirme|"
    r"explicar))\b",
    re.IGNORECASE,
)
LABELLED: Final = LatePattern(
    r"\A\W*(?:my |meine |ma |mi )?(?:q|question(?: (?:for|to) [^:]{1,40}?)?|"
    r"q (?:for|to) [^:]{1,40}?|frage(?: ans? [^:]{1,40}?)?|"
    r"question (?:à|au|aux|pour) [^:]{1,40}?|pregunta(?: (?:para|a) [^:]{1,40}?)?)"
    r"(?:\s*:|\s+[-–—]\s)",
    re.IGNORECASE,
)
HINTS: Final = (
    *("q", "frage", "wonder", "know", "ask", "curious", "tell", "expl", "share", "würde", "hear"),
    *("interessiert", "wissen", "sagen", "erklären", "demand", "savoir", "dire", "pregunt"),
    *("saber", "decirme", "heure"),
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
EXCLAIMING: Final = LatePattern(r"(?:y |pero )?(?:qué|cuánt[oa]s?|por qué|cómo)\b", re.IGNORECASE)
"""What without a question mark as often begins a cry, or the title of something."""
