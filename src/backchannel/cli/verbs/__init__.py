"""What the program does, a verb or a family of verbs a module."""
