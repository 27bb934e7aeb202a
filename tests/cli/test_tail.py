import asyncio
import sys
from collections.abc import AsyncGenerator, Collection
from contextlib import aclosing
from datetime import UTC
from pathlib import Path

import pytest
from tests.cli.conftest import NOON, Backchannel, fill, photo, post

from backchannel.clean.terminal import clean_line
from backchannel.clean.urls import canonical
from backchannel.cli.plain.lines import LINKS, Printer, fields_of, lines_of
from backchannel.cli.verbs.tail import Printed, print_what_arrives
from backchannel.errors import StoreError
from backchannel.model.change import Change, ChangeKind
from backchannel.model.post import Kind, Span, SpanKind, StoredPost
from backchannel.store import board, pages, posts
from backchannel.store.store import Reader, Store


def stored(**changes: object) -> StoredPost:
    text = str(changes.pop("text", "Hello"))
    return StoredPost(1, 7, 1, "backchannel", post(1, text, **changes), NOON, ("river",))


def test_the_newest_posts_come_last_under_the_day_they_are_from(
    backchannel: Backchannel, store: Path
) -> None:
    ran = backchannel("tail", "--store", store)
    assert ran.code == 0
    assert ran.lines == [
        "Saturday 14 March 2026",
        "1 12:01 Ann 1: The river is rising",
        "2 12:02 Ann 2: Who measures it?",
        "3 12:03 Ann 3: Lunch is late",
    ]
    assert ran.err == ""


def test_a_count_keeps_the_newest(backchannel: Backchannel, store: Path) -> None:
    assert backchannel("tail", "--store", store, "-n", "1").lines[1:] == [
        "3 12:03 Ann 3: Lunch is late"
    ]
    assert len(backchannel("tail", "--store", store, "-n", "all", "--json").lines) == 3
    assert backchannel("tail", "--store", store, "-n", "0", "--json").lines == []


def test_a_count_that_is_none_is_a_mistake(backchannel: Backchannel, store: Path) -> None:
    for count in ("-1", "many", "1.5"):
        ran = backchannel("tail", "--store", store, "-n", count)
        assert ran.code == 2
        assert "must be a number or all" in ran.err


def test_a_filter_is_the_desk_s_own(backchannel: Backchannel, store: Path) -> None:
    ran = backchannel("tail", "--store", store, "--filter", "river OR lunch", "--json")
    assert [line["number"] for line in ran.objects] == [1, 3]


def test_a_wrong_filter_is_underlined(backchannel: Backchannel, store: Path) -> None:
    ran = backchannel("tail", "--store", store, "--filter", "nice bogus:x")
    assert ran.code == 2
    assert "  nice bogus:x\n       ^" in ran.err


def test_hidden_posts_are_not_printed(backchannel: Backchannel, store: Path) -> None:
    assert backchannel("hide", "2", "--store", store).code == 0
    assert [line["number"] for line in backchannel("tail", "--store", store, "--json").objects] == [
        1,
        3,
    ]


def test_a_store_that_is_not_there_is_exit_3(backchannel: Backchannel, tmp_path: Path) -> None:
    ran = backchannel("tail", "--store", tmp_path / "none.db")
    assert (ran.code, ran.out) == (3, "")
    assert "there is no store at" in ran.err
    assert not (tmp_path / "none.db").exists()


def test_a_file_that_is_no_store_is_exit_3(backchannel: Backchannel, tmp_path: Path) -> None:
    file = tmp_path / "letter.db"
    file.write_text("Dear Ada, " * 1_000)
    ran = backchannel("tail", "--store", file)
    assert ran.code == 3
    assert "not a backchannel store" in ran.err


def test_an_article_is_read_aloud_with_its_kind_title_and_address() -> None:
    article = stored(
        kind=Kind.ARTICLE,
        title=clean_line("Outcomes"),
        link=canonical("https://other.example/page"),
        media=(photo("A bridge"), photo("")),
    )
    assert list(lines_of(article, "12:00")) == [
        "7 12:00 Ann 1 (article): Outcomes. Hello",
        "    photo: A bridge · photo: no description · https://other.example/page",
    ]


