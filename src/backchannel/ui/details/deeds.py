"""What the keys of the desk do with the post whose details are shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from textual.app import App

from backchannel.model.board import Note
from backchannel.model.post import StoredPost
from backchannel.ui.commands import Command, Where
from backchannel.ui.deciding.acts import Acts, Voice
from backchannel.ui.deciding.asking import Asking, Outside
from backchannel.ui.deciding.hand import Hand
from backchannel.ui.keymap import Keymap

DESK_S: Final = (
    *("pin", "question", "note", "hide", "mute", "stash", "show_apart", "undo", "redo", "why"),
    "reply",
    *("open_in_browser", "copy_text", "copy_link"),
)
"""Commands of the desk that work on the post that is shown."""


class ShownPost:
    """A choice of one post: the one that is shown."""

    def __init__(self) -> None:
        self.post: StoredPost | None = None

    async def chosen_post(self) -> StoredPost | None:
        """That one."""
        return self.post

    async def chosen_posts(self) -> Sequence[StoredPost]:
        """That one alone, whatever is marked on the desk."""
        return [self.post] if self.post else []

    def unmark(self) -> None:
        """Nothing is marked here."""

    def chosen_note(self) -> Note | None:
        """None: keys are about the post."""
        return None


class Deeds:
    """Does by name what is declared as `do('name')`, with the post that is shown."""

    def __init__(
        self,
        app: App[None],
        acts: Acts,
        say: Voice,
        asks: Outside,
        *,
        why: Callable[[StoredPost], Awaitable[None]],
        reply: Callable[[StoredPost, Voice], Awaitable[None]],
    ) -> None:
        self.shown = ShownPost()
        self._why, self._reply, self._say = why, reply, say
        self._hand = Hand(self.shown, acts, say, app)
        asking = Asking(self._hand, acts, asks)
        self._more: dict[str, Callable[[], Awaitable[None]]] = {
            "mute": asking.mute,
            "hide_because": asking.hide_because,
        }

    async def do(self, name: str) -> None:
        """One of them."""
        if name == "why" and self.shown.post is not None:
            await self._why(self.shown.post)
        elif name == "reply" and self.shown.post is not None:
            await self._reply(self.shown.post, self._say)
        elif name in self._more:
            await self._more[name]()
        else:
            await self._hand.do(name)


def named(keymap: Keymap, *, leads: bool) -> list[Command]:
    """What the bottom line names, with the keys in force; Enter where it `leads` somewhere."""
    return [
        each
        for each in keymap.commands
        if each.keys
        and each.in_footer
        and (each.id in DESK_S or each.where is Where.DETAILS)
        and (leads or each.id != "details.follow")
    ]
