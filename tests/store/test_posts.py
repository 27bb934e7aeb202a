from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.clock import Clock
from tests.store.written import (
    BLOGS,
    HERE,
    THERE,
    a_post,
    at,
    everything,
    log,
    only,
    save,
    texts,
    whole,
)

from backchannel.clean.terminal import clean_line, clean_text
from backchannel.model.post import Author, CleanText, Kind, Poll, Post
from backchannel.model.sameness import id_within, identities, merged, retracted, says_the_same
from backchannel.store import board, changes, check, posts, schema, search
from backchannel.store.board import decisions, mutes
from backchannel.store.connection import Connection
from backchannel.store.migrations import MIGRATIONS

ANN = Author(CleanText("Ann"), CleanText("@ann@here.example"))


def copy_of(number: int, text: str = "Words", **changes: object) -> Post:
    """The same post as another server gives it."""
    return a_post(number, text, source=THERE.name, **changes)


def test_a_new_post_is_stored_found_and_logged(db: Connection) -> None:
    saved = save(db, a_post(1, "The river is rising"))
    stored = only(db)
    assert (saved.new, saved.first_here, stored.number, stored.version) == ([stored.place], 1, 1, 1)
    assert (stored.sources, stored.pane) == (("here.example",), "backchannel")
    assert texts(db, "rising") == ["The river is rising"]
    assert log(db) == [("post new", str(stored.place))]


def test_the_same_post_again_changes_and_logs_nothing(db: Connection) -> None:
    save(db, a_post(1))
    before = only(db), log(db)
    saved = save(db, a_post(1))
    assert (saved.same, saved.changed, (only(db), log(db))) == (1, [], before)


def test_an_edit_changes_the_words_the_index_and_the_version(db: Connection) -> None:
    save(db, a_post(1, "befor"))
    save(db, a_post(1, "before", edited=at(0)))
    stored = only(db)
    assert (stored.post.text, stored.version, stored.number) == ("before", 2, 1)
    assert (texts(db, '"befor"'), texts(db, '"before"')) == ([], ["before"])
    assert log(db)[1:] == [("post changed", str(stored.place))]


def test_an_earlier_wording_that_comes_late_changes_nothing(db: Connection) -> None:
    save(db, a_post(1, "later", edited=at(0)))
    assert save(db, a_post(1, "earlier", edited=at(1))).same == 1
    assert save(db, a_post(1, "earliest")).same == 1
    assert texts(db) == ["later"]


def test_a_feed_that_dates_no_edits_may_change_its_words(db: Connection) -> None:
    save(db, a_post(1, "one"), source=BLOGS)
    save(db, a_post(1, "two"), source=BLOGS)
    assert texts(db) == ["two"]


def test_the_moment_of_posting_and_the_place_never_change(db: Connection) -> None:
    save(db, a_post(1))
    place = only(db).place
    save(db, a_post(1, "moved", published=at(30), edited=at(0)))
    assert (only(db).place, only(db).post.published) == (place, at(1))


def test_counts_change_the_post_but_neither_index_nor_revisions(db: Connection) -> None:
    save(db, a_post(1))
    rows = db.value("SELECT max(rowid) FROM search_data"), db.value("SELECT count(*) FROM search")
    save(db, a_post(1, likes=5))
    assert only(db).post.likes == 5
    save(db, a_post(1, likes=3))
    assert (only(db).post.likes, only(db).version) == (3, 3)
    assert rows == (
        db.value("SELECT max(rowid) FROM search_data"),
        db.value("SELECT count(*) FROM search"),
    )
    assert db.value("SELECT count(*) FROM revisions") == 0


def test_votes_are_counts_too(db: Connection) -> None:
    def poll(votes: int) -> Poll:
        return Poll(((clean_line("yes"), votes), (clean_line("no"), 0)))

    save(db, a_post(1, poll=poll(1)))
    save(db, a_post(1, poll=poll(2)))
    assert only(db).post.poll == poll(2)
    assert db.value("SELECT count(*) FROM revisions") == 0


def test_earlier_wordings_are_kept_but_not_without_end(db: Connection) -> None:
    for turn in range(posts.REVISIONS + 10):
        save(db, a_post(1, f"read {turn} times"))
    assert db.value("SELECT count(*) FROM revisions") == posts.REVISIONS


def test_a_copy_from_another_place_is_one_post_that_names_both(db: Connection) -> None:
    save(db, a_post(1, "Words"))
    saved = save(db, copy_of(1, "Words, as there"), source=THERE)
    stored = only(db)
    assert (stored.sources, stored.post.text) == (("here.example", "there.example"), "Words")
    assert (saved.first_here, saved.changed) == (1, [stored.place])
    assert texts(db, "source:there") == ["Words"]


