"""Asking before a post is put before the room: what it would see, and instead of what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual.app import App

from backchannel.model.post import StoredPost
from backchannel.store.connection import Connection
from backchannel.store.roles import stage
from backchannel.store.roles.sign import Sign, sign
from backchannel.store.store import Reader
from backchannel.ui.deciding.acts import Voice
from backchannel.ui.deciding.onstage import OnStage
from backchannel.ui.keymap import Keyed
from backchannel.ui.lines.summary import who_said_what
from backchannel.ui.screens.panel import ChoicePanel
from backchannel.ui.widgets.rows import Row

_HINT: Final = Keyed("{rows.open} puts it on air · Esc goes back")
_BEHIND: Final = Keyed("{rows.open} puts it behind the blank · Esc goes back")


async def ask(
    app: App[None], store: Reader, on_stage: OnStage, post: StoredPost, say: Voice
) -> None:
    """Put it on air if Enter says so, or say why that cannot be. Raises StoreError.

    The key that asks does not answer: it lies beside the one that pins, and a hand may rest on it.
    """
    now, refusal = await store.read(_looked, post.place)
    if refusal:
        say(refusal, is_problem=True)
    elif now.place == post.place:
        say("It is taken already, behind the blank" if now.is_blank else "It is on air already")
    else:
        app.push_screen(_panel(on_stage, post, now))


def _looked(db: Connection, place: int) -> tuple[Sign, str]:
    return sign(db), stage.refusal(db, place)


def _panel(on_stage: OnStage, post: StoredPost, now: Sign) -> ChoicePanel:
    hint = _BEHIND if now.is_blank else _HINT

    async def load() -> Sequence[Row]:
        return [Row(str(post.place), "", who_said_what(post), _beside(post, now))]

    async def chosen(_: Row) -> None:
        await on_stage.put_on_air(post)

    async def asked_again() -> None:
        panel.tell(hint)

    title = "Put on air, behind the blank?" if now.is_blank else "Put on air?"
    panel = ChoicePanel(title, hint, "", load, chosen)
    panel.deeds = {"put_on_air": asked_again}
    return panel


def _beside(post: StoredPost, now: Sign) -> str:
    """Instead of what, and what else is done."""
    instead = f"instead of {now.who}" if now.place is not None else "instead of the card"
    said = "" if post.is_pinned else "and pins it"
    where = "behind the blank, nobody sees it yet" if now.is_blank else "every projector shows it"
    return " · ".join(filter(None, (where, instead, said)))
