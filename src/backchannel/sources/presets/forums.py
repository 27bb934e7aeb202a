"""The sources `reddit`, `lemmy` and `discourse`: talk under a heading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, urlencode

from msgspec import structs

from backchannel.model.post import Draft, Kind
from backchannel.model.programme import Event
from backchannel.sources.feed import UNSEEN
from backchannel.sources.pace import check_interval
from backchannel.sources.presets.addresses import at, check_server, check_word, part, tags_of
from backchannel.sources.presets.blogs import SiteOptions, slug
from backchannel.sources.presets.preset import Asked, Preset, source

_REDDIT_END = re.compile(r"\s*(?:&#32;|\s)*submitted by\b.{0,2000}\Z", re.DOTALL)
_REDDIT_LINK = re.compile(r'<a href="([^"]{1,2000})">\[link\]</a>')
_LEMMY_BEGIN = re.compile(
    r"^\s*submitted by <a .{0,1000}?\d+ points? \| <a [^>]{0,500}>-?\d+ comments?</a>(?:<br ?/?>)?",
    re.DOTALL,
)
_DISCOURSE_END = re.compile(
    r"\s*<p>(?:<small>)?\s*\d+ posts? - \d+ participants?.{0,1000}?\Z"
    r"|\s*<p><a [^>]{0,500}>Read full (?:topic|post)</a></p>\s*\Z",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class RedditOptions:
    """What a search finds on Reddit, or everything new in one `subreddit`.

    `search` are words to look for instead of the event's tags. `interval` is the seconds between
    two polls.
    """

    subreddit: str = ""
    search: tuple[str, ...] = ()
    everything: bool = False
    server: str = "https://www.reddit.com"
    interval: float = 900.0

    def __post_init__(self) -> None:
        """Raise ValueError for what nobody can mean."""
        check_interval(self.interval)
        check_server(self.server)
        if self.subreddit:
            check_word("subreddit", self.subreddit.removeprefix("r/"))
        elif self.everything:
            raise ValueError("everything goes with a subreddit")


def _reddit(options: RedditOptions, event: Event) -> Iterator[Asked]:
    within = f"r/{part(options.subreddit.removeprefix('r/'))}/" if options.subreddit else ""
    if options.everything:
        yield Asked(at(options.server, f"{within}new/.rss"))
        return
    for word in tags_of(options.search, event):
        where = {"restrict_sr": "on"} if within else {}
        address = at(options.server, f"{within}search.rss", q=f'"{word}"', sort="new", **where)
        yield Asked(address, word)


def _private(token: str) -> str:
    """The parameters of a private feed, which Reddit throttles less, are the token.

    `feed=…&user=…`, of whatever people copy from the page of their private feeds.
    """
    query = token.rpartition("?")[2] if "?" in token else token
    found = {name: values[0] for name, values in parse_qs(query).items()}
    return urlencode([(name, found[name]) for name in ("feed", "user") if name in found])


def _submitted(draft: Draft) -> Draft:
    """Without what is said of who sent it in, which its author says already."""
    name = draft.author.name.removeprefix("/u/")
    content = _REDDIT_END.sub("", draft.content)
    shown = _REDDIT_LINK.search(draft.content, len(content))
    if shown and shown[1] != draft.url:
        content += f'<p><a href="{shown[1]}">{shown[1]}</a></p>'
    return structs.replace(
        draft,
        author=structs.replace(draft.author, name=name),
        content=content,
    )


Reddit = source(
    Preset(
        "reddit",
        RedditOptions,
        _reddit,
        floor=600.0,
        what=Kind.ARTICLE,
        mend=_submitted,
        key=_private,
        unseen=(
            "comments, and posts whose title and text do not have the word: Reddit has no hashtags",
            *UNSEEN,
        ),
    )
)


@dataclass(frozen=True, slots=True)
class LemmyOptions:
    """The posts of a community on a Lemmy server; `community` is its name, as in `c/name`.

    `interval` is the seconds between two polls.
    """

    server: str
    community: str
    interval: float = 120.0

    def __post_init__(self) -> None:
        """Raise ValueError for what nobody can mean."""
        check_interval(self.interval)
        check_server(self.server)
        check_word("community", self.community)


def _lemmy(options: LemmyOptions, _event: Event) -> Iterator[Asked]:
    community = quote(options.community.lstrip("!"), safe="@")
    yield Asked(at(options.server, f"feeds/c/{community}.xml", sort="New"))


def _counted(draft: Draft) -> Draft:
    """Without points and comments, which change all the time; known by its ActivityPub name."""
    is_name = draft.id.startswith("https://") and "/post/" in draft.id
    return structs.replace(
        draft, uri=draft.id if is_name else "", content=_LEMMY_BEGIN.sub("", draft.content)
    )


Lemmy = source(
    Preset(
        "lemmy", LemmyOptions, _lemmy,
        what=Kind.ARTICLE, mend=_counted, unseen=("comments", "other communities", *UNSEEN),
    )
)  # fmt: skip


def _discourse(options: SiteOptions, event: Event) -> Iterator[Asked]:
    for tag in tags_of(options.tags, event):
        yield Asked(at(options.server, f"tag/{slug(tag)}.rss"), tag)


def _first_post(draft: Draft) -> Draft:
    """Without the count of answers, which changes all the time."""
    content = _DISCOURSE_END.sub("", _DISCOURSE_END.sub("", draft.content))
    author = structs.replace(draft.author, name=draft.author.name.lstrip("@"))
    return structs.replace(draft, content=content, author=author)


Discourse = source(
    Preset(
        "discourse", SiteOptions, _discourse,
        what=Kind.ARTICLE, mend=_first_post, unseen=("answers: only how a topic begins", *UNSEEN),
    )
)  # fmt: skip
