"""YouTube, as far as it is asked with a key."""

from backchannel.sources.youtube.chat import Options, YoutubeChat

__all__ = ["Options", "YoutubeChat"]
