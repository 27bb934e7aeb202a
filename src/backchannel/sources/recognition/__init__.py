"""From a place in the words people know to the kind of source that reads it."""
