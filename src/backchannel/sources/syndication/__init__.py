"""What is inside a feed: RSS, Atom, Media RSS and JSON Feed read into drafts."""
