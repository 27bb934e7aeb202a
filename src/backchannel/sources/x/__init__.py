"""X, as far as it is searched with a token that is paid for."""

from backchannel.sources.x.source import Options, X

__all__ = ["Options", "X"]
