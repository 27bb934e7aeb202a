from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace
from tests.clock import START

from backchannel.model.source import Health, State
from backchannel.ui.health.health_line import Situation, health_line
from backchannel.ui.health.source_words import health_text

MINUTE = timedelta(minutes=1)


def health(state: State, *, ago: float = 0, due: float | None = None, problem: str = "") -> Health:
    return Health(
        "social.example",
        "mastodon",
        state,
        ok_at=START - ago * MINUTE,
        due=None if due is None else START + due * MINUTE,
        problem=problem,
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (health(State.STARTING), "starting"),
        (health(State.OK, ago=2), "ok"),
        (health(State.OK, ago=12), "12 min ago"),
        (health(State.OK, ago=300), "5 h ago"),
        (health(State.LIVE), "live"),
        (health(State.LIVE, ago=4), "silent for 4 min"),
        (health(State.RETRY, due=0.3), "retry in <1 min"),
        (health(State.RETRY, due=5), "retry in 5 min"),
        (health(State.LOGIN), "needs login"),
        (health(State.REFUSED), "refused"),
        (health(State.GONE), "has ended"),
        (health(State.OFF), "off"),
    ],
)
def test_every_state_has_its_words(given: Health, said: str) -> None:
    assert health_text(given, START) == said


def line(sources: list[Health], width: int, now: datetime = START, problem: str = "") -> str:
    return health_line(Situation(sources, is_collected=True, problem=problem), now, width).plain


def test_a_refused_source_says_why_as_long_as_there_is_room() -> None:
    bad = health(State.REFUSED, problem="no such tag here")
    assert "✕ social.example refused: no such tag here" in line([bad], 100)
    assert line([bad], 30).startswith(" ✕ social.example refused")


def test_what_is_well_gives_way_to_what_is_not() -> None:
    feeds = [Health(f"blog{n}.example", "feed", State.OK, ok_at=START) for n in range(7)]
    sources = [*feeds, health(State.LIVE), health(State.LOGIN)]
    assert "● feeds 7/7 ok" in line(sources, 100)
    assert "○ social.example needs login  ● 8 of 9 well" in line(sources, 50)
    assert all(len(line(sources, width)) <= width for width in range(1, 200))


def test_a_banner_takes_the_whole_line() -> None:
    said = line([health(State.OK)], 40, problem="the disk is full")
    assert said.startswith(" ✕ the disk is full")
    assert len(said) == 40


@pytest.mark.parametrize("width", [20, 60, 80, 140])
def test_a_blank_stage_is_said_in_words_and_in_reverse_whatever_else_there_is(width: int) -> None:
    every = [
        Situation([health(State.REFUSED)], is_collected=True),
        Situation([], is_collected=False, why_not="no room"),
        Situation([], is_collected=True, problem="the disk is full"),
    ]
    for each in every:
        found = health_line(replace(each, is_blank=True), START, width)
        assert found.plain.startswith(" ■ BLANK ")
        assert "reverse" in str(found.spans[0].style)


def test_who_is_on_air_is_said_at_the_right_where_there_is_room() -> None:
    known = Situation([health(State.OK)], is_collected=True, rate="38/min", on_air="Ana K.")
    assert health_line(known, START, 80).plain.endswith("  ● on air: Ana K. 38/min ")
    assert health_line(known, START, 44).plain.endswith("  ● on air: Ana K. ")
    assert "on air" not in health_line(known, START, 30).plain


@pytest.mark.parametrize("width", range(20, 141, 10))
def test_what_waits_for_a_decision_is_said_before_any_source(width: int) -> None:
    ways = "? Keynote is over: 2 open · S", "? over: 2 open · S"
    many = [Health(f"blog{n}.example", "feed", State.OK, ok_at=START) for n in range(40)]
    for sources in (many, [health(State.REFUSED, problem="no such tag here")], []):
        every = Situation(sources, is_collected=True, undecided=ways)
        said = health_line(every, START, width).plain
        assert said.startswith(tuple(f" {way} " for way in ways))
        assert len(said) <= width
        blank = health_line(replace(every, is_blank=True), START, width).plain
        assert blank.startswith(" ■ BLANK  ? ")