def test_a_content_warning_comes_before_the_words() -> None:
    (line, *_) = lines_of(stored(warning=clean_line("spoilers")), "12:00", is_uncovered=True)
    assert line == "7 12:00 Ann 1: content warning: spoilers. Hello"


def test_a_post_is_never_more_than_two_lines() -> None:
    long = stored(text="one\n\ntwo\nthree", media=(photo("a\nb"),))
    assert len(list(lines_of(long, "12:00"))) == 2


def test_places_beyond_those_that_are_named_are_counted() -> None:
    text = " ".join(f"here{number}" for number in range(LINKS + 2))
    spans = tuple(
        Span(6 * number, 6 * number + 5, SpanKind.LINK, f"https://site{number}.example/")
        for number in range(LINKS + 2)
    )
    _, more = lines_of(stored(text=text, spans=spans), "12:00")
    assert more.endswith("· and to 2 more places")
    _, more = lines_of(stored(text=text, spans=spans[:-1]), "12:00")
    assert more.endswith("· and to 1 more place")


def test_a_deleted_post_says_so_and_nothing_else() -> None:
    gone = StoredPost(1, 7, 2, "feeds", post(1, "secret"), NOON, ("river",), is_gone=True)
    assert list(lines_of(gone, "12:00")) == ["7 12:00 Ann 1: deleted by its author"]


def test_text_that_the_terminal_s_encoding_lacks_is_escaped_and_not_a_crash(
    backchannel: Backchannel, tmp_path: Path
) -> None:
    path = tmp_path / "x.db"
    fill(path, post(1, "สมหญิง 🏴󠁧󠁢󠁷󠁬󠁳󠁿 Źdźbło"))
    assert backchannel("tail", "--store", path, "--json").objects[0]["text"].startswith("สมหญิง")


def test_following_prints_what_another_process_stores(tmp_path: Path) -> None:
    path = tmp_path / "rivers.db"
    fill(path, post(1, "first"))

    async def follow() -> list[str]:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "backchannel", "tail", "--store", str(path), "-f"),
            stdout=asyncio.subprocess.PIPE,
        )
        assert process.stdout is not None
        try:
            async with asyncio.timeout(60):
                lines = [await process.stdout.readline() for _ in range(2)]
                await asyncio.to_thread(fill, path, post(2, "second"))
                lines.append(await process.stdout.readline())
        finally:
            process.kill()
            await process.wait()
            process._transport.close()  # type: ignore[attr-defined]  # else it warns at exit
        return [line.decode().strip() for line in lines]

    assert asyncio.run(follow())[1:] == ["1 12:01 Ann 1: first", "2 12:02 Ann 2: second"]


async def test_json_says_what_people_decided_about_a_post(store: Path) -> None:
    async with Store(store) as opened:
        found = await opened.read(pages.by_number, 2)
        assert found is not None
        await opened.write(board.pin, found.place, "Ann")
        await opened.write(posts.retract, "river.example", [found.post.id])
        after = await opened.read(pages.by_number, 2)
        assert after is not None
    fields = fields_of(after)
    assert (fields["pinned"], fields["gone"], fields["text"]) == (True, True, "")


class Flaky(Reader):
    """A store that cannot be read at first."""

    has_failed = False

    async def follow(
        self, since: int, kinds: Collection[ChangeKind] = ()
    ) -> AsyncGenerator[tuple[Change, ...]]:
        if not self.has_failed:
            self.has_failed = True
            raise StoreError("the disk is not there")
        async with aclosing(super().follow(since, kinds)) as changes:
            async for news in changes:
                yield news


async def test_following_goes_on_when_the_store_can_be_read_again(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = Printed(pages.View(), None, 0, 2)
    async with Flaky(store) as reader:
        printer = Printer(UTC, as_json=False)
        following = asyncio.create_task(print_what_arrives(reader, printed, printer, again=0))
        said = ""
        async with asyncio.timeout(60):
            while "Lunch is late" not in said:
                await asyncio.sleep(0.01)
                said += capsys.readouterr().out
        assert not following.done()
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
