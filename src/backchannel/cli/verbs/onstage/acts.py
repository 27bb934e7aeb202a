"""`on-air` and `blank`: what an operator does, without a screen; each answers when it is stored."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from backchannel.cli.answers import answer, answer_json
from backchannel.cli.choice import event_argument, json_option, split_event, store_option
from backchannel.cli.deciding import write_down
from backchannel.cli.numbers import numbers_of, post_numbered
from backchannel.cli.plain.lines import named
from backchannel.cli.verbs.settings import author

if TYPE_CHECKING:
    from backchannel.model.post import StoredPost
    from backchannel.model.roles.stage import Shown
    from backchannel.store.connection import Connection

Done = tuple["StoredPost | None", bool, "Shown"]
"""What it was about, whether it changed anything, and what projectors show now."""


@click.command(name="on-air")
@click.argument("words", nargs=-1, metavar="[EVENT] [NUMBER]")
@click.option("--next", "step", flag_value="next", help="Put on air what is next.")
@click.option("--back", "step", flag_value="back", help="Put on air the pin before.")
@click.option("--off", "step", flag_value="off", help="Show the card that says how to take part.")
@store_option
@json_option
def on_air_(words: tuple[str, ...], store: Path | None, step: str | None, *, as_json: bool) -> None:
    """Put a post on the projector; it is pinned if it is not. Without one, say what is on air."""
    event, rest = split_event(words)
    if len(rest) > 1 or (rest and step):
        raise click.UsageError("one post is on air at a time: give one number, or --next, or none")
    number = numbers_of(rest)[0] if rest else None

    def act(db: Connection) -> Done:
        from backchannel.store.roles import stage

        post, is_changed = _done(db, number, step)
        return post, is_changed, stage.shown(db)

    _tell("on-air", write_down(event, store, act), as_json=as_json)


@click.command(name="blank")
@event_argument
@click.option("--off", "is_over", is_flag=True, help="Show again what is on air.")
@json_option
def blank_(event: str | None, store: Path | None, *, is_over: bool, as_json: bool) -> None:
    """Show nothing at all on any projector, at once."""

    def act(db: Connection) -> Done:
        from backchannel.store.roles import stage

        is_changed = (stage.unblank if is_over else stage.blank)(db, author())
        return None, is_changed, stage.shown(db)

    _tell("unblank" if is_over else "blank", write_down(event, store, act), as_json=as_json)


def _done(db: Connection, number: int | None, step: str | None) -> tuple[StoredPost | None, bool]:
    from backchannel.store.roles import stage

    by = author()
    if number is not None:
        post = post_numbered(db, number)
        return post, stage.put_on_air(db, post.place, by)
    if step == "off":
        return None, stage.off_air(db, by)
    if step is None:
        return stage.shown(db).post, False
    post_there = (stage.next_ if step == "next" else stage.back)(db, by)
    if post_there is None:
        raise click.UsageError("there is no other pin that can go on air; pin some first")
    return post_there, True


def _tell(name: str, done: Done, *, as_json: bool) -> None:
    post, is_changed, shown = done
    if as_json:
        number, id_ = (post.number, post.post.id) if post is not None else (None, None)
        answer_json({"change": name, "post": number, "id": id_, "changed": is_changed,
                     "by": author(), "blank": shown.is_blank})  # fmt: skip
        return
    is_behind = is_changed and post is not None and shown.is_blank
    answer(f"{post.number} is taken; {said(shown)}" if post and is_behind else said(shown))


def said(shown: Shown) -> str:
    """What projectors show, in a sentence."""
    if shown.is_blank:
        return "the stage is blank; blank --off shows it"
    if shown.post is None:
        return "nothing is on air: the card says how to take part"
    return f"on air: {shown.post.number}, {named(shown.post)}"
