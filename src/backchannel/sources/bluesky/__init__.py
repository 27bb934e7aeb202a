"""Posts with a hashtag on Bluesky, live and without an account."""

from backchannel.sources.bluesky.source import Bluesky, Options

__all__ = ["Bluesky", "Options"]
