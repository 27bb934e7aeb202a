"""Tags that are nearly the event's: counted once for each post, told when there are enough."""

from __future__ import annotations

from tests.clock import Clock
from tests.store.written import BLOGS, HERE

from backchannel.model.programme import Event
from backchannel.store import sources
from backchannel.store.connection import Connection
from backchannel.store.coverage import near_tags
from backchannel.store.coverage.near_tags import MOST_POSTS, MOST_TAGS, NearTag, Seen

EVENT = Event("Ideas", ("ideaperf",))


def say(db: Connection, tag: str, *numbers: int, people: int = 9, source: str = "blogs") -> None:
    """Posts of so many people."""
    seen = [Seen(tag, f"post {number}", f"ann {number % people}") for number in numbers]
    near_tags.count(db, source, seen)


def planned(db: Connection, event: Event = EVENT) -> None:
    sources.plan(db, event, [HERE, BLOGS])


def told(db: Connection) -> list[tuple[str, int, int]]:
    return [(each.tag, each.posts, each.people) for each in near_tags.near_tags(db)]


def test_each_post_counts_once_however_often_and_wherever_it_is_read(db: Connection) -> None:
    planned(db)
    for source in ("blogs", HERE.name, "blogs"):
        say(db, "ideaprf", 1, 2, 3, source=source)
    assert near_tags.near_tags(db) == (NearTag("ideaprf", "ideaperf", 3, 3, ("blogs",)),)


def test_a_few_posts_or_one_person_s_habit_are_not_worth_telling(db: Connection) -> None:
    planned(db)
    say(db, "ideaprf", 1, 2)
    say(db, "idaeperf", 1, 2, 3, 4, 5, people=1)
    assert told(db) == []
    say(db, "idaeperf", 6, people=1)
    assert told(db) == [("idaeperf", 6, 1)]


def test_the_most_frequent_comes_first(db: Connection) -> None:
    planned(db)
    say(db, "ideaprf", *range(3))
    say(db, "ideaperfs", *range(5))
    assert told(db) == [("ideaperfs", 5, 5), ("ideaprf", 3, 3)]


def test_what_is_remembered_is_bounded(db: Connection, clock: Clock) -> None:
    planned(db)
    for number in range(MOST_TAGS + 20):
        clock.advance(1)
        say(db, f"ideaperf{number}", 1)
    assert db.value("SELECT count(DISTINCT tag) FROM near_tags") == MOST_TAGS
    assert db.value("SELECT 1 FROM near_tags WHERE tag = 'ideaperf0'") is None
    say(db, "ideaprf", *range(MOST_POSTS + 50))
    (found,) = near_tags.near_tags(db)
    assert (found.posts, found.is_full) == (MOST_POSTS, True)


def test_neither_words_nor_names_of_passers_by_are_kept(db: Connection) -> None:
    say(db, "ideaprf", 1)
    row = db.execute("SELECT post, author FROM near_tags").fetchall()[0]
    assert all(isinstance(value, int) for value in row)


def test_a_tag_that_is_taken_is_the_event_s_and_everything_is_asked_anew(db: Connection) -> None:
    planned(db)
    sources.set_bookmark(db, "blogs", "etag")
    say(db, "ideaprf", 1, 2, 3)
    assert near_tags.take(db, "#Idea_Prf", "ann")
    event = sources.event_of(db)
    assert event is not None
    assert (event.tags, event.hashtags) == (("ideaperf", "ideaprf"), ("ideaperf", "Idea_Prf"))
    assert [each.bookmark for each in sources.asked_for(db)] == [None, None]
    assert told(db) == []
    assert not near_tags.take(db, "ideaprf", "ann")


def test_a_tag_that_is_refused_is_never_told_again(db: Connection) -> None:
    planned(db)
    say(db, "ideaprf", 1, 2, 3)
    near_tags.refuse(db, "ideaprf", "ann")
    say(db, "ideaprf", 4, 5, 6)
    assert told(db) == []


def test_a_store_without_an_event_tells_nothing(db: Connection) -> None:
    say(db, "ideaprf", 1, 2, 3)
    assert told(db) == []
    assert not near_tags.take(db, "ideaprf", "ann")
