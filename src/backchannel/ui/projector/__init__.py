"""The projector: one post, or how to take part, for a whole room."""
