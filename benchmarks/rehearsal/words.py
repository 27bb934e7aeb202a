"""What is written, asked and told at the rehearsal, all of it invented."""

from __future__ import annotations

from typing import Final

EVENT: Final = "Councils Connect Example 2026"
BEFORE: Final = "Keynote: What we count and what counts"
AFTER: Final = "Panel: The cost of a good question"

ASKED: Final = (
    "How do we compare small councils with large ones?",
    "Who checks the figures before they are published?",
    "What happens to a measure that nobody reads?",
    "Can residents choose what is counted?",
    "Which figure would you stop collecting first?",
    "How do you explain uncertainty to councillors?",
    "Does a dashboard ever change a decision?",
    "Who owns the figures when a service is shared?",
    "How often should a target be looked at again?",
    "What do the frontline teams think of the tables?",
    "Is there a template for the yearly report?",
    "Where can we read about the pilot in Mockton?",
)
"""By posts."""

TYPED: Final = (
    ("How can a small council be compared with a large one?", "Row three"),
    ("Could the microphone be louder?", "The balcony"),
)
"""By somebody in the room, written down at the desk."""

TOLD: Final = (
    "What did the first year cost?",
    "Who decided on the indicators?",
    "Can we have the slides?",
    "How many people answered the survey?",
    "Did anybody ask the neighbours?",
    "What would you do differently?",
)
"""The same, without a screen."""

REWORDED: Final = "Small and large councils: fair to compare?"
PINNED: Final = (
    "The library counts smiles, and it works",
    "We stopped three reports and nobody noticed",
    "A league table is a photograph of last year",
    "Best talk of the day, thank you from the back row",
)
CUES: Final = ("Repeat the question", "Louder, the balcony cannot hear", "Two more, then end")
STANDS_OUT: Final = "We need captions on the left screen"
"""What a rule of the event file lets stand out."""

HURRIED: Final = (
    "Too fast for the back row",
    "Much too fast for me",
    "Could this be too fast for the interpreters?",
    "Lovely slides, too fast",
    "Too fast by half",
)
"""What sets off an alert, by five people."""

WITHIN: Final = 1.0
"""Seconds in which what its author deleted has left every projector, once the store knows."""

NERVES: Final = 3.5
"""Seconds after which, where it was to be read that it is blank, another press is meant."""
