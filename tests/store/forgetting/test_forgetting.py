"""Somebody is forgotten: in every row, in every byte, and for good."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from tests.clock import Clock
from tests.store.written import (
    BLOGS,
    HERE,
    THERE,
    a_post,
    everything,
    save,
    texts,
    unsettle,
    whole,
)

from backchannel.clean.terminal import clean_line, clean_text
from backchannel.errors import StoreError
from backchannel.model.post import Author, Media, MediaKind, Post, Span, SpanKind, Url
from backchannel.model.programme import Event, Person
from backchannel.store import board, check, meta, pages, posts, schema, sources
from backchannel.store.connection import Connection
from backchannel.store.desk import finding as desk
from backchannel.store.forgetting.erasing import forget, preview
from backchannel.store.forgetting.finding import Meant, meant
from backchannel.store.roles import questions
from backchannel.store.roles.stage import acts as stage
from backchannel.store.roles.stage import pictures
from backchannel.store.upkeep import backups

ANA = "@ana@social.example"
PAGE = "https://social.example/@ana"
SAID = "the ferry has never once been on time this winter"
TRACES = (b"ana@social", b"social.example/@ana", b"social.example/users/ana", b"never once been on")


def by_ana(number: int, text: str = SAID, **changed: Any) -> Post:
    """A post of hers, on the fediverse."""
    author = Author(clean_line("Ana K."), clean_line(ANA), Url(PAGE))
    url = Url(f"{PAGE}/{number}")
    id_ = f"https://social.example/users/ana/statuses/{number}"
    return a_post(number, text, **{"id": id_, "url": url, "author": author, **changed})


def photo() -> Media:
    return Media(MediaKind.PHOTO, Url("https://files.social.example/a.jpg"), clean_line("a ferry"))


@pytest.fixture
def full(path: Path, clock: Clock) -> Iterator[Connection]:
    """A store in which Ana left traces in every kind of row."""
    with contextlib.closing(schema.open_to_write(path, now=clock, busy_ms=50)) as db:
        text = clean_text(f"I agree with @ana, see {PAGE}/1 #rivers")
        at = text.index("@ana,")
        spans = (Span(at, at + 4, SpanKind.MENTION, PAGE),
                 Span(text.index("#rivers"), len(text), SpanKind.HASHTAG, "rivers"))  # fmt: skip
        event = Event("Rivers", ("rivers",), people=(Person("Ana Example", accounts=(ANA,)),))
        sources.plan(db, event, [HERE, THERE, BLOGS])
        save(db, by_ana(1, media=(photo(),)), by_ana(2, "Words of hers that nobody repeats at all"))
        save(db, by_ana(1, SAID + ", truly", media=(photo(),)))
        save(db, a_post(5, text, spans=spans), a_post(6, "Nothing about her"))
        save(db, a_post(7, "Yes", reply_to="https://social.example/users/ana/statuses/1"))
        first, second, other = (whole(db, number).place for number in (1, 2, 3))
        board.pin(db, first, "me")
        board.remark(db, first, f"ask {ANA} about it", "me")
        board.note(db, f"Check the timetable: “{SAID}” ({ANA})", "me", first)
        board.note(db, "Buses are late, too", "me", first)
        board.pin(db, other, "me")
        board.mute_author(db, second, "me", "too fast")
        board.unmute(db, f"author:{ANA}", "me")
        board.hide(db, second, "me")
        questions.ask(db, second, "me")
        questions.reword(db, f"post:{second}", "Who runs the ferry?", "me")
        stage.take(db, first, "me")
        desk.keep(db, {}, [f"from:{ANA}"])
        pictures.keep(db, "https://files.social.example/a.jpg", "a.jpg", 3)
        yield db


def of(db: Connection, said: str = ANA, *also: str) -> Meant:
    return meant(db, said, also)


def names(found: Meant) -> frozenset[str]:
    return frozenset(name for each in found.accounts for name in each.names)


def bytes_beside(path: Path) -> bytes:
    return b"".join(each.read_bytes() for each in path.parent.rglob("*") if each.is_file()).lower()


def test_words_that_wait_for_the_index_go_too(full: Connection, path: Path, clock: Clock) -> None:
    unsettle(full, [whole(full, number).place for number in (1, 3, 5)])
    done = forget(path, names(of(full)), clock, busy_ms=500)
    assert (done.posts, done.is_whole) == (2, True)
    assert full.value("SELECT count(*) FROM fresh_data WHERE id > 10") == 0
    assert [each.post.text for each in everything(full, "nothing about")] == ["Nothing about her"]
    assert not everything(full, "ferry")


def test_no_byte_of_them_is_left_and_what_others_wrote_stays(
    full: Connection, path: Path, clock: Clock
) -> None:
    folder = pictures.folder_of(path)
    folder.mkdir()
    (folder / "a.jpg").write_bytes(b"jpg")
    assert all(trace in bytes_beside(path) for trace in TRACES)
    reader = schema.open_to_read(path, now=clock)  # a desk
    done = forget(path, names(of(full)), clock, busy_ms=500)
    assert (done.posts, done.mentions, done.unreached, done.is_whole) == (2, 2, (), True)
    assert not [trace for trace in TRACES if trace in bytes_beside(path)]
    assert not (folder / "a.jpg").exists()
    reader.close()
    assert texts(full) == ["I agree with [forgotten], see [forgotten] #rivers", "Nothing about her",
                           "Yes"]  # fmt: skip
    (span,) = whole(full, 4).post.spans
    assert whole(full, 4).post.text[span.start : span.end] == "#rivers"
    notes = {each.text: each.post for each in board.notes(full)}
    assert notes == {
        "Check the timetable: “[forgotten]” ([forgotten])": None,
        "Buses are late, too": None,
    }
    assert [each.words for each in questions.queue(full).rows] == ["Who runs the ferry?"]
    assert [pin.post.number for pin in board.pins(full)] == [3]
    assert check.check(full).problems == ()


def test_the_log_says_of_posts_and_notes_what_these_say_now(
    full: Connection, path: Path, clock: Clock
) -> None:
    mention = whole(full, 4).place
    board.note(full, f"A line that ends where the log cuts it, {'.' * 8} {ANA}", "me")
    board.hide(full, mention, "me")
    board.unhide(full, mention, "me")
    assert any("@ana" in each.about for each in board.log(full))
    forget(path, names(of(full)), clock, busy_ms=500)
    said = [each.about for each in board.log(full)]
    assert not [about for about in said if "@ana" in about.casefold()]
    assert sum("I agree with [forgotten]" in about for about in said) == 2  # hidden, and not


def test_the_log_quotes_a_post_of_somebody_else_as_it_stands(
    full: Connection, path: Path, clock: Clock
) -> None:
    save(full, a_post(8, f"Somebody else: {SAID}"))
    place = whole(full, 6).place
    board.pin(full, place, "me")
    questions.ask(full, place, "me")
    said = board.log(full)[0].about
    forget(path, names(of(full)), clock, busy_ms=500)
    assert {each.about for each in board.log(full)[:2]} == {said}


def test_they_do_not_come_back_under_any_name_and_no_number_is_given_twice(
    full: Connection, path: Path, clock: Clock
) -> None:
    newest = pages.latest(full)
    save(full, by_ana(9))
    forget(path, names(of(full)), clock)
    saved = save(full, by_ana(1), by_ana(3, "new"), a_post(8, "Welcome"), source=THERE)
    assert [whole(full, newest + 2).place] == saved.new
    moved = by_ana(1, author=Author(clean_line("Ana"), clean_line("@ana@new.example")))
    assert save(full, moved).new == []


def test_who_is_named_again_is_named_no_more(full: Connection, path: Path, clock: Clock) -> None:
    said = {number: whole(full, number).post for number in (4, 5)}
    forget(path, names(of(full)), clock)
    kept = {number: whole(full, number) for number in said}
    for number, post in said.items():  # the next poll brings the same
        saved = save(full, replace(post, aliases=()))
        assert (saved.same, saved.changed) == (1, [])
        assert whole(full, number) == kept[number]
    save(full, a_post(50, f"Ask {ANA.upper()} or at://did:plc:x, {PAGE}/7?a=b!"))
    assert texts(full)[-1] == "Ask [forgotten] or at://did:plc:x, [forgotten]"
    assert not [trace for trace in TRACES if trace in bytes_beside(path)]


def test_every_copy_that_is_known_is_cleaned_and_what_is_gone_is_named(
    full: Connection, path: Path, clock: Clock, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "stick"
    elsewhere.mkdir()
    near, far = backups.back_up(path, None, clock), backups.back_up(path, elsewhere, clock)
    lost = backups.back_up(path, tmp_path / "lost.db", clock)
    lost.unlink()
    done = forget(path, names(of(full)), clock)
    assert (done.backups, [each for each, _ in done.unreached]) == ((near, far), [lost])
    assert not [trace for trace in TRACES if trace in bytes_beside(path)]
    with contextlib.closing(schema.open_to_read(near)) as copy:
        assert "Nothing about her" in texts(copy)


def test_the_store_of_another_event_where_a_copy_was_is_left_as_it_is(
    full: Connection, path: Path, clock: Clock, tmp_path: Path
) -> None:
    copy = backups.back_up(path, tmp_path / "copy.db", clock)
    copy.unlink()
    with contextlib.closing(schema.open_to_write(copy, now=clock)) as other:
        sources.plan(other, Event("Lakes", ("lakes",)), [HERE])
        save(other, by_ana(1))
    before = copy.read_bytes()
    done = forget(path, names(of(full)), clock)
    assert done.backups == ()
    assert [each for each, _ in done.unreached] == [copy]
    assert done.unreached[0][1].startswith("the store of Lakes is there now, no copy of this one")
    assert copy.read_bytes() == before


def test_a_copy_that_is_known_by_two_paths_is_one(
    full: Connection, path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = backups.back_up(path, None, clock)
    roundabout = path.parent / ".." / path.parent.name / copy.name
    full.execute("INSERT INTO backups VALUES (?, 0)", (str(roundabout),))
    monkeypatch.chdir(path.parent)
    done = forget(Path(path.name), names(of(full)), clock)
    assert [each.resolve() for each in done.backups] == [copy.resolve()]


def test_an_old_copy_of_before_an_update_is_cleaned_too(
    full: Connection, path: Path, clock: Clock
) -> None:
    made = backups.back_up(path, None, clock)
    old = path.with_name(f"{path.name}.before-1-to-2")
    made.rename(old)
    assert old in forget(path, names(of(full)), clock).backups
    assert not [trace for trace in TRACES if trace in old.read_bytes().lower()]


def test_a_look_before_changes_nothing(full: Connection, path: Path, clock: Clock) -> None:
    before = check.check(full)
    assert preview(path, names(of(full)), clock) == (2, 2)
    assert check.check(full) == before


def test_where_the_file_cannot_be_written_anew_nothing_is_forgotten(
    full: Connection, path: Path, clock: Clock
) -> None:
    held = schema.open_to_write(path, now=clock)
    held.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="locked"):
        forget(path, names(of(full)), clock, busy_ms=10)
    held.close()
    assert len(texts(full, "from:ana")) == 1  # the other is hidden


@pytest.mark.parametrize("said", [ANA, "ana@social.example", PAGE, f"{PAGE}/", "Ana Example"])
def test_they_are_known_by_account_by_profile_and_by_their_name_in_the_event_file(
    full: Connection, said: str
) -> None:
    found = of(full, said)
    assert [(each.shown, each.posts) for each in found.accounts] == [(f"Ana K. {ANA}", 2)]


def test_a_name_that_several_have_is_not_clear(full: Connection) -> None:
    other = Author(clean_line("Ana K."), clean_line("@anak@other.example"))
    save(full, a_post(20, author=other))
    found = of(full, "Ana K.")
    assert found.is_unclear
    assert len(found.accounts) == 2
    assert of(full, "somebody else") == Meant(nobody=("somebody else",))


def test_an_account_without_a_post_here_can_be_forgotten_before_it_comes(
    full: Connection, path: Path, clock: Clock
) -> None:
    forget(path, names(of(full, "@tom@social.example")), clock)
    tom = Author(clean_line("Tom"), clean_line("@Tom@social.example"))
    assert save(full, a_post(30, author=tom)).new == []


def test_accounts_that_said_the_same_elsewhere_are_asked_about(full: Connection) -> None:
    there = Author(clean_line("Ana K."), clean_line("ana.bsky.example"))
    words = "A long sentence about bridges, ferries, tides and the price of tickets in winter"
    save(full, by_ana(40, words))
    save(full, a_post(40, words, id="at://did:plc:ana/app.bsky.feed.post/1", author=there,
                      aliases=(), url=Url("https://bsky.app/profile/ana.bsky.example/post/1")),
         source=THERE)  # fmt: skip
    nick = Author(clean_line("ana"), clean_line(""))
    tom = Author(clean_line("Tom K."), clean_line("@tom@social.example"))
    save(full, a_post(41, id="chat\x1f1", author=nick), a_post(42, author=tom))
    found = of(full)
    assert [each.shown for each in found.others] == ["Ana K. ana.bsky.example"]
    both = of(full, ANA, "ana.bsky.example")
    assert (len(both.accounts), both.others) == (2, ())


def test_accounts_that_are_called_the_same_are_asked_about(db: Connection) -> None:
    for number, (name, handle) in enumerate(
        (("Tilda Cop", "@tildacop@here.example"), ("tildacop", ""), ("Tilda Cop", "@t@far.example"),
         ("Tilda Reed", "@tildareed@here.example"))
    ):  # fmt: skip
        author = Author(clean_line(name), clean_line(handle))
        save(db, a_post(number, id=f"chat\x1f{number}", author=author))
    found = of(db, "@tildacop@here.example")
    assert [each.shown for each in found.accounts] == ["Tilda Cop @tildacop@here.example"]
    assert sorted(each.shown for each in found.others) == ["Tilda Cop @t@far.example", "tildacop"]
    assert not found.is_unclear


def test_a_nick_of_several_parts_is_the_same_with_a_place_behind_it(db: Connection) -> None:
    for number, (name, handle) in enumerate(
        (("Оксана", "@oksana_pryklad@here.example"), ("oksana_pryklad", ""), ("Oksana", ""))
    ):
        author = Author(clean_line(name), clean_line(handle))
        save(db, a_post(number, id=f"chat\x1f{number}", author=author))
    found = of(db, "@oksana_pryklad@here.example")
    assert [each.shown for each in found.others] == ["oksana_pryklad"]


def test_how_far_a_source_was_read_names_no_post_of_theirs(
    full: Connection, path: Path, clock: Clock
) -> None:
    read = f'{{"seen":["{PAGE}/1","9"],"known":{{"{PAGE}/2":"x","8":"y"}},"at":"7"}}'
    sources.set_bookmark(full, HERE.name, read)
    forget(path, names(of(full)), clock)
    left = sources.asked_of(full, HERE.name).bookmark
    assert left == '{"seen":["9"],"known":{"8":"y"},"at":"7"}'


def test_one_of_several_authors_of_a_site_goes_alone(
    db: Connection, path: Path, clock: Clock
) -> None:
    for number, name in enumerate(("Ana", "Tom"), 1):
        author = Author(clean_line(name), clean_line(""), Url("https://blog.example/"))
        url = Url(f"https://blog.example/{number}")
        save(db, a_post(number, f"By {name}", id=url, url=url, author=author), source=BLOGS)
    forget(path, names(of(db, "Ana")), clock)
    assert texts(db) == ["By Tom"]


def test_with_nobody_forgotten_nothing_is_kept_out_and_the_name_of_the_event_is_no_quote(
    db: Connection, path: Path, clock: Clock
) -> None:
    event = Event("A very long name for one small event", ("rivers",))
    sources.plan(db, event, [HERE])
    save(db, by_ana(1, "I like A very long name for one small event"), a_post(2))
    board.note(db, "Thanks for A very long name for one small event", "me")
    forget(path, names(of(db)), clock)
    (note,) = board.notes(db)
    assert note.text == "Thanks for A very long name for one small event"
    assert meta.kept(db, "event", event) == event


def test_a_quote_goes_without_the_marks_of_who_quotes_and_the_decision_can_be_undone(
    db: Connection, path: Path, clock: Clock
) -> None:
    save(db, by_ana(1, f'Ana:\n"{SAID}" #rivers\\'), a_post(2))
    board.note(db, f'She said "{SAID}" and left', "me")
    board.note(db, f'"{SAID}"', "me")
    done = forget(path, names(of(db)), clock)
    assert done.unreached == ()
    assert {note.text for note in board.notes(db)} == {
        '"[forgotten]"',
        'She said "[forgotten]" and left',
    }
    assert check.check(db).problems == ()
    for _ in range(2):
        assert board.undo(db, "me") is not None
    assert board.notes(db) == ()


def test_a_word_that_does_not_end_keeps_nobody_waiting(
    db: Connection, path: Path, clock: Clock
) -> None:
    save(db, by_ana(1), a_post(2))
    forget(path, names(of(db)), clock)
    endless = ("y" * 65_000, "y." * 32_000, "@" * 65_000, "y@" * 32_000)
    save(db, *(a_post(number, text) for number, text in enumerate(endless, 3)))
    assert len(texts(db)) == 1 + len(endless)


def test_a_name_that_nobody_here_has_is_not_in_an_empty_store(path: Path, clock: Clock) -> None:
    with contextlib.closing(schema.open_to_write(path, now=clock)) as db:
        save(db, by_ana(1, author=Author(clean_line("Ana"), clean_line("@ana@toot.example"))))
        done = forget(path, names(of(db, "@ana@toot.example")), clock)
        assert (done.posts, done.unreached) == (1, ())


def test_a_nick_in_a_chat_is_named_with_its_place(db: Connection) -> None:
    for number, nick in enumerate(("ana", "tom"), 1):
        author = Author(clean_line(nick), clean_line(nick), Url("https://chat.example/"))
        save(db, a_post(number, id=f"chat\x1f{number}", author=author))
    assert [each.shown for each in of(db, "ana@chat.example").accounts] == ["ana"]
    assert [each.shown for each in of(db, "tom").accounts] == ["tom"]


def test_a_post_that_its_author_had_deleted_goes_as_well(
    db: Connection, path: Path, clock: Clock
) -> None:
    save(db, by_ana(1), a_post(2))
    posts.retract(db, HERE.name, ["1"])
    assert forget(path, names(of(db)), clock).posts == 1
    assert not [trace for trace in TRACES if trace in bytes_beside(path)]


def test_a_server_on_which_others_write_is_no_account(
    full: Connection, path: Path, clock: Clock
) -> None:
    save(full, a_post(7, author=Author(clean_line("Bo"), clean_line("@bo@social.example"))))
    for said in ("social.example", "https://social.example/", "@social.example"):
        found = of(full, said)
        (place,) = found.places
        assert {each.shown for each in place.writers} == {f"Ana K. {ANA}", "Bo @bo@social.example"}
        assert found.accounts == ()
    assert [each.name for each in of(full, ANA, "social.example").places] == ["social.example"]


@pytest.mark.parametrize("said", ["blog.example", "https://blog.example/feed", "there.example"])
def test_what_a_source_reads_is_no_account(full: Connection, said: str) -> None:
    (place,) = of(full, said).places
    assert place.sources in {(BLOGS.name,), (THERE.name,)}


def test_the_server_of_somebody_alone_goes_with_them(full: Connection) -> None:
    found = of(full, ANA, "social.example")
    assert found.places == ()
    assert "social.example" in names(found)


def test_a_name_within_another_s_is_not_blamed_on_the_desks(
    full: Connection, path: Path, clock: Clock
) -> None:
    author = Author(clean_line("Diana"), clean_line("@diana@social.example"))
    save(full, a_post(9, author=author))
    ((file, why),) = forget(path, names(of(full)), clock, busy_ms=500).unreached
    assert file == path
    assert why.startswith("their name is part of @diana@social.example in it")
