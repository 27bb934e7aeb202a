"""What the source `feed` remembers from one poll to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zlib import crc32

import msgspec

from backchannel.model.post import Draft
from backchannel.sources.api import Response
from backchannel.sources.feed_document import FeedDocument

_LAST = 5  # entries; an author may have deleted one of them
_TRUSTED_AFTER = 3  # a permanent redirect is believed when it led to a feed this often


@dataclass(frozen=True, slots=True)
class Memory:
    """The bookmark of a feed.

    `asked` is the address in the options and `what` the kind they demand; when either changes,
    everything begins anew. `found` is the feed which the page there announced. `moved` is where
    the feed went for good, seen `times` times in a row: portals and broken servers lie about that.
    `etag`, `modified` and `digest` (SHA-256) are those of the last document that was a feed.
    `wait` is what that asked for, in seconds; `hub` and `topic` are those it named. `newest` is the
    date of its newest entry and `last` are the newest few, as check sums of their ids.
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
    newest: datetime | None = None
    last: tuple[int, ...] = ()
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
        dated = sorted(
            ((draft.published, draft.id) for draft in document.drafts if draft.published),
            reverse=True,
        )
        return replace(
            self._moved(response),
            etag=response.headers.get("etag", ""),
            modified=response.headers.get("last-modified", ""),
            digest=digest,
            wait=document.wait,
            has_ended=document.has_ended,
            hub=response.links.get("hub") or document.hub,
            topic=response.links.get("self") or document.topic,
            newest=dated[0][0] if dated else None,
            last=tuple(_sum(id_) for _, id_ in dated[:_LAST]),
        )

    def hole(self, drafts: Sequence[Draft]) -> tuple[datetime, datetime] | None:
        """When something may have come and gone since: nothing of last time is listed any more.

        A feed that only names its entries anew shows old dates, and is none.
        """
        dates = [draft.published for draft in drafts if draft.published]
        is_known = any(_sum(draft.id) in self.last for draft in drafts)
        if self.newest is None or not self.last or not dates or is_known:
            return None
        return (self.newest, min(dates)) if min(dates) > self.newest else None

    def _moved(self, response: Response) -> Memory:
        if response.moved:
            again = response.moved == self.moved
            return replace(self, moved=response.moved, times=self.times + 1 if again else 1)
        if self.moved and self.address != self.moved:
            return replace(self, moved="", times=0)  # it answers itself again
        return self


def _sum(id_: str) -> int:
    return crc32(id_.encode("utf-8", "surrogatepass"))
