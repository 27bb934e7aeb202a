"""Changing a `[[source]]` of an event file, and nothing else in it."""
