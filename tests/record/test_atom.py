"""The feed of highlights, read by our own reader of feeds; and notes beside a recording."""

from __future__ import annotations

import re
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from msgspec.structs import replace
from tests.clock import START, Clock
from tests.record.events import EVENT, everything, exported, hostile
from tests.store.written import BLOGS, HERE, a_post, at, whole

from backchannel.clean.terminal import clean_line
from backchannel.errors import ConfigError
from backchannel.ingest.pipeline import refine
from backchannel.model.post import Author, DraftAuthor, Kind, Post, Url
from backchannel.record.choosing import Chosen
from backchannel.sources.feed_document import read_feed
from backchannel.store import board, posts, schema, sources

ATOM = "{http://www.w3.org/2005/Atom}"


def test_a_feed_of_highlights_is_read_back(path: Path, tmp_path: Path) -> None:
    everything(path)
    raw = exported(path, tmp_path / "rivers.atom", "atom")
    found = read_feed(raw, {})
    assert (found.title, found.rejected) == ("Rivers & floods: highlights", 0)
    (draft,) = found.drafts
    assert draft.url == "https://here.example/@ann/35"
    assert (draft.author.name, draft.tags) == ("Ann 35", ("rivers",))
    assert draft.published == START - timedelta(minutes=35)
    feed = ET.fromstring(raw)  # noqa: S314  # our own
    ids = [each.text or "" for each in feed.iter(f"{ATOM}id")]
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", each) for each in ids)
    assert raw == exported(path, tmp_path / "again.atom", "atom")


def test_an_entry_bears_its_own_tags_alone(path: Path, tmp_path: Path) -> None:
    event = replace(EVENT, tags=("rivers", "riverstwo"))
    with closing(schema.open_to_write(path, now=Clock(START), busy_ms=50)) as db, db:
        sources.plan(db, event, [HERE])
        covered = a_post(2, warning=clean_line("floods"), tags=("riverstwo", "spoiler"))
        saved = posts.save(db, HERE, [a_post(1, tags=("rivers", "ice")), covered])
        for place in sorted(saved.new):
            board.pin(db, place, "operator")
    found = read_feed(exported(path, tmp_path / "r.atom", "atom"), {})
    assert [draft.tags for draft in found.drafts] == [("riverstwo",), ("rivers", "ice")]


def test_what_is_known_is_not_changed_by_our_own_feed_of_it(path: Path, tmp_path: Path) -> None:
    ben, edited = Author(clean_line("Ben"), clean_line("@ben@toot.example")), at(3)
    one, two = Url("https://toot.example/@ben/1"), Url("https://toot.example/@ben/2")
    said = [
        a_post(5, "Ben speaks #rivers", author=ben, id=one, url=one),
        a_post(4, "And again #rivers", author=ben, id=two, url=two, edited=edited),
    ]
    with closing(schema.open_to_write(path, now=Clock(START), busy_ms=50)) as db, db:
        sources.plan(db, EVENT, [HERE])
        for place in sorted(posts.save(db, HERE, said).new):
            board.pin(db, place, "operator")
    found = read_feed(exported(path, tmp_path / "r.atom", "atom"), {}).drafts
    assert {draft.author for draft in found} == {DraftAuthor("Ben", "@ben@toot.example")}
    assert [draft.edited for draft in found] == [None, edited]
    assert {(draft.kind, draft.title) for draft in found} == {(Kind.POST, "")}
    again = [refine(draft, BLOGS, EVENT.tags, START) for draft in found]
    with closing(schema.open_to_write(path, now=Clock(START), busy_ms=50)) as db, db:
        before = [whole(db, number).post for number in (1, 2)]
        saved = posts.save(db, BLOGS, [post for post in again if isinstance(post, Post)])
        assert (len(saved.new), len(saved.changed)) == (0, 2)
        assert [whole(db, number).post for number in (1, 2)] == before


def test_a_title_that_was_made_of_the_words_is_none_where_it_is_read(
    path: Path, tmp_path: Path
) -> None:
    long = "Rivers rise & fall\n\nin <every> town by the water, " * 4
    titled = {"title": clean_line("Rivers"), "kind": Kind.ARTICLE}
    with closing(schema.open_to_write(path, now=Clock(START), busy_ms=50)) as db, db:
        sources.plan(db, EVENT, [HERE])
        said = [a_post(3, long), a_post(2, "Rivers rise", **titled), a_post(1, "Rivers\nrise")]
        for place in sorted(posts.save(db, HERE, said).new):
            board.pin(db, place, "operator")
            board.remark(db, place, "for the minutes", "operator")
    found = read_feed(exported(path, tmp_path / "r.atom", "atom"), {}).drafts
    assert [draft.title for draft in found] == ["", "Rivers", ""]
    assert [draft.kind for draft in found] == [Kind.POST, Kind.ARTICLE, Kind.POST]


