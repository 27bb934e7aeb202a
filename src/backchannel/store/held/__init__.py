"""How posts are held: their places, and what comes out of a row."""
