"""The terminal's edge: what comes from the keyboard, and what goes to the screen."""
