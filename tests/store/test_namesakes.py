"""Who is muted is who was meant: people without accounts are told apart, accounts are one."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.clock import Clock
from tests.store.written import BLOGS, THERE, a_post, at, everything, save, texts, whole

from backchannel.clean.terminal import clean_line
from backchannel.cli.plain.deciding import lift
from backchannel.model.post import Author, Kind, Post, Url
from backchannel.store import board, check, posts
from backchannel.store.activity.window import Window
from backchannel.store.connection import Connection
from backchannel.store.coverage import near_tags
from backchannel.store.forgetting.erasing import forget
from backchannel.store.forgetting.finding import meant

ABOUT = "https://blog.example/about"


def by(name: str, number: int, page: str = ABOUT, *, on: str = "blog.example") -> Post:
    """An article on a site, whose feed gives one page to all who write there."""
    url = Url(f"https://{on}/{number}")
    author = Author(clean_line(name), clean_line(""), Url(page) if page else None)
    return a_post(
        number, f"By {name}", id=url, url=url, author=author, kind=Kind.ARTICLE, aliases=()
    )


def mute(db: Connection, number: int) -> str:
    """Mute the author of a post; whom that is said to reach."""
    made = board.mute_author(db, whole(db, number).place, "me")
    assert made is not None
    return made.shown


def most_active(db: Connection) -> list[tuple[str, str, int]]:
    window = Window(())
    window.take(db, window.look(db, db.now() - timedelta(hours=1)))
    return [(each.shown, each.about, each.count) for each in window.told(db).people]


def test_of_two_on_a_feed_with_one_page_one_is_muted(db: Connection) -> None:
    save(db, by("Ana", 3), by("Ben", 2), source=BLOGS)
    assert mute(db, 1) == "Ana at blog.example"
    save(db, by("Ana", 1, ""), by("Ben", 0), source=BLOGS)
    assert texts(db) == ["By Ben", "By Ben"]
    assert check.check(db).problems == ()


def test_of_two_admins_of_two_sites_one_is_muted(db: Connection) -> None:
    save(db, by("Admin", 3, ""), by("Admin", 2, "", on="city.example"), source=BLOGS)
    assert mute(db, 1) == "Admin at blog.example"
    assert [each.number for each in everything(db)] == [2]
    assert mute(db, 2) == "Admin at city.example"
    assert texts(db) == []


def test_an_account_that_two_sources_give_is_one(db: Connection) -> None:
    ana = Author(clean_line("Ana"), clean_line("@ana@toot.example"), Url("https://a.example/@ana"))
    there = Author(clean_line("Ana K."), clean_line("@Ana@toot.example"))
    save(db, a_post(3, author=ana))
    save(db, a_post(2, source=THERE.name, author=there), source=THERE)
    assert mute(db, 1) == "Ana @ana@toot.example"
    assert texts(db) == []
    assert board.mute_author(db, whole(db, 2).place, "me") is None


def test_who_moves_to_another_site_with_a_post_is_muted_as_they_are_there(db: Connection) -> None:
    own = replace(by("Ana", 3, ""), id="blogs\x1f3")
    save(db, own, by("Ana", 2, ""), source=BLOGS)
    mute(db, 2)
    assert texts(db) == []
    save(db, replace(own, url=Url("https://moved.example/3"), edited=at(1)), source=BLOGS)
    assert [each.number for each in everything(db)] == [1]
    assert check.check(db).problems == ()


def test_a_post_that_comes_back_is_muted_again(db: Connection) -> None:
    own = replace(by("Ana", 3, ""), id="blogs\x1f3")
    save(db, own, by("Ana", 2, ""), source=BLOGS)
    with db:
        posts.retract(db, BLOGS.name, ["3"])
        posts.withdraw(db, whole(db, 1).place, BLOGS.name)
    mute(db, 1)
    save(db, own, source=BLOGS)
    assert texts(db) == []
    assert check.check(db).problems == ()


@pytest.mark.parametrize("said", ["1", "Ana", "ana at blog.example", "Ana AT blog.example"])
def test_a_name_is_lifted_by_number_by_name_and_with_its_site(db: Connection, said: str) -> None:
    save(db, by("Ana", 3), by("Anabel", 2), source=BLOGS)
    mute(db, 1)
    mute(db, 2)
    assert [each.shown for each in lift(db, said, "me")] == ["Ana at blog.example"]
    assert texts(db) == ["By Ana"]


def test_the_most_active_are_counted_one_by_one_and_namesakes_are_told_apart(
    db: Connection,
) -> None:
    for number, name in enumerate(["Ana", "Ana", "Ben", "Admin", "Admin"], 1):
        save(db, by(name, number, ABOUT if name != "Admin" else ""), source=BLOGS)
    save(db, by("Admin", 6, "", on="city.example"), source=BLOGS)
    assert most_active(db) == [
        ("Admin", "at blog.example", 2),
        ("Ana", "", 2),
        ("Admin", "at city.example", 1),
        ("Ben", "", 1),
    ]


def test_people_of_one_page_are_several_who_say_a_tag(db: Connection) -> None:
    save(db, by("Ana", 3), by("Ben", 2), source=BLOGS)
    keys = {board.keys_at(db, whole(db, number).place)[0] for number in (1, 2)}
    assert keys == {"author:ana at blog.example", "author:ben at blog.example"}


def test_the_mute_of_who_is_forgotten_goes_and_that_of_others_on_the_page_stays(
    db: Connection, path: Path, clock: Clock
) -> None:
    away = "https://elsewhere.example/us"
    save(db, by("Ana Konda", 3, away), by("Ben Tree", 2, away), source=BLOGS)
    mute(db, 1)
    mute(db, 2)
    with db:
        seen = [near_tags.Seen("rivrs", f"p{n}", "ana konda at blog.example") for n in range(9)]
        near_tags.count(db, BLOGS.name, seen)
    found = meant(db, "Ana Konda")
    forget(path, frozenset(name for each in found.accounts for name in each.names), clock)
    assert [each.shown for each in board.muted(db)] == ["Ben Tree at blog.example"]
    kept = [key for (key,) in db.execute("SELECT key FROM decisions")]
    assert kept == ["author:ben tree at blog.example"]
    assert db.value("SELECT count(*) FROM near_tags") == 0
