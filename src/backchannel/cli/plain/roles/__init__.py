"""What presenter, operator and the room do, in a desk of words."""
