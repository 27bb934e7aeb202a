from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.cli.conftest import NOON, RIVER, filled, photo, post
from tests.cli.plain.talk import talk_on

from backchannel.clean.terminal import clean_line
from backchannel.cli.plain.commands import COMMANDS, meant
from backchannel.model.roles.rule import Rule
from backchannel.model.source import Health, State
from backchannel.store import board, pages, posts, sources
from backchannel.store.store import Store

Capture = pytest.CaptureFixture[str]


async def test_what_arrives_is_printed_when_it_matches(store: Path, capsys: Capture) -> None:
    async with talk_on(store, capsys) as talk:
        said = await talk.one("filter lunch")
        assert said == "1 of 3 posts match, and new ones are printed if they do. last prints them."
        await filled(store, post(4, "lunch again"), post(5, "rain"))
        assert await talk.desk.catch_up() == ""
        assert talk.heard() == ["Saturday 14 March 2026", "4 12:04 Ann 4: lunch again"]
        assert await talk.one("filter") == "No filter; 5 posts."


async def test_a_filter_that_takes_too_long_to_count_says_how_far_it_came(
    store: Path, capsys: Capture
) -> None:
    await filled(store, *(post(n, f"remark {n}") for n in range(4, 600)))
    async with talk_on(store, capsys) as talk:
        talk.desk.view = replace(talk.desk.view, patience=-1.0)
        said = await talk.one("filter /nobody says that/")
        assert said.startswith("0+ of 599 posts match")


async def test_a_wrong_filter_is_said_with_its_place_and_the_last_one_stays(
    store: Path, capsys: Capture
) -> None:
    async with talk_on(store, capsys) as talk:
        await talk("filter lunch")
        said = await talk.one("filter nice bogus:x")
        assert said.startswith("At letter 6, bogus:x: no field bogus")
        assert said.endswith("The filter stays as it was.")
        said = await talk.one("filter form:ana")
        assert said.endswith("no field form; did you mean from? The filter stays as it was.")
        said = await talk.one("filter from:")
        assert said.endswith("as in from:ana. The filter stays as it was.")
        assert (await talk("last"))[-1] == "1 post. There are no older ones."


async def test_what_is_held_waits_is_counted_and_comes_with_go(
    store: Path, capsys: Capture
) -> None:
    async with talk_on(store, capsys) as talk:
        assert await talk.one("hold") == "Holding. go prints what waits."
        await filled(store, post(4, "four"), post(5, "five"))
        assert await talk.one("hold") == "Still holding; 2 new posts waiting. go prints what waits."
        _day, *said = await talk("go")
        assert said == [
            "4 12:04 Ann 4: four",
            "5 12:05 Ann 5: five",
            "2 posts waited.",
        ]
        assert await talk.one("go") == "Nothing waited."


async def test_after_a_long_hold_the_newest_come_and_the_rest_is_counted(
    store: Path, capsys: Capture
) -> None:
    async with talk_on(store, capsys) as talk:
        await talk("hold")
        await filled(store, *(post(n, f"post {n}") for n in range(4, 74)))
        said = await talk("go")
        assert said[1].startswith("24 ")
        assert said[-1] == (
            "70 posts waited. 20 older posts waited, too; last shows as many as you say."
        )


async def test_an_empty_line_lets_posts_wait_for_the_next_one(store: Path, capsys: Capture) -> None:
    async with talk_on(store, capsys) as talk:
        assert await talk.one("") == "New posts wait until your next line."
        await filled(store, post(4, "four"))
        said = await talk("pin 1")
        assert said[0].startswith("Pinned: 1")
        assert said[-1] == "4 12:04 Ann 4: four"
        await talk("")
        assert await talk("") == []


async def test_last_and_more_read_back(store: Path, capsys: Capture) -> None:
    async with talk_on(store, capsys) as talk:
        said = await talk("last 2")
        assert [line[:1] for line in said[1:3]] == ["2", "3"]
        assert said[-1] == "2 posts. more has older ones."
        assert (await talk("more"))[-2:] == [
            "1 12:01 Ann 1: The river is rising",
            "1 post. There are no older ones.",
        ]
        assert await talk.one("more") == "There are no older ones."
        assert await talk.one("last 0") == "Say a number from 1 to 1,000, as in last 50."


