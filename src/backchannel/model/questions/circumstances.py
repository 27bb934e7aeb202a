"""What stands in a question, or around it, that tells whether somebody waits for the answer.

Of words and phrases, in English, German, French and Spanish: no expressions, which take long to be
made and are slow over many words. `a/b c` stands for `a c` and `b c`, `*x` for what ends so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import product
from typing import Final

LONGEST: Final = 4
"""Words of a phrase."""


class Wordings:
    """Words and phrases of one meaning, casefolded and with plain apostrophes."""

    def __init__(self, *written: str) -> None:
        self._written = written

    @cached_property
    def endings(self) -> tuple[str, ...]:
        """What words end with."""
        return tuple(each[1:] for each in self._every if each.startswith("*"))

    @cached_property
    def phrases(self) -> frozenset[str]:
        """The others, spelled out when one is first looked for: all of them take 5 ms."""
        return frozenset(
            " ".join(words)
            for each in self._every
            if not each.startswith("*")
            for words in product(*(word.split("/") for word in each.split()))
        )

    @property
    def _every(self) -> list[str]:
        return [each for line in self._written for each in line.split(", ")]

    def are_in(self, said: Said) -> bool:
        """Whether one of them was said."""
        if not self.phrases.isdisjoint(said.phrases):
            return True
        return bool(self.endings) and any(word.endswith(self.endings) for word in said.words)

    def begin(self, said: Said) -> bool:
        """Whether what was said begins with one of them."""
        first = said.words[:LONGEST]
        return any(" ".join(first[: n + 1]) in self.phrases for n in range(len(first)))


class Said:
    """The words of a text and all phrases of up to `LONGEST` of them, for looking up."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = [word.casefold().replace("’", "'") for word in words]
        self.phrases = frozenset(_phrases(self.words))


def _phrases(words: Sequence[str]) -> Iterator[str]:
    for start in range(len(words)):
        for length in range(1, min(LONGEST, len(words) - start) + 1):
            yield " ".join(words[start : start + length])


ADDRESSED: Final = Wordings(
    "panel, speaker/speakers, chair, presenter/presenters",
    "organiser/organisers/organizer/organizers, dr, prof, mr, mrs, ms, professor, minister",
    "podium, referent/referentin/referenten, redner/rednerin, moderator/moderatorin, orga",
    "orga team, herr, frau, table ronde, intervenant/intervenante/intervenants, orateur/oratrice",
    "organisateur/organisateurs, mme, madame, monsieur, mesa, ponente/ponentes",
    "panelista/panelistas, organización, organizadores, señor/señora, doctor/doctora, sr/sra",
)
"""Somebody on the stage or behind it."""

REQUESTING: Final = Wordings(
    "can/could/would/will you/he/she/they/we/the/someone/somebody/anyone/anybody/dr/mr/ms/prof",
    "is/are there/anyone/anybody/someone/somebody, hay/habrá alguna/algún/algo/un/una",
    "do/does/did/has/have anyone/anybody/someone/somebody, anyone/anybody know/knows/have/got",
    "kann/könnte/könnten/können/könnt/weiß/hat/gibt jemand/ihr/sie/frau/herr/man/es/mir/der/die",
    "weiß/hat noch jemand, gibts, peut/pourrait/pourriez/pouvez/avez/savez vous/il/elle/on",
    "quelqu'un sait/peut/a, y a-t-il, y a t il",
    "puede/podría/pueden/podrían alguien/usted/ustedes",
    "puede/podría/pueden/podrían el/la/dar/decir, alguien sabe/puede/tiene/ha, se puede",
)
"""Put as a request."""

OF_YOU: Final = Wordings(
    "you, your, yours, ihr, euch, euer, eure, eurer, euren, eurem, ihnen, vous, votre, vos",
    "usted, ustedes, vosotros, *áis, *éis",
)
OF_US: Final = Wordings(
    "we, us, our, i, me, my, wir, uns, unser, unsere, unserer, unseren, ich, mir, mich, mein",
    "meine, meinen, on, nous, notre, nos, je, moi, mon, ma, nosotros, nuestro, nuestra, yo, mi",
    "*amos, *emos, *imos",
)
DEFINITE: Final = Wordings(
    "the, this, these, those, your, their, der, die, das, den, dem, des, dieser, dieses, diese",
    "dies, diesen, diesem, euer, eure, euren, eurem, le, la, les, ce, cet, cette, ces, votre",
    "vos, leur, leurs, el, los, las, este, esta, estos, estas, ese, esa",
)
"""It is about one thing, which was spoken of."""

PERSON: Final = Wordings("who, whose, wer, wem, wen, qui, quién, quien, quiénes")
REASON: Final = Wordings("why, warum, wieso, wozu, pourquoi, por/para qué/que")

