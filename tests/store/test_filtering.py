"""What a filter finds depends on the programme, on rules, on decisions and on what was read."""

from __future__ import annotations

import msgspec
import pytest
from msgspec.structs import replace
from tests.store.written import a_post, at, everything, save, texts

from backchannel.clean.terminal import clean_line
from backchannel.model.post import Author, Kind
from backchannel.model.programme import Event, Person, Rule, Session
from backchannel.model.query import parse
from backchannel.store import board, pages, search, searching, sources
from backchannel.store.connection import Connection
from backchannel.store.details import why
from backchannel.store.roles import rules
from backchannel.store.search.known import known

EVENT = Event(
    "Rivers",
    ("rivers",),
    sessions=(
        Session("Keynote", at(60), 30),
        Session("Panel", at(40), 20),
        Session("Keynote, once more", at(10), 60),
    ),
)


def told(db: Connection, *rules: Rule) -> None:
    sources.plan(db, replace(EVENT, rules=rules), ())


def test_a_post_belongs_to_the_session_that_was_running(db: Connection) -> None:
    """Until the next one begins, or a while after its end."""
    told(db)
    minutes = (61, 60, 41, 40, 30, 21, 20, 19, 10, 0)
    save(db, *(a_post(n, f"at {n}", published=at(n)) for n in minutes))
    assert texts(db, "session:keynote") == ["at 0", "at 10", "at 41", "at 60"]
    assert texts(db, 'session:"keynote"') == ["at 41", "at 60"]
    assert texts(db, "session:panel") == ["at 19", "at 20", "at 21", "at 30", "at 40"]
    assert texts(db, "-session:keynote -session:panel") == ["at 61"]
    assert texts(db, "session:lunch") == []


def test_a_rule_that_mutes_takes_out_of_sight_at_once_and_gives_back(db: Connection) -> None:
    save(db, a_post(1, "Buy followers"), a_post(2, "Outcomes"), a_post(3, "buy BUY"))
    assert texts(db) == ["Buy followers", "Outcomes", "buy BUY"]
    told(db, Rule("spam", "followers", mute=True), Rule("shouting", "BUY", mute=True))
    assert texts(db) == ["Outcomes"]
    assert texts(db, "buy") == []
    assert texts(db, "is:muted") == ["Buy followers", "buy BUY"]
    assert texts(db, "is:muted followers") == ["Buy followers"]
    assert pages.count(db, pages.View()) == 1
    assert [stored.post.text for stored in pages.arrived(db, pages.View(), 0)] == ["Outcomes"]
    assert [stored.post.text for stored in pages.walk(db, pages.View())] == ["Outcomes"]
    spam = everything(db, "is:muted followers")[0]
    assert why.reasons(db, spam)[0].said == "the rule spam of the event file mutes it"
    told(db)
    assert texts(db) == ["Buy followers", "Outcomes", "buy BUY"]
    assert texts(db, "is:muted") == []


def test_a_rule_that_highlights_is_found_by_asking(db: Connection) -> None:
    told(db, Rule("asked", "why OR how", highlight=True), Rule("wrong", "(x)) is:", highlight=True))
    save(db, a_post(1, "Why so?"), a_post(2, "Thus"))
    assert texts(db, "is:highlight") == ["Why so?"]
    assert texts(db, "-is:highlight") == ["Thus"]


def test_an_event_stored_before_there_were_rules_is_understood(db: Connection) -> None:
    old = msgspec.json.decode(msgspec.json.encode(EVENT))
    del old["rules"]
    db.execute("INSERT INTO meta VALUES ('event', ?)", (msgspec.json.encode(old).decode(),))
    save(db, a_post(10, "Words"))
    assert sources.told_event(db) == EVENT
    assert texts(db, "session:keynote") == ["Words"]


def test_decisions_are_found(db: Connection) -> None:
    save(db, *(a_post(n, f"Post {n}") for n in range(5)))
    every = everything(db)
    board.pin(db, every[0].place, "me")
    board.stash(db, every[1].place, "me")
    board.hide(db, every[2].place, "me")
    board.mute_author(db, every[3].place, "me")
    assert texts(db) == ["Post 0", "Post 1", "Post 4"]
    assert texts(db, "is:pinned") == ["Post 0"]
    assert texts(db, "is:stashed") == ["Post 1"]
    assert texts(db, "is:hidden") == ["Post 2"]
    assert texts(db, "is:muted") == ["Post 3"]
    assert texts(db, "(is:hidden OR is:muted) post") == ["Post 2", "Post 3"]
    assert texts(db, "-is:pinned") == ["Post 1", "Post 4"]


def test_new_is_what_is_newer_than_the_mark_of_its_pane(db: Connection) -> None:
    save(db, *(a_post(n, f"Post {n}") for n in range(3)))
    assert texts(db, "is:new") == ["Post 0", "Post 1", "Post 2"]
    sources.set_read_mark(db, "backchannel", everything(db)[1].place)
    assert texts(db, "is:new") == ["Post 0"]


def test_new_can_be_what_was_new_before_one_read_on(db: Connection) -> None:
    save(db, *(a_post(n, f"Post {n}") for n in range(3)))
    then = search.read_marks(db)
    sources.set_read_mark(db, "backchannel", everything(db)[0].place)
    view = pages.View("backchannel", parse("is:new"), read=then)
    assert pages.count(db, view) == 3
    assert pages.count(db, replace(view, read=None)) == 0


