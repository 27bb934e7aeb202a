from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import msgspec
import pytest

from backchannel.config.document import parse_document
from backchannel.config.event_file import EventFile, event_file_of, read_event_file
from backchannel.config.problems import raise_all
from backchannel.config.secrets import TokenPlace
from backchannel.config.source_specs import SourceKind, token_key
from backchannel.errors import ConfigError
from backchannel.model.programme import Alert, Event, Rule
from backchannel.model.roles.rule import Level
from backchannel.model.source import SourceSpec
from backchannel.sources import registry


@dataclass(frozen=True, slots=True)
class RiverOptions:
    server: str
    tags: tuple[str, ...] = ()
    depth: int = 40
    what: Literal["article", "photo"] | None = None
    pause: float = 2.0

    def __post_init__(self) -> None:
        if self.depth < 1:
            raise ValueError("depth must be at least 1")


class River:
    pane = "backchannel"
    options = RiverOptions


def kind_of(kind: str) -> SourceKind:
    if kind != "river":
        raise ConfigError(f"{kind} is not a kind of source; did you mean river?")
    return River()


def read(text: str) -> EventFile:
    document = parse_document(text, Path("event.toml"))
    found = event_file_of(document, kind_of)
    raise_all(document.problems)
    return found


def problems(text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        read(text)
    return str(caught.value).splitlines()


EVENT = '[event]\ntags = ["ideaperf"]\n'
SOURCE = '[[source]]\nkind = "river"\nserver = "https://river.example"\n'


def test_a_whole_event_file_becomes_typed_values() -> None:
    found = read(
        """
[event]
name = "Rivers and outcomes"
tags = ["#Idea_Perf", "rivers", "ideaperf"]
timezone = "Europe/London"
starts = 2026-07-01
ends = 2026-07-03

[[source]]
kind = "river"
server = "https://river.example"
depth = 7
what = "photo"
pause = 3
pane = "feeds"
tagged = true
local = true

[[session]]
title = "Second"
starts = 2026-07-01T11:00:00
minutes = 30

[[session]]
title = "First"
starts = 2026-07-01T09:30:00Z
minutes = 45
people = ["Ada Example"]

[[person]]
name = "Ada Example"
role = "speaker"
accounts = ["@ada@social.example"]

[[rule]]
name = "too fast"
when = '"too fast" OR "slow down"'
alert = { people = 5, within = "3m" }

[settings]
unmatched = "dim"
"""
    )
    assert found.event.name == "Rivers and outcomes"
    assert found.event.tags == ("ideaperf", "rivers")
    assert found.event.starts is not None
    assert found.event.starts.astimezone(UTC) == datetime(2026, 6, 30, 23, tzinfo=UTC)
    assert found.event.ends is not None
    assert found.event.ends.astimezone(UTC) == datetime(2026, 7, 3, 23, tzinfo=UTC)
    assert [session.title for session in found.event.sessions] == ["First", "Second"]
    assert found.event.sessions[1].starts.astimezone(UTC).hour == 10
    assert found.event.people[0].accounts == ("@ada@social.example",)
    (source,) = found.sources
    assert (source.name, source.pane) == ("river.example", "feeds")
    assert (source.tagged, source.local) == (True, True)
    assert source.options == {
        "server": "https://river.example", "depth": 7, "what": "photo", "pause": 3.0,
    }  # fmt: skip
    (rule,) = found.rules
    assert rule.alert is not None
    assert (rule.alert.people, rule.alert.within) == (5, timedelta(minutes=3))
    assert found.settings == {"unmatched": "dim"}


def test_a_tag_is_enough_for_an_event() -> None:
    event = read(EVENT).event
    assert (event.name, event.timezone, event.starts) == ("#ideaperf", "UTC", None)


def test_an_unknown_key_is_answered_with_the_nearest_one() -> None:
    assert problems(EVENT + SOURCE + 'pain = "feeds"\n') == [
        "event.toml:6: source[1].pain: is not a key here; did you mean pane?"
    ]


def test_an_unknown_table_is_answered_with_the_nearest_one() -> None:
    assert problems(EVENT + "[[sources]]\n") == [
        "event.toml:3: sources: is not a key here; did you mean source?"
    ]


def test_a_key_far_from_every_other_is_answered_with_all_that_are_allowed() -> None:
    (line,) = problems(EVENT + "[[person]]\nname='Ada'\nzzz = 1\n")
    assert line.endswith(
        "person[1].zzz: is not a key here; allowed: name, role, accounts, auto_pin"
    )


def test_a_wrong_value_says_what_is_allowed_and_what_was_written() -> None:
    assert problems(EVENT + SOURCE + 'pane = "feed"\ndepth = "7"\ntagged = 1\n') == [
        (
            """event.toml:6: source[1].pane: must be "feeds" or "backchannel", not 'feed'"""
            "; did you mean feeds?"
        ),
        "event.toml:7: source[1].depth: must be a whole number, not '7'",
        "event.toml:8: source[1].tagged: must be true or false, not 1",
    ]


def test_true_is_not_a_number() -> None:
    assert problems(EVENT + SOURCE + "depth = true\n") == [
        "event.toml:6: source[1].depth: must be a whole number, not true"
    ]


def test_a_source_is_the_same_after_it_was_kept_in_a_store() -> None:
    (source,) = read(EVENT + SOURCE + 'tags = ["rivers", "banks"]\npause = 3\n').sources
    assert msgspec.json.decode(msgspec.json.encode(source), type=SourceSpec) == source


@pytest.mark.parametrize("number", ["nan", "inf", "-inf"])
def test_what_is_no_number_to_count_with_is_refused(number: str) -> None:
    (line,) = problems(EVENT + SOURCE + f"pause = {number}\n")
    assert line.startswith("event.toml:6: source[1].pause: must be a number, not ")


def test_a_single_tag_without_brackets_is_explained() -> None:
    (line,) = problems('[event]\ntags = "ideaperf"\n')
    assert line.startswith("event.toml:2: event.tags: must be a list, written")


@pytest.mark.parametrize("tag", ["two words", "", "#", "-", "a/b"])
def test_what_can_not_be_a_hashtag_is_refused(tag: str) -> None:
    (line,) = problems(f'[event]\ntags = ["good", "{tag}"]\n')
    assert line.startswith("event.toml:2: event.tags[2]: ")


def test_a_missing_key_is_named_at_its_table() -> None:
    assert problems(EVENT + '[[source]]\nkind = "river"\n') == [
        "event.toml:3: source[1]: needs the key server"
    ]


def test_a_file_without_an_event_says_what_it_needs() -> None:
    (line,) = problems(SOURCE)
    assert "[event]" in line


def test_an_unknown_kind_is_blamed_at_its_line() -> None:
    assert problems(EVENT + '[[source]]\nname="x"\nkind = "rivver"\n') == [
        "event.toml:5: source[1].kind: rivver is not a kind of source; did you mean river?"
    ]


def test_what_the_kind_itself_refuses_is_blamed_at_the_source() -> None:
    assert problems(EVENT + SOURCE + "depth = 0\n") == [
        "event.toml:6: source[1].depth: must be at least 1"
    ]


@pytest.mark.parametrize("key", ["token", "access_token", "password", "api_key", "client_secret"])
def test_a_secret_in_the_file_is_refused_without_being_repeated(key: str) -> None:
    (line,) = problems(EVENT + SOURCE + f'{key} = "hunter2"\n')
    assert line.startswith(f"event.toml:6: source[1].{key}: secrets do not belong")
    assert "token_command" in line
    assert "hunter2" not in line


def test_a_password_inside_an_address_is_refused_without_being_repeated() -> None:
    (line,) = problems(
        EVENT + '[[source]]\nkind = "river"\nserver = "https://ann:hunter2@river.example"\n'
    )
    assert line.startswith("event.toml:5: source[1].server: secrets do not belong")
    assert "hunter2" not in line


def test_everything_wrong_is_told_at_once_in_the_order_of_the_file() -> None:
    found = problems(
        '[event]\ntags = []\ntimezone = "Europe/Londom"\n[[source]]\nkind = "river"\n'
        '[[session]]\ntitle = "x"\nstarts = "soon"\nminutes = 0\n'
    )
    assert [line.split(": ")[0] for line in found] == [f"event.toml:{n}" for n in (2, 3, 4, 8)]
    assert "did you mean Europe/London?" in found[1]


def test_a_session_takes_time() -> None:
    (line,) = problems(
        EVENT + '[[session]]\ntitle = "x"\nstarts = 2026-07-01T09:30:00Z\nminutes = 0\n'
    )
    assert line == "event.toml:6: session[1].minutes: must be more than 0"


def test_an_event_that_ends_before_it_starts_is_refused() -> None:
    (line,) = problems(EVENT + "starts = 2026-07-03\nends = 2026-07-01\n")
    assert line == "event.toml:4: event.ends: must be later than starts"


def test_sources_of_one_host_are_named_the_same_whatever_their_order() -> None:
    feeds = [
        f'[[source]]\nkind = "river"\nserver = "https://www.council.example/{path}"\n'
        for path in ("news/feed/", "blog/feed?token=secret")
    ]
    for order in (feeds, feeds[::-1]):
        found = read(EVENT + "".join(order)).sources
        assert {source.name for source in found} == {
            "council.example/news/feed", "council.example/blog/feed",
        }  # fmt: skip
    assert [source.name for source in read(EVENT + feeds[0]).sources] == ["council.example"]


def test_sources_on_one_host_get_names_of_their_own() -> None:
    found = read(EVENT + SOURCE + SOURCE + SOURCE + 'name = "river.example 2"\n')
    assert [source.name for source in found.sources] == [
        "river.example", "river.example 3", "river.example 2",
    ]  # fmt: skip


def test_one_name_for_two_sources_is_refused() -> None:
    (line,) = problems(EVENT + (SOURCE + 'name = "x"\n') * 2)
    assert line == "event.toml:10: source[2].name: x is used twice"


def test_everything_that_is_wrong_with_the_event_is_told_at_once() -> None:
    said = problems('[event]\nname = 5\ntags = []\ntimezone = "Europe/Lodon"\n')
    assert [line.split(": ")[1] for line in said] == ["event.name", "event.tags", "event.timezone"]


def test_the_filter_of_a_rule_is_checked() -> None:
    (line,) = problems(EVENT + '[[rule]]\nname = "x"\nwhen = "kind:foto"\n')
    assert line == "event.toml:5: rule[1].when: not a filter: kind: did you mean photo? (column 9)"


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("when = 'rivers kind:foto'", 16),
        ('when = "\\"a\\" kind:foto"', 15),
        ('  "when"  =  "rivers kind:foto" # when = "x"', 22),
    ],
)
def test_a_filter_that_is_wrong_is_pointed_at(line: str, column: int) -> None:
    (said,) = problems(EVENT + f'[[rule]]\nname = "x"\n{line}\n')
    assert said.startswith("event.toml:5: rule[1].when: not a filter")
    assert said.endswith(f"(column {column})")
    assert line[column - 1 :].startswith("kind:foto")


