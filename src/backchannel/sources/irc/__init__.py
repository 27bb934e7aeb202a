"""Chat in channels: IRC, and Twitch, which speaks it."""

from backchannel.sources.irc.source import Irc, Options
from backchannel.sources.irc.twitch import Twitch

__all__ = ["Irc", "Options", "Twitch"]
