"""What the collector finds out for a desk: whether a source can be read, what is at an address."""
