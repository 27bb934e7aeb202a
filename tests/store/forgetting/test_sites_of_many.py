"""Of several who write on a site without accounts there, one goes, and the others stay."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.clock import Clock
from tests.store.written import BLOGS, HERE, a_post, at, save, texts

from backchannel.clean.terminal import clean_line
from backchannel.model.post import Author, Kind, Post, Url
from backchannel.model.programme import Event, Person
from backchannel.store import sources
from backchannel.store.connection import Connection
from backchannel.store.forgetting import tombstones
from backchannel.store.forgetting.erasing import forget
from backchannel.store.forgetting.finding import Meant, meant

HOME = "https://city.example/blog"
LONG = "The panel agreed that nobody had ever read the annex to the report of"


def by(name: str, number: int, page: str = HOME, text: str = "") -> Post:
    """An article on the site."""
    url = Url(f"{HOME}/{number}")
    author = Author(clean_line(name), clean_line(""), Url(page) if page else None)
    said = text or f"By {name}"
    return a_post(number, said, id=url, url=url, author=author, kind=Kind.ARTICLE, aliases=())


def bridged(number: int, text: str) -> Post:
    """The same, as a bridge carries all of the site to the fediverse."""
    author = Author(clean_line("City blog"), clean_line("@city.example@web.brid.gy"))
    return a_post(number + 100, text, id=f"https://web.brid.gy/r/{number}", author=author,
                  url=Url(f"https://web.brid.gy/r/{number}"), published=at(number))  # fmt: skip


def names(found: Meant) -> frozenset[str]:
    return frozenset(name for each in found.accounts for name in each.names)


def whose(found: Meant) -> tuple[list[str], list[str]]:
    """Whose accounts these surely are, and whose perhaps."""
    sure, perhaps = (
        [each.shown.partition(" http")[0].partition(" @")[0] for each in accounts]
        for accounts in (found.accounts, found.others)
    )
    return sure, perhaps


@pytest.mark.parametrize("page", [HOME, "https://city.example/imprint", f"{HOME}/feed", ""])
def test_a_page_that_a_feed_gives_to_all_who_write_there_is_nobodys(
    db: Connection, path: Path, clock: Clock, page: str
) -> None:
    save(db, by("Ana Konda", 1, page), by("Ben Tree", 2, page), by("Ana Konda", 3), source=BLOGS)
    found = meant(db, "Ana Konda")
    assert whose(found) == (["Ana Konda"], [])
    assert forget(path, names(found), clock).posts == 2
    assert save(db, by("Ana Konda", 4, page), source=BLOGS).new == []
    assert len(save(db, by("Ben Tree", 5, page), source=BLOGS).new) == 1
    assert texts(db) == ["By Ben Tree", "By Ben Tree"]


@pytest.mark.parametrize(
    "page", [f"{HOME}/author/7", "https://city.example/ana", "https://toot.example/@a"]
)
def test_a_page_of_their_own_names_somebody_whatever_they_are_called(
    db: Connection, page: str
) -> None:
    save(db, by("Ana Konda", 1, page), by("Ana K.", 2, page), by("Ben Tree", 3), source=BLOGS)
    (account,) = meant(db, page).accounts
    assert account.posts == 2


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("https://city.example/imprint", ("Ana City", "Ben City")),
        (HOME, ("City Blog", "The Blog Desk")),
        ("https://city.example/team", ("Team Rivers", "Team Roads")),
        ("https://city.example/people/staff", ("Ana Konda", "Ben Tree")),
    ],
)
def test_a_page_on_a_site_that_people_are_called_like_is_nobodys(
    db: Connection, path: Path, clock: Clock, page: str, names: tuple[str, str]
) -> None:
    save(db, *(by(name, number, page) for number, name in enumerate(names)), source=BLOGS)
    account = next(each for each in meant(db, names[0]).accounts if names[0] in each.shown)
    assert forget(path, account.names, clock).posts == 1
    assert texts(db) == [f"By {names[1]}"]


def test_a_page_that_several_gave_is_not_clear(db: Connection) -> None:
    save(db, by("Ana Konda", 1), by("Ben Tree", 2), source=BLOGS)
    found = meant(db, HOME)
    assert found.is_unclear
    assert len(found.accounts) == 2


def test_what_a_bridge_carries_of_a_site_ties_its_authors_to_each_other_by_no_means(
    db: Connection,
) -> None:
    ana, ben = f"{LONG} one", f"{LONG} the other year"
    save(db, by("Ana Konda", 1, "", ana), source=BLOGS)
    save(db, bridged(1, ana))
    assert whose(meant(db, "Ana Konda")) == (["Ana Konda", "City blog"], [])
    save(db, by("Ben Tree", 30, "", ben), source=BLOGS)
    save(db, bridged(30, ben))
    assert texts(db) == [ana, ben]  # each in a row with what was carried
    assert whose(meant(db, "Ana Konda")) == (["Ana Konda"], ["City blog"])


def test_whose_site_it_is_does_not_make_a_guest_theirs(db: Connection) -> None:
    people = (Person("Ana Konda", accounts=("@ana@toot.example", "https://city.example")),)
    sources.plan(db, Event("Rivers", ("rivers",), people=people), [HERE, BLOGS])
    author = Author(clean_line("ak"), clean_line("@ana@toot.example"))
    for number, name in ((1, "Ana Konda"), (30, "Ben Tree")):
        save(db, by(name, number, "", f"{LONG} {name}"), source=BLOGS)
        toot = f"https://toot.example/{number}"
        save(db, a_post(number + 1, f"{LONG} {name}", id=toot, url=Url(toot), author=author))
    assert whose(meant(db, "@ana@toot.example")) == (["ak", "Ana Konda"], ["Ben Tree"])


def test_who_was_forgotten_by_such_a_page_before_stays_forgotten(db: Connection) -> None:
    with db:
        tombstones.lay(db, ("city.example/blog", "blog@city.example"), ())
    assert save(db, by("Ana Konda", 1), source=BLOGS).new == []
