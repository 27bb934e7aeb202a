"""One screen for each role."""