def test_two_places_that_count_differently_do_not_change_a_post_at_every_look(
    db: Connection,
) -> None:
    for _ in range(2):
        save(db, a_post(1, likes=9, boosts=1))
        save(db, copy_of(1, likes=2, boosts=4), source=THERE)
    before = log(db)
    save(db, a_post(1, likes=9, boosts=1))
    save(db, copy_of(1, likes=2, boosts=4), source=THERE)
    assert (only(db).post.likes, only(db).post.boosts, log(db)) == (9, 4, before)


def test_a_later_edit_counts_wherever_it_is_seen_first(db: Connection) -> None:
    save(db, a_post(1, "befor"))
    save(db, copy_of(1, "before", edited=at(0)), source=THERE)
    save(db, a_post(1, "befor"))  # the first place has not heard of it yet
    assert texts(db) == ["before"]


def test_a_page_that_only_shares_an_address_does_not_put_words_in_a_mouth(db: Connection) -> None:
    address = "https://here.example/@ann/1"
    save(db, a_post(1, "Mine", aliases=(address,)))
    save(db, a_post(1, "Forged", id=address, edited=at(0)), source=BLOGS)
    assert texts(db) == ["Mine"]


def test_a_name_learnt_later_is_known_from_then_on(db: Connection) -> None:
    save(db, a_post(1))
    save(db, a_post(1, aliases=("https://ann.example/1",)))
    assert save(db, a_post(9, id="https://ann.example/1", aliases=()), source=BLOGS).new == []


def test_twins_in_one_batch_are_one_post_under_all_their_names(db: Connection) -> None:
    first = a_post(1, "first", aliases=("a",))
    second = a_post(1, "second", aliases=("b",))
    third = a_post(3, "third", id="b", aliases=("c",))
    saved = save(db, first, second, third)
    assert (len(saved.new), saved.same, texts(db)) == (1, 2, ["first"])
    assert save(db, a_post(4, id="c", aliases=())).new == []
    assert save(db, a_post(5, id="a", aliases=())).new == []


def test_of_twins_the_later_edit_is_kept(db: Connection) -> None:
    save(db, a_post(1, "old"), a_post(1, "new", edited=at(0)))
    assert texts(db) == ["new"]


def test_a_post_known_twice_in_a_batch_is_logged_once(db: Connection) -> None:
    save(db, a_post(1))
    number = changes.latest(db)
    save(db, a_post(1, "two"), a_post(1, "three"))
    assert (texts(db), len(log(db, number))) == (["three"], 1)


def test_a_deleted_post_loses_its_words_everywhere(db: Connection) -> None:
    save(db, a_post(1, "a secret"))
    save(db, a_post(1, "a secret edited"))
    place = only(db).place
    board.pin(db, place, "me")
    assert posts.retract(db, HERE.name, ["1"]) == 1
    gone = whole(db, 1)
    assert (everything(db), texts(db, "secret"), gone.is_gone) == ([], [], True)
    assert (gone.post.text, gone.post.url, gone.post.author.name) == ("", None, "Ann 1")
    assert (gone.version, log(db)[-1]) == (4, ("post gone", str(place)))
    assert [pin.post.is_gone for pin in board.pins(db)] == [True]
    assert "secret" not in "".join(decision.about for decision in decisions.log(db))
    assert db.value("SELECT count(*) FROM revisions") == 0


def test_a_deletion_by_uri_counts_from_a_place_that_gave_the_post(db: Connection) -> None:
    save(db, a_post(1), a_post(2))
    assert posts.retract(db, THERE.name, ["https://here.example/posts/1"]) == 0
    assert posts.retract(db, HERE.name, ["https://here.example/posts/2"]) == 1
    assert [stored.number for stored in everything(db)] == [2]


def test_everything_of_an_account_that_is_closed_is_gone(db: Connection) -> None:
    save(db, *(a_post(n, id=f"at://did:plc:{who}/posts/{n}") for n, who in enumerate("aabc")))
    assert posts.retract(db, THERE.name, (), under=["at://did:plc:a/"]) == 0
    assert posts.retract(db, HERE.name, (), under=["at://did:plc:a/", "at://nobody/", ""]) == 2
    left = {stored.post.id for stored in everything(db)}
    assert left == {"at://did:plc:b/posts/2", "at://did:plc:c/posts/3"}


def test_who_is_muted_is_out_of_sight_when_their_name_comes_later(db: Connection) -> None:
    save(db, a_post(1), a_post(2, author=ANN))
    mutes.mute_author(db, everything(db)[-1].place, "me")
    save(db, a_post(1, author=ANN))
    assert everything(db) == []


