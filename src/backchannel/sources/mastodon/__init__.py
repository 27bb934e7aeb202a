"""Posts with a hashtag on a Mastodon server, or on one that speaks its client API."""

from backchannel.sources.mastodon.source import Mastodon, Options

__all__ = ["Mastodon", "Options"]
