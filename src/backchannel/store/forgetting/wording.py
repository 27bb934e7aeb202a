"""What people wrote at another desk, on its way in: without whoever was forgotten here."""

from __future__ import annotations

from backchannel.model.post import Post
from backchannel.model.sameness import identities
from backchannel.store.board.about import said_in
from backchannel.store.board.decisions import Row
from backchannel.store.connection import Connection
from backchannel.store.forgetting.accounts import name_of, names_of
from backchannel.store.forgetting.mentions import IN_PLACE, Traces
from backchannel.store.forgetting.removing import public_of
from backchannel.store.forgetting.tombstones import Tombstones


class Wording:
    """Keeps forgotten people out of words, as `let_in` keeps them out of posts.

    A quote is known by the posts that it is from, as far as these came along and were refused.
    """

    def __init__(self, db: Connection) -> None:
        self._known = Tombstones(db)
        self._public = public_of(db)
        self._refused: list[Post] = []
        self._traces = Traces((), ())
        self._is_ready = True

    def refuses(self, post: Post) -> bool:
        """Whether a post is by somebody who was forgotten."""
        if not self._known or not self._known.are_of(post):
            return False
        self._refused.append(post)
        self._is_ready = False
        return True

    def is_of(self, key: str) -> bool:
        """Whether a mute is of somebody who was forgotten."""
        return bool(self._known) and self._known.know_account((name_of(key),))

    def out_of(self, text: str, *, quotes: bool = False) -> str:
        """A text without them."""
        if not self._known:
            return text
        if not self._is_ready:
            self._traces, self._is_ready = self._traced(), True
        return self._traces.out_of(self._known.out_of_words(text), quotes=quotes)

    def about(self, text: str, post: Post | None, *, quotes: bool = False) -> str:
        """What a log says of a post, or of what is none: of one as it is here, without them."""
        if self._known and post is not None and IN_PLACE in f"{post.title} {post.text}":
            return said_in(post)
        return self.out_of(text, quotes=quotes)

    def row(self, row: Row, *keys: str, quotes: bool = False) -> Row:
        """The same of every text in a row but for its keys."""
        return {
            name: self.out_of(value, quotes=quotes)
            if isinstance(value, str) and name not in keys
            else value
            for name, value in row.items()
        }

    def _traced(self) -> Traces:
        posts = self._refused
        return Traces(
            {name for each in posts for name in names_of(each)},
            {name for each in posts for name in (*identities(each), each.url) if name},
            (text for each in posts for text in (each.title, each.text) if text),
            self._public,
        )
