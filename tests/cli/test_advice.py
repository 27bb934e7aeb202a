"""What an organiser is told to do before an event."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.cli.advice_files import written

from backchannel.cli.advice import event as events
from backchannel.cli.advice import machine, places, tags
from backchannel.cli.advice.advice import Advice, Weight, in_order
from backchannel.cli.advice.facts import Finding
from backchannel.model.programme import Event, Session
from backchannel.model.source import Probe
from backchannel.store.coverage.near_tags import NearTag

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
BLOG = 'kind = "feed"\nurl = "https://blog.example/feed"'
TOOT = 'kind = "mastodon"\nserver = "toot.example"'
HOUR = timedelta(hours=1)


def said(found: list[Advice]) -> str:
    return "\n".join(f"{each.what} {each.do}" for each in found)


def of_sources(path: Path, *probes: Probe, sources: tuple[str, ...] = (TOOT, BLOG)) -> list[Advice]:
    return list(places.about_sources(written(path / "my.toml", *sources), probes))


WELL = (
    Probe("toot.example", "mastodon", "ok", 0.1, posts=3),
    Probe("blog.example", "feed", "ok", 0.1, posts=1, others=9),
)


def test_when_all_is_well_there_is_nothing_to_do(tmp_path: Path) -> None:
    assert of_sources(tmp_path, *WELL) == []


@pytest.mark.parametrize(
    ("access", "do"),
    [
        ("login", "in a browser without logging in"),
        ("gone", "take blog.example out of the event file"),
        ("not allowed", "local = true"),
        ("not a source", "Open its address in a browser"),
        ("unreachable", "backchannel sources test --source 'blog.example'"),
        ("fault", "a fault of the plug-in"),
        ("wrong", "Mend it in the event file"),
        ("of a kind that nobody knows yet", "Mend it in the event file"),
    ],
)
def test_a_source_that_cannot_be_read_says_what_helps(access: str, do: str, tmp_path: Path) -> None:
    probe = Probe("blog.example", "feed", access, 0.1, problem="410 Gone")
    (found,) = of_sources(tmp_path, WELL[0], probe)
    assert found.weight is Weight.PART
    assert found.what == "blog.example cannot be read: 410 Gone. Nothing from there will be seen."
    assert do in found.do


def test_a_place_that_asks_us_to_wait_is_not_taken_for_one_that_cannot_be_read(
    tmp_path: Path,
) -> None:
    until = datetime(2026, 7, 1, 14, 31, 40, tzinfo=UTC)
    said = "429: asked us to wait 90 s"
    probe = Probe("blog.example", "feed", "later", 0.1, problem=said, until=until)
    (found,) = of_sources(tmp_path, WELL[0], probe)
    assert found.weight is Weight.LOSS
    assert (
        found.what
        == "blog.example cannot be read just now: 429: asked us to wait until 1 Jul 14:32."
    )


@pytest.mark.parametrize(
    ("note", "is_told"),
    [
        ("6 of 9,000 units of the day are spent", False),
        ("8,400 of 9,000 units of the day are spent", True),
        ("1,990 of 2,000 posts and authors read this month", True),
        ("only the newest 2,000 of 3,000", True),
        ("0 of 0 units of the day are spent", False),
    ],
)
def test_a_budget_of_which_most_is_left_is_nothing_to_decide(
    note: str, *, is_told: bool, tmp_path: Path
) -> None:
    probe = Probe("blog.example", "feed", "ok", 0.1, posts=3, note=note)
    assert [note in each.what for each in of_sources(tmp_path, WELL[0], probe)] == [True] * is_told


def test_a_token_is_wanted_before_the_event_begins(tmp_path: Path) -> None:
    file = written(
        tmp_path / "my.toml", TOOT, event='tags = ["ideaperf"]\nstarts = 2026-07-01T09:30:00'
    )
    probe = Probe("toot.example", "mastodon", "login", 0.1, problem="add a token")
    (found,) = places.about_sources(file, [probe])
    assert found.do.startswith("Give it a token before Wednesday, 1 July 2026: export BACKCHANNEL_")
    assert found.do.endswith(" Or log in there: backchannel login mastodon toot.example")


def test_without_a_network_one_sentence_is_enough(tmp_path: Path) -> None:
    down = [
        Probe(each.source, each.kind, "unreachable", 0.1, problem="name not known") for each in WELL
    ]
    (found,) = of_sources(tmp_path, *down)
    assert found.weight is Weight.ALL
    assert "None of 2 sources can be reached: name not known" in found.what


def test_an_event_without_sources_is_told(tmp_path: Path) -> None:
    (found,) = of_sources(tmp_path, sources=())
    assert (found.weight, "names no source" in found.what) == (Weight.ALL, True)


def test_a_place_without_the_tag_says_how_people_there_spell_it(tmp_path: Path) -> None:
    quiet = Probe("toot.example", "mastodon", "ok", 0.1)
    other = Probe("blog.example", "feed", "ok", 0.1, others=30, near=(("ideaprf", 12),))
    found = of_sources(tmp_path, quiet, other)
    assert [each.weight for each in found] == [Weight.DOUBT] * 2
    assert "nobody has used #ideaperf there yet" in found[0].what
    assert "none of its 30 newest posts bears #ideaperf, while #ideaprf has 12" in found[1].what
    assert "tagged = true" in found[1].do


def test_a_stream_that_is_quiet_just_now_and_what_is_ours_whole_need_no_tag(
    tmp_path: Path,
) -> None:
    live = Probe("bluesky", "bluesky", "ok", 0.1, is_live=True)
    whole = Probe("blog.example", "feed", "ok", 0.1)
    sources = ('kind = "bluesky"', f"{BLOG}\ntagged = true")
    assert of_sources(tmp_path, live, whole, sources=sources) == []


def test_a_reservation_of_a_source_is_passed_on(tmp_path: Path) -> None:
    note = "only posts by people of toot.example; add a token to see the rest"
    probe = Probe("toot.example", "mastodon", "ok", 0.1, posts=3, note=note)
    (found,) = of_sources(tmp_path, probe, WELL[1])
    assert (found.weight, note in found.what) == (Weight.LOSS, True)


def test_two_sources_that_give_the_same_are_told(tmp_path: Path) -> None:
    sources = (
        TOOT,
        BLOG,
        'kind = "feed"\nname = "again"\nurl = "https://blog.example/feed/"\ninterval = 600',
        f'{TOOT}\nname = "slow"\ninterval = 60',
        f'{TOOT}\nname = "local"\nlocal_only = true',
    )
    found = of_sources(tmp_path, sources=sources)
    assert [each.about for each in found] == ["toot.example", "blog.example"]
    assert "toot.example and slow give the same" in found[0].what
    assert "blog.example and again give the same" in found[1].what


def test_an_event_of_feeds_alone_is_not_live(tmp_path: Path) -> None:
    assert "Nothing in this event is live" in said(of_sources(tmp_path, WELL[1], sources=(BLOG,)))


@pytest.mark.parametrize(
    ("tag", "what"),
    [
        ("2026", "#2026 is no hashtag on Mastodon"),
        ("kpi", "#kpi is short"),
        ("Planet", "#Planet is an ordinary word"),
        ("idea-perf", "#idea-perf is read as #idea there"),
        ("a" * 31, "31 letters"),
        ("ideaperf", ""),
        ("Idea_Perf", ""),
    ],
)
def test_a_tag_that_does_not_do_says_why(tag: str, what: str) -> None:
    event = Event("A", (tag.casefold().replace("-", ""),), spellings=(tag,))
    found = list(tags.about_tags(event))
    assert len(found) == bool(what)
    assert what in said(found)


def test_a_near_tag_is_told_once_and_with_the_command_that_takes_it(tmp_path: Path) -> None:
    file = written(tmp_path / "my event.toml", BLOG)
    near = NearTag("ideaprf", "ideaperf", 12, 5, ("blogs",))
    probe = Probe("blog.example", "feed", "ok", 0.1, near=(("ideaprf", 9), ("idaeperf", 3)))
    first, second = tags.about_near([near], [probe], file)
    assert first.what == "12 posts by 5 people say #ideaprf: do they mean #ideaperf?"
    assert f"backchannel tags add '#ideaprf' '{tmp_path / 'my event.toml'}'" in first.do
    assert second.about == "#idaeperf"
    assert not [*tags.about_near([], [probe], file, ["ideaprf", "idaeperf"])]


def test_dates_that_cannot_be_meant_are_asked_about() -> None:
    def about(starts: datetime | None = None, ends: datetime | None = None) -> str:
        event = Event("A", ("a",), "Europe/London", starts, ends)
        return said(list(events.about_dates(event, NOON)))

    assert "over on Tuesday, 30 June 2026" in about(ends=NOON - 24 * HOUR)
    assert "more than a year from now" in about(starts=NOON.replace(year=2028))
    assert about(starts=NOON + HOUR, ends=NOON + 9 * HOUR) == ""


def test_sessions_that_overlap_or_lie_outside_are_named() -> None:
    sessions = (
        Session("Welcome", NOON - 2 * HOUR, 60),
        Session("Keynote", NOON, 60),
        Session("Break", NOON + HOUR, 15),
        Session("Panel", NOON + 1.1 * HOUR, 60),
    )
    event = Event("A", ("a",), "Europe/London", NOON - HOUR, NOON + 9 * HOUR, sessions=sessions)
    found = said(list(events.about_dates(event, NOON - 24 * HOUR)))
    assert "Break (01 Jul 14:00, 15 min) and Panel (01 Jul 14:06, 60 min) overlap" in found
    assert "Welcome (01 Jul 11:00, 60 min) lies before the event begins" in found
    assert "Keynote" not in found


def test_the_machine_has_to_be_fit_for_it() -> None:
    assert [each.weight for each in machine.about_room(100_000_000)] == [Weight.ALL]
    assert [each.weight for each in machine.about_room(1_000_000_000)] == [Weight.LOSS]
    assert list(machine.about_room(50_000_000_000)) == []
    assert "4 min behind the servers'" in said(list(machine.about_clock(-240)))
    assert list(machine.about_clock(None)) == list(machine.about_clock(1.0)) == []
    unwell = list(machine.about_terminal(["encoding", "data directory", "keyring"]))
    assert [each.weight for each in unwell] == [Weight.PART, Weight.ALL]


def test_who_does_not_collect_yet_is_told_that_it_matters(tmp_path: Path) -> None:
    file = written(tmp_path / "my.toml", BLOG)
    assert "backchannel collect" in said(list(places.about_collecting(file, [])))
    somebody = [Finding("collected by", "process 7 on here")]
    assert list(places.about_collecting(file, somebody)) == []


def test_the_most_important_comes_first_and_nothing_twice() -> None:
    mild, grave = (Advice(weight, "a", "b", "c") for weight in (Weight.DOUBT, Weight.ALL))
    assert in_order([mild, grave, mild]) == [grave, mild]
