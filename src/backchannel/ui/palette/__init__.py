"""What the palette offers: every command, and every view, source and person."""
