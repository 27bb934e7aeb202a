"""What the source remembers of posts, and the part of it that goes into the bookmark."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping

from msgspec import DecodeError, Struct, json

from backchannel.model.post import Draft
from backchannel.sources.nostr.drafts import draft, people_in
from backchannel.sources.nostr.events import DELETION, PROFILE, Event
from backchannel.sources.nostr.profiles import Profiles

_KNOWN = 200  # posts whose deletions are looked for; the bookmark is written with every batch
_RECENT = 300  # posts that are given again when their author's name comes
_LONGEST = 300  # characters of a key; an author may choose any


class Known(Struct, frozen=True, array_like=True):
    """A post that was given: who wrote it, and in which version."""

    author: str
    created_at: int
    id: str
    is_gone: bool = False


class _Bookmark(Struct, frozen=True):
    relays: dict[str, int] = {}  # msgspec copies it
    known: dict[str, Known] = {}  # the same


class Memory:
    """Posts by key, names, and how far each relay has been read."""

    def __init__(self) -> None:
        self.profiles = Profiles()
        self._known: OrderedDict[str, Known] = OrderedDict()
        self._recent: OrderedDict[str, Event] = OrderedDict()
        self._relays: dict[str, int] = {}

    def recall(self, bookmark: str | None, relays: Iterable[str]) -> None:
        """Go on from a bookmark; one that cannot be read is none. Names are kept."""
        try:
            before = json.decode(bookmark or "{}", type=_Bookmark)
        except DecodeError:
            before = _Bookmark()
        self._known = OrderedDict(before.known)
        self._relays = {url: before.relays[url] for url in relays if url in before.relays}

    def written(self) -> str:
        """The bookmark: true once all that was given until now is stored."""
        return json.encode(_Bookmark(self._relays, dict(self._known))).decode()

    @property
    def relays(self) -> Mapping[str, int]:
        """How far each was read without a gap, in seconds since 1970."""
        return self._relays

    def read_to(self, relay: str, newest: int) -> None:
        """A relay was read without a gap up to then."""
        self._relays[relay] = max(newest, self._relays.get(relay, 0))

    def watched(self) -> list[str]:
        """The keys of the posts whose deletion would matter, the newest last."""
        return [key for key, known in self._known.items() if not known.is_gone]

    def take(self, event: Event) -> tuple[list[Draft], list[str]]:
        """What a genuine event comes to: drafts to give, and ids of posts that are gone."""
        if event.kind == PROFILE:
            return (self._renamed(event.pubkey) if self.profiles.learn(event) else []), []
        if event.kind == DELETION:
            return [], self._deleted(event)
        return self._posted(event), []

    def _posted(self, event: Event) -> list[Draft]:
        """A post, unless it was given, is older than what was given, or was taken back."""
        key, known = event.key, self._known.get(event.key)
        if known and (known.is_gone or event.version < (known.created_at, -int(known.id, 16))):
            return []
        self._recent[key] = event
        self._recent.move_to_end(key)
        if len(self._recent) > _RECENT:
            self._recent.popitem(last=False)
        if known and known.id == event.id:
            return []
        if len(key) <= _LONGEST:
            self._remember(key, Known(event.pubkey, event.created_at, event.id))
        return [draft(event, self.profiles)]

    def _renamed(self, author: str) -> list[Draft]:
        """Posts that show this author's name."""
        shown = [event for event in self._recent.values() if author in people_in(event)]
        return [draft(event, self.profiles) for event in shown]

    def _deleted(self, request: Event) -> list[str]:
        """Only its author may take a post back, and an edited one only up to that moment."""
        gone = []
        for key in dict.fromkeys((*request.values("e"), *request.values("a"))):
            known = self._known.get(key)
            if known is None or known.is_gone or known.author != request.pubkey:
                continue
            if ":" in key and known.created_at > request.created_at:
                continue
            self._known[key] = Known(known.author, known.created_at, known.id, is_gone=True)
            self._recent.pop(key, None)
            gone.append(key)
        return gone

    def _remember(self, key: str, known: Known) -> None:
        self._known[key] = known
        self._known.move_to_end(key)
        if len(self._known) > _KNOWN:
            self._known.popitem(last=False)
