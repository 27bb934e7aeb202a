"""Playing a recorded event again."""
