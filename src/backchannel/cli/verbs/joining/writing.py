"""`reply` and `post`: shown before it goes out, then sent and waited for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from backchannel.cli.answers import answer, answer_json, can_be_asked, complain, moment, say
from backchannel.cli.choice import choose, json_option, split_event, store_option
from backchannel.cli.exit_codes import DONE, FAILED
from backchannel.cli.numbers import is_number, post_numbered
from backchannel.cli.verbs.settings import author
from backchannel.errors import StoreError

if TYPE_CHECKING:
    from backchannel.model.outgoing import Account, Outgoing, Words
    from backchannel.model.post import StoredPost
    from backchannel.store.connection import Connection
    from backchannel.store.store import Store

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS: Final = (
    click.option("--account", "name", default="", metavar="NAME",
                 help="Which account; the first that can, unless told."),
    click.option("--language", default="", metavar="TAG", help="Such as en or cy."),
    click.option("--warning", default="", metavar="TEXT",
                 help="A content warning before the words; not on Bluesky."),
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
    if not (options["is_sure"] or can_be_asked()):
        raise click.UsageError("there is no terminal to ask on; if it shall go out, say --yes")
    path = choose(event, store).existing_store()
    return asyncio.run(_say_it(path, written, number, options))


async def _say_it(path: Path, text: str, number: int | None, options: dict[str, Any]) -> int:
    from backchannel.store import outgoing
    from backchannel.store.store import Store
    from backchannel.wiring import sending

    async with Store(path) as store:
        known = await sending.learn(store)
        answered, words, account = await store.read(_words, text, number, options, known)
        for line in _preview(words, account, answered):
            say(line)
        kept = await store.write(outgoing.write, words, author())
        try:
            await store.read(outgoing.check, words)
        except StoreError as error:
            code = complain(error)
            say(f"it is kept as a draft: {kept.id[:SHORT]}")
            return code
        if not (options["is_sure"] or await _is_wanted()):
            say(f"not sent; it is kept as a draft: {kept.id[:SHORT]}")
            return FAILED
        return tell(await sent(store, kept.id), as_json=options["as_json"])


SHORT: Final = 8
"""Letters of an id that people type."""


async def sent(store: Store, id_: str) -> Outgoing:
    """Ask for a text to be sent, and wait for what comes of it. Raises StoreError if it cannot."""
    from backchannel.store import outgoing
    from backchannel.wiring import sending

    await store.write(outgoing.send, id_)
    return await sending.settle(store, id_)


async def _is_wanted() -> bool:
    return await asyncio.to_thread(click.confirm, "Send it?", default=False, err=True)


def _words(
    db: Connection,
    text: str,
    number: int | None,
    options: dict[str, Any],
    known: tuple[Account, ...],
) -> tuple[StoredPost | None, Words, Account]:
    """What is to go out, to whom, with which account; what cannot be is the user's mistake."""
    from backchannel.model.outgoing import Words, ending
    from backchannel.store import outgoing
    from backchannel.store.sources import event_of

    post = post_numbered(db, number) if number is not None else None
    asked = outgoing.ask_about(db, post.place if post else None)
    account = _chosen(options["name"], asked, known)
    begins = dict(asked.beginnings)[account.name]
    text = text if text.casefold().startswith(begins.strip().casefold()) else f"{begins}{text}"
    if not options["is_bare"]:
        text += ending(text, event_of(db))
    language = options["language"] or account.language
    place = post.place if post else None
    return post, Words(account.name, text, language, options["warning"], place), account


def _chosen(name: str, asked: Any, known: tuple[Account, ...]) -> Account:
    wanted = "@" + name.removeprefix("@").casefold() if name else ""
    if wanted and not any(each.name.casefold() == wanted for each in known):
        raise click.UsageError(f"there is no account {name!r}; backchannel accounts lists them")
    able = [each for each in asked.accounts if wanted in {"", each.name.casefold()}]
    if not able:
        raise click.UsageError(asked.problem or f"{name} cannot answer this post")
    chosen: Account = able[0]
    return chosen


def _preview(words: Words, account: Account, post: StoredPost | None) -> Iterator[str]:
    from backchannel.cli.plain.lines import named
    from backchannel.model.outgoing import length

    taken = length(words.text, account, words.warning)
    language = f", in {words.language}" if words.language else ""
    yield f"as {account.name}{language}, {taken} of {account.measure.longest}:"
    if post is not None:
        yield f"    to {post.number}, {named(post)}"
    if words.warning:
        yield f"    content warning: {words.warning}"
    for line in words.text.splitlines():
        yield f"    {line}"


def tell(text: Outgoing, *, as_json: bool) -> int:
    """Say what came of a text; the exit code."""
    if as_json:
        answer_json(fields_of(text))
    elif text.state == "sent":
        answer(f"sent: {text.url}")
    else:
        say(f"backchannel: not sent yet ({text.state}): {text.problem or 'nobody sends it now'}")
        if text.state == "waiting":
            say("it goes out while a desk is open or backchannel collect runs; "
                f"backchannel drafts --take-back {text.id[:SHORT]} keeps it here")  # fmt: skip
    return DONE if text.state == "sent" else FAILED


def fields_of(text: Outgoing) -> dict[str, object]:
    """A text as `--json` prints it; the manual lists the keys."""
    return {
        "draft": text.id,
        "state": str(text.state),
        "account": text.words.account,
        "text": text.words.text,
        "language": text.words.language,
        "warning": text.words.warning,
        "problem": text.problem,
        "url": text.url,
        "by": text.by,
        "written": moment(text.written),
        "at": moment(text.at),
    }
