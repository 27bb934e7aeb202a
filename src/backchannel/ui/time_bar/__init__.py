"""A line with all of an event on it: how much was said when, and a way to any minute."""
