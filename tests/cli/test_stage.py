from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from tests.cli.conftest import Backchannel
from tests.cli.plain.talk import talk_on

from backchannel.model.roles.stage import Shown
from backchannel.store import board, pages
from backchannel.store.connection import Connection
from backchannel.store.roles import stage
from backchannel.store.store import Reader, Store


def shown(path: Path) -> Shown:
    async def read() -> Shown:
        async with Reader(path) as store:
            return await store.read(stage.shown)

    return asyncio.run(read())


def hide(path: Path, number: int) -> None:
    def act(db: Connection) -> None:
        post = pages.by_number(db, number)
        assert post is not None
        board.hide(db, post.place, "lena")

    async def write() -> None:
        async with Store(path) as store:
            await store.write(act)

    asyncio.run(write())


def test_a_post_is_on_air_when_it_answers_and_pinned_with_it(
    backchannel: Backchannel, store: Path
) -> None:
    ran = backchannel("on-air", "2", "--store", store)
    assert (ran.code, ran.lines) == (0, ["on air: 2, Ann 2: Who measures it?"])
    post = shown(store).post
    assert post is not None
    assert (post.number, post.is_pinned) == (2, True)
    assert backchannel("on-air", "--store", store).lines == ran.lines


def test_as_an_object_it_says_what_was_stored(backchannel: Backchannel, store: Path) -> None:
    backchannel("pin", "1", "--store", store)
    backchannel("on-air", "2", "--store", store)
    (told,) = backchannel("on-air", "--next", "--json", "--store", store).objects
    assert {key: told[key] for key in ("change", "post", "changed", "blank")} == {
        "change": "on-air", "post": 1, "changed": True, "blank": False,
    }  # fmt: skip
    (told,) = backchannel("on-air", "--off", "--json", "--store", store).objects
    assert (told["post"], told["changed"]) == (None, True)


def test_blank_shows_nothing_until_it_is_taken_back(backchannel: Backchannel, store: Path) -> None:
    backchannel("on-air", "2", "--store", store)
    assert backchannel("blank", "--store", store).code == 0
    assert shown(store).is_blank
    (told,) = backchannel("blank", "--store", store, "--json").objects
    assert (told["change"], told["changed"], told["blank"]) == ("blank", False, True)
    ran = backchannel("blank", "--off", "--store", store)
    assert ran.lines == ["on air: 2, Ann 2: Who measures it?"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("99",), "there is no post 99"),
        (("two",), "'two' is not the number of a post"),
        (("1", "2"), "one post is on air at a time"),
        (("1", "--next"), "one post is on air at a time"),
        (("--next",), "there is no other pin that can go on air"),
    ],
)
def test_what_cannot_be_meant_is_the_user_s_mistake(
    backchannel: Backchannel, store: Path, words: tuple[str, ...], said: str
) -> None:
    ran = backchannel("on-air", *words, "--store", store)
    assert ran.code == 2
    assert said in ran.err
    assert shown(store).post is None


def test_what_may_not_be_shown_is_refused_and_not_even_pinned(
    backchannel: Backchannel, store: Path
) -> None:
    hide(store, 2)
    ran = backchannel("on-air", "2", "--store", store)
    assert ran.code != 0
    assert "2 cannot go on air: hidden" in ran.err
    assert backchannel("unpin", "2", "--store", store).lines[0].startswith("2 is not pinned")


def test_the_screens_need_a_store_and_a_terminal(
    backchannel: Backchannel, store: Path, tmp_path: Path
) -> None:
    for verb in ("operator", "projector"):
        assert "there is no store at" in backchannel(verb, "--store", tmp_path / "no.db").err
        assert "needs a terminal" in backchannel(verb, "--store", store).err


async def test_a_desk_of_words_has_the_same_acts(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with talk_on(store, capsys) as talk:
        assert await talk.one("on-air") == "Nothing is on air; the card says how to take part."
        assert await talk.one("on-air 2") == "On air: 2, Ann 2: Who measures it?"
        assert await talk.one("blank") == (
            "Every projector is blank; unblank shows again what is on air."
        )
        assert await talk.one("unblank") == "On air: 2, Ann 2: Who measures it?"
        assert await talk.one("off-air") == "Nothing is on air; the card says how to take part."
        assert "no other pin" not in await talk.one("on-air next")
        assert "for all to see" in await talk.one("bla")
        assert (await talk.desk.read(stage.shown)).post is not None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("bright", "--theme bright is no theme; did you mean backchannel-bright?"),
        ("nrod", "--theme nrod is no theme; did you mean nord?"),
        ("xyzzy", "; ours are backchannel-dark, backchannel-light, backchannel-bright, "),
    ],
)
def test_a_theme_that_is_none_is_answered_with_what_may_be_meant(
    backchannel: Backchannel, store: Path, typed: str, said: str
) -> None:
    ran = backchannel("projector", "--theme", typed, "--store", store)
    assert ran.code == 2
    assert said in " ".join(ran.err.split())
