"""Keeping a store's file well: copies of it, its size, what two desks hold, what was damaged."""
