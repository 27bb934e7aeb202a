"""Questions that several people ask in words of their own, a few minutes apart."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Final

from backchannel.demo.story.happening import Piece
from backchannel.demo.story.people import Person
from backchannel.demo.story.programme import MINUTE, SLOTS, Mood, at

ECHOES: Final = (
    (
        "Where will the slides be shared?",
        "Will the slides be shared, and where?",
        "Sorry if I missed it: where do we find the slides that you share?",
    ),
    (
        "Who pays for the dashboards when the grant ends?",
        "And who pays for those dashboards after the grant ends?",
    ),
    (
        "How long did the first results take in a small council?",
        "In a small council, how long until the first results?",
    ),
    (
        "Wer zahlt die Auswertung, wenn die Förderung endet?",
        "Und wer zahlt die Auswertung nach der Förderung?",
    ),
    (
        "Does any of this work in rural areas without broadband?",
        "Would this work for rural areas that have no broadband?",
    ),
    (
        "What would you stop counting on Monday morning?",
        "What is it that you would stop counting on Monday?",
    ),
)


def asked(seed: int, people: Sequence[Person]) -> Iterator[Piece]:
    """From the second day on, where the demo opens; a chance of their own, for the story stays."""
    rng = random.Random(f"asking {seed}")  # noqa: S311  # not a secret
    talkers = [person for person in people if not person.is_bot]
    listened = [
        slot
        for slot in SLOTS
        if slot.mood in {Mood.KEYNOTE, Mood.PANEL} and slot.starts > at(2, "00:00")
    ]
    for number, slot in enumerate(listened):
        echoes = rng.choice(ECHOES)
        moment = slot.starts + slot.minutes * MINUTE * 0.3
        for turn, (each, author) in enumerate(
            zip(echoes, rng.sample(talkers, len(echoes)), strict=True)
        ):
            moment += rng.uniform(0.5, 3) * MINUTE
            language = "de" if "Auswertung" in each else "en"
            text = f"{each} #CouncilsConnect"
            yield Piece(f"e{number:02}{turn}", author, moment, text, language=language)
