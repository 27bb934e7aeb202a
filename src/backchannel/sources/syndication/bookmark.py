"""What the source `feed` remembers from one poll to the next."""

from __future__ import annotations

from dataclasses import dataclass, replace

import msgspec

from backchannel.sources.api import Response
from backchannel.sources.feed_document import FeedDocument

_TRUSTED_AFTER = 3  # a permanent redirect is believed when it led to a feed this often


@dataclass(frozen=True, slots=True)
class Memory:
    """The bookmark of a feed.

    `asked` is the address in the options and `what` the kind they demand; when either changes,
    everything begins anew. `found` is the feed which the page there announced. `moved` is where
    the feed went for good, seen `times` times in a row: portals and broken servers lie about that.
    `etag`, `modified` and `digest` (SHA-256) are those of the last document that was a feed.
    `wait` is what that asked for, in seconds; `hub` and `topic` are those it named.
    """

    asked: str = ""
    what: str = ""
    found: str = ""
    moved: str = ""
    times: int = 0
    etag: str = ""
    modified: str = ""
    digest: str = ""
    wait: float | None = None
    has_ended: bool = False
    hub: str = ""
    topic: str = ""

    @classmethod
    def recall(cls, bookmark: str | None, *, asked: str, what: str) -> Memory:
        """The memory in a bookmark, or a fresh one if it is none, or about something else."""
        fresh = cls(asked=asked, what=what)
        try:
            memory = msgspec.json.decode(bookmark or "{}", type=cls)
        except msgspec.DecodeError:
            return fresh
        return memory if (memory.asked, memory.what) == (asked, what) else fresh

    def written(self) -> str:
        """The bookmark."""
        return msgspec.json.encode(self).decode()

    @property
    def address(self) -> str:
        """Where to ask now."""
        return self.moved if self.times >= _TRUSTED_AFTER else self.found or self.asked

    @property
    def has_read(self) -> bool:
        """Whether this was a feed before."""
        return bool(self.digest)

    def unchanged(self, response: Response) -> Memory:
        """After an answer that said or showed that nothing changed."""
        return replace(
            self._moved(response),
            etag=response.headers.get("etag", self.etag),
            modified=response.headers.get("last-modified", self.modified),
        )

    def read(self, response: Response, document: FeedDocument, *, digest: str) -> Memory:
        """After an answer that was read. Of its hub the headers know more than the document."""
        return replace(
            self._moved(response),
            etag=response.headers.get("etag", ""),
            modified=response.headers.get("last-modified", ""),
            digest=digest,
            wait=document.wait,
            has_ended=document.has_ended,
            hub=response.links.get("hub") or document.hub,
            topic=response.links.get("self") or document.topic,
        )

    def _moved(self, response: Response) -> Memory:
        if response.moved:
            again = response.moved == self.moved
            return replace(self, moved=response.moved, times=self.times + 1 if again else 1)
        if self.moved and self.address != self.moved:
            return replace(self, moved="", times=0)  # it answers itself again
        return self