def test_its_words_give_way_before_what_sources_say() -> None:
    ways = "? Keynote is over: 2 open · S", "? over: 2 open · S"
    bad = Situation(
        [health(State.REFUSED, problem="no such tag")], is_collected=True, undecided=ways
    )
    assert "is over" in health_line(bad, START, 100).plain
    assert "? over: 2 open · S  ✕ social.example refused: no such tag" in (
        health_line(bad, START, 62).plain
    )


def test_a_gap_that_was_closed_is_told_for_a_while() -> None:
    closed = Health(
        "social.example", "mastodon", State.LIVE, ok_at=START, recovered=40, recovered_at=START
    )
    assert "live (recovered 40 posts)" in line([closed], 100)
    assert "recovered" not in line([closed], 100, START + 6 * MINUTE)


def down(count: int, *, due: float | None = 0.3) -> list[Health]:
    return [
        Health(f"place{number}.example", "feed", State.RETRY, problem="no network", is_offline=True,
               due=None if due is None else START + (due + number) * MINUTE)
        for number in range(count)
    ]  # fmt: skip


def test_servers_that_answer_are_no_reason_to_look_for_a_network() -> None:
    busy = [replace(each, problem="503 Service Unavailable", is_offline=False) for each in down(2)]
    assert "503 Service Unavailable" in line(busy, 140)
    assert "network" not in line([busy[0], down(2)[1]], 200).replace("no network", "")


@pytest.mark.parametrize(
    ("width", "said"),
    [
        (140, "◐ nothing can be reached: is there a network? next try in 20 s"),
        (80, "◐ nothing can be reached: is there a network? next try in 20 s"),
        (60, "◐ nothing reached: is there a network? next try in 20 s"),
        (40, "◐ nothing reached · next try in 20 s"),
        (20, "◐ nothing reached"),
    ],
)
def test_when_nothing_can_be_reached_one_sentence_says_so(width: int, said: str) -> None:
    assert line(down(9), width).strip() == said


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (-1, "next try now"),
        (0.05, "in 10 s"),
        (0.99, "in 60 s"),
        (1.5, "in 2 min"),
        (None, "network?"),
    ],
)
def test_the_sentence_says_when_the_next_try_is(due: float | None, said: str) -> None:
    assert line(down(3, due=due), 140).rstrip().endswith(said)


def test_a_source_that_waits_for_somebody_is_named_beside_the_sentence() -> None:
    said = line([*down(2), health(State.LOGIN)], 140)
    assert said.startswith(" ◐ nothing can be reached")
    assert said.rstrip().endswith("○ social.example needs login")


def test_one_source_that_is_down_says_why_by_itself() -> None:
    assert "◐ place0.example retry in <1 min: no network" in line(down(1), 140)


def many() -> list[Health]:
    """Fourteen feeds that are well, and seven sources that are not."""
    blogs = [Health(f"blog{number}.example", "feed", State.OK, ok_at=START) for number in range(14)]
    return [*blogs[:7], *down(5), health(State.LOGIN), health(State.REFUSED), *blogs[7:]]


@pytest.mark.parametrize("width", [40, 60, 80, 140, 200])
def test_the_worst_comes_first_and_what_is_well_is_counted(width: int) -> None:
    said = line(many(), width)
    assert said.startswith(" ✕ social.example refused ")
    assert len(said) <= width
    names = re.findall(r"place\d\.example retry in \S+ min|social\.example needs login", said)
    assert f"+{6 - len(names)} more · h" in said or len(names) == 6
    if width >= 60:
        assert "14 of 21 well" in said or "feeds 14/19 ok" in said


def test_no_word_is_cut_in_a_line_of_any_width() -> None:
    counts = {"+6", "more", "·", "h", "7", "14", "of", "21", "not", "well", "feeds", "14/19", "min"}
    whole = set(line(many(), 1_000).split()) | counts
    for width in range(4, 200):
        said = line(many(), width)
        assert len(said) <= width
        cut = [word for word in said.split() if word not in whole and not word.startswith("+")]
        assert not cut


