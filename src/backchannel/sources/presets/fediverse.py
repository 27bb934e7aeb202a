"""The source `mastodon_rss`: hashtags on servers that show their timelines only to members."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import structs

from backchannel.model.post import Draft, Kind
from backchannel.model.programme import Event
from backchannel.sources.feed import UNSEEN
from backchannel.sources.presets.addresses import at, part, tags_of
from backchannel.sources.presets.blogs import SiteOptions
from backchannel.sources.presets.preset import Asked, Preset, source

_PAGE = re.compile(r"(https://[^/\s]+)/@(\w[\w.-]*)/(\d+)")


def _hashtag(options: SiteOptions, event: Event) -> Iterator[Asked]:
    for tag in tags_of(options.tags, event):
        yield Asked(at(options.server, f"tags/{part(tag)}.rss"), tag)


def _known_everywhere(draft: Draft) -> Draft:
    """The feed has the page of a post; its ActivityPub name on Mastodon follows from that."""
    page = _PAGE.fullmatch(draft.url)
    if page is None:
        return draft
    server, user, number = page.groups()
    return structs.replace(draft, uri=f"{server}/users/{user}/statuses/{number}")


MastodonRss = source(
    Preset(
        "mastodon_rss", SiteOptions, _hashtag,
        pane="backchannel", what=Kind.POST, mend=_known_everywhere,
        unseen=("posts that never reached this server (a small one knows few others)", *UNSEEN),
    )
)  # fmt: skip