def test_questions_and_counts(db: Connection) -> None:
    question = a_post(1, "Why?", kind=Kind.QUESTION, likes=5, boosts=2)
    save(db, question, a_post(2, "Because", likes=3, replies=1))
    assert texts(db, "is:question") == ["Why?"]
    assert texts(db, "is:answered") == []
    assert texts(db, "likes:>3") == ["Why?"]
    assert texts(db, "likes:<=3") == ["Because"]
    assert texts(db, "boosts:2 OR replies:=1") == ["Why?", "Because"]


def test_what_programs_wrote_is_found_by_what_their_accounts_say(db: Connection) -> None:
    news = Author(clean_line("News"), clean_line("@news@here.example"), is_bot=True)
    save(db, a_post(1, "Headlines", author=news), a_post(2, "News of the bot"))
    assert texts(db, "is:bot") == ["Headlines"]
    assert texts(db, "-is:bot") == ["News of the bot"]


def test_counts_are_looked_up_as_they_are_now(db: Connection) -> None:
    save(db, a_post(1, "Words", likes=1))
    assert texts(db, "likes:2") == []
    save(db, a_post(1, "Words", likes=2))
    assert texts(db, "likes:2") == ["Words"]


@pytest.mark.parametrize("typed", ["/zzz/", "Post", "likes:>9", "/(a+)+$/"])
def test_a_look_that_takes_too_long_ends_with_what_it_found(db: Connection, typed: str) -> None:
    save(db, *(a_post(n, f"post {'Post' if n == 0 else n}", likes=9) for n in range(500)))
    view = pages.View(query=parse(typed), patience=-1.0)
    found = pages.around(db, view, None, newer=0, older=10, since=None)
    assert found.is_cut
    assert (found.newer, found.older) == (0, 0)
    assert str(searching.tally(db, view)).endswith("+")
    assert pages.count(db, view) == len(list(pages.walk(db, view)))  # these are never cut
    assert len(everything(db, "post 400")) == 1


def test_what_the_index_can_tell_is_never_cut(db: Connection) -> None:
    save(db, *(a_post(n, f"post {n}") for n in range(500)))
    for typed in ("", "post", "-zzz", "since:1h", "is:pinned", "session:keynote", "from:ann"):
        view = pages.View(query=parse(typed), patience=-1.0)
        assert not pages.around(db, view, None, newer=0, older=10, since=None).is_cut
        assert _tallied(db, view) == pages.count(db, view)


def test_a_common_word_beside_a_time_is_not_listed_whole(db: Connection) -> None:
    words = "(post OR since:1m) words"
    save(db, *(a_post(n, "post words" if n else "words") for n in range(50)))
    situation = search.situation(db, "UTC")
    for few in (1, 10, 1_000):
        rows = search.rows(parse(words), situation, None, few=few)
        assert db.value(*rows.count()) == 50


def test_what_can_be_named_is_known_the_most_frequent_first(db: Connection) -> None:
    told(db)
    save(db, *(a_post(n, tags=("rivers", "ponds") if n else ("rivers",)) for n in range(3)))
    found = known(db)
    assert found.tags == ("rivers", "ponds")
    assert set(found.names) == {"Ann 0", "Ann 1", "Ann 2"}
    assert "@ann1@here.example" in found.handles
    assert found.sources == ("here.example",)
    assert found.sessions == ("Keynote", "Panel", "Keynote, once more", "before", "after")


def test_nobody_is_named_whom_nobody_sees(db: Connection) -> None:
    told(db, Rule("spam", "followers", mute=True))
    save(db, *(a_post(n, "Buy followers" if n == 1 else "Words") for n in range(4)))
    places = {str(post.post.author.name): post.place for post in everything(db)}
    board.mute_author(db, places["Ann 2"], "Jo")
    assert set(known(db).names) == {"Ann 0", "Ann 3"}
    (spam,) = rules.hidden_by_rules(db)
    rules.bring_back(db, spam.posts[0].place, "Jo")
    assert set(known(db).names) == {"Ann 0", "Ann 1", "Ann 3"}


def _tallied(db: Connection, view: pages.View) -> int:
    """Counted to the end, however little each look may take."""
    tally = searching.tally(db, view)
    while tally.reached is not None:
        assert not tally.is_whole
        tally = searching.tally(db, view, tally)
    assert tally.is_whole
    return tally.posts


def test_somebody_of_the_event_is_found_in_all_accounts(db: Connection) -> None:
    ada = Person("Ada Example", "speaker", ("@ada@here.example", "ada.bsky.example"))
    sources.plan(db, replace(EVENT, people=(ada,)), ())
    writers = (("A. E.", "@ada@here.example"), ("ada", "@ada.bsky.example"), ("Ada Example", "@b"))
    save(
        db,
        *(
            a_post(n, f"p{n}", author=Author(clean_line(name), clean_line(handle)))
            for n, (name, handle) in enumerate(writers)
        ),
    )
    assert set(texts(db, 'from:"ada example"')) == {"p0", "p1", "p2"}
    assert set(texts(db, "role:speaker")) == {"p0", "p1"}
    assert texts(db, "role:chair") == []
