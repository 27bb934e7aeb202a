from datetime import timedelta

import pytest
from tests.clock import Clock
from tests.store.written import a_post, log, save, whole

from backchannel.clean.terminal import clean_line
from backchannel.errors import StoreError
from backchannel.model.outgoing import Account, Network, Sending, Words
from backchannel.model.outgoing.account import BLUESKY, MASTODON
from backchannel.model.post import Author
from backchannel.model.programme import Event
from backchannel.store import changes, outgoing, posts, sources
from backchannel.store.connection import Connection

ANA = Account("@ana@toot.example", Network.MASTODON, "https://toot.example", MASTODON, "en")
SKY = Account("@ana.bsky.example", Network.BLUESKY, "https://pds.example", BLUESKY)


def hello(db: Connection, text: str = "Hello", account: Account = ANA, **more: object) -> str:
    """A draft's id."""
    outgoing.know(db, [ANA, SKY])
    return outgoing.write(db, Words(account.name, text, **more), "lena").id  # type: ignore[arg-type] # of a test


def begun(db: Connection, id_: str) -> bool:
    return outgoing.begin(db, outgoing.of(db, id_))


def state(db: Connection, id_: str) -> tuple[str, str]:
    found = outgoing.of(db, id_)
    return str(found.state), found.problem


def test_a_draft_is_kept_as_it_is_and_can_be_changed(db: Connection, clock: Clock) -> None:
    id_ = hello(db, "Hel\x1b[31mlo\n\nall ", language="en", warning="rain\n")
    found = outgoing.of(db, id_)
    assert found.words == Words(ANA.name, "Hello\n\nall", "en", "rain")
    assert (found.state, found.by, found.written) == (Sending.DRAFT, "lena", clock())
    changed = outgoing.change(db, id_, Words(SKY.name, "Good bye"))
    assert (changed.words.text, changed.words.account) == ("Good bye", SKY.name)
    assert changed.key == found.key
    assert log(db)[-1] == ("outgoing", id_)


def test_what_is_asked_to_be_sent_waits_and_can_be_taken_back(db: Connection) -> None:
    id_ = hello(db)
    assert outgoing.send(db, id_).state is Sending.WAITING
    assert [each.id for each in outgoing.due(db)] == [id_]
    with pytest.raises(StoreError, match="take it back first"):
        outgoing.change(db, id_, Words(ANA.name, "Other"))
    assert not outgoing.discard(db, id_)
    assert outgoing.take_back(db, id_)
    assert (state(db, id_), outgoing.due(db)) == (("draft", ""), ())


def test_what_is_on_its_way_is_not_taken_back_and_never_begun_twice(db: Connection) -> None:
    id_ = hello(db)
    outgoing.send(db, id_)
    assert begun(db, id_)
    assert not begun(db, id_)
    assert not outgoing.take_back(db, id_)
    assert not outgoing.discard(db, id_)
    outgoing.put_out(db, id_, "https://toot.example/@ana/1")
    with pytest.raises(StoreError, match="sent already"):
        outgoing.send(db, id_)
    assert outgoing.of(db, id_).url == "https://toot.example/@ana/1"


@pytest.mark.parametrize(
    ("text", "account", "more", "why"),
    [
        (" ", ANA, {}, "nothing to send"),
        ("x" * 501, ANA, {}, "1 too long for @ana@toot.example"),
        ("x" * 302, SKY, {}, "2 too long"),
        ("x" * 300, SKY, {"warning": "rain"}, "6 too long"),
        ("Hello", ANA, {"reply_to": 5}, "not in the store"),
        ("Hello", SKY, {"language": "English"}, "write it as en or pt-BR"),
    ],
)
def test_what_cannot_be_sent_stays_a_draft_and_says_why(
    db: Connection, text: str, account: Account, more: dict[str, object], why: str
) -> None:
    id_ = hello(db, text, account, **more)
    with pytest.raises(StoreError, match=why):
        outgoing.send(db, id_)
    assert state(db, id_)[0] == "draft"


def test_an_account_that_went_away_is_named(db: Connection) -> None:
    id_ = hello(db)
    outgoing.know(db, [SKY])
    with pytest.raises(StoreError, match="there is no account @ana@toot"):
        outgoing.send(db, id_)


def test_a_reply_to_what_its_author_deleted_is_not_sent(db: Connection) -> None:
    save(db, a_post(1))
    id_ = hello(db, reply_to=whole(db, 1).place)
    posts.retract(db, "here.example", ["1"])
    with pytest.raises(StoreError, match="deleted"):
        outgoing.send(db, id_)


