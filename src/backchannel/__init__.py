"""A terminal desk for the people who run an event."""

__version__ = "0.1.0"
