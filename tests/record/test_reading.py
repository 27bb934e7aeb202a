import json
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.clock import START, Clock
from tests.record.events import EVENT, LINK, everything, exported, number_of
from tests.store.copies.twice import BLUESKY, MASTODON, SAID
from tests.store.written import HERE, a_post, save

from backchannel.clean.terminal import clean_line
from backchannel.errors import ConfigError, StoreError
from backchannel.model.post import Author, Url
from backchannel.model.query import parse
from backchannel.model.roles.rule import Rule
from backchannel.record import reading
from backchannel.record.choosing import Chosen
from backchannel.record.prose.markdown import line
from backchannel.record.reading import (
    links,
    notes,
    people,
    pins,
    posts,
    questions,
    recorded,
    snapshot,
)
from backchannel.record.report import report
from backchannel.store import board, schema, sources

IN_IT = (
    *("In the opening", "See a chart", "See a chart", "Who measures the rivers?"),
    *("And who measures the rivers at night?", "What nobody should see"),
    *("A question that was taken out?", SAID, "After it all", "Words and words"),
)


@pytest.fixture
def store(path: Path) -> Path:
    everything(path)
    return path


def said(store: Path, chosen: Chosen) -> tuple[str, ...]:
    with snapshot(store) as db:
        return tuple(filed.post.text for filed in posts(db, chosen))


def test_what_is_deleted_hidden_or_muted_is_absent_and_the_rest_is_there_in_order(
    store: Path,
) -> None:
    assert said(store, Chosen()) == IN_IT


def test_a_session_has_what_came_in_it_and_what_was_filed_under_it(store: Path) -> None:
    assert said(store, Chosen(sessions=("Opening",))) == ("In the opening",)
    assert said(store, Chosen(sessions=("Keynote",))) == (*IN_IT[1:7], "After it all")
    with snapshot(store) as db:
        assert {filed.session for filed in posts(db, Chosen(sessions=("Keynote",)))} == {"Keynote"}


@pytest.mark.parametrize(
    "chosen", [Chosen(), Chosen(sessions=("Keynote", "")), Chosen(query=parse("measures OR words"))]
)
def test_what_is_counted_of_posts_is_what_is_read_of_them(store: Path, chosen: Chosen) -> None:
    with snapshot(store) as db:
        read = [
            (each.stored.posted, each.post, each.session, each.stored.sources[0])
            for each in posts(db, chosen)
        ]
        counted = [
            (each.place, each.post, each.session, each.source) for each in reading.said(db, chosen)
        ]
    assert counted == read
    assert read


def test_a_filter_and_a_time_choose(store: Path) -> None:
    assert said(store, Chosen(query=parse("measures"))) == IN_IT[3:5]
    minute = timedelta(minutes=1)
    period = Chosen(since=START - 35 * minute, until=START - 33 * minute)
    assert said(store, period) == ("See a chart", "See a chart")
    with pytest.raises(ConfigError, match="is in no record"):
        Chosen(query=parse("river is:hidden"))


def test_without_counts_nothing_says_what_others_thought(store: Path) -> None:
    with snapshot(store) as db:
        assert sum(filed.stored.likes for filed in posts(db, Chosen())) == 6
        bare = Chosen(is_public_only=True)
        assert sum(filed.stored.likes + filed.stored.boosts for filed in posts(db, bare)) == 0
        assert {asked.question.votes for asked in questions(db, bare)} == {0}
        assert sum(pin.pin.post.likes for pin in pins(db, bare)) == 0


def test_decisions_on_what_is_out_of_sight_are_not_told(store: Path) -> None:
    with snapshot(store) as db:
        (pin,) = pins(db, Chosen())
        assert (pin.pin.post.post.text, pin.session) == ("See a chart", "Keynote")
        first, second = notes(db, Chosen())
        assert first.post is not None
        assert (second.note.text, second.note.post) == ("About what is hidden", None)
        asked = [each.question.words for each in questions(db, Chosen())]
        assert asked == ["Who measures the rivers?", "Is there tea?"]
        filtered = questions(db, Chosen(query=parse("chart")))
        assert [each.question.words for each in filtered] == ["Is there tea?"]


@pytest.mark.parametrize("minutes", [-100, -33, -32, -20, 0])
def test_every_format_has_the_same_questions_of_a_period(
    store: Path, tmp_path: Path, minutes: int
) -> None:
    """One that was posted comes with its post, one from the room by when it was asked."""
    edge = START + timedelta(minutes=minutes)
    both = {"Who measures the rivers?", "Is there tea?"}
    first = both & {"Who measures the rivers?" if minutes > -33 else ""}
    for chosen, due in ((Chosen(until=edge), first), (Chosen(since=edge), both - first)):
        exported(store, tmp_path / "record.jsonl", chosen=chosen)
        lines = map(json.loads, (tmp_path / "record.jsonl").read_text("utf-8").splitlines())
        told = [line for line in lines if line["line"] == "question" and not line.get("merged")]
        with snapshot(store) as db:
            asked = [each.question for each in questions(db, chosen)]
        assert {each.words for each in asked} >= due
        assert len(told) == len(asked)