def test_a_post_is_answered_by_the_accounts_of_its_network(db: Connection) -> None:
    sources.plan(db, Event("Rivers", ("rivers",)), [])
    outgoing.know(db, [SKY, ANA])
    save(db, a_post(1), a_post(2, author=Author(clean_line("A blog"), clean_line(""))))
    asked = outgoing.ask_about(db, whole(db, 2).place)  # numbers follow the age: 2 is the newer
    assert (asked.accounts, asked.problem, asked.tag) == ((ANA,), "", "#rivers")
    assert asked.beginnings == ((ANA.name, "@ann1@here.example "),)
    none = outgoing.ask_about(db, whole(db, 1).place)
    assert (none.accounts, none.problem[:18]) == ((), "this post is on ne")
    assert outgoing.ask_about(db, None).accounts == (SKY, ANA)


def test_without_an_account_it_says_how_to_get_one(db: Connection) -> None:
    assert "backchannel login" in outgoing.ask_about(db, None).problem


def test_what_got_other_words_meanwhile_does_not_leave_with_the_old_ones(db: Connection) -> None:
    id_ = hello(db)
    outgoing.send(db, id_)
    read = outgoing.of(db, id_)
    outgoing.take_back(db, id_)
    outgoing.change(db, id_, Words(ANA.name, "Other words"))
    outgoing.send(db, id_)
    assert not outgoing.begin(db, read)
    assert begun(db, id_)


def test_a_refusal_is_told_and_the_text_can_be_put_right(db: Connection) -> None:
    id_ = hello(db)
    outgoing.send(db, id_)
    begun(db, id_)
    outgoing.fail(db, id_, "the server says it is too long")
    assert state(db, id_) == ("failed", "the server says it is too long")
    outgoing.change(db, id_, Words(ANA.name, "Hi"))
    assert state(db, id_) == ("draft", "")
    assert outgoing.send(db, id_).state is Sending.WAITING


def test_what_is_put_off_waits_until_then(db: Connection, clock: Clock) -> None:
    id_ = hello(db)
    outgoing.send(db, id_)
    begun(db, id_)
    outgoing.put_off(db, id_, "no network", clock() + timedelta(minutes=1))
    assert (outgoing.due(db), outgoing.next_due(db)) == ((), clock() + timedelta(minutes=1))
    assert state(db, id_) == ("waiting", "no network")
    clock.advance(60)
    assert [each.id for each in outgoing.due(db)] == [id_]


def test_what_is_put_off_is_tried_at_once_when_somebody_asks_again(
    db: Connection, clock: Clock
) -> None:
    id_ = hello(db)
    outgoing.send(db, id_)
    begun(db, id_)
    outgoing.put_off(db, id_, "no network", clock() + timedelta(minutes=1))
    outgoing.send(db, id_)
    assert state(db, id_) == ("waiting", "")
    assert [each.id for each in outgoing.due(db)] == [id_]


def test_what_a_collector_left_on_its_way_may_be_out(db: Connection, clock: Clock) -> None:
    id_ = hello(db)
    outgoing.send(db, id_)
    begun(db, id_)
    began = clock()
    clock.advance(100)
    assert (outgoing.interrupted(db), outgoing.interrupted(db)) == (1, 0)
    found = outgoing.of(db, id_)
    assert (found.state, found.tried) == (Sending.UNSURE, began)
    assert outgoing.due(db) == ()  # the server may still be at it
    clock.advance(10)
    assert [each.id for each in outgoing.due(db)] == [id_]
    with pytest.raises(StoreError, match="may be out already"):
        outgoing.change(db, id_, Words(ANA.name, "Other"))
    assert outgoing.send(db, id_).state is Sending.UNSURE
    assert begun(db, id_)
    assert outgoing.of(db, id_).tried == began


def test_nothing_is_sent_after_a_day_without_asking_again(db: Connection, clock: Clock) -> None:
    id_ = hello(db)
    outgoing.send(db, id_)
    clock.advance(86_000)
    assert outgoing.return_stale(db) == 0
    clock.advance(1_000)
    assert outgoing.return_stale(db) == 1
    assert state(db, id_)[0] == "draft"
    assert "more than a day" in state(db, id_)[1]


def test_what_is_open_is_listed_before_what_was_sent(db: Connection, clock: Clock) -> None:
    sent = hello(db, "out")
    outgoing.send(db, sent)
    begun(db, sent)
    draft = hello(db, "draft")
    clock.advance(5)
    outgoing.put_out(db, sent, "")
    assert [each.id for each in outgoing.listed(db)] == [draft, sent]
    assert outgoing.discard(db, draft)
    with pytest.raises(StoreError, match="no longer there"):
        outgoing.of(db, draft)


def test_accounts_are_told_once_and_their_trouble_too(db: Connection) -> None:
    assert outgoing.know(db, [ANA])
    number = changes.latest(db)
    assert not outgoing.know(db, [ANA])
    assert changes.latest(db) == number
    outgoing.has_problem(db, "@ANA@toot.example", "log in again")
    assert outgoing.accounts(db)[0].problem == "log in again"
    assert log(db)[-1] == ("outgoing", "")