def test_whatever_strangers_send_is_well_formed_and_only_words(path: Path, tmp_path: Path) -> None:
    hostile(path)
    raw = exported(path, tmp_path / "bad.atom", "atom")
    feed = ET.fromstring(raw)  # noqa: S314  # our own
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) > 50
    for entry in entries:
        for name in ("id", "title", "updated", "author", "content"):
            assert entry.find(f"{ATOM}{name}") is not None
        content = entry.findtext(f"{ATOM}content") or ""
        assert set(re.findall(r"<[^>]*>", content)) <= {"<p>", "</p>", "<br>", "<em>", "</em>"}
    hrefs = [link.get("href", "") for link in feed.iter(f"{ATOM}link")]
    assert all(href.startswith(("https://", "http://")) for href in hrefs)
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids)
    assert read_feed(raw, {}).total == len(entries)


def test_an_event_leads_only_to_the_web(path: Path, tmp_path: Path) -> None:
    everything(path)
    for url in ("javascript:alert(1)", "https://rivers.example/"):
        with closing(schema.open_to_write(path, now=Clock(START), busy_ms=50)) as db:
            db.execute("BEGIN IMMEDIATE")
            sources.plan(db, replace(EVENT, url=url), [])
            db.execute("COMMIT")
        raw = exported(path, tmp_path / "rivers.atom", "atom")
        assert (url.encode() in raw) == url.startswith("https:")


CUE = re.compile(
    r"(highlight|note) \d+\n(\d\d+:\d\d:\d\d\.\d{3}) --> (\d\d+:\d\d:\d\d\.\d{3})\n(.+)", re.DOTALL
)


def cues(raw: bytes) -> list[tuple[str, str, str]]:
    """When each begins and ends, and its words; every block is one."""
    head, *blocks = raw.decode().rstrip("\n").split("\n\n")
    assert head == "WEBVTT"
    assert blocks.pop(0).startswith("NOTE ")
    found = [CUE.fullmatch(block) for block in blocks]
    assert all(found)
    return [(each[2], each[3], each[4]) for each in found if each]


def test_notes_and_highlights_stand_beside_a_recording(path: Path, tmp_path: Path) -> None:
    everything(path)
    zero = START - timedelta(minutes=41)
    found = cues(exported(path, tmp_path / "r.vtt", "webvtt", Chosen(zero=zero)))
    assert found[0] == ("00:06:00.000", "00:06:04.000", "<v Ann 35>See a chart</v>")
    assert found[1][2] == "<v facilitator>Levels <i>rise</i>\nACTION: buy a gauge</v>"
    assert found == sorted(found)
    keynote = exported(path, tmp_path / "k.vtt", "webvtt", Chosen(sessions=("Keynote",)))
    assert cues(keynote) == [("00:05:00.000", "00:05:04.000", "<v Ann 35>See a chart</v>")]


def test_somebody_must_say_when_the_recording_begins(path: Path, tmp_path: Path) -> None:
    everything(path)
    with pytest.raises(ConfigError, match="when the recording begins"):
        exported(path, tmp_path / "r.vtt", "webvtt")
    assert not (tmp_path / "r.vtt").exists()


def test_no_stranger_begins_a_cue_or_closes_one(path: Path, tmp_path: Path) -> None:
    hostile(path)
    zero = START - timedelta(hours=2)
    for _, _, words in cues(exported(path, tmp_path / "bad.vtt", "webvtt", Chosen(zero=zero))):
        assert "-->" not in words
        assert set(re.findall(r"<(/?.)", words)) <= {"v", "/v"}


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("**Buy** _two_ ~~or three~~, 2 * 3", "<b>Buy</b> <i>two</i> ~~or three~~, 2 * 3"),
        ("*one line*\n\n__and another__", "<i>one line</i>\n<b>and another</b>"),
        ("**over\ntwo lines**", "**over\ntwo lines**"),
        ("**</v><v Eve>** & *-->*", "<b>&lt;/v&gt;&lt;v Eve&gt;</b> &amp; <i>--&gt;</i>"),
        ("<b>no</b> <00:00:09.000>", "&lt;b&gt;no&lt;/b&gt; &lt;00:00:09.000&gt;"),
    ],
)
def test_what_stands_out_in_a_note_does_beside_a_recording(
    path: Path, tmp_path: Path, typed: str, shown: str
) -> None:
    with closing(schema.open_to_write(path, now=Clock(START), busy_ms=50)) as db, db:
        sources.plan(db, EVENT, [HERE])
        posts.save(db, HERE, [a_post(1, "A post has **none** #rivers")])
        board.pin(db, whole(db, 1).place, "me")
        board.note(db, typed, "me")
    chosen = Chosen(zero=START - timedelta(minutes=5))
    pinned, noted = cues(exported(path, tmp_path / "r.vtt", "webvtt", chosen))
    assert pinned[2] == "<v Ann 1>A post has **none** #rivers</v>"
    assert noted[2] == f"<v me>{shown}</v>"
