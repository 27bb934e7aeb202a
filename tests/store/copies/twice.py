"""Posts that say the same in two or three places, for the tests of copies."""

from __future__ import annotations

from typing import Any

from tests.store.written import at

from backchannel.clean.html import from_plain
from backchannel.clean.terminal import clean_line
from backchannel.model.post import Author, Kind, Post, Url
from backchannel.model.sameness import id_within
from backchannel.model.source import SourceSpec
from backchannel.store import pages, posts
from backchannel.store.connection import Connection

MASTODON = SourceSpec("toot.example", "mastodon", "backchannel", {})
BLUESKY = SourceSpec("Bluesky", "bluesky", "backchannel", {})
NOSTR = SourceSpec("Nostr", "nostr", "backchannel", {})
BLOG = SourceSpec("Blog", "feed", "feeds", {})

SAID = "We measure outputs because outcomes are hard to count in one year"


def on_mastodon(text: str = SAID, number: int = 1, **more: Any) -> Post:
    """Of ana@toot.example."""
    address = f"https://toot.example/@ana/{number}"
    return _post(
        f"https://toot.example/users/ana/{number}", text, "@ana@toot.example", address, more
    )


def on_bluesky(text: str = SAID, number: int = 1, **more: Any) -> Post:
    """Of ana.bsky.example, a minute later."""
    address = f"https://bsky.example/profile/ana/post/{number}"
    more = {"minutes": 9, **more}
    return _post(
        f"at://did:plc:ana/app.bsky.feed.post/{number}", text, "ana.bsky.example", address, more
    )


def on_nostr(text: str = SAID, number: int = 1, **more: Any) -> Post:
    """Of Ana, two minutes later."""
    more = {"minutes": 8, **more}
    return _post(
        f"nostr:{number:064}", text, "ana@relay.example", f"https://njump.example/{number}", more
    )


def bridged(text: str = SAID, number: int = 1, **more: Any) -> Post:
    """The post on Bluesky as Bridgy Fed brings it to the fediverse."""
    handle, address = "@ana.bsky.example@bsky.brid.gy", f"https://brid.example/{number}"
    more = {"minutes": 9, **more}
    return _post(f"https://bsky.brid.gy/{number}", text, handle, address, more)


def article(**more: Any) -> Post:
    """A page of blog.example."""
    return _post(
        "https://blog.example/one", "Counting is easy, and so we count.", "",
        "https://blog.example/one", more,
    )  # fmt: skip


def announced(**more: Any) -> Post:
    """The page, as a program of the blog announces it."""
    said = "What councils can learn from gardens https://blog.example/one"
    author = Author(clean_line("Blog bot"), clean_line("@blog@toot.example"), is_bot=True)
    return on_mastodon(said, 90, author=author, **more)


ARTICLE = {
    "kind": Kind.ARTICLE,
    "title": clean_line("What councils can learn from gardens"),
    "author": Author(clean_line("Lena"), clean_line("")),
}


def _post(id_: str, text: str, handle: str, address: str, more: dict[str, Any]) -> Post:
    read = from_plain(text)
    values: dict[str, Any] = {
        "id": id_,
        "kind": Kind.POST,
        "author": Author(clean_line("Ana Konda"), clean_line(handle)),
        "title": clean_line(""),
        "text": read.text,
        "spans": read.spans,
        "url": Url(address),
        "published": at(more.get("minutes", 10)),
        "tags": ("rivers",),
        "aliases": (id_within("any", id_),),
    }
    return Post(**{**values, **{key: each for key, each in more.items() if key != "minutes"}})


def source_of(post: Post) -> SourceSpec:
    """Who gives a post."""
    if post.id.startswith("at:"):
        return BLUESKY
    if post.id.startswith("nostr:"):
        return NOSTR
    return BLOG if post.kind is Kind.ARTICLE else MASTODON


def arrive(db: Connection, *arrived: Post) -> None:
    """Each in a batch of its own, from where it is."""
    for post in arrived:
        db.execute("BEGIN IMMEDIATE")
        posts.save(db, source_of(post), [post])
        db.execute("COMMIT")


def place_of(db: Connection, post: Post) -> int:
    """Where a post is."""
    place = db.value("SELECT place FROM identities WHERE identity = ?", (post.id,))
    return int(place)


def rows(db: Connection) -> dict[int, list[int]]:
    """The numbers of what is in sight, and for each the numbers of its copies."""
    page = pages.around(db, pages.View(), None, newer=0, older=1_000, since=None)
    return {post.number: [copy.number for copy in post.copies] for post in page.posts}
