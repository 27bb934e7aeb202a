from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace
from tests.clock import START, Clock
from tests.store.written import HERE, THERE, a_post, save, whole

from backchannel.model.programme import Event, Session
from backchannel.store import board, details, posts, sources
from backchannel.store.connection import Connection
from backchannel.store.roles import questions


def of(db: Connection, number: int = 1) -> details.Known:
    found = details.known(db, whole(db, number).place)
    assert found is not None
    return found


def test_there_is_nothing_to_know_of_what_is_not_there(db: Connection) -> None:
    assert details.known(db, 12) is None


def test_it_says_where_and_when_a_post_was_seen_and_what_it_is_called(
    db: Connection, clock: Clock
) -> None:
    save(db, a_post(1))
    clock.advance(60)
    save(db, a_post(1, source=THERE.name), source=THERE)
    known = of(db)
    assert [(each.source, each.at) for each in known.seen] == [
        (HERE.name, START),
        (THERE.name, START + timedelta(minutes=1)),
    ]
    assert set(known.names) == {
        "https://here.example/posts/1",
        "here.example\x1f1",
        "there.example\x1f1",
    }


def test_it_keeps_what_a_post_said_before_and_until_when(db: Connection, clock: Clock) -> None:
    save(db, a_post(1, "ten"))
    clock.advance(60)
    save(db, a_post(1, "eleven"))
    (revision,) = of(db).revisions
    assert (revision.post.text, revision.until) == ("ten", START + timedelta(minutes=1))


def test_it_knows_every_decision_about_a_post(db: Connection) -> None:
    save(db, a_post(2), a_post(1))
    place = whole(db, 2).place
    board.pin(db, whole(db, 1).place, "ann")
    board.pin(db, place, "ann")
    board.remark(db, place, "show this", "ann")
    board.hide(db, place, "bob", "spam")
    board.mute_author(db, place, "bob", "loud", timedelta(hours=1))
    board.stash(db, place, "eve")
    questions.ask(db, place, "eve")
    questions.park(db, f"post:{place}", "tom")
    board.note(db, "about it", "ann", place)
    board.note(db, "about nothing", "ann")
    known = of(db, 2)
    assert known.pin == details.Pinning(2, "ann", START, "show this")
    assert known.hiding == details.Stamp("bob", START, "spam")
    assert [(m.by, m.reason, m.until) for m in known.mutes] == [
        ("bob", "loud", START + timedelta(hours=1))
    ]
    assert known.stash == details.Stamp("eve", START)
    assert known.question == details.Stamp("eve", START, "parked")
    assert [note.text for note in known.notes] == ["about it"]
    first = of(db, 1)
    assert (first.hiding, first.mutes, first.stash, first.notes, first.gone) == (
        *(None, (), None, ()),
        None,
    )


def test_it_knows_who_told_of_a_deletion(db: Connection) -> None:
    save(db, a_post(1))
    db.execute("BEGIN IMMEDIATE")
    posts.retract(db, HERE.name, ["1"])
    db.execute("COMMIT")
    known = of(db)
    assert known.gone == details.Stamp(HERE.name, START)
    assert not known.revisions


def test_it_names_the_session_that_was_running(db: Connection) -> None:
    keynote = Session("Keynote", START - timedelta(minutes=5), 45)
    event = Event("Rivers", ("rivers",), sessions=(keynote,))
    db.execute("BEGIN IMMEDIATE")
    sources.plan(db, event, (HERE,))
    db.execute("COMMIT")
    save(db, a_post(9), replace(a_post(1), id="later"))
    assert {str(of(db, n).stored.post.id)[-5:]: of(db, n).session for n in (1, 2)} == {
        "sts/9": "before",
        "later": "Keynote",
    }
