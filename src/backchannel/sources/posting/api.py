"""What whoever sends a text needs of a network, and what it gives.

    prepare     asks whatever has to be asked before; its failures never leave anything in doubt
    send        the one request that publishes, made once
    find        whether a text is out already, when the answer to that request was lost

All raise only SourceUnreachable and SourceRefused. Of `send` an error means that the text is not
out if it `is_unsent`, if it is a SourceRefused, or if the server answered with a status below 500;
any other leaves it open, and `find` has to be asked.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from backchannel.model.outgoing import Account, Words
from backchannel.model.post import Draft


class Letter(Struct, frozen=True):
    """A text on its way. `answered` is the URI of the post it answers, empty for none.

    `key` names it for good; `written` is when it was begun, `tried` when the first try began whose
    end is not known. `claimed` are addresses of posts that other texts of ours became.
    """

    words: Words
    key: str
    written: datetime
    tried: datetime | None = None
    answered: str = ""
    claimed: frozenset[str] = frozenset()


class Published(Struct, frozen=True):
    """It is out. `url` is its page, `draft` the post as the server shows it."""

    url: str
    draft: Draft


Send = Callable[[], Awaitable[Published]]


class Writer(Protocol):
    """Writes with one account. One thing at a time."""

    async def about(self) -> Account:
        """Who the account is and what its server takes, as the server says now."""

    async def prepare(self, letter: Letter) -> Send:
        """Get a text ready; what comes back publishes it, and is called at most once."""

    async def find(self, letter: Letter) -> Published | None:
        """The text, if it is out."""

    async def leave(self) -> None:
        """Log out where logging in left something behind. Raises nothing, takes a moment."""


def is_surely_not_out(status: int | None) -> bool:
    """Whether an answer with this status to a request to publish says that nothing was."""
    return status is not None and 300 <= status < 500 and status not in {408, 425}
