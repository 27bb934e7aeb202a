"""Who and what comes up most: known posts, known numbers, and each is found by its filter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.clock import START
from tests.store.written import BLOGS, HERE, THERE, a_post, at, save

from backchannel.clean.html import from_html
from backchannel.clean.terminal import clean_line
from backchannel.model.post import Author, Kind, Post, Url
from backchannel.model.programme import Event, Rule
from backchannel.model.query import parse
from backchannel.store import board, pages, posts, schema, sources
from backchannel.store.activity.window import Activity, Frequent, Window
from backchannel.store.board import mutes
from backchannel.store.connection import Connection
from backchannel.store.roles import rules

QUARTER = timedelta(minutes=15)
EVERY_MUTED = pages.View(None, parse("is:muted"))


def counted(db: Connection, since: timedelta = QUARTER, of: Window | None = None) -> Activity:
    """What comes up most since then."""
    of = of or Window(("rivers",))
    of.take(db, of.look(db, db.now() - since))
    return of.told(db)


def said(number: int, text: str, who: str = "ann", **changes: object) -> Post:
    """A post of somebody's, a second later than the ones with a lower number."""
    account = Author(clean_line(who.title()), clean_line(f"@{who}@here.example"))
    post = a_post(number, text, author=account, published=at(10) + timedelta(seconds=number))
    return replace(post, **changes)


def linked(number: int, html: str, who: str = "ann") -> Post:
    body = from_html(html)
    return replace(said(number, "", who), text=body.text, spans=body.spans)


def numbers(found: tuple[Frequent, ...]) -> dict[str, int]:
    return {thing.shown: thing.count for thing in found}


def test_people_are_counted_by_their_account(db: Connection) -> None:
    save(db, said(1, "one"), said(2, "two", "bob"), said(3, "three"))
    activity = counted(db)
    assert [(each.shown, each.about, each.count) for each in activity.people] == [
        ("Ann", "@ann@here.example", 2),
        ("Bob", "@bob@here.example", 1),
    ]
    assert activity.posts == 3


def test_words_that_say_nothing_and_the_event_s_own_tags_are_left_out(db: Connection) -> None:
    texts = ("The outcomes are what we measure #rivers", "Outcomes, not outputs! 2009 rivers")
    save(db, *(said(n, text, language="en") for n, text in enumerate(texts)))
    assert numbers(counted(db).words) == {"outcomes": 2}


def test_what_says_nothing_is_a_matter_of_the_language(db: Connection) -> None:
    save(
        db,
        said(1, "War die Brücke da?", language="de"),
        said(2, "Die Brücke war da", language="de"),
    )
    assert numbers(counted(db).words) == {"brücke": 2}
    save(db, said(3, "No war", language="en"), said(4, "War ends", language="en"))
    assert numbers(counted(db).words) == {"brücke": 2, "war": 2}


def test_a_word_counts_once_a_post_however_it_is_written(db: Connection) -> None:
    save(db, said(1, "Café CAFE cafés café"), said(2, "a CAFÉ"))
    assert numbers(counted(db).words) == {"café": 2}


def test_other_hashtags_are_counted_and_are_no_words(db: Connection) -> None:
    both = ("rivers", "kpi")
    posts_ = [replace(linked(n, "Read <a href='https://here.example/tags/kpi'>#kpi</a>"), tags=both)
              for n in range(2)]  # fmt: skip
    save(db, *posts_)
    assert numbers(counted(db).tags) == {"#kpi": 2}
    assert "kpi" not in numbers(counted(db).words)


def test_a_page_is_one_however_its_address_is_written(db: Connection) -> None:
    save(
        db,
        linked(1, '<a href="http://www.council.example/report/">www.council.example/report/</a>'),
        linked(2, '<a href="https://www.council.example/report?utm_source=x">this</a> twice '
                  '<a href="https://www.council.example/report">this</a>'),
    )  # fmt: skip
    (link,) = counted(db).links
    assert (link.shown, link.count) == ("council.example/report", 2)
    assert link.query == "council.example/report/"


def test_a_post_s_own_page_is_not_shared_by_it(db: Connection) -> None:
    page = Url("https://here.example/@ann/1")
    save(db, said(1, "outcomes", url=page, link=page))
    assert not counted(db).links


def test_a_page_that_is_a_post_of_ours_is_told_by_its_title(db: Connection) -> None:
    page = Url("https://council.example/report")
    title = clean_line('What "councils" can learn')
    save(db, said(1, "", id=page, url=page, kind=Kind.ARTICLE, title=title), source=BLOGS)
    save(db, linked(2, f'<a href="{page}">read</a>', "bob"))
    (link,) = counted(db).links
    assert (link.shown, link.about) == (title, "council.example/report")
    assert link.query == '"What councils can learn"'


def test_a_post_in_two_places_counts_once(db: Connection) -> None:
    post = said(1, "Outcomes outcomes")
    save(db, post, said(2, "outcomes", "bob"))
    save(db, post, source=THERE)
    activity = counted(db)
    assert (activity.posts, numbers(activity.people)) == (2, {"Ann": 1, "Bob": 1})
    assert numbers(activity.words) == {"outcomes": 2}


