"""Notes with a hashtag on a server of the Misskey family, through its own API."""

from backchannel.sources.misskey.source import Misskey, Options

__all__ = ["Misskey", "Options"]