def swept(path: Path, db: Connection) -> bytes:
    """What is on the disk once everything is swept and closed."""
    while not write(db, search.sweep):
        pass
    db.close()
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


def write(db: Connection, act: Callable[[Connection], bool]) -> bool:
    """As one transaction."""
    db.execute("BEGIN IMMEDIATE")
    done = act(db)
    db.execute("COMMIT")
    return done


@pytest.mark.parametrize("length", [1, 5_000], ids=["a short post", "a long article"])
def test_of_words_that_were_deleted_nothing_is_left_in_the_file(
    path: Path, clock: Clock, length: int
) -> None:
    db = schema.open_to_write(path, now=clock)
    save(db, *(a_post(number, f"Harmless words {number}") for number in range(2, 300)))
    save(db, a_post(1, "Something about xylophones " * length))
    save(db, a_post(1, "Nothing about glockenspiels", edited=at(0)))
    assert posts.retract(db, HERE.name, ["1"]) == 1
    found = swept(path, db)
    assert b"xylophones" not in found
    assert b"glockenspiels" not in found
    assert b"harmless" in found


def test_what_is_deleted_while_the_index_is_swept_is_swept_too(path: Path, clock: Clock) -> None:
    db = schema.open_to_write(path, now=clock)
    rare = {7: "xenon", 8: "quartz", 2_900: "zircon"}
    for first in range(0, 3_000, 500):
        numbers = range(first, first + 500)
        save(db, *(a_post(n, f"Somebody said word{n} {rare.get(n, '')}") for n in numbers))
    posts.retract(db, HERE.name, ["7"])
    assert not write(db, search.sweep)
    posts.retract(db, HERE.name, ["2900", "8"])
    found = swept(path, db)
    assert not [word for word in rare.values() if word.encode() in found]
    reopened = schema.open_to_write(path, now=clock)
    assert check.check(reopened).problems == ()
    assert len(everything(reopened, "word2999")) == 1
    reopened.close()


def test_where_nothing_was_deleted_nothing_is_swept(db: Connection) -> None:
    save(db, a_post(1))
    before = db.total_changes()
    assert search.sweep(db)
    assert db.total_changes() == before


def test_a_deletion_of_an_unknown_post_is_passed_over(db: Connection) -> None:
    assert posts.retract(db, HERE.name, ["77", "", "x\x1fy"]) == 0
    assert log(db) == []


def test_a_deletion_told_twice_is_one(db: Connection) -> None:
    save(db, a_post(1))
    assert posts.retract(db, HERE.name, ["1", "1"]) == 1
    assert posts.retract(db, HERE.name, ["1"]) == 0


def test_a_place_that_has_not_heard_of_a_deletion_does_not_bring_it_back(db: Connection) -> None:
    save(db, a_post(1))
    save(db, copy_of(1), source=THERE)
    posts.retract(db, HERE.name, ["1"])
    assert save(db, copy_of(1, "again", edited=at(0)), source=THERE).same == 1
    assert everything(db) == []


def test_a_post_given_again_by_the_place_that_deleted_it_is_back(db: Connection) -> None:
    save(db, a_post(1, "gone"))
    posts.retract(db, HERE.name, ["1"])
    save(db, a_post(1, "back"))
    assert (texts(db, "back"), only(db).number, only(db).is_gone) == (["back"], 1, False)


def test_posts_of_one_second_stand_as_the_source_gave_them(db: Connection) -> None:
    numbers = range(300)
    for start in (0, 100, 200):
        part = [a_post(n, str(n), published=at(1)) for n in numbers[start : start + 100]]
        save(db, *part)
    stored = [int(text) for text in texts(db)]
    assert sorted(stored) == list(numbers)
    assert stored[200:] == list(range(100))


def test_undated_posts_keep_the_order_of_their_feed(db: Connection, clock: Clock) -> None:
    save(db, *(a_post(n, str(n), published=None) for n in range(5)), source=BLOGS)
    clock.advance(60)
    save(db, *(a_post(n, str(n), published=None) for n in (7, 6, 0)), source=BLOGS)
    assert texts(db) == ["7", "6", "0", "1", "2", "3", "4"]


def test_a_post_is_never_later_than_it_was_first_seen(db: Connection, clock: Clock) -> None:
    save(db, a_post(1, published=clock() + (at(0) - at(60))))
    assert only(db).first_seen == clock()
    assert pages_moment(only(db).place) <= clock().timestamp()


def pages_moment(place: int) -> float:
    return place / 1_000_000


