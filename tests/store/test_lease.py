from tests.clock import Clock
from tests.store.written import log

from backchannel.store import lease
from backchannel.store.connection import Connection


def take(db: Connection, holder: str) -> bool:
    return lease.take(db, holder, 17, "desk.example")


def test_one_collector_a_store(db: Connection, clock: Clock) -> None:
    assert take(db, "one")
    clock.advance(3)
    assert not take(db, "other")
    held = lease.read(db)
    assert held is not None
    assert (held.holder, held.pid, held.host) == ("one", 17, "desk.example")
    assert held.is_live(clock())


def test_renewing_keeps_it_and_is_not_told(db: Connection, clock: Clock) -> None:
    began = clock()
    for _ in range(10):
        assert take(db, "one")
        clock.advance(3)
        assert not take(db, "other")
    held = lease.read(db)
    assert held is not None
    assert held.taken == began
    assert log(db) == [("collector", "one")]


def test_who_has_not_been_heard_is_taken_over_from(db: Connection, clock: Clock) -> None:
    take(db, "one")
    clock.advance(lease.STALE.total_seconds())
    assert take(db, "other")
    assert not take(db, "one")
    assert log(db) == [("collector", "one"), ("collector", "other")]


def test_a_released_lease_is_free_at_once(db: Connection) -> None:
    take(db, "one")
    lease.release(db, "one")
    assert lease.read(db) is None
    assert take(db, "other")
    assert log(db) == [("collector", "one"), ("collector", ""), ("collector", "other")]


def test_nobody_releases_another_s_lease(db: Connection) -> None:
    take(db, "one")
    lease.release(db, "other")
    assert not take(db, "other")


def test_a_clock_set_back_does_not_cost_a_living_collector_its_lease(
    db: Connection, clock: Clock
) -> None:
    take(db, "one")
    clock.advance(-3_600)
    assert not take(db, "other")
    clock.advance(1)
    assert take(db, "one")
    held = lease.read(db)
    assert held is not None
    assert held.taken == clock()  # whatever is read from now on is after it
    clock.advance(1)
    assert not take(db, "other")


def test_a_clock_set_back_does_not_keep_a_dead_collector_alive(
    db: Connection, clock: Clock
) -> None:
    take(db, "one")
    clock.advance(-3_600)
    assert not take(db, "other")
    clock.advance(lease.STALE.total_seconds())
    assert take(db, "other")


def test_the_last_starts_and_who_started_it_are_remembered(db: Connection, clock: Clock) -> None:
    began = clock()
    take(db, "one")
    clock.advance(60)
    lease.release(db, "one")
    assert lease.take(db, "other", 18, "desk.example", parent=4)
    take(db, "other")
    held = lease.read(db)
    assert held is not None
    assert (held.parent, held.starts) == (4, (began, clock()))
    for number in range(50):
        lease.release(db, lease.read(db).holder)  # type: ignore[union-attr]  # held just now
        take(db, f"{number}")
    held = lease.read(db)
    assert held is not None
    assert len(held.starts) == lease.STARTS


def test_who_sends_and_who_collects_do_not_wait_for_each_other(db: Connection) -> None:
    assert take(db, "one")
    assert lease.take_here(db, "sender", lease.SENDING)
    assert not lease.take_here(db, "another", lease.SENDING)
    assert log(db) == [("collector", "one")]
    lease.release(db, "one")
    assert not lease.is_collected(db)
    assert not lease.take_here(db, "another", lease.SENDING)
    lease.release(db, "sender", lease.SENDING)
    assert lease.take_here(db, "another", lease.SENDING)
    assert take(db, "other")
