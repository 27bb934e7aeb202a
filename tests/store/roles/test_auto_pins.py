"""What the event file wants pinned without being asked."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.store.written import HERE, a_post, save, whole

from backchannel.clean.terminal import clean_line
from backchannel.model.post import Author, Post, Url
from backchannel.model.programme import Event, Person, Rule
from backchannel.store import board, sources
from backchannel.store.connection import Connection
from backchannel.store.roles.rules import auto_pins

ADA = Person("Ada", "speaker", ("@ada@here.example", "ada"), auto_pin=True)
EVENT = Event("Rivers", ("rivers",), people=(ADA,), rules=(Rule("praise", "bravo", auto_pin=True),))


def by_ada(
    number: int, text: str = "Words", handle: str = "@Ada@here.example", **more: str
) -> Post:
    author = Author(clean_line("Ada"), clean_line(handle))
    return a_post(number, text, author=author, **more)


@pytest.fixture
def told(db: Connection) -> Connection:
    sources.plan(db, EVENT, [HERE])
    save(db, by_ada(90, "Before it was asked for"))
    assert auto_pins.pin_new(db) == 0
    return db


def pinned(db: Connection) -> list[str]:
    while auto_pins.is_due(db):
        auto_pins.pin_new(db)
    return [str(pin.post.post.text) for pin in board.pins(db)]


def test_what_trusted_people_and_rules_bring_is_pinned_by_the_event_file(told: Connection) -> None:
    save(told, by_ada(1, "Mine"), a_post(2, "Bravo"), a_post(3, "Nothing"))
    assert pinned(told) == ["Bravo", "Mine"]
    assert {each.by for each in board.log(told)} == {"event file"}


@pytest.mark.parametrize(
    "post",
    [
        by_ada(1, handle="@ada@other.example"),
        by_ada(1, handle="ada"),
        by_ada(1, warning="spoiler"),
        by_ada(60 * 30),
    ],
    ids=["called alike", "a name of a chat", "sensitive", "of yesterday"],
)
def test_others_are_not(told: Connection, post: Post) -> None:
    save(told, post)
    assert pinned(told) == []


def test_what_somebody_unpinned_stays_unpinned(told: Connection) -> None:
    save(told, by_ada(1))
    assert pinned(told) == ["Words"]
    place = board.pins(told)[0].post.place
    board.unpin(told, place, "Jo")
    told.execute("UPDATE meta SET value = '1' WHERE key = 'auto pins'")
    assert pinned(told) == []


def test_what_is_out_of_sight_is_not_pinned(told: Connection) -> None:
    event = replace(EVENT, rules=(Rule("quiet", "words", mute=True),))
    sources.plan(told, event, [HERE])
    save(told, by_ada(1))
    assert pinned(told) == []
    assert whole(told, 2).is_pinned is False


def test_of_a_site_only_its_owners_posts_are_trusted(told: Connection) -> None:
    """A guest's are not, nor what says of itself that it is by her."""
    page, hers = "https://blog.example/1", "https://here.example/@ada"
    ada = replace(ADA, accounts=(*ADA.accounts, "https://blog.example/"))
    guest = Person("Bo Guest")
    sources.plan(told, replace(EVENT, people=(ada, guest)), [HERE])
    for number, (name, url) in enumerate((("Ada", page), ("Bo Guest", f"{page}0")), 1):
        author = Author(clean_line(name), clean_line(""))
        save(told, a_post(number, f"By {name}", id=url, url=Url(url), author=author))
    liar = Author(clean_line("Ada"), clean_line(""), Url(hers))
    save(
        told, a_post(5, "Lies", id="https://c.example/", url=Url("https://c.example/"), author=liar)
    )
    assert pinned(told) == ["By Ada"]
