"""Posts that any program can write: files in a folder, or lines on standard input."""

from backchannel.sources.records.folder import Folder
from backchannel.sources.records.stdin import Stdin

__all__ = ["Folder", "Stdin"]
