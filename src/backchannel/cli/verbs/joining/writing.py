"""`reply` and `post`: shown before it goes out, then sent and waited for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from backchannel.cli.answers import answer, answer_json, can_be_asked, complain, say
from backchannel.cli.choice import choose, json_option, split_event, store_option
from backchannel.cli.exit_codes import DONE, FAILED
from backchannel.cli.numbers import is_number
from backchannel.cli.verbs.settings import author
from backchannel.errors import StoreError

if TYPE_CHECKING:
    from backchannel.model.outgoing import Outgoing
    from backchannel.store.store import Store

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS: Final = (
    click.option("--account", "name", default="", metavar="NAME",
                 help="Which account; the first that can, unless told."),
    click.option("--language", default="", metavar="TAG", help="Such as en or cy."),
    click.option("--warning", default="", metavar="TEXT",
                 help="A content warning; on Bluesky it is the first line."),
    click.option("--no-tag", "is_bare", is_flag=True, help="Do not add the event's tag."),
    click.option("--yes", "is_sure", is_flag=True, help="Do not ask; for scripts."),
    store_option,
    json_option,
)  # fmt: skip  # a table


def _options(verb: F) -> F:
    for option in reversed(_OPTIONS):
        verb = option(verb)
    return verb


@click.command(name="reply")
@click.argument("words", nargs=-1, required=True, metavar="[EVENT] NUMBER TEXT...")
@_options
def reply_(words: tuple[str, ...], store: Path | None, **options: Any) -> int:
    """Answer a post with your account, with its author's name and the event's tag put in.

    It is shown and asked about before it goes out.
    """
    event, rest = split_event(words)
    if not rest or not is_number(rest[0]):
        raise click.UsageError("name the post by its number, as tail prints it, then the text")
    return _say(event, store, " ".join(rest[1:]), int(rest[0].lstrip("#")), options)


@click.command(name="post")
@click.argument("words", nargs=-1, required=True, metavar="[EVENT] TEXT...")
@_options
def post_(words: tuple[str, ...], store: Path | None, **options: Any) -> int:
    """Post to the event with your account, with the event's tag put in.

    It is shown and asked about before it goes out.
    """
    event, rest = split_event(words)
    return _say(event, store, " ".join(rest), None, options)


def _say(
    event: str | None, store: Path | None, text: str, number: int | None, options: dict[str, Any]
) -> int:
    from backchannel.clean.terminal import clean_text

    written = clean_text(text)
    if not written:
        raise click.UsageError("it needs some words")
    if written.endswith(".toml") and Path(written.split()[-1]).is_file():
        raise click.UsageError("the event file comes before the words, or it would be posted")
    if not (options["is_sure"] or can_be_asked()):
        raise click.UsageError("there is no terminal to ask on; if it shall go out, say --yes")
    path = choose(event, store).existing_store()
    by = author()
    return asyncio.run(_say_it(path, written, number, {**options, "by": by}))


async def _say_it(path: Path, text: str, number: int | None, options: dict[str, Any]) -> int:
    from backchannel.cli.outgoing import SHORT, Wanted, preview, worded
    from backchannel.store import outgoing
    from backchannel.store.store import Store
    from backchannel.wiring import sending

    wanted = Wanted(
        options["name"], options["language"], options["warning"], not options["is_bare"]
    )
    async with Store(path) as store:
        await store.write(sending.learn, await sending.own_accounts())
        made = await store.read(worded, text, number, wanted)
        for line in preview(made):
            say(line)
        kept = await store.write(outgoing.write, made.words, options["by"])
        try:
            await store.read(outgoing.check, made.words)
        except StoreError as error:
            code = complain(error)
            say(f"it is kept as a draft: {kept.id[:SHORT]}")
            return code
        if not (options["is_sure"] or await _is_wanted()):
            say(f"not sent; it is kept as a draft: {kept.id[:SHORT]}")
            return FAILED
        return tell(await sent(store, kept.id), as_json=options["as_json"])


async def sent(store: Store, id_: str) -> Outgoing:
    """Ask for a text to be sent, and wait for what comes of it. Raises StoreError if it cannot."""
    from backchannel.store import outgoing
    from backchannel.wiring import sending

    await store.write(outgoing.send, id_)
    return await sending.settle(store, id_)


async def _is_wanted() -> bool:
    return await asyncio.to_thread(click.confirm, "Send it?", default=False, err=True)


def tell(text: Outgoing, *, as_json: bool) -> int:
    """Say what came of a text; the exit code."""
    from backchannel.cli.outgoing import SHORT, fields_of

    if as_json:
        answer_json(fields_of(text))
    elif text.state == "sent":
        answer(f"sent: {text.url}")
    else:
        say(f"backchannel: not sent ({text.state}): {text.problem or 'no answer yet'}")
    if text.state == "waiting":
        say("it goes out while a desk is open or backchannel collect runs; "
            f"backchannel drafts --take-back {text.id[:SHORT]} keeps it here")  # fmt: skip
    return DONE if text.state == "sent" else FAILED
