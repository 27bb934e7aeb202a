"""Posts with a hashtag on Nostr, read from several relays at once."""

from backchannel.sources.nostr.source import Nostr, Options

__all__ = ["Nostr", "Options"]
