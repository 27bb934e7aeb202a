from collections.abc import Callable
from datetime import timedelta

import pytest
from msgspec.structs import replace
from tests.clock import Clock
from tests.store.copies.twice import BLUESKY, MASTODON, on_bluesky, on_mastodon
from tests.store.written import HERE, a_post, log, save, whole

from backchannel.clean.terminal import clean_text
from backchannel.errors import StoreError
from backchannel.model.board import Act
from backchannel.model.change import ChangeKind
from backchannel.model.post import Media, MediaKind, StoredPost, Url
from backchannel.model.programme import Event, Rule
from backchannel.model.roles.stage import Look, dwell
from backchannel.store import board, changes, posts, sources
from backchannel.store.board import decisions
from backchannel.store.connection import Connection
from backchannel.store.roles import rules, stage
from backchannel.store.roles.stage import pictures


@pytest.fixture
def places(db: Connection) -> list[int]:
    """Three pinned posts and one that is not; their places by number."""
    save(db, a_post(4, "one"), a_post(3, "two"), a_post(2, "three"), a_post(1, "not pinned"))
    found = [0, *(whole(db, number).place for number in (1, 2, 3, 4))]
    for place in found[1:4]:
        board.pin(db, place, "lena")
    return found


def shown(db: Connection) -> int | None:
    """The number of what is on the projectors; None for the card."""
    post = stage.shown(db).post
    return post.number if post is not None else None


def came(
    db: Connection, step: Callable[[Connection, str], StoredPost | None], count: int
) -> list[int]:
    """The numbers of what a step puts on air, again and again."""
    found = [step(db, "op") for _ in range(count)]
    return [post.number for post in found if post is not None]


def test_what_is_taken_is_shown_and_nothing_before(db: Connection, places: list[int]) -> None:
    assert shown(db) is None
    assert stage.take(db, places[2], "op")
    assert shown(db) == 2
    assert not stage.take(db, places[2], "op")
    assert log(db)[-1] == ("stage", "air")


def test_next_goes_down_the_pins_and_round_and_back_goes_up(
    db: Connection, places: list[int]
) -> None:
    assert came(db, stage.next_, 4) == [1, 2, 3, 1]
    assert came(db, stage.back, 2) == [3, 2]


def test_next_goes_on_after_what_was_on_air_though_it_is_unpinned_by_now(
    db: Connection, places: list[int]
) -> None:
    stage.take(db, places[2], "op")
    board.unpin(db, places[2], "op")
    assert came(db, stage.next_, 1) == [3]
    board.unpin(db, places[3], "op")
    assert came(db, stage.back, 1) == [1]
    stage.off_air(db, "op")
    assert came(db, stage.next_, 1) == [1]


def test_next_passes_over_what_may_not_be_shown(db: Connection, places: list[int]) -> None:
    stage.take(db, places[1], "op")
    board.hide(db, places[2], "lena")
    following = stage.following(db)
    assert following is not None
    assert following.number == 3


def test_what_is_lined_up_comes_next_once(db: Connection, places: list[int]) -> None:
    stage.take(db, places[1], "op")
    assert stage.line_up(db, places[3], "op")
    assert came(db, stage.next_, 2) == [3, 1]
    stage.line_up(db, places[3], "op")
    stage.line_up(db, places[3], "op")  # twice: the usual order again
    assert stage.air(db).next is None


def test_only_pins_can_be_taken_and_the_desk_pins_as_it_does_so(
    db: Connection, places: list[int]
) -> None:
    with pytest.raises(StoreError, match="4 cannot go on air: not pinned"):
        stage.take(db, places[4], "op")
    assert stage.put_on_air(db, places[4], "lena")
    assert shown(db) == 4
    board.undo(db, "lena")
    assert (shown(db), whole(db, 4).is_pinned) == (None, False)


def test_blank_shows_nothing_until_it_is_taken_back(db: Connection, places: list[int]) -> None:
    stage.take(db, places[1], "op")
    assert stage.blank(db, "lena")
    assert (stage.shown(db).is_blank, stage.shown(db).post) == (True, None)
    stage.take(db, places[2], "op")
    assert stage.shown(db).is_blank
    assert stage.unblank(db, "op")
    assert shown(db) == 2
    assert (stage.unblank(db, "op"), stage.blank(db, "op"), stage.blank(db, "op")) == (
        (False, True, False)
    )


def test_what_is_taken_while_the_stage_is_blank_waits_behind_it(
    db: Connection, places: list[int]
) -> None:
    stage.take(db, places[1], "op")
    stage.blank(db, "op")
    stage.take(db, places[2], "op")
    view = stage.overview(db)
    assert (view.shown.is_blank, view.shown.post) == (True, None)
    assert view.behind.post is not None
    assert (view.behind.post.number, shown(db)) == (2, None)
    stage.unblank(db, "op")
    assert shown(db) == 2


