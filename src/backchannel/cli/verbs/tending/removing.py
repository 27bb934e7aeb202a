"""`sources remove`: a source is followed no more; what it gave stays."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from backchannel.cli.answers import answer, answer_json
from backchannel.cli.choice import choose, json_option, split_event, store_option
from backchannel.cli.verbs.settings import author
from backchannel.ui.lines.amounts import counted


@click.command(name="remove")
@click.argument("words", nargs=-1, required=True, metavar="[EVENT] NAME")
@store_option
@json_option
def remove_(words: tuple[str, ...], store: Path | None, *, as_json: bool) -> None:
    """Take a source out of the event file; its posts stay. `undo` puts it back."""
    from backchannel.store.store import Store
    from backchannel.store.tending import parted
    from backchannel.wiring.tending import changes

    event_word, rest = split_event(words)
    choice = choose(event_word, store)
    event = choice.event()
    name = " ".join(rest).strip()
    if not name:
        raise click.UsageError("say which source, by its name")

    by, has_store = author(event), choice.store.is_file()

    async def take_out() -> int:
        if not has_store:
            await changes.remove(event.path, name, None, by)
            return 0
        async with Store(choice.store) as opened:
            await changes.remove(event.path, name, opened, by)
            return await opened.read(parted.given, name)

    given = asyncio.run(take_out())
    if as_json:
        answer_json({"source": name, "posts": given, "file": str(event.path)})
    else:
        stays = f"; its {counted(given, 'post')} stay" if given > 1 else ""
        stays = "; its post stays" if given == 1 else stays
        answer(f"{name}: taken out of {event.path}{stays}")