def test_a_long_reason_ends_with_a_whole_word() -> None:
    bad = health(State.REFUSED, problem="answered with a web page that announces no feed at all")
    assert "refused: answered with a web page that … " in line([bad], 140)


def feed(number: int, state: State, *, ago: float = 0) -> Health:
    at = None if state is State.STARTING else START - ago * MINUTE
    return Health(f"blog{number}.example", "feed", state, ok_at=at)


def test_feeds_that_only_start_are_not_said_to_be_well() -> None:
    said = line([feed(0, State.OK), *(feed(n, State.STARTING) for n in range(1, 7))], 60)
    assert said == " ● blog0.example ok  ◌ feeds 6/7 starting "
    every = health_line(
        Situation([feed(n, State.STARTING) for n in range(7)], is_collected=True), START, 60
    )
    assert every.plain == " ◌ feeds 7/7 starting "
    assert not [span for span in every.spans if "success" in str(span.style)]


def test_what_starts_is_counted_as_starting_when_there_is_little_room() -> None:
    sources = [
        feed(0, State.OK),
        feed(1, State.OK),
        *(feed(n, State.STARTING) for n in range(2, 7)),
    ]
    assert line(sources, 30) == " ● 2 of 7 well  ◌ 5 starting "
    assert line(sources, 12) == " ● 2  ◌ 5 "
    assert line([*sources, health(State.REFUSED)], 60) == (
        " ✕ social.example refused  ● 2 of 8 well  ◌ 5 starting "
    )


def test_posts_that_feeds_in_a_group_recovered_are_told_too() -> None:
    feeds = [replace(feed(n, State.OK), recovered=20 + n, recovered_at=START) for n in range(7)]
    assert line(feeds, 60) == " ● feeds 7/7 ok (recovered 161 posts) "
    assert "recovered" not in line(feeds, 60, START + 6 * MINUTE)


def remembered(sources: list[Health], width: int, *, why_not: str | None = None) -> str:
    situation = Situation(
        sources, is_collected=why_not is None, is_current=False, why_not=why_not or ""
    )
    return health_line(situation, START, width).plain


def test_what_was_known_before_anybody_collects_is_not_said_to_be_so_now() -> None:
    sources = [health(State.LIVE, ago=12), feed(1, State.OK, ago=0.5), feed(2, State.STARTING)]
    assert remembered(sources, 140) == (
        " ◌ social.example last live 12 min ago  ◌ blog1.example last read <1 min ago "
        " ◌ blog2.example not read yet "
    )
    assert remembered(sources, 60) == " ◌ 2 sources heard 12 min ago  ◌ 1 not read yet "
    assert not remembered(sources, 10)
    assert "last read 3 h ago" in remembered([feed(1, State.RETRY, ago=190)], 80)
    assert "last read 3 days ago" in remembered([feed(1, State.OK, ago=75 * 60)], 80)


def test_what_waits_for_somebody_is_told_whether_anybody_collects_or_not() -> None:
    sources = [*(feed(n, State.OK, ago=9) for n in range(9)), health(State.LOGIN)]
    assert remembered(sources, 80) == (
        " ○ social.example needs login  ◌ 9 sources heard 9 min ago "
    )


def test_why_nobody_collects_is_told_before_the_sources() -> None:
    why = "event.toml:3: timezone: there is no such zone"
    said = remembered([feed(1, State.OK, ago=9)], 140, why_not=why)
    assert said.startswith(f" ◌ nobody is collecting: {why}  ◌ blog1.example last read 9 min ago")
    assert remembered([feed(1, State.OK)], 30, why_not=why).startswith(
        " ◌ nobody is collecting: ev"
    )
    assert "\x1b" not in remembered([], 80, why_not="\x1b[31mbad")


def test_what_is_slow_on_purpose_says_so_while_somebody_collects() -> None:
    slow = replace(health(State.OK, ago=50, due=130), sooner=START)
    assert line([slow], 120).startswith(
        " ◌ slow on purpose, for it is quiet · next look in 3 h  ● social.example 50 min ago"
    )
    assert "slow on purpose" not in line([replace(slow, sooner=None)], 120)
    nobody = Situation([slow], is_collected=False, is_current=False)
    assert "slow on purpose" not in health_line(nobody, START, 120).plain