OF_THE_DAY: Final = Wordings(
    "wifi, wi fi, wlan, password, passwort, mot de passe, contraseña, slide/slides, folie/folien",
    "diapo/diapos, diapositives/diapositivas, recorded/recording, video, aufzeichnung",
    "aufgezeichnet, enregistré/enregistrée, grabar/graban/grabada/grabación, stream, livestream",
    "direct/directo, sound, audio, ton, room/rooms, raum, saal, salle/salles, sala/salas, hall",
    "lunch, mittagessen, déjeuner, repas, comedor, comida, shuttle, bus, navette, autobús",
    "toilet/toilets, lift, app, programme, agenda, link, enlace, lien, transcript/transcripts",
    "captions, handout/handouts, workshop, atelier, taller, microphone, mic, mikro, micro, badge",
    "parking, parkplatz, garderobe, cloakroom, certificate/certificates",
)
"""Something that people at an event look for."""

MISSED: Final = Wordings(
    "wifi, wi, fi, wlan, password, passwort, passe, contraseña, slide/slides, folie/folien",
    "diapo/diapos, diapositives/diapositivas, recording, aufzeichnung, enregistrement, grabación",
    "stream, livestream, link/links, lien/liens, enlace/enlaces, transcript, transkript",
    "transcription, transcripción, captions/subtitles, untertitel, titres, subtítulos",
    "handout/handouts, sound/audio, ton, son, sonido, microphone/mic, mikro/mikrofon, micro",
    "parking, parkplatz, toilet/toilets, toiletten, toilettes, aseos, cloakroom, garderobe",
    "vestiaire, hashtag, room/raum/salle/sala",
)
"""Words for what is to be had at an event: whoever only names it wants it."""

BESIDE: Final = Wordings(
    "the, a, any, and, or, to, for, of, please, der, die, das, den, ein/eine/einen, und, oder, zu",
    "zum/zur, für, von, bitte, le, la, les, l, un, une, des, et, ou, du, de, d, pour, sous, mot",
    "svp, el, los, las, una, unos, unas, y, o, del, para, por, favor",
)
"""What stands beside such a word and says nothing more."""

INSIDE: Final = Wordings(
    "à quel/quelle/quels/quelles, à/de qui, c'est quoi/qui, c koi, y a quelque chose, est où",
    "de quien, combien de, ou pas/non, or not, oder nicht/liegt, o no, ou c'est, quelqu'un",
    "any plan/plans/news, any idea/chance, alguien, jemand",
)
"""Asked in the order of a statement."""

RHETORICAL: Final = Wordings(
    "guess, anyone/anybody else, who knew/cares/needs, who'd/would have, who would have",
    "remember when, what could go wrong, what could possibly go wrong, what more",
    "what's/whats not to like/love, need i say",
    "how cool/great/nice/good/hard/lovely/amazing is/was/are, wie bitte, are we not surprised",
    "am i not surprised, how are you, how is everyone, how was your, what a, did i mention",
    "can you tell, have you tried turning, rate/ratet mal, hätte gedacht, hätte das gedacht",
    "wen wundert/wundert's/interessiert, wer braucht, was soll schon/da/man, was will man mehr",
    "wozu braucht/noch, wie geht's/gehts/cool/schön/toll/geil, wie geht es",
    "wie cool/schön/toll/geil ist, erinnert/erinnern ihr/sie, merkt man, devinez/devine",
    "l'eût cru, aurait cru, ça va, à quoi bon, que demander de plus, quoi de neuf/mieux",
    "vous vous souvenez, ça se voit, comment faites vous, adivina/adivinas/adivináis, lo diría",
    "iba a decir, qué tal, lo hubiera dicho, qué más se puede, para qué más/queremos",
    "a quién le importa, salir mal, mal tourner, schiefgehen, os acordáis, se nota",
    "quién necesita",
)
"""Said for the pleasure of it."""

SOCIAL: Final = Wordings(
    "coffee, beer/beers, drink/drinks, pint/pints, pub, tea, curry, dinner, tonight, join me/us",
    "see you, meet up, fancy, up for, ready, awake, kaffee, bier, kneipe, feierabend, hunger",
    "lust, bereit, wach, sehen wir uns, kommt/kommst mit, café, verre, bière, apéro",
    "prêt/prête/prêts, réveillé/réveillés, on y va, on se, retrouve, caña, cerveza, copa",
    "listo/listos/listas, despiertos, nos vemos/vamos, se apunta, gehen wir, shall we",
    "wollen wir",
)
"""Among friends."""

