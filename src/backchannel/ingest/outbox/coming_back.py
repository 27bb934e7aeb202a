"""A text that went out becomes a post of the event at once, however slow the tag's timeline is."""

from __future__ import annotations

from urllib.parse import urlsplit

from msgspec.structs import replace

from backchannel.clean.terminal import clean_line
from backchannel.ingest.pipeline import refine
from backchannel.model.outgoing import Account, Network
from backchannel.model.post import Post
from backchannel.model.programme import Event
from backchannel.model.source import SourceSpec
from backchannel.sources.posting.api import Published
from backchannel.store import outgoing, posts, sources
from backchannel.store.connection import Connection

YOU = "you"
"""The source of what is said here and bears no tag, or comes from where no source reads."""


def come_back(db: Connection, id_: str, published: Published, account: Account) -> None:
    """Write down that a text is out, and store what it became.

    It is under the same names as what a source will bring, so that both are one post.
    """
    outgoing.put_out(db, id_, clean_line(published.url, limit=2_000))
    event = sources.event_of(db) or Event("", ())
    post = refine(published.draft, _source(db, account), event.tags, db.now())
    if not isinstance(post, Post):
        return
    is_tagged = bool(set(post.tags) & set(event.tags))
    spec = _source(db, account) if is_tagged else _you(account)
    if not is_tagged:
        kept = refine(published.draft, spec, event.tags, db.now())
        post = kept if isinstance(kept, Post) else post
    posts.save(db, spec, [post])
    place: int | None = db.value("SELECT place FROM identities WHERE identity = ?", (post.id,))
    if place is not None:
        outgoing.came_back(db, id_, place)


def _source(db: Connection, account: Account) -> SourceSpec:
    """The source that reads where the account is, as one that gives all there is."""
    for asked in sources.asked_for(db):
        if _reads(asked.spec, account):
            return replace(asked.spec, tagged=True)
    return _you(account)


def _reads(spec: SourceSpec, account: Account) -> bool:
    if spec.kind != account.network:
        return False
    if account.network is Network.BLUESKY:
        return True  # there is one network, whoever keeps the account
    server = str(spec.options.get("server", ""))
    host = urlsplit(server if "://" in server else f"https://{server}").netloc
    return host.casefold() == urlsplit(account.server).netloc.casefold()


def _you(account: Account) -> SourceSpec:
    return SourceSpec(YOU, str(account.network), "backchannel", tagged=True)
