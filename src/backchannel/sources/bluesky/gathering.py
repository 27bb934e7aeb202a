"""What was given of the stream, and what becomes of it: names, edits, counts, deletions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from msgspec import structs

from backchannel.model.moments import from_micros
from backchannel.model.post import Draft
from backchannel.sources.api import Batch
from backchannel.sources.bluesky.appview import AppView, Told
from backchannel.sources.bluesky.bookmark import KEPT, Bookmark, write
from backchannel.sources.bluesky.drafts import draft, draft_of_view, with_author, with_counts
from backchannel.sources.bluesky.entities import POSTS, Profile, Record, View, did_of, part
from backchannel.sources.bluesky.jetstream import Commit, Line, line_of

_BURIED = 20_000  # deletions: an answer may have been on its way, or come out of a cache
_REMEMBERED = 2_000  # posts whose later fate is told at once


class Gathering:
    """Batches out of lines and answers. Every batch carries the bookmark of all until then."""

    def __init__(self, appview: AppView, bookmark: Bookmark) -> None:
        self._appview, self._bookmark = appview, bookmark
        self._revisions = dict(bookmark.known)
        self._drafts: dict[str, Draft] = {}
        self._fresh: dict[str, Draft] = {}
        self._gone: dict[str, None] = {}
        self._buried: dict[str, None] = {}
        self._left: dict[str, None] = {}
        self._rejected = 0
        self._is_missed = False

    @property
    def is_urgent(self) -> bool:
        """Whether somebody may be looking at what has changed."""
        return bool(self._fresh) or self._is_missed

    @property
    def is_owing(self) -> bool:
        """Whether a search for the past is not over."""
        return not self._bookmark.is_searched

    def owe(self, since: datetime) -> None:
        """What was posted from then on is still to be searched for."""
        self._bookmark = structs.replace(self._bookmark, is_searched=False, owed=since)

    @property
    def recent(self) -> tuple[str, ...]:
        """The posts given last, newest first."""
        return tuple(reversed(self._revisions))[:KEPT]

    def hear(self, lines: Iterable[str]) -> None:
        """What the stream said."""
        for text in lines:
            line = line_of(text)
            if line is None:
                self._rejected += 1
            elif line.kind == "commit" and line.commit is not None:
                self._commit(line, line.commit)
            elif line.kind == "account" and line.account is not None and not line.account.active:
                self._take_back(line.did)
            elif line.kind == "identity" and self._is_known(line.did):
                self._appview.forget(line.did)
                self._appview.profile(line.did)

    def learn(self, told: Iterable[Told]) -> None:
        """What the AppView said."""
        for each in told:
            for profile in each.profiles:
                self._name(profile)
            for view in each.views:
                self._see(view)
            if each.is_searched:
                self._bookmark = structs.replace(self._bookmark, is_searched=True, owed=None)

    def batch(self, cursor: int | None) -> Batch:
        """Everything since the last batch, and that the stream was heard until `cursor`."""
        known = dict(list(self._revisions.items())[-KEPT:])
        told = structs.replace(self._bookmark, cursor=cursor or self._bookmark.cursor, known=known)
        is_news = told != self._bookmark
        self._bookmark = told
        batch = Batch(
            tuple(reversed(self._fresh.values())),
            write(told) if is_news else None,
            gone=tuple(self._gone),
            gone_under=tuple(self._left),
            is_live=True,
            rejected=self._rejected,
        )
        self._fresh, self._gone, self._left, self._rejected = {}, {}, {}, 0
        self._is_missed = False
        return batch

    def _commit(self, line: Line, commit: Commit) -> None:
        if commit.collection != POSTS:
            return
        if commit.operation == "delete":
            self._drop(line.uri)
        elif commit.operation == "create" or line.uri in self._revisions:
            self._write(line, commit)

    def _write(self, line: Line, commit: Commit) -> None:
        if self._revisions.get(line.uri, "") >= commit.rev > "":
            return  # read again, or older than what an answer showed
        record = part(commit.record, Record)
        if record is None:
            self._rejected += 1
            return
        profile = self._appview.profile(line.did)
        if profile is not None and profile.is_private:
            return
        self._gone.pop(line.uri, None)  # written anew under the old name
        self._buried.pop(line.uri, None)
        found = draft(line.uri, record, from_micros(line.moment))
        if before := self._drafts.get(line.uri):
            found = structs.replace(
                found, likes=before.likes, boosts=before.boosts, replies=before.replies
            )
        self._keep(with_author(found, profile) if profile else found, commit.rev)

    def _drop(self, uri: str) -> None:
        """Of what was given before a restart only the store knows: so every deletion is told."""
        self._is_missed |= self._revisions.pop(uri, None) is not None
        self._drafts.pop(uri, None)
        self._fresh.pop(uri, None)
        self._gone[uri] = self._buried[uri] = None
        if len(self._buried) > _BURIED:
            del self._buried[next(iter(self._buried))]

    def _take_back(self, did: str) -> None:
        """All posts of an account."""
        for uri in [uri for uri in self._revisions if did_of(uri) == did]:
            self._drop(uri)
        self._left[f"at://{did}/"] = None

    def _is_known(self, did: str) -> bool:
        return any(did_of(uri) == did for uri in self._revisions)

    def _name(self, profile: Profile) -> None:
        if profile.is_private:
            self._take_back(profile.did)
            return
        for uri, known in list(self._drafts.items()):
            if did_of(uri) == profile.did:
                self._keep(with_author(known, profile))

    def _see(self, view: View) -> None:
        if view.author.is_private:
            self._take_back(view.author.did)
            return
        if view.uri in self._buried:
            return
        known = self._drafts.get(view.uri)
        found = with_counts(known, view) if known else draft_of_view(view)
        if found is not None:
            self._keep(found)

    def _keep(self, found: Draft, revision: str = "") -> None:
        """Give a draft, unless it was given like this."""
        uri = found.uri
        self._revisions[uri] = revision or self._revisions.get(uri, "")
        if self._drafts.get(uri) != found:
            self._drafts[uri] = self._fresh[uri] = found
        for remembered in (self._drafts, self._revisions):
            while len(remembered) > _REMEMBERED:
                del remembered[next(iter(remembered))]