def test_a_filter_over_several_lines_is_blamed_without_a_column() -> None:
    (said,) = problems(EVENT + '[[rule]]\nname = "x"\nwhen = """\nrivers kind:foto"""\n')
    assert said == "event.toml:5: rule[1].when: not a filter: kind: did you mean photo?"


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ('when = " "', "rule[1].when: finds every post; write what it is to look for"),
        ('when = "y"\nhighlight = "hihg"', 'must be true, or "low", "normal" or "high", not'),
        ('when = "y"\nmute = "soon"', 'must be true, or a length of time such as "90s"'),
        ('when = "y"\nmute = "0s"', "rule[1].mute: must be more than 0"),
        ('when = "y"\ntag = "two words"', "rule[1].tag: two words is not a tag; one word"),
        ('when = "y"\nalert = { people = 0, within = "3m" }', "alert: takes between 1 and"),
        ('when = "y"\n[[rule]]\nname = "X"\nwhen = "z"', "rule[2].name: is the name of another"),
    ],
)
def test_a_rule_that_nobody_can_mean_is_told(keys: str, problem: str) -> None:
    (said,) = problems(EVENT + f'[[rule]]\nname = "x"\n{keys}\n')
    assert problem in said


def test_a_rule_says_how_much_how_long_and_what_else() -> None:
    keys = 'highlight = "high"\nmute = "2h"\ntag = "#praise"\npin = true\nauto_pin = true\n'
    event = read(EVENT + f'[[rule]]\nname = "all"\nwhen = "y"\n{keys}').event
    (rule,) = event.rules
    assert (rule.level, rule.mute, rule.tag) == (Level.HIGH, timedelta(hours=2), "praise")
    assert rule.pin
    assert rule.auto_pin
    assert msgspec.json.decode(msgspec.json.encode(event), type=Event) == event


