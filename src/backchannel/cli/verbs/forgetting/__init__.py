"""The verb for people who ask to be forgotten."""