GREETING: Final = Wordings(
    "good morning/afternoon/evening, hi/hello/hey all/everyone/everybody/folks/there",
    "guten morgen/tag/abend, moin, hallo zusammen/alle, bonjour, salut, bonsoir, hola",
    "buenos días, buenas tardes/noches",
)
ADVERTISING: Final = Wordings(
    "did you know, want to, wanna, looking for, missed it/the/our, need help/a, tired of",
    "interested in, have you heard/seen/registered/signed, haven't registered/signed",
    "wussten sie, wusstest du, schon gewusst, sie suchen/wollen/möchten, verpasst, neugierig",
    "interesse an, keine lust, noch kein ticket, noch nicht angemeldet, saviez vous, envie d/de",
    "marre d/de, vous cherchez/voulez, vous avez raté/manqué",
    "intéressé/intéressée/intéressés par, besoin d/de, pas encore inscrit",
    "sabías/sabíais/sabían que, quieres, quiere usted, buscas, te perdiste/interesa, harto/harta",
    "necesitas, tienes, aún no te, habt ihr fragen/lust/interesse",
    "haben sie fragen/lust/interesse",
)
PROMISING: Final = Wordings(
    "blogpost, blog post, new post/article/episode/report, read more/on/our/my/the, podcast",
    "newsletter, register, sign up, join us, ticket/tickets, watch the/our, find out",
    "my answer/take, here's how/why/what, jetzt lesen/anmelden/ansehen/testen, mehr dazu/im/in",
    "im blog, neuer beitrag/artikel, zum nachlesen, hier entlang/lesen, nouvel article",
    "nouveau billet, à lire, lire la suite, lire l'article, inscrivez, notre blog/podcast",
    "réponse dans, nuevo artículo, nueva entrada, lee más/el/la, leer más, inscríbete, apúntate",
    "nuestro blog/pódcast, te lo contamos, free, gratis, gratuitement",
)
"""Where somebody who asks so goes on to tell it themselves, or to sell it."""

CALLING: Final = Wordings(
    "poll, quiz, vote, win/wins a, prize, umfrage, gewinnspiel, stimmt ab, sondage, votez",
    "concours, jeu concours, gagner, encuesta, vota, sorteo, gana, hands up, hände hoch",
    "levez la main, levantad",
)
"""Asked of a crowd, as a game."""

ANSWERING: Final = Wordings(
    "because, yes, no, nope, exactly, simple, easy, the answer, it depends, depends, not much",
    "none, nobody, please no, everyone, we do, i think, only if, sounds/sound like, weil, ja",
    "nein, genau, ganz einfach, die antwort, bitte nicht, niemand, keiner, eben, denn, nur wenn",
    "kommt auf, klingt, parce que/qu, oui, non, exactement, la réponse, pitié, personne",
    "tout simplement, car, seulement si, ça dépend, porque, sí, exacto, la respuesta, por favor",
    "nadie, muy sencillo, pues, solo/sólo si, depende, suena",
)
"""How an answer begins."""

REPORTED: Final = Wordings(
    "asked, was asking, keeps asking, the question is/was, someone asks, wants to know",
    "good/great/best/key/big/right question, entscheidende/beste/gute frage",
    "bonne/meilleure question, la pregunta clave, pregunta clave, buena pregunta, fragte",
    "die frage ist/war/lautet, a demandé, demande le, a posé, la question est/était, preguntó",
    "pregunta el, la pregunta es/era, la gran pregunta, la grande question, la vraie question",
)
HEDGED: Final = Wordings(
    "i think/guess/believe, pretty sure, no idea, if i'm not mistaken, ich glaub/glaube",
    "keine ahnung, ziemlich sicher, wenn ich mich nicht, je crois/pense, aucune idée",
    "si je ne me, creo que, me parece, ni idea, si no me equivoco, supongo",
)
"""Somebody answers, and is not sure."""

OF_MYSELF: Final = Wordings(
    "why i, why am/did/do/have i, did i, have i, warum ich, habe/bin ich, pourquoi je",
    "ai/suis je, por qué me, por qué no se me, por qué no me, am i, can/may i say/just",
    "darf/kann ich sagen/kurz, je peux dire, puis je dire, puedo decir, soy",
)
NEGATED: Final = Wordings(
    "is/are/was/does/do/did/can/could/would not, cannot, never, nobody, nothing, *n't, nicht",
    "nie, niemand, nichts, pas, jamais, rien, no es/son/os/te/le/lo/se/me, nadie, nada, nunca",
)
"""Questions with a "not" in them seldom wait for an answer."""

SUPPOSING: Final = Wordings("what if, was wäre, et si, y si")

OWN_STORY: Final = Wordings(
    "i, i'm, i'd, my, me, we, we're, our, us, asking, stuck, need, ich, wir, mein, meine, meiner",
    "unser, unsere, uns, mir, sitze, brauche, je, j'ai, nous, mon, ma, mes, notre, nos, yo, mi",
    "mis, nuestro, nuestra, sigo, estoy, solo, suis, bisher, *amos, *emos, *imos",
)
"""Why somebody wants to know it."""

THANKS: Final = Wordings(
    "thx, thank you, thanks, please, pls, danke, bitte, merci, svp, gracias, por favor",
)
JOYFUL: Final = frozenset("😀😁😂🤣😄😆🙃😜🤪😉😹🥳❤♥🎉🚀👇👏🍻🍺☕🍷💪✨🔥")
"""Faces and signs that go with jokes, thanks and sales."""

INTERROGATIVES: Final = frozenset(
    [
        "how",
        "what",
        "why",
        "when",
        "where",
        "who",
        "wie",
        "was",
        "warum",
        "wann",
        "wo",
        "wer",
        "comment",
        "pourquoi",
        "quand",
        "où",
        "qui",
        "quoi",
        "cómo",
        "qué",
        "cuándo",
        "dónde",
        "quién",
    ]
)
