"""Pictures of pinned posts, for the projector: fetched, made small, kept beside the store."""