def test_what_is_out_of_sight_does_not_count_from_then_on(db: Connection) -> None:
    whose = ("ann", "bob", "cleo", "dora")
    save(db, *(said(n, "outcomes", who) for n, who in enumerate(whose)))
    of = Window(())
    assert numbers(counted(db, of=of).words) == {"outcomes": 4}
    places = {str(post.post.author.name): post.place for post in pages.walk(db, pages.View())}
    db.execute("BEGIN")
    board.hide(db, places["Ann"], "me")
    mutes.mute_author(db, places["Bob"], "me")
    posts.retract(db, HERE.name, [said(2, "", "cleo").id])
    db.execute("COMMIT")
    activity = counted(db, of=of)
    assert (activity.posts, numbers(activity.people)) == (1, {"Dora": 1})
    assert not activity.words  # one alone is no trend


def test_what_a_rule_mutes_does_not_count_and_lends_no_page_its_title(db: Connection) -> None:
    page = Url("https://council.example/report")
    title = clean_line("Buy followers")
    save(db, said(1, "", id=page, url=page, kind=Kind.ARTICLE, title=title), source=BLOGS)
    save(db, linked(2, f'<a href="{page}">read</a>', "bob"), said(3, "Buy followers", "cleo"))
    of = Window(())
    assert counted(db, of=of).posts == 3
    spam = Rule("spam", "followers", mute=True)
    sources.plan(db, Event("Rivers", ("rivers",), rules=(spam,)), ())
    activity = counted(db, of=of)
    assert (activity.posts, numbers(activity.people)) == (1, {"Bob": 1})
    assert numbers(activity.links) == {"council.example/report": 1}
    places = {str(post.post.author.name): post.place for post in pages.walk(db, EVERY_MUTED)}
    rules.bring_back(db, places["Cleo"], "me")
    assert numbers(counted(db, of=of).people) == {"Bob": 1, "Cleo": 1}


def test_an_edit_counts_as_it_now_reads(db: Connection) -> None:
    of = Window(())
    save(db, said(1, "outputs"), said(2, "outputs"))
    assert numbers(counted(db, of=of).words) == {"outputs": 2}
    for number in (1, 2):
        save(db, replace(said(number, "outcomes"), edited=at(1)))
    assert numbers(counted(db, of=of).words) == {"outcomes": 2}


def test_what_is_older_is_not_counted(db: Connection) -> None:
    save(db, said(1, "now"), replace(said(2, "then", "bob"), published=at(16)))
    assert numbers(counted(db).people) == {"Ann": 1}
    assert numbers(counted(db, timedelta(minutes=45)).people) == {"Ann": 1, "Bob": 1}


def test_of_too_many_posts_only_some_are_counted_and_that_is_told(db: Connection) -> None:
    save(db, *(said(n, "outcomes") for n in range(30)))
    activity = counted(db, of=Window((), most=10))
    assert (activity.posts, activity.each) == (30, 4)
    assert numbers(activity.people) == {"Ann": 7}


WRITTEN = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """A store that is emptied and filled again and again."""
    path = tmp_path_factory.mktemp("window") / "event.db"
    connection = schema.open_to_write(path, now=lambda: START)
    yield connection
    connection.close()


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("post"), st.integers(0, 9), st.sampled_from(["one two", "two three"])),
        st.tuples(st.just("edit"), st.integers(0, 9), st.sampled_from(["three four", "four"])),
        st.tuples(st.just("hide"), st.integers(0, 9), st.just("")),
        st.tuples(st.just("unhide"), st.integers(0, 9), st.just("")),
        st.tuples(st.just("delete"), st.integers(0, 9), st.just("")),
        st.tuples(st.just("also"), st.integers(0, 9), st.just("one two")),
        st.tuples(st.just("look"), st.just(0), st.just("")),
    ),
    max_size=25,
)


def empty(db: Connection) -> None:
    for table in ("posts", "identities", "sightings", "search", "hidings", "decisions"):
        db.execute(f"DELETE FROM {table}")


def do(db: Connection, step: tuple[str, int, str]) -> None:
    """One thing that happens to the n-th post, if it is there."""
    what, number, text = step
    post = said(number, text, f"p{number % 3}")
    places = [int(place) for (place,) in db.execute("SELECT place FROM posts ORDER BY place")]
    if what == "post":
        save(db, post)
    elif what == "edit":
        save(db, replace(post, edited=at(1)))
    elif what == "also":
        save(db, post, source=THERE)
    elif what == "delete":
        posts.retract(db, HERE.name, [post.id])
    elif places:
        act = board.hide if what == "hide" else board.unhide
        act(db, places[number % len(places)], "me")


@given(steps=STEPS)
def test_whatever_happens_what_is_kept_up_to_date_is_what_is_counted_anew(
    shared: Connection, steps: list[tuple[str, int, str]]
) -> None:
    empty(shared)
    kept = Window(())
    for step in steps:
        if step[0] == "look":
            counted(shared, of=kept)
        else:
            do(shared, step)
    now, anew = counted(shared, of=kept), counted(shared, of=Window(()))
    assert now == anew
    assert sum(each.count for each in now.people) == now.posts == pages.count(shared, pages.View())


@given(name=WRITTEN, text=WRITTEN)
def test_whatever_people_are_called_and_write_the_filter_for_it_finds_it(
    shared: Connection, name: str, text: str
) -> None:
    empty(shared)
    author = Author(clean_line(name) or clean_line("Ann"), clean_line(""))
    save(shared, *(said(n, text, author=author) for n in range(2)))
    activity = counted(shared)
    for each in (*activity.people, *activity.words, *activity.tags):
        view = pages.View(None, parse(each.query))
        assert pages.count(shared, view) == 2