def test_only_who_has_read_for_a_while_that_it_is_blank_shows_it_again(
    db: Connection, places: list[int], clock: Clock
) -> None:
    stage.take(db, places[1], "op")
    first = clock()
    assert stage.toggle_blank(db, "op")
    clock.advance(60)
    assert stage.toggle_blank(db, "lena", None)
    assert stage.toggle_blank(db, "lena", clock())
    clock.advance(2.5)
    assert stage.toggle_blank(db, "lena", first, timedelta(seconds=70))
    assert not stage.toggle_blank(db, "op", first)
    assert shown(db) == 1


def test_a_screen_that_says_blank_of_an_earlier_time_shows_nothing_again(
    db: Connection, places: list[int], clock: Clock
) -> None:
    early = clock()
    stage.blank(db, "op")
    clock.advance(60)
    stage.unblank(db, "op")
    stage.blank(db, "op")
    assert stage.toggle_blank(db, "lena", early)


def test_the_last_act_on_the_stage_is_undone_and_nothing_else(
    db: Connection, places: list[int]
) -> None:
    stage.take(db, places[1], "op")
    stage.take(db, places[2], "op")
    board.stash(db, places[4], "op")
    undone = stage.undo(db, "op")
    assert undone is not None
    assert (undone.act, undone.about, undone.undone) == (Act.TAKE, "2, Ann 3", True)
    assert (shown(db), whole(db, 4).is_stashed) == (1, True)
    assert stage.undo(db, "op")
    assert (shown(db), stage.undo(db, "op")) == (None, None)


def test_a_setting_is_undone_though_another_post_is_on_air_by_now(
    db: Connection, places: list[int]
) -> None:
    stage.set_look(db, "op", "no photos", Look(has_photos=False))
    stage.take(db, places[1], "tom")
    stage.undo(db, "op")
    assert (stage.look(db), shown(db)) == (Look(), 1)


def test_with_a_display_delay_what_was_shown_stays_for_so_long(
    db: Connection, places: list[int], clock: Clock
) -> None:
    stage.take(db, places[1], "op")
    stage.set_look(db, "op", "delay 5 s", Look(delay=5))
    stage.take(db, places[2], "op")
    waiting = stage.shown(db)
    assert (shown(db), waiting.until) == (1, clock() + timedelta(seconds=5))
    clock.advance(4.9)
    stage.take(db, places[3], "op")
    assert shown(db) == 1
    clock.advance(5)
    assert (shown(db), stage.shown(db).until) == (3, None)


@pytest.mark.parametrize("delay", [0, 5])
@pytest.mark.parametrize("hours", [1 / 120, 1])
def test_what_is_on_air_stays_when_the_clock_is_set_back(
    db: Connection, places: list[int], clock: Clock, delay: int, hours: float
) -> None:
    stage.set_look(db, "op", "delay", Look(delay=delay))
    stage.take(db, places[1], "op")
    clock.advance(delay)
    assert shown(db) == 1
    clock.advance(-3600 * hours)
    assert (shown(db), stage.shown(db).until) == (1, None)
    stage.take(db, places[2], "op")
    clock.advance(delay)
    assert (shown(db), stage.shown(db).until) == (2, None)


def test_a_delay_holds_nothing_back_that_takes_off_air(db: Connection, places: list[int]) -> None:
    stage.set_look(db, "op", "delay 5 s", Look(delay=5))
    stage.take(db, places[1], "op")
    stage.blank(db, "op")
    assert stage.shown(db).is_blank
    stage.unblank(db, "op")
    stage.off_air(db, "op")
    assert (stage.shown(db).until, shown(db)) == (None, None)
    with pytest.raises(StoreError, match="0 to 60 seconds"):
        stage.set_look(db, "op", "", Look(delay=61))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"text": clean_text("Something else")}, "edited since it was pinned"),
        ({"is_sensitive": True}, "sensitive"),
        ({"warning": clean_text("spiders")}, "sensitive, content warning: spiders"),
    ],
)
def test_what_its_author_changes_while_it_is_on_air_leaves_it(
    db: Connection, places: list[int], clock: Clock, change: dict[str, object], why: str
) -> None:
    stage.take(db, places[1], "op")
    clock.advance(1)
    save(db, replace(a_post(4, "one"), **change))
    assert (shown(db), stage.unfit(db, whole(db, 1))) == (None, why)


def test_edited_words_are_shown_when_somebody_takes_them(
    db: Connection, places: list[int], clock: Clock
) -> None:
    stage.take(db, places[1], "op")
    clock.advance(1)
    save(db, a_post(4, "one, and more"))
    clock.advance(1)
    stage.take(db, places[1], "op")
    assert shown(db) == 1
    clock.advance(1)
    save(db, a_post(4, "one, and again"))
    assert shown(db) is None