def test_numbers_follow_the_time_of_posting_within_a_batch_and_are_never_given_twice(
    db: Connection,
) -> None:
    save(db, a_post(1), a_post(3), a_post(2))
    assert [stored.number for stored in everything(db)] == [3, 2, 1]
    posts.retract(db, HERE.name, ["1"])
    save(db, a_post(9))
    assert whole(db, 4).post.id.endswith("/9")


@given(
    arrivals=st.lists(
        st.tuples(
            st.sampled_from((HERE, THERE)),
            st.integers(1, 3),
            st.sampled_from((None, 3, 2, 1)),
            st.booleans(),
        ),
        max_size=12,
    )
)
def test_in_any_order_the_latest_edit_stands_and_the_store_is_sound(
    tmp_path_factory: pytest.TempPathFactory, arrivals: list[tuple[object, int, int | None, bool]]
) -> None:
    from backchannel.model.source import SourceSpec
    from backchannel.store import schema

    path = tmp_path_factory.mktemp("law") / "event.db"
    db = schema.open_to_write(path, now=Clock())
    latest: dict[int, int] = {}
    for source, number, edit, is_gone in arrivals:
        assert isinstance(source, SourceSpec)
        edited = None if edit is None else at(edit)
        version = 0 if edit is None else 4 - edit
        post = a_post(number, f"version {version}", source=source.name, edited=edited)
        save(db, post, source=source)
        latest[number] = max(latest.get(number, 0), version)
        if is_gone:
            posts.retract(db, source.name, ["99"])
    shown = {stored.post.id: stored.post.text for stored in everything(db)}
    assert shown == {
        f"https://here.example/posts/{number}": f"version {version}"
        for number, version in latest.items()
    }
    assert check.check(db).problems == ()
    db.close()


_POSTS = st.builds(
    a_post,
    st.just(1),
    st.sampled_from(("one", "two")),
    edited=st.sampled_from((None, at(2), at(1))),
    likes=st.integers(0, 3),
)


@given(old=_POSTS, new=_POSTS, is_first=st.booleans(), is_alone=st.booleans())
def test_seeing_the_same_again_changes_nothing(
    old: Post, new: Post, is_first: bool, is_alone: bool
) -> None:
    once = merged(old, new, is_first=is_first, is_alone=is_alone)
    assert merged(once, new, is_first=is_first, is_alone=is_alone) == once
    assert (once.id, once.published) == (old.id, old.published)


def test_names_of_a_post_come_once_and_its_id_first() -> None:
    post = a_post(1, aliases=("b", "b", "https://here.example/posts/1"))
    assert identities(post) == ("https://here.example/posts/1", "b")


def test_only_words_make_another_wording() -> None:
    post = a_post(1)
    assert says_the_same(post, replace(post, likes=9, edited=at(0), tags=("x",)))
    assert not says_the_same(post, replace(post, text=clean_text("Other words")))


def test_what_is_left_of_a_deleted_post_is_who_and_when() -> None:
    left = retracted(a_post(1, "secret", warning=clean_line("w"), likes=3))
    assert (left.text, left.warning, left.url, left.likes) == ("", "", None, 0)
    assert (left.published, left.author.name) == (at(1), "Ann 1")


def test_an_id_within_a_source_is_of_that_source_alone() -> None:
    assert id_within("a", "1") != id_within("b", "1")


def test_a_store_from_before_drops_links_that_were_the_post_itself(db: Connection) -> None:
    own, page = "https://here.example/@ann/1", "https://council.example/report"
    save(db, a_post(1, "own", link=own), a_post(2, "other", link=page))
    save(db, a_post(3, "marked", kind=Kind.BOOKMARK, url=page, link=page))
    with db:
        for step in MIGRATIONS[3]:
            assert callable(step)
            step(db)
    assert texts(db, "has:link") == ["other", "marked"]
    assert texts(db, "-has:link") == ["own"] == texts(db, "own source:here.example")
    assert not save(db, a_post(1, "own")).changed
    assert not check.check(db).problems


def test_a_store_from_before_finds_the_same_after_its_index_was_made_anew(db: Connection) -> None:
    save(db, a_post(1, "councils meet"), a_post(2, "council tax"), a_post(3, "counsel"))
    posts.retract(db, HERE.name, ["3"])
    save(db, copy_of(1, "councils meet"), source=THERE)
    with db:
        db.execute("DROP INDEX posts_by_number").fetchall()
        for step in MIGRATIONS[4]:
            step(db) if callable(step) else db.execute(step).fetchall()
    assert sorted(texts(db, "counci")) == ["council tax", "councils meet"]
    assert texts(db, "councils source:there.example") == ["councils meet"]
    assert not check.check(db).problems
