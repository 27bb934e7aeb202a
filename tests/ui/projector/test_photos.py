"""Photos as terminals draw them, by what they answer: each in the best way that it really has."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import Image
from tests.ui.desk.stage import EVENT, SOCIAL, remark
from tests.ui.terminal.sized import SILENT, Knows, SizedTerminal, role

from backchannel.clean.terminal import clean_text
from backchannel.model.post import Media, MediaKind, Url
from backchannel.store import pages, posts, sources
from backchannel.store.roles import stage
from backchannel.store.roles.stage import pictures
from backchannel.store.store import Store
from backchannel.ui.projector.sixels import selecting
from backchannel.ui.projector.ways import MOST_COLOURS, Way, colours_of, way_of

PLACEHOLDER = "\U0010eeee"
BLOCK = "▄"
TAKES: Mapping[str, str] = {**SILENT, "\x1b[c": "\x1b[?62;c", "picture": "OK"}
COLOURED: Mapping[str, str] = {"TERM": "xterm-kitty", "COLORTERM": "truecolor"}


def named(name: str) -> Mapping[str, str]:
    return {**TAKES, "\x1b[>q": f"\x1bP>|{name}\x1b\\"}


def on_air(path: Path) -> Path:
    """A store with a photo on air."""

    async def fill() -> None:
        url = Url("https://cdn.example/hall.jpg")
        photo = Media(MediaKind.PHOTO, url, clean_text(""))
        async with Store(path) as store:
            await store.write(sources.plan, EVENT, (SOCIAL,))
            hall = replace(remark(1, "The hall"), media=(photo,))
            await store.write(posts.save, SOCIAL, (hall,))
            folder = pictures.folder_of(store.path)
            folder.mkdir()
            image = Image.linear_gradient("L").resize((320, 240)).convert("RGB")
            image.save(folder / "hall.jpg")
            await store.write(pictures.keep, url, "hall.jpg", 3)
            post = await store.read(pages.by_number, 1)
            assert post is not None
            await store.write(stage.put_on_air, post.place, "op")

    asyncio.run(fill())
    return path


def shows(terminal: SizedTerminal, sign: str) -> bool:
    """Wait for a sign of one way, and for the words."""
    return terminal.until(lambda: sign in terminal.painted and "@ana" in terminal.painted)


@pytest.mark.parametrize("name", ["kitty(0.28.0)", "kitty(0.41.1)", "ghostty 1.2.0"])
def test_a_terminal_that_puts_pictures_among_letters_is_given_one(
    tmp_path: Path, name: str
) -> None:
    store = on_air(tmp_path / "event.db")
    with role(
        "projector", store, Knows.NOTHING, (120, 36), says=named(name), environ=COLOURED
    ) as terminal:
        assert shows(terminal, PLACEHOLDER)
        assert "U=1" in terminal.painted
        assert BLOCK not in terminal.painted.split("@ana")[0].split(PLACEHOLDER)[-1]


@pytest.mark.parametrize(
    ("says", "environ"),
    [
        (named("kitty(0.26.5)"), COLOURED),  # shows the placeholders as boxes
        (named("Konsole 23.08.1"), COLOURED),
        (TAKES, COLOURED),
        (named("ghostty 1.2.0"), {"TERM": "xterm-ghostty", "COLORTERM": ""}),
        (SILENT, COLOURED),
    ],
    ids=["old kitty", "konsole", "nameless", "few colours", "silent"],
)
def test_any_other_draws_it_in_blocks(
    tmp_path: Path, says: Mapping[str, str], environ: Mapping[str, str]
) -> None:
    store = on_air(tmp_path / "event.db")
    with role("projector", store, Knows.NOTHING, (120, 36), says=says, environ=environ) as terminal:
        assert shows(terminal, BLOCK)
        assert PLACEHOLDER not in terminal.painted


def test_in_sixel_there_are_no_more_colours_than_the_terminal_has(tmp_path: Path) -> None:
    says = {**SILENT, "\x1b[c": "\x1b[?63;1;4;22c", "\x1b[?1;1;0S": "\x1b[?1;0;16S"}
    store = on_air(tmp_path / "event.db")
    with role(
        "projector", store, Knows.NOTHING, (120, 36), says=says, environ=COLOURED
    ) as terminal:
        found = re.compile("\x1bP[0-9;]*q([^\x1b]*)\x1b")
        assert terminal.until(lambda: found.search(terminal.painted) is not None)
        assert shows(terminal, "\x1bP")
        (sixels, *_) = found.findall(terminal.painted)
        assert 2 < len(set(re.findall(r"#(\d+);2;", sixels))) <= 16
        assert re.findall(r"#(\d+);2;\d+;\d+;\d+(?!\d|#\1\D)", sixels) == []  # for xterm


def test_what_strangers_write_like_a_colour_of_a_picture_stays() -> None:
    said = "#1;2;10;20;30 is no colour"
    assert selecting(said) == said
    picture = "\x1bP0;0;0q#1;2;10;20;30!5~$#1@-\x1b\\"
    assert selecting(said + picture) == said + picture.replace(";30", ";30#1")


@pytest.mark.parametrize(
    ("answer", "way", "colours"),
    [
        ("", Way.BLOCKS, MOST_COLOURS),
        ("\x1b[?63;1;2;4;6c\x1b[?1;0;1024S\x1bP>|XTerm(379)\x1b\\", Way.SIXEL, MOST_COLOURS),
        ("\x1b[?63;1;4c\x1b[?1;0;16S", Way.SIXEL, 16),
        ("\x1b[?62;14c\x1b[?1;3;0S", Way.BLOCKS, MOST_COLOURS),
        ("\x1b[?62;c\x1bP>|kitty(0.41.1)\x1b\\", Way.BLOCKS, MOST_COLOURS),
        ("\x1b[?62;c\x1bP>|kitty(1.0)\x1b\\\x1b_Gi=31;OK\x1b\\", Way.KITTY, MOST_COLOURS),
    ],
)
def test_the_way_is_what_was_answered(answer: str, way: Way, colours: int) -> None:
    assert (way_of(answer), colours_of(answer)) == (way, colours)
