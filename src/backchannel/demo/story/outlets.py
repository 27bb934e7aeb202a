"""What appears outside the microblogs: articles, bookmarks, photos and videos."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

from backchannel.demo.story import hostile, words
from backchannel.demo.story.happening import Picture, Piece
from backchannel.demo.story.people import Person
from backchannel.demo.story.programme import BEGINNING, END, OPENING, TAGS, at
from backchannel.demo.story.voice import Voice
from backchannel.model.post import Kind, MediaKind

BLOGS = {"harbour": "harbour.example", "daffodil": "daffodil.example", "ledger": "ledger.example"}
"""Blogs of the event, site name to host."""

PLANET, MARKS, LENS, REEL = "planet", "marks", "lens", "reel"
"""Sites: an aggregator full of others, shared bookmarks, photos, videos."""

_ARTICLES, _NOISE, _BOOKMARKS, _PHOTOS, _VIDEOS = 20, 60, 100, 80, 18

Draw = tuple[random.Random, Sequence[Person], Voice]


def outlets(rng: random.Random, people: Sequence[Person], voice: Voice) -> list[tuple[str, Piece]]:
    """(site, piece), in no order; the same piece may appear on two sites."""
    draw = (rng, people, voice)
    found: list[tuple[str, Piece]] = []
    for site, host in BLOGS.items():
        for piece in _articles(draw, site, host):
            found.append((site, piece))
            if rng.random() < 0.3:
                found.append((PLANET, piece))
    found.extend((PLANET, piece) for piece in _noise(draw))
    found.extend((MARKS, piece) for piece in _bookmarks(draw))
    found.extend((LENS, piece) for piece in _photos(draw))
    found.extend((REEL, piece) for piece in _videos(draw))
    return found


def _waking(rng: random.Random) -> float:
    """A moment when people publish: half on the days before and the evenings, half in sessions."""
    if rng.random() < 0.2:
        return rng.uniform(BEGINNING, at(1, "09:00"))
    day = rng.choice((1, 1, 2, 2, 3))
    return min(END, at(day, "09:00") + rng.triangular(0, 10 * 3600, 3 * 3600))


def _moments(rng: random.Random, count: int) -> Iterator[tuple[int, float]]:
    """Moments in order, one of them soon after the opening."""
    found = [_waking(rng) for _ in range(count - 1)] + [OPENING + rng.uniform(10, 200)]
    yield from enumerate(sorted(found))


def _articles(draw: Draw, site: str, host: str) -> Iterator[Piece]:
    rng, people, voice = draw
    authors = rng.sample([p for p in people if p.number < 40], 3)
    welsh = [person for person in people if person.language == "cy"]
    for number, moment in _moments(rng, _ARTICLES):
        author, language = rng.choice(authors), "en"
        body = [voice.fresh(words.OPINIONS, moment) for _ in range(rng.randint(4, 14))]
        if site == "daffodil" and number % 3 == 0:
            author, language = rng.choice(welsh), "cy"
            body = [voice.remark(author, moment)[0] for _ in range(8)]
        body[1:1] = [voice.fresh(words.QUOTES, moment), voice.fresh(words.QUESTIONS, moment)]
        title, html = voice.fresh(words.ARTICLES, moment), ""
        if site == "ledger" and number % 9 == 4:
            title, html = _hostile(number)
        yield Piece(
            f"{site}-{number:03}",
            author,
            moment,
            "\n\n".join(body),
            kind=Kind.ARTICLE,
            language=language,
            title=title,
            html=html,
            tags=(TAGS[number % 5 == 4], "localgov"),
            link=f"https://{host}/{number + 1}-notes",
            pictures=_illustration(rng, f"{site}-{number:03}"),
        )


def _hostile(number: int) -> tuple[str, str]:
    """(title, HTML) of an article that means harm."""
    title = "<b>Bold</b> \x1b[31m[/red] claims &amp; “figures” \u202egnp.exe"
    parts = (hostile.PAYLOADS[(number + step) % len(hostile.PAYLOADS)][1] for step in (3, 7, 11))
    return title, "".join(parts)


def _illustration(rng: random.Random, key: str) -> tuple[Picture, ...]:
    return (Picture(key, rng.choice(words.PHOTOS)[1]),) if rng.random() < 0.4 else ()


def _noise(draw: Draw) -> Iterator[Piece]:
    """The aggregator's other entries: one in six bears the tag, in its text or as a category.

    As many bear one that is nearly it.
    """
    rng, people, voice = draw
    for number, moment in _moments(rng, _NOISE):
        key = f"planet-{number:03}"
        body = voice.fresh(words.OPINIONS, moment)
        tags: tuple[str, ...] = ("gardening", "trains")
        if number % 6 == 0:
            body, tags = voice.tagged(body), ("localgov",)
        elif number % 6 == 3 and number % 12 == 3:
            tags = ("CouncilsConnect",)
        elif number % 6 == 1:
            tags = ("CouncilConnect",)  # as some people misremember it
        title, html = voice.fresh(words.PAGES, moment), ""
        if number % 20 == 6:
            title, html = _hostile(number)
        yield Piece(
            key,
            rng.choice(people),
            moment,
            body,
            kind=Kind.ARTICLE,
            title=title,
            tags=tags,
            html=html,
            link=f"https://sundries.example/{number + 400}",
        )


def _bookmarks(draw: Draw) -> Iterator[Piece]:
    rng, people, voice = draw
    keepers = rng.sample(people, 12)
    for number, moment in _moments(rng, _BOOKMARKS):
        title = voice.fresh(words.PAGES, moment)
        host = rng.choice(("openfigures", "councils", "papers", "library"))
        yield Piece(
            f"marks-{number:03}",
            rng.choice(keepers),
            moment,
            rng.choice((voice.filled(rng.choice(words.OPINIONS), moment), "")),
            kind=Kind.BOOKMARK,
            title=title,
            tags=("councilsconnect", rng.choice(("performance", "data", "toread"))),
            link=f"https://{host}.example/{number + 1000}",
        )


def _photos(draw: Draw) -> Iterator[Piece]:
    return _pictured(draw, "lens", _PHOTOS, Kind.PHOTO, _photograph)


def _videos(draw: Draw) -> Iterator[Piece]:
    return _pictured(draw, "reel", _VIDEOS, Kind.VIDEO, _film)


def _photograph(voice: Voice, rng: random.Random, key: str, moment: float) -> tuple[str, Picture]:
    title, alt = (voice.filled(part, moment) for part in rng.choice(words.PHOTOS))
    return title, Picture(key, alt, *rng.choice(((4032, 3024), (3024, 4032), (2048, 1365))))


def _film(voice: Voice, rng: random.Random, key: str, moment: float) -> tuple[str, Picture]:
    seconds = float(rng.randint(95, 2700))
    title = voice.fresh(words.VIDEOS, moment)
    return title, Picture(key, "", 1920, 1080, MediaKind.VIDEO, seconds)


def _pictured(
    draw: Draw,
    site: str,
    count: int,
    kind: Kind,
    taken: Callable[[Voice, random.Random, str, float], tuple[str, Picture]],
) -> Iterator[Piece]:
    rng, people, voice = draw
    makers = rng.sample(people, 9)
    for number, moment in _moments(rng, count):
        key = f"{site}-{number:03}"
        title, picture = taken(voice, rng, key, moment)
        yield Piece(
            key,
            rng.choice(makers),
            moment,
            rng.choice(("", voice.filled(rng.choice(words.QUOTES), moment))),
            kind=kind,
            title=title,
            tags=("councilsconnect", "localgov"),
            link=f"https://{site}.example/{kind}/{number + 1}",
            pictures=(picture,),
        )
