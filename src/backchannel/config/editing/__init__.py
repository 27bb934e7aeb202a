"""Changing one thing in a file that somebody wrote, and nothing else in it."""
