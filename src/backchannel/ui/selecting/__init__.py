"""Lines marked with the mouse, and copied."""
