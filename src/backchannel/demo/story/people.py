"""The hundred and fifty invented people of the event."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

CAST = 150
"""How many people take part."""

SERVERS = ("toot.example", "civic.example")
"""The two servers whose API the demo answers; everybody else is seen through them."""

_ELSEWHERE = (
    "fedi.example",
    "rathaus.example",
    "mairie.example",
    "plaza.example",
    "urzad.example",
    "shiyakusho.example",
    "library.example",
)


class Role(StrEnum):
    """What somebody does at the event."""

    SPEAKER = "speaker"
    ORGANISER = "organiser"
    LIVE_POSTER = "live poster"
    ATTENDEE = "attendee"
    REMOTE = "remote"
    BOT = "bot"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody invented. `account` is `@user@server`; `eagerness` is relative, 1 is usual."""

    number: int
    name: str
    user: str
    server: str
    language: str
    role: Role = Role.ATTENDEE
    eagerness: float = 1.0

    @property
    def account(self) -> str:
        """The full handle, as people write it."""
        return f"@{self.user}@{self.server}"

    @property
    def page(self) -> str:
        """The person's page on their own server."""
        return f"https://{self.server}/@{self.user}"

    @property
    def is_bot(self) -> bool:
        """True for a program that posts."""
        return self.role is Role.BOT


@dataclass(frozen=True, slots=True)
class _Culture:
    """Given and family names, each `shown/latin`. `family_first` and `gap` say how they join."""

    language: str
    share: int
    given: str
    family: str
    family_first: bool = False
    gap: str = " "


_CULTURES = (
    _Culture(
        "en",
        58,
        "Ana Tom Lena Bea Marcus Priya Joan Idris Kofi Nell Oscar Ruth Desmond Farah Gwen Hal "
        "Ines Jude Kitty Leroy Mabel Ned Olu Pat Quentin Rosa Sid Tilda Umar Vera Wes Yusuf Zadie",
        "Kestrel Thistledown Marrowby Quill Ferrygate Oakapple Puddock Lanternby Mossop Tarnbrook "
        "Winterbutton Haycock-Reed Bellwether Saltmarsh Copperfinch Nettlefold",
    ),
    _Culture(
        "cy",
        10,
        "Siân/sian Rhys Llŷr/llyr Eirlys Angharad Dafydd Heledd Owain Gwenllïan/gwenllian",
        "Enghraifft Cennin Llwyn-celyn/llwyncelyn Morfa-gwyn/morfagwyn",
    ),
    _Culture(
        "de",
        9,
        "Jürgen/juergen Käthe/kaethe Anneliese Björn/bjoern Uschi Matthias Frauke",
        "Beispiel Mustermühle/mustermuehle Sonderzeichen Großenprobe/grossenprobe",
    ),
    _Culture(
        "fr",
        9,
        "Élodie/elodie Benoît/benoit Chloé/chloe Maël/mael Françoise/francoise Amadou",
        "Dupuits-Exemple/dupuitsexemple L'Échantillon/lechantillon Grandchêne/grandchene",
    ),
    _Culture(
        "es",
        9,
        "Íñigo/inigo María/maria Begoña/begona Julián/julian Lucía/lucia Xiomara",
        "Ejemplar Peñafingida/penafingida Muestrario",
    ),
    _Culture(
        "pl",
        7,
        "Łukasz/lukasz Żaneta/zaneta Małgorzata/malgorzata Paweł/pawel Agnieszka",
        "Przykład/przyklad Próbna/probna Źdźbło/zdzblo",
    ),
    _Culture(
        "uk",
        6,
        "Оксана/oksana Богдан/bohdan Ївга/yivha Мирослав/myroslav",
        "Приклад/pryklad Зразкова/zrazkova",
    ),
    _Culture(
        "ar", 6, "ليلى/layla سامي/sami نورة/noura كريم/karim", "المثال/almithal النموذج/alnamoudhaj"
    ),
    _Culture(
        "fa", 5, "شیرین/shirin بهرام/bahram نیلوفر/niloufar", "نمونه‌پور/nemounehpour مثالی/mesali"
    ),
    _Culture("he", 5, "נועה/noa איתן/eitan תמר/tamar", "דוגמה/dugma לדוגמן/ladugman"),
    _Culture("hi", 5, "मीरा/mira अर्जुन/arjun काव्या/kavya", "उदाहरण/udaharan नमूना/namuna"),
    _Culture("th", 4, "สมหญิง/somying ธนา/thana", "ตัวอย่าง/tuayang ใจสมมติ/jaisommut"),
    _Culture(
        "ja",
        6,
        "さくら/sakura 太郎/taro ひかり/hikari 蓮/ren",
        "見本/mihon 例示/reiji",
        family_first=True,
    ),
    _Culture(
        "zh",
        5,
        "小梅/xiaomei 大明/daming 思齐/siqi",
        "范例/fanli 甄/zhen",
        family_first=True,
        gap="",
    ),
    _Culture(
        "ko", 4, "하늘/haneul 보람/boram", "예시/yesi 견본/gyeonbon", family_first=True, gap=""
    ),
)

