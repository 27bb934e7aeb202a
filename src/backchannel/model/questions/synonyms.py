"""Words by which people at an event ask for the same, folded, as `model.folding` folds them.

Only what is asked in so many ways that two people of one mind seldom hit on the same word.
"""

from __future__ import annotations

from typing import Final

_BY_MEANING: Final = {
    "cost": """
        cost costs price prices expensive preis preise kosten kostet gekostet teuer cout coute
        couter prix cher precio precios cuesta cuestan costar costo caro
    """,
    "record": """
        record recording recorded recordings aufzeichnung aufgezeichnet aufnahme aufgenommen
        captation enregistre enregistree enregistrement graba graban grabar grabacion grabara
        grabando
    """,
    "slides": """
        slide slides deck presentation folie folien foliensatz prasentation diapo diapos
        diapositives diapositivas laminas presentacion
    """,
    "find": """
        find link links share shared post download finde finden verlinken teilen herunterladen
        trouver lien partager partage telecharger encontrar encuentro enlace compartir compartira
        descargar
    """,
    "end": """
        end ends ended ending finish finished ende endet vorbei auslauft fin finit termine
        terminee acaba acabe acabar termina terminar
    """,
    "start": """
        start starts started begin begins began beginnt anfang startet commence debute empieza
        comienza
    """,
    "pay": """
        pay pays paid paying fund funded funding zahlt zahlen bezahlt bezahlen finanziert paie
        payer finance paga pagar financia financiar
    """,
    "maintain": """
        maintain maintains maintained maintenance wartung wartet warten entretien entretient
        entretenir mantiene mantener mantenimiento
    """,
    "own": "own owns owned belong belongs gehort gehoren appartient appartiennent",
    "allowed": "allowed legal permitted erlaubt gestattet autorise permis permitido",
    "train": """
        train trained training schulung geschult ausgebildet formes former formation formacion
        formar
    """,
    "choose": """
        choose chosen chose select selected gewahlt ausgewahlt choisi choisie choisies choisir
        elegir eligieron eligio eligen
    """,
}
MEANINGS: Final = {word: by for by, words in _BY_MEANING.items() for word in words.split()}
"""What stands for a word, for those that have others of their meaning."""
MEANT: Final = frozenset(_BY_MEANING)
