"""What the facilitator decides, from the key to the disk."""
