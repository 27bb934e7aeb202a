"""One post with all that is known of it: over the desk, and beside what is read."""
