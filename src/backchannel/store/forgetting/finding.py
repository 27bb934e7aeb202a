"""Whom somebody means who is to be forgotten: which accounts are theirs, surely or probably."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from backchannel.decoding import decoder
from backchannel.model.folding import words
from backchannel.model.post import Post
from backchannel.model.sameness import network_of
from backchannel.model.sameness.accounts import called, site_of
from backchannel.model.sameness.authors import Tie
from backchannel.store import search
from backchannel.store.connection import Connection
from backchannel.store.forgetting.accounts import (
    Account,
    Names,
    called_of,
    forms_of,
    is_whole,
    name_of,
    names_of,
    plain,
    shown,
)
from backchannel.store.forgetting.mentions import Traces
from backchannel.store.forgetting.places import Place, places_among

_decode = decoder(Post)

_PERSON: Final = str(Tie.PERSON)
_CERTAIN: Final = (_PERSON, str(Tie.BRIDGE))
"""How the reason begins why two posts share a row, where one person surely wrote both.

What a site's account says, or the account of whoever has the site, may be of any who write there.
"""


class Meant(Struct, frozen=True):
    """`accounts` are surely those that were named; `others` said the same, or are called so, too.

    With `is_unclear` the name is that of several accounts, which need not be one person's.
    `in_event_file` is the name under which the event file speaks of them, empty for none.
    `nobody` is what was said and is nobody's name, `places` are named and are no accounts.
    """

    accounts: tuple[Account, ...] = ()
    others: tuple[Account, ...] = ()
    is_unclear: bool = False
    in_event_file: str = ""
    nobody: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()


class _Asked(Struct, frozen=True):
    """Who one of the names is; `lost` are accounts that nobody here has."""

    said: str
    accounts: tuple[Account, ...]
    lost: tuple[str, ...] = ()
    is_unclear: bool = False


def meant(db: Connection, said: str, also: Iterable[str] = ()) -> Meant:
    """Who is meant by an account, the address of a profile, or a name; reads every author."""
    known = _accounts(db)
    person, accounts = _of_people(db, said)
    more = [each for each in also if each.strip()]
    asked = [_asked(known, said, accounts), *(_asked(known, each, (each,)) for each in more)]
    for each in asked:
        if each.is_unclear:
            return Meant(each.accounts, is_unclear=True, in_event_file=person)
    found = list(dict.fromkeys(account for each in asked for account in each.accounts))
    lost = dict.fromkeys(name for each in asked for name in each.lost)
    places = places_among(db, lost, known, found)
    sure, others = _elsewhere(db, known, found, _sites_of_several(known))
    unknown = [Account(name, frozenset({name}), 0) for name in lost if name not in places]
    typed = {name_of(each) for each in (said, *more)}
    return Meant(
        (*found, *sure, *unknown),
        tuple(others),
        in_event_file=person,
        nobody=tuple(each.said for each in asked if not each.accounts and not each.lost),
        places=tuple(place for name, place in places.items() if name in typed),
    )


def _asked(known: list[Account], said: str, accounts: Iterable[str]) -> _Asked:
    wanted = {name_of(each): forms_of(each) for each in accounts if each.strip()}
    named = {each: None for name, forms in wanted.items() for each in _named(known, name, forms)}
    if not named and (called := [each for each in known if _may_be_called(each, said)]):
        return _Asked(said, tuple(called), is_unclear=len(called) > 1)
    lost = (
        name
        for name, forms in wanted.items()
        if is_whole(name) and not any(each.names & forms for each in named)
    )
    return _Asked(said, tuple(named), tuple(lost))


def followed(db: Connection, names: Names) -> tuple[str, ...]:
    """The sources of the event that follow one of these accounts itself."""
    traces = Traces(names, ())
    rows = db.execute("SELECT name, CAST(spec AS TEXT) FROM sources ORDER BY position, name")
    return tuple(name for name, spec in rows if traces.are_in(f"{name} {spec}"))


def _named(known: list[Account], name: str, forms: Names) -> list[Account]:
    """Those of that name; where there are none, a nick or a name at that place."""
    exact = [each for each in known if name in each.names]
    return exact or [each for each in known if each.names & forms]


def _may_be_called(account: Account, said: str) -> bool:
    """Whether that is all of the name that is shown, or of the handle, or a page that they gave."""
    name, _, handle = account.shown.rpartition(" ")
    sought = words(said)
    is_called = bool(sought) and sought in (words(name), words(handle), words(account.shown))
    return is_called or bool(account.page and account.page == plain(said))


def _of_people(db: Connection, said: str) -> tuple[str, tuple[str, ...]]:
    """Whom the event file knows by that name or account, and their accounts; else what was said."""
    event, own = search.event_of(db), name_of(said)
    for person in event.people if event else ():
        is_theirs = own in {name_of(each) for each in person.accounts}
        if is_theirs or words(person.name) == words(said):
            return person.name, person.accounts or (said,)
    return "", (said,)


def _accounts(db: Connection) -> list[Account]:
    """Everybody who wrote something that is stored, in the order of their keys."""
    found: dict[Names, Account] = {}
    for post, many in _authors(db):
        one = Account(
            shown(post.author),
            names_of(post),
            many,
            tuple(filter(None, (network_of(post),))),
            called=called_of(post.author),
            site=site_of(post),
            page="" if post.author.handle else plain(post.author.url or ""),
        )
        before = found.get(one.names)
        found[one.names] = one if before is None else _as_one(before, one)
    return list(found.values())


def _as_one(one: Account, other: Account) -> Account:
    """Two sightings of an account; shown with its handle, if one of them has it."""
    better = other if "@" in other.shown and "://" not in other.shown else one
    return replace(
        better,
        posts=one.posts + other.posts,
        networks=tuple(dict.fromkeys((*one.networks, *other.networks))),
        called=one.called | other.called,
    )


def _authors(db: Connection) -> Iterator[tuple[Post, int]]:
    """The newest post of each account, and how many it has; of mere names every post."""
    groups = list(
        db.execute(
            "SELECT author, count(*), max(place) FROM posts GROUP BY author, server ORDER BY 1"
        )
    )
    for author, many, place in groups:
        post = _decode(db.value("SELECT body FROM posts WHERE place = ?", (place,)))
        if post.author.handle:
            yield post, many
            continue
        for (body,) in db.execute("SELECT body FROM posts WHERE author = ?", (author,)):
            one = _decode(body)
            if not one.author.handle and _is_same_group(one, post):
                yield one, 1


def _is_same_group(one: Post, other: Post) -> bool:
    from backchannel.model.who import server_of

    return server_of(one.author) == server_of(other.author)


def _sites_of_several(known: Iterable[Account]) -> Names:
    """Where more than one writes who has no account there."""
    writers = Counter(each.site for each in known)
    return frozenset(site for site, many in writers.items() if site and many > 1)


def _elsewhere(
    db: Connection, known: list[Account], found: list[Account], sites: Names
) -> tuple[list[Account], list[Account]]:
    """Other accounts that are surely theirs, and those that may be.

    Their posts are shown in one row with theirs, or they are called the same.
    """
    rows = _shared_rows(db, sites) if found else []
    sure: list[Account] = []
    certain = [(one, other) for one, other, is_certain in rows if is_certain]
    while more := _beside(known, certain, [*found, *sure]):
        sure += more
    ours = [*found, *sure]
    said_the_same = _beside(known, [(one, other) for one, other, _ in rows], ours)
    called = frozenset(name for each in ours for name in each.called)
    alike = [each for each in known if each.called & called and each not in ours]
    return sure, list(dict.fromkeys((*said_the_same, *alike)))


def _beside(
    known: list[Account], rows: list[tuple[Names, Names]], ours: list[Account]
) -> list[Account]:
    """Accounts that share a row with one of ours, and are none of them."""
    own = frozenset(name for each in ours for name in each.names)
    near = frozenset(
        name
        for one, other in rows
        for here, there in ((one, other), (other, one))
        if here & own
        for name in there
    )
    return [each for each in known if each not in ours and each.names & near]


def _shared_rows(db: Connection, sites: Names) -> list[tuple[Names, Names, bool]]:
    """Pairs of accounts that share a row, each once, and whether nobody else can be meant.

    On `sites` write several who have no accounts there; people of the event under their names.
    """
    rows = db.execute(
        "SELECT p.body, q.body, c.reason FROM copies c JOIN posts p ON p.place = c.place "
        "JOIN posts q ON q.place = c.kept"
    )
    event = search.event_of(db)
    people = frozenset(tuple(words(each.name)) for each in event.people) if event else frozenset()
    pairs = set[tuple[Names, Names, bool]]()
    for body, kept, reason in rows:
        posts = one, other = _decode(body), _decode(kept)
        own = people if reason.startswith(_PERSON) else frozenset()
        is_sure = called(one.author) == called(other.author) or all(
            site_of(each) not in sites or called(each.author) in own for each in posts
        )
        pairs.add((names_of(one), names_of(other), is_sure and reason.startswith(_CERTAIN)))
    return [pair for pair in pairs if pair[0] != pair[1]]
