"""A person who asks for it is forgotten: posts, mentions, quotes, and whatever comes again."""