async def test_open_says_everything_about_a_post(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "x.db"
    secret = post(
        1, "First.\n\nSecond.", warning=clean_line("spoilers"), media=(photo("A bridge"),)
    )
    await filled(path, secret)
    async with talk_on(path, capsys) as talk:
        said = await talk("last")
        assert said[1] == "1 12:01 Ann 1: content warning: spoilers. covered"
        assert await talk.one("open 1 2") == (
            "Open takes one post at a time, so nothing was opened."
        )
        for line in ("open 1", "1", "#1"):
            assert await talk(line) == [
                "1, post by Ann 1, @ann1@river.example.",
                "Posted on Saturday 14 March 2026 at 12:01.",
                "Content warning: spoilers.",
                "First.",
                "Second.",
                "photo: A bridge. https://river.example/photo.jpg",
                "Its own page: https://river.example/@ann/1",
                "Seen on river.example, in backchannel.",
            ]


async def test_search_finds_whatever_the_filter_is_and_marks_it(
    store: Path, capsys: Capture
) -> None:
    async with talk_on(store, capsys) as talk:
        await talk("filter lunch")
        assert await talk("search riv") == [
            "1 14 March 2026 12:01 Ann 1: The [river] is rising",
            "1 post. That is all.",
        ]
        assert await talk("search submarine") == ["Nothing matches."]
        assert (await talk.one("search has:x")).startswith("At letter 1, has:x: has: takes link")
        assert (await talk.one("search")).startswith("Say what to look for")


async def test_search_reads_on_in_either_order(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "x.db"
    await filled(path, *(post(n, "rain " * (1 + n % 3)) for n in range(1, 26)))
    for first in ("search", "best"):
        async with talk_on(path, capsys) as talk:
            numbers, said = list[int](), [""]
            for line in (f"{first} rain", "more 10", "more"):
                said = await talk(line)
                numbers += [int(each.split()[0]) for each in said[:-1]]
            assert said[-1] == "5 posts. That is all."
            assert sorted(numbers) == list(range(1, 26))
            assert (numbers[0] == 25) is (first == "search")


async def test_what_a_rule_hides_is_listed_with_what_people_hid(
    store: Path, capsys: Capture
) -> None:
    async with Store(store) as opened:
        event = await opened.read(sources.event_of)
        assert event is not None
        ruled = replace(event, rules=(Rule("lunches", "lunch", mute=True),))
        await opened.write(sources.plan, ruled, [RIVER])
    async with talk_on(store, capsys) as talk:
        await talk("hide 2")
        told = await talk("hidden")
        assert told[0] == "The rule lunches hides 1 post"
        assert "3, Ann 3: Lunch is late. By the rule lunches" in told
        assert told[-1] == "2 hidden posts."
        await talk("unhide 3")
        assert (await talk("hidden"))[-1] == "1 hidden post."


async def test_why_says_what_keeps_a_post_out_of_sight(store: Path, capsys: Capture) -> None:
    async with talk_on(store, capsys) as talk:
        await talk("hide 2 off topic")
        head, *reasons = await talk("why 2")
        assert head == "2, Ann 2: Who measures it?"
        assert reasons[0].startswith("Against it: hidden: off topic. By Ann at")
        assert (await talk("why submarine"))[0] == "No post is known by “submarine”"
        assert (await talk.one("why")).startswith("Which post?")


async def test_what_an_author_deletes_is_told_when_nothing_is_held(
    store: Path, capsys: Capture
) -> None:
    async with talk_on(store, capsys) as talk:
        following = asyncio.create_task(talk.desk.follow())
        async with Store(store) as opened:
            hidden = await opened.read(pages.by_number, 1)
            assert hidden is not None
            await opened.write(board.hide, hidden.place, "Ann")
            await opened.write(posts.retract, RIVER.name, [hidden.post.id])
            await opened.write(posts.retract, RIVER.name, ["https://river.example/posts/2"])
        said: list[str] = []
        async with asyncio.timeout(30):
            while not said:
                await asyncio.sleep(0.02)
                said = talk.heard()
        following.cancel()
        assert said == ["2, Ann 2: deleted by its author."]


async def test_sources_are_told_in_words(store: Path, capsys: Capture) -> None:
    now = NOON + timedelta(hours=7)
    async with Store(store, now=lambda: now) as opened:
        bad = Health(RIVER.name, "mastodon", State.LOGIN, problem="it wants a token.")
        await opened.write(sources.set_health, bad)
    async with talk_on(store, capsys, now=lambda: now) as talk:
        nobody, line, count = await talk("sources")
        assert nobody.startswith("Nobody is collecting")
        assert line.startswith("river.example: needs login, because it wants a token. 0 posts")
        assert count == "1 source."


async def test_help_names_every_command_and_one_in_full(store: Path, capsys: Capture) -> None:
    async with talk_on(store, capsys) as talk:
        said = await talk("help")
        assert [line.partition(":")[0] for line in said[:-1]] == [each.usage for each in COMMANDS]
        assert await talk.one("help pin") == "pin NUMBER ...: Make posts highlights."


@pytest.mark.parametrize(
    ("word", "name"),
    [("p", "pin"), ("note", "note"), ("notes", "notes"), ("f", "filter"), ("Q", "quit")],
)
def test_a_beginning_that_can_be_only_one_is_enough(word: str, name: str) -> None:
    assert meant(word).name == name


async def test_what_could_be_several_or_none_is_asked_back(store: Path, capsys: Capture) -> None:
    async with talk_on(store, capsys) as talk:
        assert await talk.one("un 1") == (
            "Un may be undo or unhide or unmute or unpin or unstash; say a letter more."
        )
        assert await talk.one("\x1b[31mdance 3") == "Dance is no command; help lists them."


@pytest.mark.parametrize("line", ["undo 3", "quit now", "hold on"])
async def test_what_takes_no_words_does_nothing_with_some(
    store: Path, capsys: Capture, line: str
) -> None:
    async with talk_on(store, capsys) as talk:
        await talk("pin 3")
        assert (await talk.one(line)).endswith("takes nothing after it, so nothing was done.")
        assert talk.is_going
        assert len(await talk("pins")) == 2


async def test_quit_is_the_last(store: Path, capsys: Capture) -> None:
    async with talk_on(store, capsys) as talk:
        assert await talk("quit") == []
        assert not talk.is_going


async def test_with_json_found_posts_are_objects_like_any(store: Path, capsys: Capture) -> None:
    async with talk_on(store, capsys, as_json=True) as talk:
        found, said = await talk.objects("search river")
        assert (found["number"], said["ok"]) == (1, True)
        (whole,) = await talk.objects("open 2")
        assert whole["post"]["number"] == 2


async def spoken_to(path: Path, *options: str, typed: bytes) -> tuple[int, list[str]]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "backchannel", "tail", "--store", str(path), "-f", *options),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    async with asyncio.timeout(60):
        out, _ = await process.communicate(typed)
    return process.returncode or 0, out.decode().splitlines()


def test_commands_come_from_a_pipe_when_asked_and_its_end_is_the_end(store: Path) -> None:
    typed = "pin 1\nnote caf\u00e9 \xff".encode() + b"\xff\npins"
    code, said = asyncio.run(spoken_to(store, "--commands", "-n", "0", typed=typed))
    assert code == 0
    assert said[0] == "Pinned: 1, Ann 1: The river is rising"
    assert "café" in said[1]
    assert said[2:] == ["1. 1, Ann 1: The river is rising", "1 pin."]


@pytest.mark.parametrize(("option", "code"), [("--no-commands", 0), ("--commands", 2)])
def test_without_any_standard_input_there_is_nothing_to_obey(
    store: Path, option: str, code: int
) -> None:
    run = "import os, sys; os.close(0); os.execv(sys.executable, sys.argv[1:])"
    ours = [sys.executable, "-m", "backchannel", "tail", "--store", str(store)]
    follow = ["-f", option] if code else []
    done = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-c", run, *ours, *follow], check=False, capture_output=True
    )
    assert done.returncode == code


def test_on_a_terminal_lines_are_heard_and_nothing_is_drawn(store: Path) -> None:
    mine, theirs = os.openpty()
    command = [sys.executable, "-m", "backchannel", "tail", "--store", str(store), "-f", "-n", "1"]
    with subprocess.Popen(  # noqa: S603  # our own program
        command, stdin=theirs, stdout=theirs, stderr=theirs
    ) as process:
        os.close(theirs)
        os.write(mine, b"pin 3\nquit\n")
        heard = b""
        with contextlib.suppress(OSError):  # how a terminal says that the other end is closed
            while part := os.read(mine, 4_096):
                heard += part
    os.close(mine)
    assert process.returncode == 0
    assert b"Pinned: 3, Ann 3: Lunch is late" in heard
    assert b"Nobody is collecting" in heard
    assert b"Type help" in heard
    assert b"\x1b" not in heard


def test_commands_without_following_are_a_mistake(store: Path) -> None:
    async def run() -> int:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "backchannel", "tail", "--store", str(store), "--commands"),
            stderr=asyncio.subprocess.DEVNULL,
        )
        return await process.wait()

    assert asyncio.run(run()) == 2