def test_taking_edited_words_is_told_to_whoever_follows(
    db: Connection, places: list[int], clock: Clock
) -> None:
    stage.take(db, places[1], "op")
    clock.advance(1)
    save(db, a_post(4, "one, and more"))
    clock.advance(1)
    before = changes.latest(db)
    assert stage.take(db, places[1], "op")
    assert ChangeKind.STAGE in {each.kind for each in changes.since(db, before)}
    assert not stage.take(db, places[1], "op")


def renamed(db: Connection, name: str) -> None:
    post = a_post(4, "one")
    save(db, replace(post, author=replace(post.author, name=clean_text(name))))


def test_a_name_that_was_changed_since_is_shown_when_somebody_takes_it(
    db: Connection, places: list[int], clock: Clock
) -> None:
    def name() -> str:
        post = stage.shown(db).post
        return post.post.author.name if post is not None else ""

    stage.take(db, places[1], "op")
    first = name()
    for wanted in ("Rude Words", "Ruder Words"):
        clock.advance(1)
        renamed(db, wanted)
        assert name() == first
        assert [each.name for each in stage.overview(db).renamed.values()] == [first]
    clock.advance(1)
    assert stage.take(db, places[1], "op")
    assert (name(), stage.overview(db).renamed) == ("Ruder Words", {})
    clock.advance(1)
    renamed(db, "Rudest Words")
    assert name() == "Ruder Words"
    clock.advance(1)
    board.unpin(db, places[1], "op")
    board.pin(db, places[1], "op")
    stage.take(db, places[1], "op")
    assert name() == "Rudest Words"


def test_what_a_rule_mutes_leaves_and_says_why(db: Connection, places: list[int]) -> None:
    stage.take(db, places[1], "op")
    spam = Rule("spam", "one", mute=True)
    sources.plan(db, Event("An event", ("rivers",), rules=(spam,)), [])
    assert (shown(db), stage.unfit(db, whole(db, 1))) == (None, "a rule mutes it")
    assert stage.unfit(db, whole(db, 2)) == ""


@pytest.mark.parametrize(
    ("when", "seconds"),
    [
        ("one since:10m", 6 * 60),
        ("one before:10m", 6 * 60),
        ("-(one since:10m) since:14:30", 6 * 60),
        ("one (since:14:30 OR before:13:30)", 30 * 60),
        ("one since:999999w", None),
        ("one since:2026-01-01", None),
        ("one since:1m", None),
        ("one", None),
    ],
)
def test_it_is_known_when_rules_may_say_otherwise(
    db: Connection, places: list[int], when: str, seconds: int | None
) -> None:
    stage.take(db, places[1], "op")  # posted four minutes ago
    sources.plan(db, Event("An event", ("rivers",), rules=(Rule("x", when, mute=True),)), [])
    until = stage.shown(db).until
    left = None if until is None else round((until - db.now()).total_seconds())
    assert left == seconds


def test_what_a_rule_mutes_where_it_says_the_same_leaves_and_comes_back(db: Connection) -> None:
    save(db, on_mastodon(), source=MASTODON)
    save(db, on_bluesky(), source=BLUESKY)
    board.pin(db, whole(db, 1).place, "lena")
    stage.take(db, whole(db, 1).place, "op")
    other = Rule("other", "from:ana.bsky.example", mute=True)
    sources.plan(db, Event("An event", ("rivers",), rules=(other,)), [])
    assert shown(db) is None
    assert stage.unfit(db, whole(db, 1)) == "a rule mutes it where it says the same"
    rules.bring_back(db, whole(db, 2).place, "lena")
    assert (shown(db), stage.unfit(db, whole(db, 1))) == (1, "")


def test_pictures_of_what_a_rule_mutes_go_and_are_not_fetched(db: Connection) -> None:
    photos = [
        (Media(MediaKind.PHOTO, Url(f"https://m.example/{n}.jpg"), clean_text("")),) for n in (1, 2)
    ]
    save(db, a_post(2, "Buy followers", media=photos[0]), a_post(1, media=photos[1]))
    for number in (1, 2):
        board.pin(db, whole(db, number).place, "lena")
    first, second = (each.url for each in pictures.wanted(db))
    pictures.keep(db, first, "first.jpg", 1)
    spam = Rule("spam", "followers", mute=True)
    sources.plan(db, Event("An event", ("rivers",), rules=(spam,)), [])
    assert pictures.let_go(db) == ()
    assert [each.url for each in pictures.wanted(db)] == [second]
    rules.bring_back(db, whole(db, 1).place, "lena")
    assert [each.url for each in pictures.wanted(db)] == [first, second]


