"""The event's one file: posts, decisions and the log of changes."""
