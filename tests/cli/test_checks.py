import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import apsw
import pytest
from msgspec import structs
from tests.cli.conftest import Backchannel, fill, post

from backchannel.cli.advice.facts import skew_finding
from backchannel.model.source import Budget, Hole, Noticed, State
from backchannel.store import lease, schema, sources


def test_a_sound_store_is_counted_and_hashed(backchannel: Backchannel, store: Path) -> None:
    ran = backchannel("store", "check", "--store", store, "--json")
    (report,) = ran.objects
    assert ran.code == 0
    assert (report["ok"], report["problems"]) == (True, [])
    assert report["counts"]["posts"] == 3
    assert len(report["shared"]) == 64


def test_the_hash_is_of_what_is_shared_and_of_nothing_else(
    backchannel: Backchannel, tmp_path: Path
) -> None:
    def shared(path: Path) -> object:
        return backchannel("store", "check", "--store", path, "--json").objects[0]["shared"]

    one, other = tmp_path / "one.db", tmp_path / "other.db"
    for path in (one, other):
        fill(path, post(1, "same"), post(2, "words"))
    before = shared(one)
    assert shared(other) == before
    backchannel("pin", "1", "--store", one)
    assert shared(one) != before


def test_posts_that_cannot_be_found_are_a_problem(backchannel: Backchannel, store: Path) -> None:
    db = apsw.Connection(str(store))
    db.execute("DELETE FROM search WHERE rowid = (SELECT min(place) FROM posts)")
    db.close()
    ran = backchannel("store", "check", "--store", store)
    assert ran.code == 3
    assert "index: posts that cannot be searched for: 1" in ran.out
    assert f"`backchannel store check --repair --store {store}`" in ran.out


def test_doctor_without_an_event_looks_at_this_machine(backchannel: Backchannel) -> None:
    found = {line["check"]: line for line in backchannel("doctor", "--json").objects}
    assert found["event"]["value"] == "none opened yet"
    assert {"backchannel", "python", "sqlite", "user file", "log", "TERM"} <= set(found)


def test_doctor_names_what_is_wrong_with_the_event_file(
    backchannel: Backchannel, tmp_path: Path
) -> None:
    file = tmp_path / "my.toml"
    file.write_text("[event]\ntags = 1\n")
    ran = backchannel("doctor", file, "--json")
    assert ran.code == 1
    assert any("my.toml:2: event.tags" in line["value"] for line in ran.objects)


def test_a_feed_that_can_be_read_becomes_posts(backchannel: Backchannel, tmp_path: Path) -> None:
    file = tmp_path / "feed.json"
    item = {
        "id": "1",
        "url": "https://blog.example/1",
        "title": "A river rises",
        "content_html": "<p>See <a href='https://x.example/'>this</a> \x1b[31m</p>",
    }
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Blog", "items": [item]}
    file.write_text(json.dumps(feed))
    ran = backchannel("read", file, "--as", "feed", "--json")
    posted, summary = ran.objects
    assert ran.code == 0
    assert (posted["title"], posted["links"]) == (
        "A river rises",
        ["https://blog.example/1", "https://x.example/"],
    )
    assert "\x1b" not in posted["text"]
    assert (summary["title"], summary["posts"], summary["refused"]) == ("Blog", 1, 0)
    assert summary["seconds"] >= 0
    plain = backchannel("read", file, "--as", "feed")
    assert "  A river rises" in plain.lines
    assert "1 post, 0 refused" in plain.err


def test_posts_without_the_tag_are_refused_with_the_reason(
    backchannel: Backchannel, tmp_path: Path
) -> None:
    file = tmp_path / "statuses.json"
    status = {"id": "1", "uri": "https://toot.example/1", "created_at": "2026-03-14T12:00:00Z",
              "content": "<p>Hello</p>", "visibility": "public",
              "account": {"id": "1", "acct": "ann@toot.example", "username": "ann"}}  # fmt: skip
    file.write_text(json.dumps([status, {**status, "id": "2", "content": "<p>A #river</p>"}]))
    first, second, summary = backchannel(
        "read", file, "--as", "mastodon", "--tag", "River", "--json"
    ).objects
    assert first["refused"] == "it bears none of the event's tags"
    assert (second["text"], second["handle"]) == ("A #river", "@ann@toot.example")
    assert (summary["posts"], summary["refused"]) == (1, 1)