def test_a_rule_names_the_part_that_is_wrong() -> None:
    rule = '[[rule]]\nname = "x"\nwhen = "y"\n'
    (line,) = problems(EVENT + rule + 'alert = { people = 5, within = "soon" }\n')
    assert line.startswith("event.toml:6: rule[1].alert.within: must be a length of time such as")
    assert line.endswith("\"1d\", not 'soon'")
    assert problems(EVENT + rule + "alert = { peple = 5 }\n") == [
        "event.toml:6: rule[1].alert.peple: is not a key here; did you mean people?"
    ]


def test_where_a_token_is_kept_stays_out_of_the_options() -> None:
    found = read(EVENT + SOURCE + 'token_command = "pass show river"\n')
    assert found.tokens == {"river.example": TokenPlace(token_command="pass show river")}
    assert found.sources[0].options == {"server": "https://river.example"}


def test_a_source_without_a_token_of_its_own_leaves_that_of_its_host_alone() -> None:
    found = read(EVENT + SOURCE + 'token_command = "pass show river"\n' + SOURCE)
    assert found.tokens["river.example"].token_command == "pass show river"


def test_text_is_cleaned_before_anybody_sees_it() -> None:
    found = read('[event]\nname = "Minds \\u001b[31mred\\u202e"\ntags = ["x"]\n')
    assert found.event.name == "Minds red"


