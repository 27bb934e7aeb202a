"""What is said in a Matrix room."""

from backchannel.sources.matrix.source import Matrix, Options

__all__ = ["Matrix", "Options"]
