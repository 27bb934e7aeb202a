"""Microblog posts: single remarks, live reports, replies, crowds, and those who mean harm."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from backchannel.demo.story import hostile, words
from backchannel.demo.story.happening import Picture, Piece
from backchannel.demo.story.people import Person, Role
from backchannel.demo.story.programme import (
    BEGINNING,
    DAYS,
    END,
    MINUTE,
    NAME,
    OPENING,
    SLOTS,
    Mood,
    at,
    burst_at,
    posts_a_minute,
)
from backchannel.demo.story.voice import Voice
from backchannel.model.post import MediaKind

LIVE_POSTS = 14
"""How many posts a live report has."""

_REPLY, _PHOTO, _WARNING, _LONG, _UNTAGGED = 0.16, 0.06, 0.012, 0.008, 0.08
_RECENT = 20 * MINUTE
_REPORTED = (Mood.KEYNOTE, Mood.PANEL)


def chatter(rng: random.Random, people: Sequence[Person], voice: Voice) -> list[Piece]:
    """Everything said on the microblogs in the three days, oldest first."""
    pieces = [*_reports(rng, people, voice), *_attacks(rng, people), *_announcements(people)]
    pieces.extend(_remarks(rng, people, voice))
    return sorted(pieces, key=lambda piece: (piece.moment, piece.key))


def _moments(rng: random.Random) -> Iterator[float]:
    """When somebody says something: a Poisson process, minute by minute, bursts by the second."""
    step, moment = 15, at(1, "07:30")
    while moment < END:
        expected = posts_a_minute(moment) * step / MINUTE
        yield from sorted(moment + rng.random() * step for _ in range(_poisson(rng, expected)))
        moment += step


def _poisson(rng: random.Random, expected: float) -> int:
    limit, count, product = math.exp(-expected), 0, rng.random()
    while product > limit:
        count, product = count + 1, product * rng.random()
    return count


def _remarks(rng: random.Random, people: Sequence[Person], voice: Voice) -> Iterator[Piece]:
    talkers = [person for person in people if not person.is_bot]
    silent = rng.sample(talkers, len(talkers))  # so that everybody speaks at least once
    weights = [person.eagerness for person in talkers]
    recent: list[Piece] = []
    for number, moment in enumerate(_moments(rng)):
        author = silent.pop() if silent and number % 3 == 0 else rng.choices(talkers, weights)[0]
        recent = [piece for piece in recent if piece.moment > moment - _RECENT]
        if recent and burst_at(moment) is None and rng.random() < _REPLY:
            to = rng.choice(recent)
            piece = _reply(rng, voice, author, to=to, moment=moment, key=f"r{number:05}")
        else:
            piece = _remark(rng, voice, author, moment, f"m{number:05}")
        recent.append(piece)
        yield piece


def _reply(
    rng: random.Random, voice: Voice, author: Person, *, to: Piece, moment: float, key: str
) -> Piece:
    answer = voice.fresh(words.REPLIES, moment)
    text = f"{to.author.account} {answer}" if to.author is not author else answer
    if rng.random() >= _UNTAGGED:
        text = voice.tagged(text)
    return Piece(key, author, moment, text, reply_to=to.key)


def _remark(rng: random.Random, voice: Voice, author: Person, moment: float, key: str) -> Piece:
    text, language = voice.remark(author, moment)
    roll = rng.random()
    if roll < _PHOTO:
        shown, alt = (voice.filled(part, moment) for part in rng.choice(words.PHOTOS))
        picture = _picture(rng, key, alt)
        return Piece(
            key,
            author,
            moment,
            voice.tagged(shown),
            pictures=(picture,),
            is_sensitive=rng.random() < 0.1,
        )
    roll -= _PHOTO
    if roll < _WARNING:
        warning = rng.choice(words.WARNINGS)
        return Piece(
            key, author, moment, voice.tagged(text), language=language, warning=warning,
            is_sensitive=True,
        )  # fmt: skip
    if roll < _WARNING + _LONG:
        text = "\n\n".join(voice.fresh(words.OPINIONS, moment) for _ in range(rng.randint(6, 18)))
    return Piece(key, author, moment, voice.tagged(text), language=language)


def _picture(rng: random.Random, key: str, alt: str) -> Picture:
    roll = rng.random()
    if roll < 0.08:
        return Picture(key, alt, 1280, 720, MediaKind.VIDEO, round(rng.uniform(4, 90), 1))
    alt = "" if roll < 0.25 else alt
    return Picture(key, alt, *rng.choice(((1600, 1200), (1200, 1600), (4032, 3024))))


def _reports(rng: random.Random, people: Sequence[Person], voice: Voice) -> Iterator[Piece]:
    """Live reports: threads of one person through a session."""
    reporters = [person for person in people if person.role is Role.LIVE_POSTER]
    for number, slot in enumerate(slot for slot in SLOTS if slot.mood in _REPORTED):
        author, previous = reporters[number % len(reporters)], ""
        gap = slot.minutes * MINUTE / (LIVE_POSTS + 1)
        order = rng.sample(words.LIVE, len(words.LIVE))
        for line in range(LIVE_POSTS):
            moment = slot.starts + gap * (line + 0.5 + rng.random() * 0.5)
            key = f"t{number:02}{line:02}"
            said = f"{line + 1}/ {voice.filled(order[line % len(order)], moment)}"
            yield Piece(key, author, moment, f"{said} #CouncilsConnect", reply_to=previous)
            previous = key


def _announcements(people: Sequence[Person]) -> Iterator[Piece]:
    """What the organisers and their programs post."""
    organiser = next(person for person in people if person.role is Role.ORGANISER)
    clock, programme, trains = (person for person in people if person.is_bot)
    gap = (at(1, "08:30") - BEGINNING) / len(words.ANNOUNCEMENTS)
    for number, text in enumerate(words.ANNOUNCEMENTS):
        moment = BEGINNING + gap * number
        yield _said(organiser, moment, text.format(name=NAME), f"o{number:02}")
    thanks = f"That was {NAME}. Thank you all. The tag stays open for what comes to mind later."
    yield _said(organiser, END, thanks, f"o{len(words.ANNOUNCEMENTS):02}")
    for number, slot in enumerate(SLOTS):
        yield _said(programme, slot.starts, f"Now: {slot.title}", f"p{number:02}")
        if slot.mood is Mood.KEYNOTE:
            ends = slot.ends - 5 * MINUTE
            yield _said(clock, ends, f"Five minutes left: {slot.title}", f"k{number:02}")
    for day in range(1, DAYS + 1):
        departures = "Trains from the venue: 17:12 platform 2, 17:42 platform 1, all calm"
        yield _said(trains, at(day, "16:58"), departures, f"v{day:02}")
    for number, (question, choices) in enumerate(words.POLLS):
        moment = (at(1, "08:50"), at(2, "09:46"), OPENING + 4 * MINUTE, at(3, "13:00"))[number]
        piece = _said(organiser, moment, question, f"q{number:02}")
        yield replace(piece, poll=choices)


def _said(author: Person, moment: float, text: str, key: str) -> Piece:
    return Piece(key, author, moment, f"{text} #CouncilsConnect #CCX26")


def _attacks(rng: random.Random, people: Sequence[Person]) -> Iterator[Piece]:
    """What must be survived; half of it before the demo opens."""
    victims = [person for person in people if person.role is Role.REMOTE]
    mallory = Person(len(people), hostile.NAME, "mallory", "shady.example", "en", Role.REMOTE)
    for number, (_, html) in enumerate(hostile.PAYLOADS):
        day = 1 + number % 3
        moment = at(day, "09:35") + rng.random() * 7 * 3600
        author = mallory if number % 2 else rng.choice(victims)
        tags = ("councilsconnect",)
        yield Piece(f"x{number:02}", author, moment, "", html=html, tags=tags)