_DECORATIONS = ("🌻", "📚", "🏳️‍🌈", "🐝", "🏴󠁧󠁢󠁷󠁬󠁳󠁿", "👩🏽‍💻", ":council:", "(she/her)", "🇺🇦", "☕")

_PROGRAMS = (
    ("Councils Connect", "councilsconnect", Role.ORGANISER),
    ("Hall Clock", "hallclock", Role.BOT),
    ("Programme Bot 🤖", "programme", Role.BOT),
    ("Trains From The Venue", "venuetrains", Role.BOT),
)


def cast(seed: int) -> tuple[Person, ...]:
    """Everybody, in the same order for the same seed; the first are speakers, then live-posters."""
    rng = random.Random(f"people {seed}")  # noqa: S311  # not a secret
    born = [person for culture in _CULTURES for person in _people_of(culture, rng)]
    wanted = CAST - len(_PROGRAMS)
    english = [one for one in born if one[2] == "en"]
    rng.shuffle(born)
    front = english[:14]
    ordered = (front + [one for one in born if one not in front])[:wanted]
    people: list[Person] = []
    for number, one in enumerate(ordered):
        person = _enrolled(number, one, rng)
        taken = any(person.account == other.account for other in people)
        people.append(replace(person, user=f"{person.user}{number}") if taken else person)
    for name, user, role in _PROGRAMS:
        people.append(Person(len(people), name, user, SERVERS[1], "en", role, 0.4))
    return tuple(people)


def _people_of(culture: _Culture, rng: random.Random) -> Iterator[tuple[str, str, str]]:
    """(name, user, language) of one culture's share, each different."""
    pairs = [(a, b) for a in culture.given.split() for b in culture.family.split()]
    if len(pairs) < culture.share:
        raise ValueError(culture.language)
    for given, family in rng.sample(pairs, culture.share):
        first, last = _both(given), _both(family)
        shown = (last[0], first[0]) if culture.family_first else (first[0], last[0])
        name = culture.gap.join(shown)
        yield name, _user(first[1], last[1], rng), culture.language


def _both(part: str) -> tuple[str, str]:
    shown, _, latin = part.partition("/")
    return shown, (latin or shown).lower().replace("-", "").replace("'", "")


def _user(given: str, family: str, rng: random.Random) -> str:
    return rng.choice(
        (f"{given}_{family}", f"{given}{family[:3]}", f"{given}.{family}".replace(".", "_"))
    )


def _enrolled(number: int, one: tuple[str, str, str], rng: random.Random) -> Person:
    """A person with a server, a role and a temper."""
    name, user, language = one
    role, eagerness = _part(number, rng)
    roll = rng.random()
    server = SERVERS[0] if roll < 0.45 else SERVERS[1] if roll < 0.75 else rng.choice(_ELSEWHERE)
    if number > 14 and rng.random() < 0.15:
        name = f"{name} {rng.choice(_DECORATIONS)}"
    return Person(number, name, user, server, language, role, eagerness)


def _part(number: int, rng: random.Random) -> tuple[Role, float]:
    if number < 8:
        return Role.SPEAKER, 0.6
    if number < 14:
        return Role.LIVE_POSTER, 2.5
    role = Role.REMOTE if rng.random() < 0.4 else Role.ATTENDEE
    return role, min(4.0, rng.paretovariate(1.6) * 0.6)
