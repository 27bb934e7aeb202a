"""Which posts an account can answer, and what an answer begins and ends with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from backchannel.model.outgoing.account import Account, Network
from backchannel.model.post import Post, SpanKind
from backchannel.model.programme import Event
from backchannel.model.tags import in_text

MENTIONED: Final = 5
"""People that a reply begins with, at most; whoever wants more names them."""

_FEDIVERSE: Final = re.compile(r"@[^\s@:/]+@[^\s@/]+")
_BLUESKY: Final = re.compile(r"at://did:[a-z]+:[^\s/]+/app\.bsky\.feed\.post/[^\s/]+")
_PROFILE: Final = re.compile(r"https?://([^\s/@]+)/(?:@|users/|u/)([\w.-]+)/?")


def fediverse_uri(post: Post) -> str:
    """The name that any server of the fediverse finds a post by; empty when it has none.

    `post.aliases` are looked at too, so give it all names that the store knows.
    """
    if not _FEDIVERSE.fullmatch(post.author.handle):
        return ""
    names = (post.id, post.url or "", *post.aliases)
    return next((name for name in names if name.startswith(("https://", "http://"))), "")


def at_uri(post: Post) -> str:
    """The AT-URI of a post on Bluesky; empty when it is not there. Looks at `aliases` too."""
    names = (post.id, *post.aliases)
    return next((name for name in names if _BLUESKY.fullmatch(name)), "")


def why_not(post: Post, account: Account) -> str:
    """Why an account cannot answer a post, and what one can do; empty when it can."""
    found = fediverse_uri(post) if account.network is Network.MASTODON else at_uri(post)
    if found:
        return ""
    theirs = _network_of(post)
    if theirs is None:
        return "this post is on neither the fediverse nor Bluesky; open it in the browser to answer"
    return (
        f"this post is on {theirs.shown}, and {account.name} is on {account.network.shown}: "
        "open it in the browser to answer"
    )


def why_no_answer(post: Post, accounts: Sequence[Account]) -> str:
    """Why none of the accounts can answer a post; empty when one can."""
    if not accounts:
        return "no account to answer with; `backchannel login` adds one"
    reasons = [why_not(post, account) for account in accounts]
    if not all(reasons):
        return ""
    theirs = _network_of(post)
    if theirs is None or len(accounts) == 1:
        return reasons[0]
    return (
        f"this post is on {theirs.shown}, where you have no account: "
        f"`backchannel login {theirs}` adds one, or open it in the browser to answer"
    )


def beginning(post: Post, account: Account) -> str:
    """The mentions that a reply begins with, and a space; empty where a reply needs none.

    Whoever wrote the post comes first, then whom they mentioned; never the account itself. Without
    them Mastodon would tell nobody. Bluesky tells the author of its own accord.
    """
    if account.network is not Network.MASTODON:
        return ""
    own = account.name.casefold()
    named = {who.casefold(): who for who in _people(post) if who.casefold() != own}
    return "".join(f"{who} " for who in [*named.values()][:MENTIONED])


def ending(text: str, event: Event | None) -> str:
    """What a text still lacks to belong to the event: its tag, with what goes before it.

    Empty when it carries one of the event's tags already.
    """
    if event is None or not event.tags or set(in_text(text)) & set(event.tags):
        return ""
    tag = f"#{event.hashtags[0]}"
    return f" {tag}" if text.strip() else tag


def _network_of(post: Post) -> Network | None:
    if at_uri(post):
        return Network.BLUESKY
    return Network.MASTODON if fediverse_uri(post) else None


def _people(post: Post) -> Iterator[str]:
    if _FEDIVERSE.fullmatch(post.author.handle):
        yield post.author.handle
    for span in post.spans:
        found = _PROFILE.fullmatch(span.target) if span.kind is SpanKind.MENTION else None
        if found:
            yield f"@{found[2]}@{found[1]}"