def test_a_key_cannot_colour_the_terminal_through_a_message() -> None:
    (line,) = problems(EVENT + '"\\u001b[31m" = 1\n')
    assert "\x1b" not in line


def test_an_address_longer_than_any_is_refused_and_not_cut() -> None:
    (line,) = problems(EVENT + f'[[source]]\nkind = "river"\nserver = "{"x" * 5000}"\n')
    assert line == "event.toml:5: source[1].server: is longer than 4096 characters"


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [(b"\xff\xfe", "is not UTF-8 text"), (b"#" * 2_000_000, "is larger than 1 MiB")],
)
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, raw: bytes, sentence: str) -> None:
    file = tmp_path / "event.toml"
    file.write_bytes(raw)
    with pytest.raises(ConfigError, match=sentence):
        read_event_file(file, kind_of)


def test_a_missing_file_and_a_directory_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no such file"):
        read_event_file(tmp_path / "none.toml", kind_of)
    with pytest.raises(ConfigError, match="cannot be read"):
        read_event_file(tmp_path, kind_of)


def test_a_byte_order_mark_and_windows_line_ends_are_fine(tmp_path: Path) -> None:
    file = tmp_path / "event.toml"
    file.write_bytes(b"\xef\xbb\xbf" + EVENT.replace("\n", "\r\n").encode())
    assert read_event_file(file, kind_of).event.tags == ("ideaperf",)


def test_tags_are_kept_as_they_are_written_and_compared_in_one_spelling() -> None:
    found = read('[event]\ntags = ["#Idea_Perf", "हिन्दी"]\n').event
    assert found.tags == ("ideaperf", "हिन्दी")
    assert found.hashtags == ("Idea_Perf", "हिन्दी")


def test_a_token_is_kept_for_a_host_whatever_the_file_calls_the_source() -> None:
    named = (
        '[[source]]\nkind = "river"\nname = "mastodon.social"\nserver = "https://evil.example"\n'
    )
    spec = read(EVENT + named).sources[0]
    assert (spec.name, token_key(spec)) == ("mastodon.social", "evil.example")


def test_a_token_of_a_kind_without_an_address_is_kept_for_the_kind(tmp_path: Path) -> None:
    text = EVENT + '[[source]]\nkind = "twitch"\nname = "mastodon.social"\nchannels = ["a"]\n'
    document = parse_document(text, tmp_path / "event.toml")
    [spec] = event_file_of(document, registry.load).sources
    assert (spec.name, token_key(spec)) == ("mastodon.social", "twitch")