def test_what_comes_back_after_it_was_deleted_was_approved_by_nobody(
    db: Connection, places: list[int], clock: Clock
) -> None:
    stage.take(db, places[1], "op")
    clock.advance(1)
    posts.retract(db, HERE.name, ["https://here.example/posts/4"])
    clock.advance(1)
    save(db, a_post(4, "words for the whole room"))
    assert not whole(db, 1).is_gone
    assert shown(db) is None
    clock.advance(1)
    stage.take(db, places[1], "op")
    assert shown(db) == 1


def test_what_is_deleted_hidden_muted_or_unpinned_leaves_at_once(
    db: Connection, places: list[int]
) -> None:
    found: list[tuple[int | None, int | None, str]] = []
    for act in (
        lambda: posts.retract(db, HERE.name, ["https://here.example/posts/4"]),
        lambda: board.hide(db, places[2], "lena"),
        lambda: board.mute_author(db, places[3], "lena"),
        lambda: board.unpin(db, places[4], "lena"),
    ):
        place = places[len(found) + 1]
        stage.put_on_air(db, place, "op")
        before = shown(db)
        act()
        found.append((before, shown(db), stage.unfit(db, whole(db, len(found) + 1))))
    assert found == [
        (1, None, "deleted by its author"),
        (2, None, "hidden"),
        (3, None, "its author is muted"),
        (4, None, "not pinned"),
    ]


def test_the_log_keeps_no_word_of_what_was_on_air(db: Connection, places: list[int]) -> None:
    stage.take(db, places[1], "op")
    stage.blank(db, "op")
    posts.retract(db, HERE.name, ["https://here.example/posts/4"])
    assert not [each for each in decisions.log(db) if "one" in each.about]


def test_a_long_text_stays_longer_than_a_short_one_but_not_for_ever() -> None:
    short, long, endless = (a_post(1, "word " * count) for count in (2, 60, 5_000))
    assert dwell(short) < dwell(long) < dwell(endless)
    assert dwell(endless).total_seconds() == 40


def test_a_stage_that_a_later_version_wrote_is_the_card(db: Connection) -> None:
    db.execute("INSERT INTO stage VALUES ('air', '[1]'), ('look', '{\"size\": \"vast\"}')")
    assert (shown(db), stage.look(db)) == (None, Look())


def test_undoing_shows_no_blank_stage_and_still_undoes_what_is_behind_it(
    db: Connection, places: list[int]
) -> None:
    stage.take(db, places[1], "op")
    stage.take(db, places[2], "op")
    stage.blank(db, "op")
    for by in ("op", "lena"):
        undone = stage.undo(db, by)
        assert (undone is not None and undone.undone, stage.shown(db).is_blank) == (True, True)
        board.pin(db, places[4], "lena")
    stage.unblank(db, "op")
    assert shown(db) == 1


def test_nothing_comes_on_air_by_doing_it_again(db: Connection, places: list[int]) -> None:
    stage.put_on_air(db, places[4], "lena")
    board.undo(db, "lena")
    again = board.redo(db, "lena")
    assert again is not None
    assert (again.act, shown(db), whole(db, 4).is_pinned) == (Act.PIN, None, True)
    stage.take(db, places[1], "op")
    stage.undo(db, "op")
    assert (board.redo(db, "op"), shown(db)) == (None, None)
    stage.take(db, places[4], "op")
    board.undo(db, "lena")
    assert board.redo(db, "lena") is not None
    assert (shown(db), whole(db, 4).is_pinned) == (None, True)


def test_what_is_pinned_again_waits_to_be_taken_again(db: Connection, places: list[int]) -> None:
    stage.take(db, places[1], "op")
    board.unpin(db, places[1], "op")
    stage.undo(db, "op")
    assert shown(db) == 1
    board.unpin(db, places[1], "op")
    board.pin(db, places[1], "lena")
    assert (shown(db), stage.unfit(db, whole(db, 1))) == (None, "")


def test_a_take_that_was_undone_approves_of_nothing(
    db: Connection, places: list[int], clock: Clock
) -> None:
    save(db, a_post(4, "one, and more"))
    clock.advance(1)
    save(db, a_post(4, "one, and worse"))
    clock.advance(1)
    stage.take(db, places[1], "op")
    stage.undo(db, "op")
    assert stage.unfit(db, whole(db, 1)) == "edited since it was pinned"


def test_words_that_changed_since_they_were_seen_are_not_approved(
    db: Connection, places: list[int], clock: Clock
) -> None:
    seen, other = whole(db, 1), whole(db, 4)
    clock.advance(1)
    save(db, a_post(4, "worse"), a_post(1, "worse"))
    for act, post in ((stage.take, seen), (board.pin, other), (stage.put_on_air, other)):
        with pytest.raises(StoreError, match=f"{post.number} was changed just now: read it"):
            act(db, post.place, "op", post)
    assert shown(db) is None
    assert stage.take(db, places[1], "op", whole(db, 1))
