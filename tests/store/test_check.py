from datetime import timedelta
from pathlib import Path

import pytest
from tests.clock import START, Clock
from tests.store.written import BLOGS, HERE, THERE, a_post, everything, save, whole

from backchannel.model.post import Post
from backchannel.store import board, check, posts, schema, sources
from backchannel.store.connection import Connection
from backchannel.store.roles import cues, questions


def store(tmp_path: Path, name: str, *batches: tuple[Post, ...]) -> Connection:
    """A store that was given posts batch by batch, each a minute later."""
    clock = Clock(START)
    db = schema.open_to_write(tmp_path / name, now=clock)
    for batch in batches:
        save(db, *batch)
        clock.advance(60)
    clock.at = START + timedelta(hours=1)
    return db


def test_a_store_that_was_used_is_sound_and_counted(db: Connection) -> None:
    save(db, a_post(1), a_post(2), a_post(3, "日本語 is text"), a_post(4, ""))
    save(db, a_post(1), a_post(2, "Other words"), source=THERE)
    save(db, a_post(2, "An edit"))
    posts.retract(db, HERE.name, ["1"])
    places = [post.place for post in everything(db)]
    board.pin(db, places[0], "me")
    board.hide(db, places[1], "me")
    board.note(db, "words", "me", places[0])
    board.stash(db, places[0], "me")
    board.mute_author(db, places[1], "me")
    questions.ask(db, places[0], "me")
    cues.cue(db, "Louder", "me")
    report = check.check(db)
    assert report.problems == ()
    assert {name: n for name, n in report.counts.items() if name != "changes"} == {
        "posts": 4,
        "deleted": 1,
        "hidden": 1,
        "pins": 1,
        "notes": 1,
        "mutes": 1,
        "stashed": 1,
        "questions": 1,
        "cues": 1,
        "alerts": 0,
        "sessions by hand": 0,
        "sessions": 0,
        "filed": 0,
        "aired": 0,
        "pictures": 0,
        "copies": 0,
        "apart": 0,
        "together": 0,
        "decisions": 7,
        "outgoing": 0,
        "sources": 0,
    }


def test_a_reader_can_check(db: Connection, path: Path) -> None:
    save(db, a_post(1))
    reader = schema.open_to_read(path)
    assert check.check(reader) == check.check(db)
    reader.close()


@pytest.mark.parametrize(
    ("harm", "problem"),
    [
        (
            "DELETE FROM search WHERE rowid = (SELECT min(place) FROM posts)",
            "posts that cannot be searched for: 1",
        ),
        ("INSERT INTO search (rowid, words) VALUES (5, 'stray')", "entries without a post: 1"),
        (
            "UPDATE posts SET body = replace(body, 'Words', 'Other')",
            "index: it holds other words than the posts do",
        ),
        ("DELETE FROM identities", "posts: without a name: 2"),
        ("DELETE FROM sightings", "posts: seen nowhere: 2"),
        (
            "UPDATE posts SET is_hidden = 1 WHERE number = 1",
            "hidden by nobody, or seen though hidden: 1",
        ),
        (
            "UPDATE posts SET is_hidden = 2 WHERE number = 1",
            "muted by nobody, or seen though muted: 1",
        ),
        (
            "UPDATE posts SET is_hidden = 4 WHERE number = 1",
            "copies of none, or seen though copies: 1",
        ),
        ("INSERT INTO copies SELECT place, 7, '', 0 FROM posts WHERE number = 1", "row of what is"),
        ("INSERT INTO identities VALUES ('x', 5)", "of no post: 1"),
        ("INSERT INTO sightings VALUES (5, 0, 'x', 5)", "of no post: 1"),
        ("INSERT INTO pins VALUES ('x', 5, 1, 'me', 5, '')", "pins: of no post: 1"),
        ("INSERT INTO stash VALUES (5, 'me', 5)", "stash: of no post: 1"),
        ("INSERT INTO filings VALUES (5, 'x', 'me', 5, '')", "filings: of no post: 1"),
        ("INSERT INTO notes VALUES ('x', 'x', 5, '', 0, 5, 'me', NULL, NULL)", "notes: of no post"),
        ("INSERT INTO aired VALUES (5, 5, 5)", "aired: of no post: 1"),
        ("INSERT INTO apart SELECT '5:6', place, 5, '', 0 FROM posts LIMIT 1", "apart: of no post"),
        ("INSERT INTO revisions VALUES (5, 5, x'7b7d')", "revisions: of no post: 1"),
        ("INSERT INTO stage VALUES ('air', '{\"next\":5}')", "comes next, that is not there"),
        ("INSERT INTO session_acts VALUES ('Keynote', '{')", "sessions cannot be read: Keynote"),
        (
            "INSERT INTO rule_acts VALUES ('spam', '{', 'me', 5)",
            "done to them cannot be read: spam",
        ),
        (
            (
                "INSERT INTO decisions (id, act, about, subject, key, before, after, by, at) "
                "VALUES (7, 'note', 'x', 'note', 'x', 'null', '{\"text\":\"x}', 'me', 5)"
            ),
            "decisions: what they changed cannot be read: 7",
        ),
        ("UPDATE search_data SET block = x'00' WHERE id > 10", "cannot be read"),
    ],
)
def test_every_kind_of_damage_is_named(db: Connection, harm: str, problem: str) -> None:
    save(db, a_post(1), a_post(2))
    db.execute(harm)
    found = check.check(db).problems
    assert any(problem in line for line in found), found


def test_the_order_of_arrival_has_no_part_in_the_hash(tmp_path: Path) -> None:
    one = store(tmp_path, "one", (a_post(1), a_post(2)), (a_post(3),))
    other = store(tmp_path, "other", (a_post(3),), (a_post(1),), (a_post(2),))
    assert check.check(one).shared == check.check(other).shared
    one.close()
    other.close()


def test_nor_has_what_is_this_store_s_alone(tmp_path: Path) -> None:
    one = store(tmp_path, "one", (a_post(1), a_post(2, published=None)))
    other = store(tmp_path, "other", (a_post(2, published=None, likes=7),), (a_post(1),))
    save(other, a_post(1), source=THERE)
    sources.set_read_mark(other, "backchannel", 5)
    for db in (one, other):
        board.pin(db, whole(db, 1 if db is one else 2).place, "me")
        board.note(db, "words", "me")
    board.note(other, "struck out", "me")
    board.undo(other, "me")
    assert check.check(one).shared == check.check(other).shared
    one.close()
    other.close()


@pytest.mark.parametrize("which", range(8))
def test_everything_shared_has_a_part_in_the_hash(db: Connection, which: int) -> None:
    save(db, a_post(1), a_post(2))
    first, second = (whole(db, number).place for number in (1, 2))
    board.pin(db, first, "me")
    note = board.note(db, "words", "me")
    acts = (
        lambda: save(db, a_post(3), source=BLOGS),
        lambda: save(db, a_post(1, "edited")),
        lambda: posts.retract(db, HERE.name, ["1"]),
        lambda: board.pin(db, second, "me"),
        lambda: board.unpin(db, first, "me"),
        lambda: board.hide(db, second, "me", "why"),
        lambda: board.edit_note(db, note.id, "other words", "me"),
        lambda: board.delete_note(db, note.id, "me"),
    )
    before = check.check(db).shared
    acts[which]()
    assert check.check(db).shared != before
