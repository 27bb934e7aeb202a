"""The sources `wordpress`, `ghost`, `medium` and `tumblr`: blogs, by a tag."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from msgspec import structs

from backchannel.model.post import Draft, Kind
from backchannel.model.programme import Event
from backchannel.sources.feed import UNSEEN
from backchannel.sources.pace import check_interval
from backchannel.sources.presets.addresses import at, check_server, check_word, part, tags_of
from backchannel.sources.presets.preset import Asked, Preset, source


@dataclass(frozen=True, slots=True)
class SiteOptions:
    """What has a tag on one site; `server` is its address, as in `https://blog.example`.

    `tags` are asked for instead of the event's, as they stand in the addresses there. `interval` is
    the seconds between two polls.
    """

    server: str
    tags: tuple[str, ...] = ()
    interval: float = 120.0

    def __post_init__(self) -> None:
        """Raise ValueError for what nobody can mean."""
        check_interval(self.interval)
        check_server(self.server)


def slug(tag: str) -> str:
    """A tag as blogs write it into an address: small letters, and a hyphen between words."""
    return part("-".join(tag.casefold().split()))


def _wordpress(options: SiteOptions, event: Event) -> Iterator[Asked]:
    for tag in tags_of(options.tags, event):
        plain = at(options.server, "", tag=slug(tag), feed="rss2")
        yield Asked(at(options.server, f"tag/{slug(tag)}/feed/"), tag, otherwise=(plain,))


def _ghost(options: SiteOptions, event: Event) -> Iterator[Asked]:
    for tag in tags_of(options.tags, event):
        yield Asked(at(options.server, f"tag/{slug(tag)}/rss/"), tag)


Wordpress = source(
    Preset(
        "wordpress", SiteOptions, _wordpress,
        pages="paged", unseen=("posts that are not filed under the tag", "comments"),
    )
)  # fmt: skip
Ghost = source(
    Preset(
        "ghost", SiteOptions, _ghost,
        unseen=("what left its feed of about 15 posts", "the rest of what is for members"),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MediumOptions:
    """Stories with a tag on Medium.

    `tags` are asked for instead of the event's. `interval` is the seconds between two polls.
    """

    tags: tuple[str, ...] = ()
    server: str = "https://medium.com"
    interval: float = 900.0

    def __post_init__(self) -> None:
        """Raise ValueError for what nobody can mean."""
        check_interval(self.interval)
        check_server(self.server)


def _medium(options: MediumOptions, event: Event) -> Iterator[Asked]:
    for tag in tags_of(options.tags, event):
        yield Asked(at(options.server, f"feed/tag/{slug(tag)}"), tag)


def _without_source(draft: Draft) -> Draft:
    """Its links say which feed they were found in."""
    return structs.replace(draft, url=draft.url.partition("?")[0])


Medium = source(
    Preset(
        "medium", MediumOptions, _medium,
        floor=300.0, what=Kind.ARTICLE, mend=_without_source,
        unseen=("what left its feed of about 10 stories", "the text of what is for members"),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TumblrOptions:
    """What has a tag on one blog on Tumblr; `blog` is its name, or its own host.

    `tags` are asked for instead of the event's. `interval` is the seconds between two polls.
    """

    blog: str
    tags: tuple[str, ...] = ()
    server: str = ""
    interval: float = 120.0

    def __post_init__(self) -> None:
        """Raise ValueError for what nobody can mean."""
        check_interval(self.interval)
        check_word("blog", self.blog)
        if self.server:
            check_server(self.server)


def _tumblr(options: TumblrOptions, event: Event) -> Iterator[Asked]:
    host = options.blog if "." in options.blog else f"{options.blog}.tumblr.com"
    for tag in tags_of(options.tags, event):
        yield Asked(at(options.server or host, f"tagged/{part(tag)}/rss"), tag)


Tumblr = source(
    Preset(
        "tumblr", TumblrOptions, _tumblr,
        unseen=("other blogs: Tumblr has no feed of a tag on all of them", *UNSEEN),
    )
)  # fmt: skip
