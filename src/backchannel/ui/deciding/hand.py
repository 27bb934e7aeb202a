"""What a key does with the post or note that is chosen."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Final, Protocol

from backchannel.errors import StoreError
from backchannel.model.board import Note
from backchannel.model.post import StoredPost
from backchannel.store import board
from backchannel.ui.deciding.acts import Acts, Voice, Way
from backchannel.ui.keymap import Keyed
from backchannel.ui.terminal.browser import NoBrowser

CHOOSE: Final = Keyed("Choose a post with {stream.next_post} first")


class Choice(Protocol):
    """What is under the cursor."""

    async def chosen_post(self) -> StoredPost | None:
        """The post that a key is about. Raises StoreError."""

    async def chosen_posts(self) -> Sequence[StoredPost]:
        """The marked posts, else the chosen one. Raises StoreError."""

    def unmark(self) -> None:
        """What was marked has been dealt with."""

    def chosen_note(self) -> Note | None:
        """The note that a key is about, when the notes are where the reader is."""


class Outside(Protocol):
    """What a terminal can reach beyond itself."""

    def open_url(self, url: str) -> None:
        """Show a page in the browser; may take seconds. Raises NoBrowser."""

    def run_worker(self, work: Coroutine[None, None, None], *, exit_on_error: bool) -> object:
        """Do what takes long, beside the keys."""

    def copy_to_clipboard(self, text: str) -> None:
        """Put a text on the clipboard."""


def open_page(outside: Outside, url: str, say: Voice, tail: str = "") -> None:
    """Show a page, and say so; if nothing shows it, say which, and the tail."""
    from backchannel.clean.urls import shown

    async def opened() -> None:
        try:
            await asyncio.to_thread(outside.open_url, url)
        except NoBrowser:
            say(f"No browser opens {url}", tail, is_problem=True)
        else:
            say(f"Opening {shown(url, 60)}")

    outside.run_worker(opened(), exit_on_error=False)


class Hand:
    """Does by name what is declared as `do('name')`. `first` says what to choose before that."""

    def __init__(
        self,
        choice: Choice,
        acts: Acts,
        say: Voice,
        outside: Outside,
        *,
        first: Callable[[], str] = lambda: CHOOSE,
    ) -> None:
        self._choice, self._acts, self._say, self._outside = choice, acts, say, outside
        self._first = first
        self.deeds: dict[str, Callable[[], Awaitable[None]]] = {
            "pin": self.pin,
            "hide": self.hide,
            "stash": self.stash,
            "question": self.question,
            "show_apart": self.show_apart,
            "show_together": self.show_together,
            "unblank": acts.stage.unblank,
            "undo": acts.undo,
            "redo": acts.redo,
            "fetch_now": acts.fetch_now,
            "open_in_browser": self.open_in_browser,
            "copy_text": self.copy_text,
            "copy_link": self.copy_link,
        }

    async def do(self, name: str) -> None:
        """One of them."""
        await self.deeds[name]()

    async def pin(self) -> None:
        """`p`."""
        if posts := await self.posts():
            await self._acts.pin(posts)
            self._choice.unmark()

    async def stash(self) -> None:
        """`s`."""
        if posts := await self.posts():
            await self._acts.stash(posts)
            self._choice.unmark()

    async def question(self) -> None:
        """`a`."""
        from backchannel.store.roles import questions

        if posts := await self.posts():
            on = Way(questions.ask, "Asked", "{pane_5} lists, {undo} undoes")
            off = Way(questions.unask, "No question any more")
            await self._acts.turn(posts, (off, on) if all(p.question for p in posts) else (on, off))
            self._choice.unmark()

    async def show_apart(self) -> None:
        """What is in one row, in a row for each place."""
        posts = await self.posts()
        if any(post.copies or post.is_copy for post in posts):
            await self._acts.turn(posts, (Way(board.show_apart, "Shown apart"),))
            self._choice.unmark()
        elif posts:
            self._say("It is one post, and there is none beside it in its row")

    async def show_together(self) -> None:
        """What is marked, in one row."""
        posts = await self.posts()
        if len(posts) == 1:
            self._say(Keyed("Mark the posts that are one with {stream.mark} first"))
        elif posts and await self._acts.put_together(posts):
            self._choice.unmark()

    def unmark(self) -> None:
        """What was marked has been dealt with."""
        self._choice.unmark()

    async def hide(self) -> None:
        """`x`: a note is struck out."""
        if (note := self._choice.chosen_note()) is not None:
            await self._acts.strike_note(note.id)
        elif posts := await self.posts():
            await self.hide_these(posts)

    async def hide_these(self, posts: Sequence[StoredPost], reason: str = "") -> None:
        """Take posts out of sight that were chosen before."""
        await self._acts.hide(posts, reason)
        self._choice.unmark()

    async def open_in_browser(self) -> None:
        """`o`. Only http and https addresses ever become a `Url`."""
        if (post := await self.post()) is None:
            return
        url = post.post.link or post.post.url
        if url is None or post.is_gone:
            self._say("It has no address to open")
        else:
            is_copied = url == (post.post.url or post.post.link)
            open_page(self._outside, url, self._say, "{copy_link} copies it" if is_copied else "")

    async def copy_text(self) -> None:
        """`y`: of a note its words, of posts their titles and texts."""
        if (note := self._choice.chosen_note()) is not None:
            self._copy(note.text, "text")
        elif posts := await self.posts():
            texts = (text for post in posts for text in (post.post.title, post.post.text))
            self._copy("\n\n".join(text for text in texts if text), "text")

    async def copy_link(self) -> None:
        """`Y`."""
        if (post := await self.post()) is not None:
            self._copy(post.post.url or post.post.link or "", "link")

    async def post(self) -> StoredPost | None:
        """The post a key is about; None, and why has been said, when there is none."""
        try:
            post = await self._choice.chosen_post()
        except StoreError as error:
            self._say(str(error), is_problem=True)
            return None
        if post is None:
            self._say(self._first())
        return post

    async def posts(self) -> Sequence[StoredPost]:
        """The posts a key is about; none, and why has been said, when there is none."""
        try:
            posts = await self._choice.chosen_posts()
        except StoreError as error:
            self._say(str(error), is_problem=True)
            return ()
        if not posts:
            self._say(self._first())
        return posts

    def _copy(self, text: str, what: str) -> None:
        if text:
            self._outside.copy_to_clipboard(text)
            self._say(f"Copied the {what}")
        else:
            self._say(f"It has no {what} to copy")
