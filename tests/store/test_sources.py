from datetime import timedelta

import pytest
from msgspec.structs import replace
from tests.clock import Clock
from tests.store.written import BLOGS, HERE, THERE, a_post, everything, log, save

from backchannel.errors import StoreError
from backchannel.model.programme import Event
from backchannel.model.source import Health, State
from backchannel.store import changes, check, posts, sources
from backchannel.store.connection import Connection

EVENT = Event("Rivers", ("rivers",), "Europe/London")


@pytest.fixture
def planned(db: Connection) -> Connection:
    """A store that knows its event and two sources."""
    sources.plan(db, EVENT, [HERE, BLOGS])
    return db


def names(db: Connection) -> list[str]:
    return [asked.spec.name for asked in sources.asked_for(db)]


def asked(db: Connection, name: str) -> sources.Asked:
    return next(each for each in sources.asked_for(db) if each.spec.name == name)


def test_a_store_knows_no_event_until_it_is_told(db: Connection) -> None:
    assert sources.event_of(db) is None
    assert sources.plan(db, EVENT, [])
    assert sources.event_of(db) == EVENT
    assert log(db) == [("event", "")]


def test_new_sources_are_due_at_once_and_starting(planned: Connection, clock: Clock) -> None:
    assert names(planned) == ["here.example", "blogs"]
    assert all(each.due < clock() for each in sources.asked_for(planned))
    assert [each.bookmark for each in sources.asked_for(planned)] == [None, None]
    assert [each.state for each in sources.health(planned)] == [State.STARTING] * 2


def test_the_same_plan_again_changes_nothing(planned: Connection) -> None:
    sources.set_bookmark(planned, "blogs", "etag")
    number = changes.latest(planned)
    assert not sources.plan(planned, EVENT, [HERE, replace(BLOGS, options=dict(BLOGS.options))])
    assert (changes.latest(planned), asked(planned, "blogs").bookmark) == (number, "etag")


def test_options_that_json_spells_the_same_are_the_same(planned: Connection) -> None:
    listed = replace(BLOGS, options={"urls": ("a", "b"), "every": 5})
    sources.plan(planned, EVENT, [HERE, listed])
    sources.set_bookmark(planned, "blogs", "etag")
    turned = replace(BLOGS, options={"every": 5, "urls": ["a", "b"]})
    assert not sources.plan(planned, EVENT, [HERE, turned])
    assert asked(planned, "blogs").bookmark == "etag"


def test_a_source_no_longer_named_is_forgotten_and_its_posts_stay(planned: Connection) -> None:
    save(planned, a_post(1))
    number = changes.latest(planned)
    assert sources.plan(planned, EVENT, [BLOGS])
    assert (names(planned), len(everything(planned))) == (["blogs"], 1)
    assert log(planned, number) == [("source", "here.example")]


def test_a_changed_source_starts_afresh_in_its_place(planned: Connection) -> None:
    sources.set_bookmark(planned, "here.example", "1")
    assert sources.plan(planned, EVENT, [replace(HERE, tagged=True), BLOGS])
    assert names(planned) == ["here.example", "blogs"]
    assert asked(planned, "here.example").bookmark is None


def test_another_order_keeps_bookmarks_and_is_told(planned: Connection) -> None:
    sources.set_bookmark(planned, "blogs", "etag")
    number = changes.latest(planned)
    assert sources.plan(planned, EVENT, [BLOGS, HERE])
    assert (names(planned), asked(planned, "blogs").bookmark) == (["blogs", "here.example"], "etag")
    assert log(planned, number)


def test_sources_are_added_where_they_are_named(planned: Connection) -> None:
    sources.plan(planned, EVENT, [THERE, HERE, BLOGS])
    assert names(planned) == ["there.example", "here.example", "blogs"]


def test_fetching_now_makes_due_and_is_told(planned: Connection, clock: Clock) -> None:
    for name in names(planned):
        late = replace(sources.health_of(planned, name), due=clock() + timedelta(hours=1))
        sources.set_health(planned, late)
    number = changes.latest(planned)
    assert sources.fetch_now(planned, "blogs") == 1
    assert asked(planned, "blogs").due < clock() < asked(planned, "here.example").due
    assert log(planned, number) == [("source", "blogs")]
    assert sources.fetch_now(planned) == 2
    with pytest.raises(StoreError, match="no source called moon"):
        sources.fetch_now(planned, "moon")