@pytest.mark.parametrize("variable", ["AWS_SECRET", "BACKCHANNEL_MASTODON_SOCIAL_TOKEN"])
def test_an_event_file_cannot_send_any_variable_to_its_server(variable: str) -> None:
    [problem] = problems(EVENT + SOURCE + f'token_env = "{variable}"\n')
    assert "token_env" in problem
    assert "BACKCHANNEL_RIVER_EXAMPLE_" in problem


def test_an_event_file_may_name_a_variable_of_its_own_host() -> None:
    assert read(EVENT + SOURCE + 'token_env = "BACKCHANNEL_RIVER_EXAMPLE_B"\n').tokens


def source_at(server: str, *more: str) -> str:
    return "\n".join([EVENT + '[[source]]\nkind = "river"', f'server = "{server}"', *more, ""])


@pytest.mark.parametrize(
    "address", ["ftp://river.example/", "file:///etc/passwd", "FTP://x.example"]
)
def test_an_address_that_is_never_opened_is_refused_when_the_file_is_read(address: str) -> None:
    (line,) = problems(source_at(address))
    assert line.startswith("event.toml:5: source[1].server: only http and https addresses are ")


@pytest.mark.parametrize(
    "address",
    [
        *("http://127.0.0.1:8000/feed", "http://localhost/feed", "https://blog.localhost"),
        *("https://192.168.1.7", "https://[::1]/x", "10.0.0.5", "localhost:3000"),
    ],
)
def test_an_address_of_this_network_needs_a_word_in_the_file(address: str) -> None:
    (line,) = problems(source_at(address))
    assert line.startswith("event.toml:5: source[1].server: ")
    assert "private address" in line
    assert line.endswith("local = true")
    assert read(source_at(address, "local = true")).sources


def test_a_port_that_is_not_for_the_web_is_refused_when_the_file_is_read() -> None:
    (line,) = problems(source_at("https://river.example:25/"))
    assert "port 25 is not for the web" in line
    assert read(source_at("https://river.example:25/", "local = true")).sources


@pytest.mark.parametrize(
    "address", ["https://", "https://two words/", "http://[x/", "https://x:99999"]
)
def test_what_is_no_address_is_refused_when_the_file_is_read(address: str) -> None:
    (line,) = problems(source_at(address))
    assert line.startswith(
        "event.toml:5: source[1].server: is not an address; write it like https:"
    )


@pytest.mark.parametrize(
    "address", ["river.example", "https://bücher.example:8443/a", "HTTP://x.example"]
)
def test_an_address_that_can_be_opened_is_no_problem(address: str) -> None:
    assert read(source_at(address)).sources


def test_the_event_knows_its_rules() -> None:
    rules = '[[rule]]\nname = "spam"\nwhen = "followers"\nmute = true\n'
    more = '[[rule]]\nname = "fast"\nwhen = "fast"\nalert = { people = 5, within = "3m" }\n'
    event = read(EVENT + rules + more).event
    spam = Rule("spam", "followers", mute=True)
    assert event.rules == (spam, Rule("fast", "fast", Alert(5, timedelta(minutes=3))))
    assert msgspec.json.decode(msgspec.json.encode(event), type=Event) == event


def test_cues_are_few_and_short() -> None:
    text = '[event]\ntags = ["x"]\ncues = ["Louder, please", "Stop"]\n'
    assert read(text).event.cues == ("Louder, please", "Stop")
    (problem,) = problems(text.replace("Stop", "x" * 121))
    assert "at most 120 letters" in problem
    (problem,) = problems(text.replace('"Stop"', ", ".join(['"Stop"'] * 9)))
    assert "9 at most" in problem


def test_the_page_of_an_event_is_an_address_that_people_can_open() -> None:
    file = read('[event]\ntags = ["x"]\nurl = "HTTPS://Connect.Example/2026"\n')
    assert file.event.url == "https://connect.example/2026"
    assert read('[event]\ntags = ["x"]\n').event.url == ""
    for wrong in ("javascript:alert(1)", "ftp://a.example/", "no address"):
        (said,) = problems(f'[event]\ntags = ["x"]\nurl = "{wrong}"\n')
        assert "event.url: must be an http or https address" in said
