"""The acts without a screen: each answers when it is stored."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec import structs

from backchannel.cli.answers import answer, answer_json
from backchannel.cli.choice import json_option, split_event, store_option
from backchannel.cli.deciding import decide, write_down, zone_of
from backchannel.cli.numbers import numbers_of, post_numbered
from backchannel.cli.verbs.settings import author

if TYPE_CHECKING:
    from backchannel.model.board import Note
    from backchannel.store.connection import Connection


@click.command(name="pin")
@click.argument("words", nargs=-1, required=True, metavar="[EVENT] NUMBER...")
@store_option
@json_option
def pin_(words: tuple[str, ...], store: Path | None, *, as_json: bool) -> None:
    """Make posts highlights, in this order, after those there are."""
    from backchannel.store import board

    decide("pin", ("pinned", "is already pinned"), board.pin, words, store, as_json=as_json)


@click.command(name="unpin")
@click.argument("words", nargs=-1, required=True, metavar="[EVENT] NUMBER...")
@store_option
@json_option
def unpin_(words: tuple[str, ...], store: Path | None, *, as_json: bool) -> None:
    """Take highlights back."""
    from backchannel.store import board

    decide("unpin", ("unpinned", "is not pinned"), board.unpin, words, store, as_json=as_json)


@click.command(name="hide")
@click.argument("words", nargs=-1, required=True, metavar="[EVENT] NUMBER...")
@click.option("--reason", default="", metavar="TEXT", help="Why, for those who ask later.")
@click.option("--undo", "is_undo", is_flag=True, help="Bring the posts back into sight.")
@store_option
@json_option
def hide_(
    words: tuple[str, ...], store: Path | None, reason: str, *, is_undo: bool, as_json: bool
) -> None:
    """Take posts out of sight; nothing is deleted."""
    from backchannel.store import board
    from backchannel.store.roles import rules

    if is_undo:
        said = ("is back in sight", "is not hidden")
        decide("unhide", said, rules.unhide, words, store, as_json=as_json)
        return

    def hide(db: Connection, place: int, by: str) -> bool:
        return board.hide(db, place, by, reason)

    decide("hide", ("hidden", "is already hidden"), hide, words, store, as_json=as_json)


@click.command(name="apart")
@click.argument("words", nargs=-1, required=True, metavar="[EVENT] NUMBER...")
@store_option
@json_option
def apart_(words: tuple[str, ...], store: Path | None, *, as_json: bool) -> None:
    """Show posts that say the same in two places as two posts, for good."""
    from backchannel.store import board

    said = ("is shown apart", "is one post, and there is none beside it in its row")
    decide("apart", said, board.show_apart, words, store, as_json=as_json)


@click.command(name="together")
@click.argument("words", nargs=-1, required=True, metavar="[EVENT] NUMBER NUMBER...")
@store_option
@json_option
def together_(words: tuple[str, ...], store: Path | None, *, as_json: bool) -> None:
    """Show posts that are one in one row, where nothing but you can tell that they are."""
    from backchannel.store import board

    event, rest = split_event(words)
    numbers = numbers_of(rest)
    if len(numbers) < 2:
        raise click.UsageError("name at least two posts by their numbers, as tail prints them")

    def write(db: Connection) -> bool:
        places = [post_numbered(db, number).place for number in numbers]
        return board.show_together(db, places, author())

    is_changed = write_down(event, store, write)
    if as_json:
        answer_json({"change": "together", "posts": numbers, "changed": is_changed, "by": author()})
    else:
        listed = ", ".join(map(str, numbers))
        answer(f"{listed} {'are one row' if is_changed else 'are one row already'}")


@click.command(name="note")
@click.argument("words", nargs=-1, required=True, metavar="[EVENT] TEXT...")
@click.option("--post", "number", type=int, metavar="NUMBER", help="The post it is about.")
@store_option
@json_option
def note_(words: tuple[str, ...], store: Path | None, number: int | None, *, as_json: bool) -> None:
    """Write a note down, stamped with the time and the running session."""
    from backchannel.clean.terminal import clean_text
    from backchannel.store import board

    event, rest = split_event(words)
    text = clean_text(" ".join(rest))
    if not text:
        raise click.UsageError("a note needs some words")
    if len(text) > board.NOTE_LIMIT:
        raise click.UsageError(f"a note has at most {board.NOTE_LIMIT:,} characters")

    def write(db: Connection) -> Note:
        post = post_numbered(db, number) if number is not None else None
        return board.note(db, text, author(), post.place if post else None)

    written, zone = write_down(event, store, lambda db: (write(db), zone_of(db)))
    stamp = f"{written.at.astimezone(zone):%H:%M}"
    if as_json:
        answer_json({"change": "note", "post": number, **_fields(written)})
    else:
        answer(f"noted at {stamp}: {written.text.splitlines()[0]}")


def _fields(note: Note) -> dict[str, object]:
    return {name: value for name, value in structs.asdict(note).items() if name != "post"}
