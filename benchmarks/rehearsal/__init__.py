"""One whole event, rehearsed: every screen in a terminal of its own, on one store."""
