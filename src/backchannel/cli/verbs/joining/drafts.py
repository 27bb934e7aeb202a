"""`drafts`: what somebody wrote that is not out, and what is; sent, taken back or thrown away."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from backchannel.cli.answers import answer, answer_json, say
from backchannel.cli.choice import choose, event_argument, json_option
from backchannel.cli.exit_codes import DONE, FAILED
from backchannel.cli.verbs.joining.writing import sent, tell

if TYPE_CHECKING:
    from backchannel.model.outgoing import Outgoing


@click.command(name="drafts")
@event_argument
@click.option("--all", "is_all", is_flag=True, help="Those that were sent, too.")
@click.option("--send", "to_send", metavar="ID", help="Send one.")
@click.option("--take-back", "to_take_back", metavar="ID", help="Keep one that waits from going.")
@click.option("--discard", "to_discard", metavar="ID", help="Throw one away.")
@json_option
def drafts_(
    event: str | None, store: Path | None, to_send: str | None, to_take_back: str | None,
    to_discard: str | None, *, is_all: bool, as_json: bool,
) -> int:  # fmt: skip
    """What you wrote that is not out: its id, how far it has come, and why no further."""
    from backchannel.cli.outgoing import fields_of, line_of

    asked = [each for each in (to_send, to_take_back, to_discard) if each]
    if len(asked) > 1:
        raise click.UsageError("one thing at a time: --send, --take-back or --discard")
    path = choose(event, store).existing_store()
    if to_send:
        return asyncio.run(_send(path, to_send, as_json=as_json))
    if asked:
        return asyncio.run(_put_away(path, asked[0], is_discarded=bool(to_discard)))
    found = [each for each in asyncio.run(_listed(path)) if is_all or each.is_open]
    for each in found:
        answer_json(fields_of(each)) if as_json else answer(line_of(each))
    if not (found or as_json):
        say("nothing waits to be sent")
    return DONE


async def _listed(path: Path) -> Sequence[Outgoing]:
    from backchannel.store import outgoing
    from backchannel.store.store import Reader

    async with Reader(path) as store:
        return await store.read(outgoing.listed, 1_000)


async def _send(path: Path, id_: str, *, as_json: bool) -> int:
    from backchannel.cli.outgoing import meant
    from backchannel.store.store import Store
    from backchannel.wiring import sending

    async with Store(path) as store:
        await store.write(sending.learn, await sending.own_accounts())
        found = await store.read(meant, id_)
        return tell(await sent(store, found.id), as_json=as_json)


async def _put_away(path: Path, id_: str, *, is_discarded: bool) -> int:
    from backchannel.cli.outgoing import SHORT, meant
    from backchannel.store import outgoing
    from backchannel.store.store import Store

    async with Store(path) as store:
        found = await store.read(meant, id_)
        act = outgoing.discard if is_discarded else outgoing.take_back
        if not await store.write(act, found.id):
            say(f"backchannel: it is {found.state}, so that was not done")
            return FAILED
    gone = "forgotten here; it stays out" if found.state == "sent" else "thrown away"
    answer(f"{found.id[:SHORT]} {gone if is_discarded else 'is a draft again'}")
    if is_discarded and found.state == "unsure":
        say("it may be out all the same; look at your account")
    return DONE
