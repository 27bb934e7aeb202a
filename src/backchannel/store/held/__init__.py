"""How posts, pins and notes are held: the places of posts, and what comes out of a row."""