@pytest.mark.parametrize(
    ("body", "code"), [("<html><body>no</body></html>", 1), ("{", 1), ("words", 1)]
)
def test_what_is_no_feed_is_said(
    backchannel: Backchannel, tmp_path: Path, body: str, code: int
) -> None:
    file = tmp_path / "x"
    file.write_text(body)
    assert backchannel("read", file, "--as", "feed").code == code


def test_a_file_that_is_not_there_is_a_mistake(backchannel: Backchannel, tmp_path: Path) -> None:
    assert backchannel("read", tmp_path / "none", "--as", "feed").code == 2


def test_an_address_on_this_machine_needs_permission(backchannel: Backchannel) -> None:
    ran = backchannel("read", "http://127.0.0.1:9/feed", "--as", "feed")
    assert ran.code == 1
    assert "private address, which is opened only with --local" in ran.err


def test_the_list_of_sources_says_how_old_the_newest_post_is(
    backchannel: Backchannel, store: Path
) -> None:
    (line,) = backchannel("sources", "list", "--store", store).lines
    assert re.search(r", newest post \d+ days ago, oldest \d+ days ago$", line)
    (fields,) = backchannel("sources", "list", "--store", store, "--json").objects
    assert (fields["oldest"], fields["newest"]) == ("2026-03-14T12:01:00Z", "2026-03-14T12:03:00Z")


def test_the_list_of_sources_says_what_each_cannot_show_before_anything_is_read(
    backchannel: Backchannel, tmp_path: Path
) -> None:
    file = tmp_path / "my.toml"
    file.write_text(
        '[event]\ntags = ["ideaperf"]\n[[source]]\nkind = "mastodon"\nserver = "toot.example"\n'
    )
    first, *further = backchannel("sources", "list", file, "-v").lines
    assert first == "toot.example (mastodon): never read"
    assert "not seen: posts that never reached toot.example" in further[0]
    (fields,) = backchannel("sources", "list", file, "--json").objects
    assert len(fields["unseen"]) == 2


def test_the_list_of_sources_says_what_may_still_be_asked(
    backchannel: Backchannel, store: Path
) -> None:
    db = schema.open_to_write(store)
    (health,) = sources.health(db)
    anew = db.now() + timedelta(minutes=5)
    noticed = Noticed(db.now(), 0.1, None, Budget(7, 300, anew))
    hole = Hole(anew - timedelta(hours=2), anew - timedelta(hours=1))
    sources.set_health(db, structs.replace(health, noticed=noticed, holes=(hole,)))
    db.close()
    (line,) = backchannel("sources", "list", "--store", store).lines
    assert "7 of 300 requests left, all again at " in line
    assert "posts may be missing between " in backchannel(
        "sources", "list", "-v", "--store", store
    ).out  # fmt: skip
    (fields,) = backchannel("sources", "list", "--store", store, "--json").objects
    assert fields["budget"]["left"] == 7
    assert len(fields["missing"]) == 1


def test_the_list_of_sources_says_until_when_a_server_asked_us_to_wait(
    backchannel: Backchannel, store: Path
) -> None:
    db = schema.open_to_write(store)
    (health,) = sources.health(db)
    until = datetime(2031, 7, 1, 12, 31, 40, tzinfo=UTC)
    said = {"state": State.RETRY, "problem": "asked us to wait 32 min", "until": until}
    sources.set_health(db, structs.replace(health, **said))
    db.close()
    (line,) = backchannel("sources", "list", "--store", store).lines
    assert line.endswith(", asked us to wait until 1 Jul 2031 13:32")  # where the event is


