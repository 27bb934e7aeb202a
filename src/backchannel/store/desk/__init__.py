"""What a desk asks of a store besides its lists: how it was left here, what waits, who is there."""
