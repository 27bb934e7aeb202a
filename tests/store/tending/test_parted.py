from __future__ import annotations

from msgspec.structs import replace
from tests.store.written import BLOGS, HERE, a_post, everything, save

from backchannel.model.programme import Event
from backchannel.model.source import SourceSpec, State
from backchannel.store import sources
from backchannel.store.connection import Connection

EVENT = Event("Rivers", ("rivers",), "Europe/London")
CALLED = replace(HERE, name="Our server")


def read_up_to(db: Connection, spec: SourceSpec) -> str | None:
    return {each.spec.name: each.bookmark for each in sources.asked_for(db)}[spec.name]


def taken_out(db: Connection) -> None:
    """A source that gave a post, was read up to a place, and is followed no more."""
    sources.plan(db, EVENT, [HERE, BLOGS])
    save(db, a_post(1))
    sources.set_bookmark(db, HERE.name, "up to here")
    sources.set_health(db, replace(sources.health_of(db, HERE.name), given=1, problem="away"))
    sources.plan(db, EVENT, [BLOGS])


def test_a_source_that_is_named_again_goes_on_where_it_was(db: Connection) -> None:
    taken_out(db)
    sources.plan(db, EVENT, [BLOGS, HERE])
    assert read_up_to(db, HERE) == "up to here"
    health = sources.health_of(db, HERE.name)
    assert (health.state, health.given, health.problem) == (State.STARTING, 1, "")
    assert [each.spec.name for each in sources.asked_for(db)] == [BLOGS.name, HERE.name]
    assert len(everything(db)) == 1


def test_so_does_one_that_is_called_otherwise_now_and_its_posts_are_its_own(
    db: Connection,
) -> None:
    taken_out(db)
    sources.plan(db, EVENT, [BLOGS, CALLED])
    assert read_up_to(db, CALLED) == "up to here"
    (post,) = everything(db)
    assert post.sources == (CALLED.name,)


def test_one_of_that_name_that_asks_for_something_else_begins_anew(db: Connection) -> None:
    taken_out(db)
    other = replace(HERE, options={"server": "https://other.example"})
    sources.plan(db, EVENT, [BLOGS, other])
    assert read_up_to(db, other) is None


def test_after_other_hashtags_it_begins_anew(db: Connection) -> None:
    taken_out(db)
    sources.plan(db, replace(EVENT, tags=("lakes",)), [BLOGS])
    sources.plan(db, replace(EVENT, tags=("lakes",)), [BLOGS, HERE])
    assert read_up_to(db, HERE) is None


def test_one_that_is_taken_out_twice_goes_on_from_the_second_time(db: Connection) -> None:
    taken_out(db)
    sources.plan(db, EVENT, [BLOGS, HERE])
    sources.set_bookmark(db, HERE.name, "further")
    sources.plan(db, EVENT, [])
    sources.plan(db, EVENT, [HERE])
    assert read_up_to(db, HERE) == "further"
