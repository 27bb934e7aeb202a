"""Finding posts: what a pane is filtered by, and how it is typed."""
