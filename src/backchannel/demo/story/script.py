"""The whole story of the event: from a seed, everybody and everything that happens, in order."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from backchannel.demo.story.afterlife import afterlife
from backchannel.demo.story.chatter import chatter
from backchannel.demo.story.crowd.asking import asked
from backchannel.demo.story.happening import Act, Happening, Piece
from backchannel.demo.story.networks import SKY, networks
from backchannel.demo.story.outlets import BLOGS, outlets
from backchannel.demo.story.people import SERVERS, Person, Role, cast
from backchannel.demo.story.programme import MINUTE
from backchannel.demo.story.voice import Voice
from backchannel.model.post import Kind

TOOT, CIVIC = "toot", "civic"
"""The names of the two microblog sites."""

_AT_HOME = dict(zip(SERVERS, (TOOT, CIVIC), strict=True))
_FEDERATED, _LATE, _CROSSPOSTED, _DOUBLED = 0.4, 0.02, 0.3, 0.25


@dataclass(frozen=True, slots=True)
class Story:
    """Who takes part and what happens, oldest first."""

    people: tuple[Person, ...]
    happenings: tuple[Happening, ...]


@lru_cache(maxsize=4)
def story(seed: int) -> Story:
    """The same story for the same seed, about 2,000 pieces. Takes a fraction of a second."""
    rng = random.Random(f"story {seed}")  # noqa: S311  # not a secret
    people = cast(seed)
    voice = Voice(rng, people)
    elsewhere = outlets(rng, people, voice)
    said = chatter(rng, people, voice)
    micro = [*said, *_crossposts(rng, elsewhere), *_doubles(rng, said)]
    happenings = [one for piece in micro for one in _spread(rng, piece)]
    happenings.extend(_shown(rng, elsewhere))
    unique = {piece.key: piece for piece in (*micro, *(piece for _, piece in elsewhere))}
    shown = {one.key: one.moment for one in happenings}
    later = afterlife(rng, tuple(unique.values()))
    happenings.extend(change for change in later if change.moment > shown[change.key])
    happenings.extend(_beside(seed, people, said))
    happenings.extend(_asked(seed, people))
    order = sorted(happenings, key=lambda one: (one.moment, one.key, one.act, one.site))
    return Story(people, tuple(order))


def _spread(rng: random.Random, piece: Piece) -> Iterator[Happening]:
    """On which servers a post arrives, and when: at home at once, elsewhere a little later."""
    home = _AT_HOME.get(piece.author.server, "")
    seen = [name for name in (TOOT, CIVIC) if name == home or rng.random() < _FEDERATED]
    for name in seen or [rng.choice((TOOT, CIVIC))]:
        lag = 0.0 if name == home else rng.uniform(0.5, 8)
        if lag and rng.random() < _LATE:
            lag = rng.uniform(2, 20) * MINUTE
        yield Happening(piece.moment + lag, Act.PUBLISH, piece.key, piece, name)


def _shown(rng: random.Random, found: Sequence[tuple[str, Piece]]) -> Iterator[Happening]:
    """On which feed a piece appears, and when: on its own at once, on another's later."""
    for site, piece in found:
        at_home = piece.key.startswith(site)
        lag = 0.0 if at_home else rng.uniform(1, 30) * MINUTE
        yield Happening(piece.moment + lag, Act.PUBLISH, piece.key, piece, site)


def _beside(seed: int, people: Sequence[Person], said: Sequence[Piece]) -> Iterator[Happening]:
    """What happens on the other networks; a chance of its own leaves the rest as it is."""
    rng = random.Random(f"networks {seed}")  # noqa: S311  # not a secret
    found = networks(rng, people, said)
    for site, piece in found:
        yield Happening(piece.moment, Act.PUBLISH, piece.key, piece, site)
    yield from afterlife(rng, tuple(piece for site, piece in found if site == SKY))


def _asked(seed: int, people: Sequence[Person]) -> Iterator[Happening]:
    """What several people ask; a chance of its own leaves the rest as it is."""
    rng = random.Random(f"asked {seed}")  # noqa: S311  # not a secret
    for piece in asked(seed, people):
        yield from _spread(rng, piece)


def _crossposts(rng: random.Random, found: Sequence[tuple[str, Piece]]) -> Iterator[Piece]:
    """Authors who announce an article or a video in the same words on a microblog."""
    for site, piece in found:
        if piece.kind not in {Kind.ARTICLE, Kind.VIDEO} or site not in {*BLOGS, "reel"}:
            continue
        if rng.random() < _CROSSPOSTED:
            moment = piece.moment + rng.uniform(0.1, 3) * MINUTE
            text = f"{piece.title}\n\n{piece.link} #CouncilsConnect"
            yield Piece(f"c-{piece.key}", piece.author, moment, text, language=piece.language)


def _doubles(rng: random.Random, said: Sequence[Piece]) -> Iterator[Piece]:
    """The same words by the same people from a second account, on the other of the two servers."""
    for piece in said:
        author = piece.author
        if author.role not in {Role.SPEAKER, Role.LIVE_POSTER} or author.server not in SERVERS:
            continue
        if piece.reply_to or rng.random() >= _DOUBLED:
            continue
        second = replace(author, server=SERVERS[1 - SERVERS.index(author.server)])
        moment = piece.moment + rng.uniform(5, 90)
        yield replace(piece, key=f"d-{piece.key}", author=second, moment=moment)