def test_a_budget_whose_time_is_over_is_not_told(backchannel: Backchannel, store: Path) -> None:
    db = schema.open_to_write(store)
    (health,) = sources.health(db)
    noticed = Noticed(db.now(), 0.1, None, Budget(7, 300, db.now() - timedelta(seconds=1)))
    sources.set_health(db, structs.replace(health, noticed=noticed))
    db.close()
    assert "requests left" not in backchannel("sources", "list", "-v", "--store", store).out
    (fields,) = backchannel("sources", "list", "--store", store, "--json").objects
    assert fields["budget"] is None


def test_a_stream_is_live_only_while_somebody_collects_who_has_heard_it(
    backchannel: Backchannel, store: Path
) -> None:
    db = schema.open_to_write(store)
    (health,) = sources.health(db)
    read = db.now().replace(hour=12, minute=0) - timedelta(days=200)
    live = structs.replace(health, state=State.LIVE, since=read, ok_at=read)
    sources.set_health(db, live)
    (line,) = backchannel("sources", "list", "--store", store).lines
    # Where the event is: in London, in spring or in winter.
    assert re.match(r"river.example \(mastodon\): last live .* 1[23]:00, 0 posts, newest", line)
    (fields,) = backchannel("sources", "list", "--store", store, "--json").objects
    assert (fields["is_current"], fields["since"]) == (False, None)
    lease.take(db, "another", 1, "here")
    (line,) = backchannel("sources", "list", "--store", store).lines
    assert "(mastodon): starting, 0 posts, last read" in line
    sources.set_health(db, structs.replace(live, ok_at=db.now() + timedelta(seconds=1)))
    db.close()
    (line,) = backchannel("sources", "list", "--store", store).lines
    assert "(mastodon): live, 0 posts, last read" in line


@pytest.mark.parametrize(
    ("ahead", "said", "is_well"),
    [
        (-4.9, "within 5 s of the servers'", True),
        (5, "5 s ahead of the servers'", False),
        (-240, "4 min behind the servers'", False),
    ],
)
def test_the_doctor_says_of_the_clock_what_the_desk_says(
    ahead: float, said: str, is_well: bool
) -> None:
    found = skew_finding(ahead)
    assert (found.value, found.is_well) == (said, is_well)


def test_notes_of_misskey_and_records_become_posts(
    backchannel: Backchannel, tmp_path: Path
) -> None:
    notes, wall = tmp_path / "notes.json", tmp_path / "wall.jsonl"
    author = {"username": "ana", "host": "key.example"}
    notes.write_text(json.dumps([
        {"id": "9a", "text": "$[x2 Rising] #river", "user": author, "visibility": "public"},
        {"id": "9b", "text": "Not for you", "visibility": "followers"},
    ]))  # fmt: skip
    ran = backchannel("read", notes, "--as", "misskey", "--json")
    post, total = ran.objects
    assert (post["text"], post["handle"]) == ("Rising #river", "@ana@key.example")
    assert (total["posts"], total["unreadable"]) == (1, 1)
    wall.write_text('{"id": 1, "text": "Rising", "author": "Ben Example"}\noops\n')
    ran = backchannel("read", wall, "--as", "folder")
    assert ran.lines[0] == "post by Ben Example"
    assert "line 2 of wall.jsonl cannot be read" in ran.err


def test_an_answer_of_x_becomes_posts(backchannel: Backchannel, tmp_path: Path) -> None:
    file = tmp_path / "search.json"
    tweet = {"id": "2009625957626806272", "text": "Rising &amp; falling #river", "author_id": "7"}
    people = {"users": [{"id": "7", "name": "Ana", "username": "ana"}]}
    file.write_text(json.dumps({"data": [tweet, 7], "includes": people}))
    post, total = backchannel("read", file, "--as", "x", "--json").objects
    assert (post["text"], post["handle"]) == ("Rising & falling #river", "@ana@x.com")
    assert (total["posts"], total["unreadable"]) == (1, 1)
    file.write_text(json.dumps({"body": {"data": tweet}}))
    assert backchannel("read", file, "--as", "x").code == 0
