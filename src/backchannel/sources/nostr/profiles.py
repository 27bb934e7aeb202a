"""What authors are called: the newest profile of each (kind 0), for as many as matter."""

from __future__ import annotations

from collections import OrderedDict

from msgspec import Struct

from backchannel.errors import SourceUnreachable
from backchannel.sources.nostr.events import Event
from backchannel.sources.payload import decode

_MOST = 2_000
_LONGEST = 200


class Profile(Struct, frozen=True):
    """A name as its owner chose it: anybody may choose any name."""

    name: str = ""
    is_bot: bool = False
    created_at: int = -1


class _Content(Struct, frozen=True):
    display_name: object = None
    displayName: object = None  # noqa: N815  # deprecated, and still written
    name: object = None
    username: object = None
    bot: object = None


NOBODY = Profile()


class Profiles:
    """By public key. The newest profile wins; of too many the one goes that is asked for least."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Profile] = OrderedDict()

    def of(self, key: str) -> Profile:
        """What is known of an author."""
        if key in self._known:
            self._known.move_to_end(key)
        return self._known.get(key, NOBODY)

    def knows(self, key: str) -> bool:
        """Whether a profile of theirs was read."""
        return key in self._known

    def learn(self, event: Event) -> bool:
        """Take a genuine profile; whether it changes what the author is called."""
        before = self._known.get(event.pubkey, NOBODY)
        if event.created_at <= before.created_at:
            return False
        try:
            said = decode(event.content, _Content)
        except SourceUnreachable:
            said = _Content()
        names = (said.display_name, said.displayName, said.name, said.username)
        name = next((name for name in names if isinstance(name, str) and name.strip()), "")
        after = Profile(name.strip()[:_LONGEST], said.bot is True, event.created_at)
        self._known[event.pubkey] = after
        self._known.move_to_end(event.pubkey)
        if len(self._known) > _MOST:
            self._known.popitem(last=False)
        return (after.name, after.is_bot) != (before.name, before.is_bot)
