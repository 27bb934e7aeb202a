"""Who posts most."""

from __future__ import annotations

from tests.store.written import HERE, a_post, save

from backchannel.clean.terminal import clean_line
from backchannel.model.post import Author
from backchannel.model.programme import Event, Rule
from backchannel.store import board, sources
from backchannel.store.connection import Connection
from backchannel.store.desk import people


def by(name: str, handle: str) -> Author:
    return Author(clean_line(name), clean_line(handle))


def test_nobody_posted_in_an_empty_store(db: Connection) -> None:
    assert people.most_active(db, 10) == ()


def test_the_most_active_come_first_under_their_last_name(db: Connection) -> None:
    save(
        db,
        a_post(4, author=by("Old Name", "@Cai@here.example")),
        a_post(3, author=by("Bea", "@bea@here.example")),
        a_post(2, author=by("Cai", "@cai@here.example")),
        a_post(1, author=by("Dot", "")),
        source=HERE,
    )
    found = [(each.name, each.posts) for each in people.most_active(db, 2)]
    assert found == [("Cai", 2), ("Dot", 1)]


def test_who_is_out_of_sight_is_not_named(db: Connection) -> None:
    save(db, a_post(1, author=by("Bea", "@bea@here.example")), a_post(2))
    board.hide(db, db.value("SELECT max(place) FROM posts"), "us")
    assert [each.name for each in people.most_active(db, 10)] == ["Ann 2"]


def test_who_writes_only_what_a_rule_mutes_is_not_named(db: Connection) -> None:
    spam = Rule("spam", "followers", mute=True)
    sources.plan(db, Event("Rivers", ("rivers",), rules=(spam,)), ())
    bea = by("Bea", "@bea@here.example")
    save(db, a_post(1, "Buy followers", author=bea), a_post(3, "More followers", author=bea))
    save(db, a_post(2, "Outcomes"))
    assert [(each.name, each.posts) for each in people.most_active(db, 10)] == [("Ann 2", 1)]
