"""What is said on other networks: on Bluesky, partly in the words of before, and in a chat room."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from backchannel.demo.story import words
from backchannel.demo.story.happening import Picture, Piece
from backchannel.demo.story.people import Person, Role
from backchannel.demo.story.programme import MINUTE, OPENING, burst_at
from backchannel.demo.story.voice import Voice

SKY, ROOM = "sky", "room"
"""The names of the two sites."""

SKY_SERVER = "bsky.example"
"""The host under which people have their names on Bluesky."""

_LONGEST = 280
"""Characters of a post; Bluesky takes 300."""

_PLAIN, _CHAT = 140, 120
_DOUBLED, _PHOTO, _REPLY = 0.4, 0.1, 0.15
_FRONT = {Role.SPEAKER, Role.LIVE_POSTER, Role.ORGANISER}
_RECENT = 20 * MINUTE


def networks(
    rng: random.Random, people: Sequence[Person], said: Sequence[Piece]
) -> list[tuple[str, Piece]]:
    """(site, piece), in no order, at the times at which people speak elsewhere too."""
    voice = Voice(rng, people)
    sky = [*_crossposts(rng, said), *_posts(rng, people, said, voice)]
    return [*((SKY, piece) for piece in sky), *((ROOM, piece) for piece in _chat(rng, said, voice))]


def handle_of(person: Person) -> str:
    """What somebody is called on Bluesky; a name of a host, so without underscores."""
    return f"{person.user.replace('_', '-')}.{SKY_SERVER}"


def has_both(person: Person) -> bool:
    """Whether somebody of the front row says on Bluesky what they say elsewhere."""
    return person.role in _FRONT


def _crossposts(rng: random.Random, said: Sequence[Piece]) -> Iterator[Piece]:
    """The same words by the same people, a little later."""
    for piece in said:
        is_plain = not (piece.reply_to or piece.html or piece.poll or piece.warning)
        is_short = len(piece.text) <= _LONGEST
        if has_both(piece.author) and is_plain and is_short and rng.random() < _DOUBLED:
            author = replace(piece.author, server=SKY_SERVER)
            moment = piece.moment + rng.uniform(4, 60)
            yield replace(piece, key=f"b-{piece.key}", author=author, moment=moment)


def _posts(
    rng: random.Random, people: Sequence[Person], said: Sequence[Piece], voice: Voice
) -> Iterator[Piece]:
    """What is said there alone."""
    crowd = [person for person in people if not person.is_bot and not has_both(person)]
    members = rng.sample(crowd, 30)
    recent: list[Piece] = []
    for number, moment in enumerate(_moments(rng, said, _PLAIN)):
        author = replace(rng.choice(members), server=SKY_SERVER)
        recent = [piece for piece in recent if piece.moment > moment - _RECENT]
        text, language = voice.remark(author, moment)
        parent = rng.choice(recent) if recent and rng.random() < _REPLY else None
        if parent is not None:
            text, language = voice.fresh(words.REPLIES, moment), "en"
        piece = Piece(
            f"b{number:03}",
            author,
            moment,
            voice.tagged(text)[:_LONGEST],
            language=language,
            reply_to=parent.key if parent else "",
            pictures=_picture(rng, voice, f"b{number:03}", moment),
        )
        recent.append(piece)
        yield piece


def _chat(rng: random.Random, said: Sequence[Piece], voice: Voice) -> Iterator[Piece]:
    """What people type in the room's chat, without a tag: everything there is about the event."""
    crowd = [piece.author for piece in said if not piece.author.is_bot and not piece.html]
    for number, moment in enumerate(_moments(rng, said, _CHAT)):
        pool = rng.choice((words.QUESTIONS, words.REPLIES, words.SMALL_TALK))
        text = voice.fresh(pool, moment)
        yield Piece(f"i{number:03}", rng.choice(crowd), moment, text)


def _moments(rng: random.Random, said: Sequence[Piece], count: int) -> list[float]:
    """Moments near those of other posts, but not in a burst, which is loud enough.

    Two are soon after the opening, so that nobody has to wait for the first.
    """
    calm = [piece.moment for piece in said if burst_at(piece.moment) is None]
    soon = [OPENING + rng.uniform(15, 120) for _ in range(2)]
    later = [moment + rng.uniform(1, 90) for moment in rng.sample(calm, count - len(soon))]
    return sorted([*soon, *later])


def _picture(rng: random.Random, voice: Voice, key: str, moment: float) -> tuple[Picture, ...]:
    if rng.random() >= _PHOTO:
        return ()
    _, alt = rng.choice(words.PHOTOS)
    return (Picture(key, voice.filled(alt, moment), 1600, 1200),)
