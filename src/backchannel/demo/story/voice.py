"""One sentence after another, in somebody's language, about what is going on."""

from __future__ import annotations

import random
from collections.abc import Sequence

from backchannel.demo.story import words
from backchannel.demo.story.people import Person, Role
from backchannel.demo.story.programme import SPELLINGS, Mood, burst_at, slot_at
from backchannel.demo.story.tongues import TONGUES

_OWN_LANGUAGE = 0.7
_IN_THEME = 0.8

_OCCASIONS = {
    Mood.KEYNOTE: ((words.QUOTES, 5), (words.OPINIONS, 4), (words.QUESTIONS, 3)),
    Mood.PANEL: ((words.QUOTES, 4), (words.OPINIONS, 5), (words.QUESTIONS, 4)),
    Mood.WORKSHOP: ((words.OPINIONS, 5), (words.QUESTIONS, 3), (words.SMALL_TALK, 2)),
    Mood.BREAK: ((words.SMALL_TALK, 7), (words.OPINIONS, 2), (words.QUESTIONS, 1)),
    Mood.SOCIAL: ((words.SMALL_TALK, 8), (words.OPINIONS, 1)),
    Mood.QUIET: ((words.OPINIONS, 5), (words.SMALL_TALK, 3), (words.QUESTIONS, 1)),
}


class Voice:
    """Speaks for everybody. The same sentence comes twice only where a crowd would say it twice."""

    def __init__(self, rng: random.Random, people: Sequence[Person]) -> None:
        self._rng, self._said = rng, set[str]()
        self._speakers = [person.name for person in people if person.role is Role.SPEAKER]

    def remark(self, person: Person, moment: float) -> tuple[str, str]:
        """(text without a tag, language): what a person would say at a moment."""
        burst, slot = burst_at(moment), slot_at(moment)
        if person.language != "en" and self._rng.random() < _OWN_LANGUAGE:
            return self._foreign(person.language), person.language
        if burst is not None and self._rng.random() < _IN_THEME:
            return self.filled(self._rng.choice(words.THEMES[burst.theme]), moment), "en"
        occasions = _OCCASIONS[slot.mood if slot else Mood.QUIET]
        pools, weights = zip(*occasions, strict=True)
        pool = self._rng.choices(pools, weights)[0]
        return self.fresh(pool, moment) + self._rng.choice(words.EMOJI), "en"

    def fresh(self, pool: Sequence[str], moment: float) -> str:
        """A sentence from a pool that nobody has said yet, if one can be found."""
        text = ""
        for _ in range(60):
            text = self.filled(self._rng.choice(pool), moment)
            if text not in self._said:
                break
        self._said.add(text)
        return text

    def filled(self, template: str, moment: float) -> str:
        """A template with its gaps filled; the speaker is the one on stage."""
        rng, slot = self._rng, slot_at(moment)
        on_stage = [self._speakers[n] for n in slot.speakers] if slot else []
        return template.format(
            topic=rng.choice(words.TOPICS),
            place=rng.choice(words.PLACES),
            measure=rng.choice(words.MEASURES),
            speaker=rng.choice(on_stage or self._speakers),
            n=rng.randint(3, 19),
        )

    def tagged(self, text: str) -> str:
        """The text with the event's tag, in one of the ways people write it."""
        tag = self._rng.choices(SPELLINGS, (6, 2, 1))[0]
        roll = self._rng.random()
        if roll < 0.06:
            return f"{text} #{SPELLINGS[0]} #{SPELLINGS[2]}"
        if roll < 0.12:
            return f"#{tag} {text}"
        return f"{text} #{tag}"

    def _foreign(self, language: str) -> str:
        tongue = TONGUES[language]
        text = ""
        for _ in range(30):
            sentence = self._rng.choice(tongue.sentences)
            opening = self._rng.choice((*tongue.openings, ""))
            text = tongue.gap.join(part for part in (opening, sentence) if part)
            if text not in self._said:
                break
        self._said.add(text)
        return text