def test_who_writes_on_a_blog_with_others_is_counted_alone(path: Path) -> None:
    with closing(schema.open_to_write(path, now=Clock(START), busy_ms=50)) as db:
        sources.plan(db, EVENT, [HERE])
        for number, name in enumerate(("Ana", "Ben", "Ana"), 1):
            author = Author(clean_line(name), clean_line(""), Url("https://city.example/blog"))
            save(db, a_post(number, author=author))
        took_part = [(str(each.author.name), each.posts) for each in people(db, Chosen())]
    assert took_part == [("Ana", 2), ("Ben", 1)]


def test_links_and_people_are_counted(store: Path) -> None:
    with snapshot(store) as db:
        (link,) = links(db, Chosen())
        assert (link.url, link.times, link.people) == (LINK, 2, 2)
        took_part = list(people(db, Chosen()))
        assert len(took_part) == len(IN_IT)
        assert sum(each.posts for each in took_part) == len(IN_IT)
        assert took_part[0].first <= took_part[0].last


def test_a_record_is_of_one_moment_whatever_is_written_meanwhile(store: Path) -> None:
    with snapshot(store) as db:
        stream = posts(db, Chosen())
        next(stream)
        with closing(schema.open_to_write(store, now=Clock(START), busy_ms=50)) as other:
            save(other, a_post(3, "Too late"))
            assert number_of(other, "Too late")
        assert "Too late" not in [filed.post.text for filed in stream]
        assert recorded(db, Chosen()).event.name == "Rivers & floods"


def test_a_store_without_an_event_says_so(path: Path) -> None:
    schema.open_to_write(path).close()
    with snapshot(path) as db, pytest.raises(StoreError, match="open it with its event file"):
        recorded(db, Chosen())


@pytest.mark.parametrize("how", ["a person", "a rule"])
def test_the_same_words_elsewhere_are_not_named_where_they_are_out_of_sight(
    store: Path, tmp_path: Path, how: str
) -> None:
    assert b"bsky.example" in exported(store, tmp_path / "one.jsonl")
    rule = Rule("elsewhere", "from:ana.bsky.example", mute=True)
    with closing(schema.open_to_write(store, now=Clock(START), busy_ms=50)) as db:
        copy = int(db.value("SELECT place FROM copies"))
        db.execute("BEGIN IMMEDIATE")
        board.pin(db, int(db.value("SELECT kept FROM copies")), "operator")
        board.note(db, "Said twice", "facilitator", copy)
        if how == "a person":
            board.mute_author(db, copy, "facilitator")
        else:
            sources.plan(db, replace(EVENT, rules=(rule,)), [HERE, MASTODON, BLUESKY])
        db.execute("COMMIT")
    for name in ("jsonl", "csv", "atom", "html"):
        target = tmp_path / name
        exported(store, target, name)
        files = [target] if target.is_file() else [*target.glob("*.csv"), *target.rglob("*.html")]
        written = b"".join(file.read_bytes() for file in files)
        assert (SAID[:20].encode() in written, b"bsky.example" in written) == (True, False)


def test_of_two_who_are_called_the_same_each_is_known_by_site_page_or_handle(
    path: Path, tmp_path: Path
) -> None:
    name = clean_line("Ana")
    ana = [
        Author(name, clean_line("")),
        Author(name, clean_line(""), Url("https://two.example/authors/ana")),
        Author(name, clean_line("@ana@three.example")),
        Author(name, name, Url("https://chat.example/")),
        Author(clean_line("Bo"), clean_line("")),
    ]
    sites = ("one", "two", "three", "chat", "one")
    several = [
        a_post(
            number,
            author=author,
            id=f"https://{site}.example/{number}",
            url=Url(f"https://{site}.example/{number}"),
        )
        for number, (author, site) in enumerate(zip(ana, sites, strict=True), 1)
    ]
    with closing(schema.open_to_write(path, now=Clock(START))) as db:
        sources.plan(db, EVENT, [HERE])
        save(db, *several)
    known = {
        "at one.example",
        "two.example/authors/ana",
        "@ana@three.example",
        "at chat.example",
    }
    with snapshot(path) as db:
        assert {each.beside for each in people(db, Chosen())} == known | {""}
        assert {each.about for each in report(db, Chosen()).authors} == known | {""}
    found = exported(path, tmp_path / "people.md", "markdown").decode()
    for told in known:
        assert f" · {line(told)} · 1 post\n" in found
    assert "- Bo · 1 post\n" in found