def test_health_is_logged_only_when_a_person_would_see_a_difference(
    planned: Connection, clock: Clock
) -> None:
    number = changes.latest(planned)
    first = Health("blogs", "feed", State.OK, since=clock(), ok_at=clock(), tried_at=clock())
    sources.set_health(planned, first)
    assert log(planned, number) == [("health", "blogs")]
    for _ in range(10):
        clock.advance(60)
        sources.set_health(planned, replace(first, ok_at=clock(), tried_at=clock(), due=clock()))
    assert len(log(planned, number)) == 1
    assert sources.health_of(planned, "blogs").ok_at == clock()
    sources.set_health(planned, replace(first, state=State.RETRY, problem="no answer"))
    assert len(log(planned, number)) == 2


def test_health_of_a_source_that_was_taken_out_is_dropped(planned: Connection) -> None:
    assert not sources.set_health(planned, Health("moon", "feed"))
    assert len(sources.health(planned)) == 2
    with pytest.raises(StoreError, match="no source called moon"):
        sources.health_of(planned, "moon")


@pytest.mark.parametrize("state", [State.REFUSED, State.GONE])
def test_what_only_a_person_can_help_is_never_due_until_revived(
    planned: Connection, state: State, clock: Clock
) -> None:
    sources.set_health(planned, Health("blogs", "feed", state))
    assert asked(planned, "blogs").due == sources.NEVER
    sources.revive(planned)
    assert asked(planned, "blogs").due < clock()
    assert sources.health_of(planned, "blogs").state is state


def test_reviving_leaves_alone_what_waits_its_turn(planned: Connection, clock: Clock) -> None:
    due = clock() + timedelta(minutes=5)
    sources.set_health(planned, Health("blogs", "feed", State.RETRY, due=due))
    sources.revive(planned)
    assert asked(planned, "blogs").due == due


def test_read_marks_are_kept_and_nobody_is_told(planned: Connection) -> None:
    number = changes.latest(planned)
    assert sources.read_mark(planned, "feeds") is None
    sources.set_read_mark(planned, "feeds", 17)
    sources.set_read_mark(planned, "feeds", 18)
    assert (sources.read_mark(planned, "feeds"), changes.latest(planned)) == (18, number)


def test_another_tag_makes_every_source_be_read_afresh(planned: Connection) -> None:
    sources.set_bookmark(planned, BLOGS.name, "read to here")
    sources.plan(planned, replace(EVENT, timezone="Europe/Paris"), [HERE, BLOGS])
    assert asked(planned, BLOGS.name).bookmark == "read to here"
    sources.plan(planned, replace(EVENT, tags=("rivers", "lakes")), [HERE, BLOGS])
    assert asked(planned, BLOGS.name).bookmark is None


def well(db: Connection, clock: Clock, name: str, **more: object) -> Health:
    """A source that was read and will be again."""
    due = clock() + timedelta(minutes=2)
    health = Health(name, "feed", State.OK, clock(), clock(), clock(), due, note="as ever")
    sources.set_health(db, replace(health, **more))
    sources.set_bookmark(db, name, "etag")
    return sources.health_of(db, name)


def test_a_source_that_starts_afresh_still_says_how_many_posts_it_gave(planned: Connection) -> None:
    save(planned, a_post(1), a_post(2))
    save(planned, a_post(1), source=BLOGS)
    sources.plan(planned, EVENT, [replace(HERE, options={"server": "https://x.example"}), BLOGS])
    assert asked(planned, HERE.name).bookmark is None
    assert sources.health_of(planned, HERE.name).given == 2


def test_a_source_named_again_says_how_many_posts_it_gave_before(planned: Connection) -> None:
    save(planned, a_post(1), a_post(2))
    sources.plan(planned, EVENT, [BLOGS])
    sources.plan(planned, EVENT, [BLOGS, HERE])
    assert sources.health_of(planned, HERE.name).given == 2


@pytest.mark.parametrize(
    "changed", [{"pane": "backchannel"}, {"options": {**BLOGS.options, "interval": 30}}]
)
def test_how_a_source_is_shown_or_how_often_it_is_asked_costs_it_nothing(
    planned: Connection, clock: Clock, changed: dict[str, object]
) -> None:
    before = well(planned, clock, BLOGS.name, given=7, passed_over=3)
    spec = replace(BLOGS, **changed)
    number = changes.latest(planned)
    assert sources.plan(planned, EVENT, [HERE, spec], {"feed": frozenset({"interval"})})
    assert asked(planned, BLOGS.name).bookmark == "etag"
    assert asked(planned, BLOGS.name).spec == spec
    assert sources.health_of(planned, BLOGS.name) == before
    assert log(planned, number) == [("source", "blogs")]


