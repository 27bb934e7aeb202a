"""What is written down of how a source is doing."""