def test_another_interval_counts_from_now_but_not_for_a_server_that_asked_us_to_wait(
    planned: Connection, clock: Clock
) -> None:
    manners = {"feed": frozenset({"interval"})}
    well(planned, clock, BLOGS.name)
    often = replace(BLOGS, options={**BLOGS.options, "interval": 30})
    sources.plan(planned, EVENT, [HERE, often], manners)
    assert asked(planned, BLOGS.name).due < clock()
    due = clock() + timedelta(hours=1)
    well(planned, clock, BLOGS.name, state=State.RETRY, due=due)
    oftener = replace(BLOGS, options={**BLOGS.options, "interval": 20})
    sources.plan(planned, EVENT, [HERE, oftener], manners)
    assert asked(planned, BLOGS.name).due == due


def test_a_source_that_may_now_read_a_private_address_is_tried_at_once(
    planned: Connection, clock: Clock
) -> None:
    well(planned, clock, BLOGS.name, state=State.REFUSED, due=None)
    sources.plan(planned, EVENT, [HERE, replace(BLOGS, local=True)])
    assert (asked(planned, BLOGS.name).bookmark, asked(planned, BLOGS.name).due < clock()) == (
        "etag",
        True,
    )


def test_a_source_to_which_all_belongs_is_read_afresh_and_one_that_is_sifted_is_not(
    planned: Connection, clock: Clock
) -> None:
    well(planned, clock, BLOGS.name, passed_over=3)
    sources.plan(planned, EVENT, [HERE, replace(BLOGS, tagged=True)])
    assert asked(planned, BLOGS.name).bookmark is None
    assert sources.health_of(planned, BLOGS.name).passed_over == 0
    well(planned, clock, BLOGS.name)
    sources.plan(planned, EVENT, [HERE, BLOGS])
    assert asked(planned, BLOGS.name).bookmark == "etag"


def test_a_source_under_another_name_is_the_same_source(planned: Connection, clock: Clock) -> None:
    save(planned, a_post(1, source=BLOGS.name), a_post(2, source=BLOGS.name), source=BLOGS)
    save(planned, a_post(2))
    before = well(planned, clock, BLOGS.name, given=2)
    number = changes.latest(planned)
    sources.plan(planned, EVENT, [HERE, replace(BLOGS, name="weblogs", pane="backchannel")])
    assert names(planned) == ["here.example", "weblogs"]
    assert asked(planned, "weblogs").bookmark == "etag"
    assert sources.health_of(planned, "weblogs") == replace(before, source="weblogs")
    assert {stored.sources for stored in everything(planned)} == {
        ("weblogs",),
        ("here.example", "weblogs"),  # the post's own server
    }
    assert len(everything(planned, "source:weblogs")) == 2
    assert not everything(planned, "source:blogs")
    assert {("source", "blogs"), ("source", "weblogs")} <= set(log(planned, number))
    assert check.check(planned).problems == ()


def test_what_a_renamed_source_gives_again_is_known(planned: Connection) -> None:
    unnamed = a_post(1, source=BLOGS.name, id="blogs\x1f1")
    save(planned, unnamed, source=BLOGS)
    renamed = replace(BLOGS, name="weblogs")
    sources.plan(planned, EVENT, [HERE, renamed])
    again = a_post(1, "Better words", source="weblogs", id="weblogs\x1f1")
    assert save(planned, again, source=renamed).new == []
    assert [str(stored.post.text) for stored in everything(planned)] == ["Better words"]
    assert posts.retract(planned, "weblogs", ["1"]) == 1


def test_a_name_that_gave_other_posts_before_is_not_taken_for_a_new_one(
    planned: Connection,
) -> None:
    save(planned, a_post(1))
    sources.plan(planned, EVENT, [BLOGS])
    save(planned, a_post(1, source=BLOGS.name), source=BLOGS)
    sources.plan(planned, EVENT, [replace(BLOGS, name=HERE.name)])
    assert everything(planned)[0].sources == (HERE.name, BLOGS.name)


def test_posts_go_with_their_source_to_another_pane(planned: Connection) -> None:
    save(planned, a_post(1), a_post(2), source=BLOGS)
    save(planned, a_post(3))
    save(planned, a_post(3), source=BLOGS)
    moved = replace(BLOGS, pane=HERE.pane)
    assert sources.plan(planned, EVENT, [HERE, moved])
    assert {post.pane for post in everything(planned)} == {HERE.pane}
    assert len([kind for kind, _ in log(planned) if kind == "post changed"]) == 3
    back = replace(HERE, pane=BLOGS.pane)
    assert sources.plan(planned, EVENT, [back, moved])
    assert [post.pane for post in everything(planned)].count(BLOGS.pane) == 1


def test_a_read_mark_never_goes_back(planned: Connection) -> None:
    for place in (17, 12, -5):
        sources.set_read_mark(planned, "feeds", place)
    assert sources.read_mark(planned, "feeds") == 17
